"""Collects what one message says of the wishes, clause by clause, and settles what hangs together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.clauses import Clause, clauses
from bot.conversation.reading import AND, CLEARED, Reading, named_skills
from bot.conversation.revisions import (
    ARRANGEMENTS,
    MOST_EXCLUDED,
    MOST_ROLES,
    MOST_SKILLS,
    joined_names,
    joined_places,
    same_place,
    stored,
    with_pay,
    without_exclusion,
    without_names,
    without_place_named,
)
from bot.conversation.role_words import bare_role, has_role_cue, means_any, names_role, small_talk
from bot.conversation.spotting import without_ages
from jobs.parsing.experience import parse_experience
from jobs.parsing.place_mentions import mentions
from jobs.parsing.places import parse_places
from jobs.parsing.skills import find_skills
from jobs.parsing.titles import parse_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.spotting import Spot
    from db.places import StoredPlace
    from db.preferences import Preferences

_AT_COMPANY = re.compile(
    r"^\s*(?:(?:jobs?|work|roles?|positions?|anything)\s+)?(?:at|from|with|by|company|companies)\s+(?:the company\s+)?",
    re.IGNORECASE,
)
_JOBS_TAIL = re.compile(
    r"\s+(?:jobs?|roles?|positions?|vacanc(?:y|ies)|openings?|please|pls|any ?more)\s*$", re.IGNORECASE
)
_BESIDE_REMOTE = re.compile(r"\b(?:or|and|also|as well|too)\b|,|/", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b|\b100 ?%|\bfully\b|\bjust\b", re.IGNORECASE)
_NO_FIGURE = re.compile(r"\s*an? (?!years?\b|months?\b|half\b|full\b)", re.IGNORECASE)
LONGEST_EXCLUSION = 40  # characters
MOST_EXCLUDED_WORDS = 4
SKILL_WORDS = 4


class Reader:
    """Collects from one message, then settles what hangs together: places, ways of working and pay."""

    def __init__(self, wishes: Preferences, country: str | None) -> None:
        self._before = wishes
        self._now = wishes
        self._country = country
        self._touched: list[str] = []
        self._cleared: list[str] = []
        self._places: list[StoredPlace] = []
        self._adding: set[str] = set()
        self._modes: list[str] = []
        self._types: list[str] = []
        self._pays: list[str] = []
        self._roles: list[str] = []
        self._left: list[str] = []
        self._question = ""
        self._editing = False
        self._remote_beside = False

    def answer(self, text: str, question: str, *, editing: bool) -> None:
        """Take in one text as the answer to a question about a field, or to none."""
        self._question, self._editing = question, editing
        self._remote_beside = bool(_BESIDE_REMOTE.search(text)) and not _ONLY.search(text)
        for clause in clauses(text):
            if clause.tone in ("refuse", "remove"):
                self._refuse(clause)
            else:
                self._take(clause)
        if question == "experience" and "experience" not in self._touched and not _NO_FIGURE.match(text):
            self._experience(without_ages(text))
        if question == "pay" and not self._pays and "pay" not in self._cleared:
            self._pays.append(text)

    def reading(self) -> Reading:
        """What it all amounts to."""
        self._settle_roles()
        self._settle_places()
        self._settle_modes()
        self._settle_pay()
        pending = next((words for words in self._left if len(words.split()) <= SKILL_WORDS), "")
        return Reading(self._now, tuple(dict.fromkeys(self._touched)), tuple(self._cleared), pending)

    def _change(self, field: str, **columns: object) -> None:
        self._now = replace(self._now, **columns)  # type: ignore[arg-type]
        self._touched.append(field)

    def _take(self, clause: Clause) -> None:
        for spot in clause.spots:
            self._spot(spot, adding=clause.tone == "add")
        for piece in clause.pieces:
            self._piece(piece, clause)

    def _spot(self, spot: Spot, *, adding: bool) -> None:
        if spot.kind == "experience":
            self._experience(spot.value)
        elif spot.kind == "pay":
            self._pays.append(spot.value)
        elif spot.kind == "place":
            self._places += [stored(place) for place in parse_places(spot.value, country=self._country)]
            if adding:
                self._adding.add("place")
        elif spot.kind == "arrangement":
            self._modes.append(spot.value)
            if adding:
                self._adding.add("arrangement")
        elif spot.kind == "types":
            self._types.append(spot.value)
        elif spot.kind == "any":
            self._now = CLEARED[spot.value](self._now)
            self._cleared.append(spot.value)

    def _experience(self, text: str) -> None:
        found = parse_experience(text, bare_numbers=True)
        if found is None:
            return
        years = found.min_years if found.min_years is not None else found.max_years
        if years is not None:
            self._change("experience", years_of_experience=float(years))

    def _piece(self, piece: str, clause: Clause) -> None:
        adding = clause.tone == "add"
        if adding:
            self._adding.add("skills")
        if clause.skills:
            self._add_skills(named_skills(piece))
            return
        role = bare_role(piece)
        cued = has_role_cue(piece)
        if self._question == "excluded":
            self._exclude(piece)
        elif self._question == "skills" and not cued and piece.strip(" .,"):
            self._add_skills(named_skills(piece))
        elif self._question == "place" and not cued and self._place_named(piece, adding=adding):
            return
        elif role:
            placed = not self._question and any(spot.kind == "place" for spot in clause.spots)
            self._role_or_skill(role, cued=cued, adding=adding, placed=placed)

    def _role_or_skill(self, role: str, *, cued: bool, adding: bool, placed: bool) -> None:
        """`placed`: a place stands beside it in the same clause, so from somebody without a role yet it is one."""
        if small_talk(role):
            return
        known = find_skills(role)
        first = not self._roles and (self._question == "roles" or (not self._question and not self._before.job_roles))
        by_skill = bool(known) and len(role.split()) <= SKILL_WORDS and not names_role(role)
        if by_skill and not cued and not (first and "skills" not in self._touched):
            self._add_skills(known)
        elif names_role(role) or cued or (first and self._question == "roles"):
            self._add_roles(role, adding=adding)
            self._add_skills(name for name in known if name.casefold() in role.casefold().split())
        elif first and (by_skill or (placed and not known)):
            self._add_roles(role, adding=adding)
        elif known:
            self._add_skills(known)
        elif not self._place_alone(role, adding=adding):
            self._left.append(role)

    def _place_alone(self, words: str, *, adding: bool) -> bool:
        """A place on its own: a large city ("Driver, dubai"), or any that is written as a name ("also Entebbe")."""
        name = words.title()
        lead = "in " if adding or words[0].isupper() else ""
        found = [mention.written for mention in mentions(lead + name)] == [name]
        return found and self._place_named(name, adding=adding)

    def _add_roles(self, role: str, *, adding: bool) -> None:
        parts = [bare_role(part) for part in AND.split(role)]
        separate = len(parts) > 1 and all(part and names_role(part) for part in parts)
        self._roles += parts if separate else [role]
        if adding:
            self._adding.add("roles")

    def _add_skills(self, names: Iterable[str]) -> None:
        skills = joined_names(names, MOST_SKILLS)
        if not skills:
            return
        fresh = self._editing and self._question == "skills" and "skills" not in self._touched
        kept = () if fresh and "skills" not in self._adding else self._now.technical_skills
        self._change("skills", technical_skills=joined_names((*kept, *skills), MOST_SKILLS))

    def _place_named(self, piece: str, *, adding: bool) -> bool:
        places = [stored(place) for place in parse_places(piece, country=self._country)]
        self._places += places
        if adding and places:
            self._adding.add("place")
        return bool(places)

    def _refuse(self, clause: Clause) -> None:
        for spot in clause.spots:
            if spot.kind == "place":
                self._drop_places(spot)
            elif spot.kind == "arrangement":
                self._drop_mode(spot.value)
            elif spot.kind == "types":
                self._drop_type(spot.value)
            else:
                self._spot(spot, adding=False)
        for piece in clause.pieces:
            company = bool(_AT_COMPANY.match(piece))
            for target in AND.split(_AT_COMPANY.sub("", piece)):
                self._refuse_name(target, company=company, removing=clause.tone == "remove")

    def _drop_places(self, spot: Spot) -> None:
        named = [stored(place) for place in parse_places(spot.value, country=self._country)]
        held = self._places or list(self._now.preferred_locations)
        kept = tuple(place for place in held if not any(same_place(place, gone) for gone in named))
        self._places = []
        self._change("place", preferred_locations=kept)

    def _drop_mode(self, mode: str) -> None:
        wanted = self._now.work_arrangements or ARRANGEMENTS
        self._change("arrangement", work_arrangements=tuple(name for name in wanted if name != mode))

    def _drop_type(self, kind: str) -> None:
        if kind in self._now.employment_types:
            self._change("types", employment_types=tuple(name for name in self._now.employment_types if name != kind))
        else:
            self._exclude(kind.replace("_", " "))

    def _refuse_name(self, target: str, *, company: bool, removing: bool) -> None:
        name = _JOBS_TAIL.sub("", target.strip(" .!?,:;\"'")).strip()
        if not re.search(r"[^\W\d_]", name) or means_any(name):
            return
        if self._become("place", without_place_named(self._now, name)):
            return
        aliases = (name, *find_skills(name)) if len(name.split()) <= SKILL_WORDS else (name,)
        now = self._now
        for field, column, held in (
            ("roles", "job_roles", now.job_roles),
            ("skills", "technical_skills", now.technical_skills),
            ("skills", "soft_skills", now.soft_skills),
        ):
            left = without_names(held, aliases)
            if left != held:
                self._change(field, **{column: left})
                return
        if self._question == "skills":
            self._touched.append("skills")
        elif removing:
            self._become("excluded", without_exclusion(self._now, name))
        else:
            self._exclude(name, company=company)

    def _become(self, field: str, wishes: Preferences) -> bool:
        """Take over changed wishes; whether they are any different."""
        changed = wishes != self._now
        if changed:
            self._now = wishes
            self._touched.append(field)
        return changed

    def _exclude(self, text: str, *, company: bool = False) -> None:
        company = company or bool(_AT_COMPANY.match(text))
        names = [part.strip(" .!?:;\"'") for part in AND.split(_AT_COMPANY.sub("", text))]
        names = [_JOBS_TAIL.sub("", name)[:LONGEST_EXCLUSION] for name in names if re.search(r"[^\W\d_]", name)]
        names = [name for name in names if len(name.split()) <= MOST_EXCLUDED_WORDS]
        if not names:
            return
        column = "excluded_companies" if company else "excluded_words"
        self._change("excluded", **{column: joined_names((*getattr(self._now, column), *names), MOST_EXCLUDED)})

    def _settle_roles(self) -> None:
        if not self._roles:
            return
        kept = self._now.job_roles if "roles" in self._adding else ()
        level = next(filter(None, (parse_title(role).level for role in self._roles)), None)
        self._change(
            "roles",
            job_roles=joined_names((*kept, *self._roles), MOST_ROLES),
            experience_level=level or (self._now.experience_level if kept else None),
        )

    def _settle_places(self) -> None:
        if not self._places:
            return
        kept = self._now.preferred_locations if "place" in self._adding else ()
        self._change("place", preferred_locations=joined_places((*kept, *self._places)))
        if self._question == "place" and not self._modes and self._now.work_arrangements == ("remote",) and not kept:
            self._change("arrangement", work_arrangements=())

    def _settle_modes(self) -> None:
        if self._types:
            self._change("types", employment_types=tuple(dict.fromkeys(self._types)))
        if not self._modes:
            return
        wanted = set(self._modes)
        if "arrangement" in self._adding and (self._now.preferred_locations or self._now.work_arrangements):
            wanted |= set(self._now.work_arrangements or ARRANGEMENTS)
        elif wanted == {"remote"} and self._remote_beside and any(place.city for place in self._places):
            wanted = set(ARRANGEMENTS)
        self._change("arrangement", work_arrangements=tuple(mode for mode in ARRANGEMENTS if mode in wanted))

    def _settle_pay(self) -> None:
        places = self._now.preferred_locations
        country = next((place.country for place in places if place.country), None) or self._country
        for phrase in self._pays:
            changed = with_pay(self._now, phrase, country)
            if changed is not None:
                self._now = changed
                self._touched.append("pay")
                return
