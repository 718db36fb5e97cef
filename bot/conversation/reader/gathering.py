"""Gathers what one message says of the wishes, then settles what hangs together: places, ways of working, pay."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.reader.reading import AND, Reading
from bot.conversation.reader.revisions import (
    ARRANGEMENTS,
    MOST_EXCLUDED,
    MOST_ROLES,
    MOST_SKILLS,
    joined_names,
    joined_places,
    same_place,
    stored,
    with_changed_pay,
    with_pay,
)
from bot.conversation.reader.role_words import (
    bare_role,
    in_own_words,
    names_role,
    titled,
)
from bot.conversation.reader.side_remarks import currency_said, pay_change, without_licence
from jobs.parsing.gazetteer import is_part_of_city
from jobs.parsing.places import parse_places
from jobs.parsing.titles import parse_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.conversation.reader.clauses import Clause
    from bot.conversation.reader.spotting import Spot
    from db.places import StoredPlace
    from db.preferences import Preferences

_AT_COMPANY = re.compile(
    r"^\s*(?:(?:jobs?|work|roles?|positions?|anything)\s+)?(?:at|from|with|by|company|companies)\s+(?:the company\s+)?",
    re.IGNORECASE,
)
_JOBS_TAIL = re.compile(
    r"\s+(?:jobs?|roles?|positions?|vacanc(?:y|ies)|openings?|please|pls|any ?more)\s*$", re.IGNORECASE
)
_DATA_ENTRY = re.compile(r"\bdata entry\b", re.IGNORECASE)
LONGEST_EXCLUSION = 40  # characters
MOST_EXCLUDED_WORDS = 4
SKILL_WORDS = 4
MOST_APART = 3  # words of each of two kinds of work joined by "or" of which one is known
_OR = re.compile(r"\bor\b", re.IGNORECASE)
WISHES_AROUND = 2  # make words that lead them a title
SHORTEST_PLURAL = 3  # letters: "gas", "bus" and "mlm" stay


class Gathering:
    """The wishes as they were and as they become."""

    def __init__(self, wishes: Preferences, country: str | None, language: str = "en") -> None:
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
        self._likely = ""
        self._level: str | None = None
        self._text = ""
        self._language = language
        self._alone = False
        self._leading: Clause | None = None
        self._question = ""
        self._editing = False
        self._remote_beside = False

    def reading(self) -> Reading:
        """What it all amounts to."""
        self._take_first_words()
        self._settle_roles()
        self._settle_places()
        self._settle_modes()
        self._settle_pay()
        pending = self._likely or next((words for words in self._left if len(words.split()) <= SKILL_WORDS), "")
        touched = tuple(dict.fromkeys(self._touched))
        named = tuple(mode for mode in ARRANGEMENTS if mode in self._modes)
        return Reading(self._now, touched, tuple(self._cleared), pending, likely=bool(self._likely), modes=named)

    def _take_first_words(self) -> None:
        """A title that no list has, before two wishes or more: "préposé aux bénéficiaires, Québec, 25$/h"."""
        if self._roles or self._now.job_roles or self._question or not self._left:
            return
        around = (self._places, self._pays, self._types, "experience" in self._touched)
        words = self._left[0]
        leads = self._text.strip().lower().startswith(words.lower())
        if leads and sum(map(bool, around)) >= WISHES_AROUND and len(words.split()) <= SKILL_WORDS:
            self._add_roles(self._left.pop(0), adding=False)

    def _change(self, field: str, **columns: object) -> None:
        self._now = replace(self._now, **columns)  # type: ignore[arg-type]
        self._touched.append(field)

    def _add_roles(self, role: str, *, adding: bool, cued: bool = False) -> None:
        parts = [bare_role(part) for part in AND.split(role)]
        named = [bool(part) and names_role(part) for part in parts]
        short = all(part and len(part.split()) <= MOST_APART for part in parts)
        separate = len(parts) > 1 and (all(named) or (short and any(named) and bool(_OR.search(role))))
        for part in parts if separate else [role]:
            title, level = titled(without_licence(in_own_words(part, self._language)), cued=cued)
            self._level = level or self._level
            self._roles.append(title)
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

    def _drop_places(self, spot: Spot, *, removing: bool) -> None:
        """Out of the places wished for; and, when it was none of them or is refused for good, ruled out.

        A quarter is ruled out by its name, and its city goes on being wished for.
        """
        named = [stored(place) for place in parse_places(spot.value, country=self._country)]
        held = self._places or list(self._now.preferred_locations)
        kept = tuple(place for place in held if not any(same_place(place, gone) for gone in named))
        if is_part_of_city(spot.value) and not (removing and len(kept) < len(held)):
            self._exclude(spot.value)
            return
        self._places = []
        if kept != self._now.preferred_locations or not named:
            self._change("place", preferred_locations=kept)
        if not removing or len(kept) == len(held):
            ruled_out = joined_places((*self._now.excluded_locations, *named))
            self._change("no_places", excluded_locations=ruled_out)

    def _drop_mode(self, mode: str) -> None:
        wanted = self._now.work_arrangements or ARRANGEMENTS
        self._change("arrangement", work_arrangements=tuple(name for name in wanted if name != mode))

    def _drop_type(self, kind: str) -> None:
        if kind in self._now.employment_types:
            self._change("types", employment_types=tuple(name for name in self._now.employment_types if name != kind))
        else:
            self._exclude(kind.replace("_", " "))

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
        names = [name[:LONGEST_EXCLUSION] for name in names if re.search(r"[^\W\d_]", name)]
        names = names if company else [singular(_JOBS_TAIL.sub("", name)) for name in names]
        names = [name for name in names if len(name.split()) <= MOST_EXCLUDED_WORDS]
        if not names:
            return
        column = "excluded_companies" if company else "excluded_words"
        self._change("excluded", **{column: joined_names((*getattr(self._now, column), *names), MOST_EXCLUDED)})

    def _settle_roles(self) -> None:
        if not self._roles:
            if self._level:
                self._change("level", experience_level=self._level)
            return
        kept = self._now.job_roles if "roles" in self._adding else ()
        level = self._level or next(filter(None, map(_level_of, self._roles)), None)
        if level and level != self._now.experience_level:
            self._touched.append("level")
        if level == "intern":
            self._types.append("internship")
        self._change(
            "roles",
            job_roles=joined_names((*kept, *self._roles), MOST_ROLES),
            experience_level=level or (self._now.experience_level if kept else None),
        )

    def _settle_places(self) -> None:
        if not self._places:
            return
        kept = self._now.preferred_locations if "place" in self._adding else ()
        wanted = joined_places((*kept, *self._places))
        self._change("place", preferred_locations=wanted)
        gone = self._now.excluded_locations
        allowed = tuple(out for out in gone if not any(same_place(place, out) for place in self._places))
        if allowed != self._now.excluded_locations:
            self._change("no_places", excluded_locations=allowed)
        if self._question == "place" and not self._modes and self._now.work_arrangements == ("remote",) and not kept:
            self._change("arrangement", work_arrangements=())

    def _settle_modes(self) -> None:
        if self._types:
            kept = self._now.employment_types if "types" in self._adding else ()
            self._change("types", employment_types=tuple(dict.fromkeys((*kept, *self._types))))
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
            sign = pay_change(self._text)
            changed = (
                with_changed_pay(self._now, phrase, sign)
                if sign
                else with_pay(self._now, phrase, country, currency=currency_said(self._text))
            )
            if changed is not None:
                self._now = changed
                self._touched.append("pay")
                return


def _level_of(role: str) -> str | None:
    """The level in a title; "data entry" is work and no level."""
    return parse_title(_DATA_ENTRY.sub(" ", role)).level


def singular(words: str) -> str:
    """The words as one of them is called, for rules that hold for one and many: "night shifts", "agencies"."""
    several = any(word.endswith("s") for word in words.split()[:-1])  # "turnos partidos" is not English
    if several or len(words) <= SHORTEST_PLURAL or words.endswith(("ss", "us", "is", "sales", "news")):
        return words
    if words.endswith("ies"):
        return f"{words[:-3]}y"
    return words if words.endswith(("xes", "ches", "shes", "ses", "les")) else words.removesuffix("s")
