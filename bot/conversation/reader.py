"""Collects what one message says of the wishes, clause by clause, and settles what hangs together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.clauses import Clause, clauses
from bot.conversation.gathering import Gathering
from bot.conversation.reading import AND, CLEARED, named_skills
from bot.conversation.revisions import (
    stored,
    without_exclusion,
    without_names,
    without_place_named,
)
from bot.conversation.role_words import (
    bare_role,
    has_firm_role_cue,
    has_role_cue,
    is_called_by_role,
    is_known_title,
    means_any,
    names_role,
    says_nothing,
    small_talk,
)
from bot.conversation.spotting import without_ages
from jobs.parsing.experience import parse_experience
from jobs.parsing.place_mentions import mentions
from jobs.parsing.places import parse_places
from jobs.parsing.skills import find_skills

if TYPE_CHECKING:
    from bot.conversation.spotting import Spot

_AT_COMPANY = re.compile(
    r"^\s*(?:(?:jobs?|work|roles?|positions?|anything)\s+)?(?:at|from|with|by|company|companies)\s+(?:the company\s+)?",
    re.IGNORECASE,
)
_JOBS_TAIL = re.compile(
    r"\s+(?:jobs?|roles?|positions?|vacanc(?:y|ies)|openings?|please|pls|any ?more)\s*$", re.IGNORECASE
)
_BESIDE_REMOTE = re.compile(r"\b(?:or|and|also|as well|too)\b|,|/", re.IGNORECASE)
_BUT = re.compile(r"\s*(?:but|rather|instead)\b", re.IGNORECASE)
_PREPOSITION = re.compile(r"^(?:in|near|on|for|as|around|to)\s+(?:(?:an?|the)\s+)?(?=\S)", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b|\b100 ?%|\bfully\b|\bjust\b", re.IGNORECASE)
_NO_FIGURE = re.compile(r"\s*an? (?!years?\b|months?\b|half\b|full\b)", re.IGNORECASE)
LONGEST_EXCLUSION = 40  # characters
MOST_EXCLUDED_WORDS = 4
SKILL_WORDS = 4


class Reader(Gathering):
    """Takes texts apart, clause by clause, and gathers what they say."""

    def answer(self, text: str, question: str, *, editing: bool) -> None:
        """Take in one text as the answer to a question about a field, or to none."""
        self._question, self._editing = question, editing
        self._remote_beside = bool(_BESIDE_REMOTE.search(text)) and not _ONLY.search(text)
        said = clauses(text)
        self._alone = len(said) == 1 and not said[0].spots and len(said[0].pieces) == 1
        self._leading = said[0] if any(clause.spots for clause in said) else None
        for clause in said:
            if clause.tone in ("refuse", "remove"):
                self._refuse(clause)
            else:
                self._take(clause)
        if question == "experience" and "experience" not in self._touched and not _NO_FIGURE.match(text):
            self._experience(without_ages(text))
        if question == "pay" and not self._pays and "pay" not in self._cleared:
            self._pays.append(text)

    def _take(self, clause: Clause) -> None:
        instead = bool(_BUT.match(clause.words)) and "place" in self._touched  # "not London but Manchester"
        for spot in clause.spots:
            self._spot(spot, adding=clause.tone == "add" or instead)
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
            self._skills_or_role(piece, role, clause)
        elif self._question == "place" and self._answers_place(piece, clause, cued=cued):
            return
        elif role:
            placed = not self._question and any(spot.kind == "place" for spot in clause.spots)
            if self._is_doubtful(piece, role, adding=adding):
                self._likely = role
            else:
                self._role_or_skill(role, cued=cued, adding=adding, placed=placed)

    def _answers_place(self, piece: str, clause: Clause, *, cued: bool) -> bool:
        """Whether the piece is a place asked for, or only stands beside one: the "or" of "Lagos or remote"."""
        if clause.spots and says_nothing(piece):
            return True
        return not cued and self._place_named(piece, adding=clause.tone == "add")

    def _skills_or_role(self, piece: str, role: str, clause: Clause) -> None:
        """Asked for skills, people name a role too, beside a place or a pay: "driver in Nairobi"."""
        if (clause.spots or clause is self._leading) and is_called_by_role(role):
            self._add_roles(role, adding=clause.tone == "add")
        elif not says_nothing(piece):
            self._add_skills(named_skills(piece))

    def _is_doubtful(self, piece: str, role: str, *, adding: bool) -> bool:
        """Whether a single word would take the place of a known role though no list of titles has it: "flutist"."""
        if says_nothing(role):
            return True
        if not self._before.job_roles or adding or not self._alone or len(role.split()) > 1:
            return False
        known = is_known_title(role) or bool(find_skills(role)) or bool(small_talk(role))
        if known or has_firm_role_cue(piece):
            return False
        return self._question != "roles" and (names_role(role) or has_role_cue(piece))

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

    def _refuse_name(self, target: str, *, company: bool, removing: bool) -> None:
        name = _PREPOSITION.sub("", _JOBS_TAIL.sub("", target.strip(" .!?,:;\"'")).strip())
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
