"""Collects what one message says of the wishes, clause by clause, and settles what hangs together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.conversation.reader.background import languages_named, only_languages
from bot.conversation.reader.clauses import Clause, clauses
from bot.conversation.reader.occupations import is_title, right_title
from bot.conversation.reader.reading import AND, CLEARED, named_skills
from bot.conversation.reader.refusals import Refusing, is_tool
from bot.conversation.reader.revisions import MOST_SKILLS, joined_names, stored
from bot.conversation.reader.role_words import (
    bare_role,
    has_firm_role_cue,
    has_role_cue,
    is_called_by_role,
    is_known_title,
    names_role,
    says_nothing,
    small_talk,
)
from bot.conversation.reader.side_remarks import names_only_currency
from bot.conversation.reader.spotting import without_ages
from jobs.parsing.education import EDUCATIONS
from jobs.parsing.experience import parse_experience
from jobs.parsing.place_mentions import mentions
from jobs.parsing.places import parse_places
from jobs.parsing.skills import find_skills

if TYPE_CHECKING:
    from bot.conversation.reader.spotting import Spot

# A lone figure beside a role is its pay, but neither a few years nor the number of a year.
_FIGURE_ALONE = re.compile(r"[\s.]*(?!(?:19|20)\d\d[\s.]*$)\d[\d., ]{2,}[\s.]*")
_ENTRY = re.compile(r"fresher|fresh[ -]grad|entry[ -]level", re.IGNORECASE)
_IN_A_NAME = re.compile(r"\sin\s(?=[A-Z])")  # "nanny in Cocody": a place that no list has
_DOES = re.compile(r"\s*(?:do|work as|be|be an?)\s", re.IGNORECASE)  # "I can do sales girl" names no skill
_BESIDE_REMOTE = re.compile(r"\b(?:or|and|also|as well|too)\b|,|/", re.IGNORECASE)
_BUT = re.compile(r"\s*(?:but|rather|instead)\b", re.IGNORECASE)
_ONLY = re.compile(r"\bonly\b|\b100 ?%|\bfully\b|\bjust\b", re.IGNORECASE)
_NO_FIGURE = re.compile(r"\s*an? (?!years?\b|months?\b|half\b|full\b)", re.IGNORECASE)
SKILL_WORDS = 4


_STATE = re.compile(r"(?<=\w) (?:state|county|province|region)$", re.IGNORECASE)


class Reader(Refusing):
    """Takes texts apart, clause by clause, and gathers what they say."""

    def answer(self, text: str, question: str, *, editing: bool) -> None:
        """Take in one text as the answer to a question about a field, or to none."""
        self._question, self._editing, self._text = question, editing, text
        self._remote_beside = bool(_BESIDE_REMOTE.search(text)) and not _ONLY.search(text)
        said = clauses(text, self._country)
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
            if not names_only_currency(piece):
                self._piece(piece, clause)

    def _spot(self, spot: Spot, *, adding: bool) -> None:
        if adding and spot.kind in ("place", "arrangement", "types"):
            self._adding.add(spot.kind)
        if spot.kind == "experience":
            self._experience(spot.value)
        elif spot.kind in (gathered := {"pay": self._pays, "arrangement": self._modes, "types": self._types}):
            gathered[spot.kind].append(spot.value)
        elif spot.kind == "place":
            self._places += [stored(place) for place in parse_places(spot.value, country=self._country)]
        elif spot.kind == "shifts" and self._question == "excluded":
            self._exclude_shift(spot)
        elif spot.kind == "any":
            self._now = CLEARED[spot.value](self._now)
            self._cleared.append(spot.value)
        else:
            self._of_self(spot)

    def _of_self(self, spot: Spot) -> None:
        if spot.kind == "languages":
            self._spoken(spot.value)
        elif spot.kind == "relocate":
            self._change("relocate", willing_to_relocate=spot.value == "yes")
        elif spot.kind == "shifts":
            self._change("shifts", shifts=tuple(dict.fromkeys((*self._now.shifts, spot.value))))
        elif spot.kind == "education":
            known = self._now.education_level if "education" in self._touched else None
            best = max((spot.value, known or spot.value), key=EDUCATIONS.index)
            self._change("education", education_level=best)
        elif spot.kind == "level":
            self._level = spot.value

    def _spoken(self, names: str) -> None:
        fresh = self._editing and self._question == "languages" and "languages" not in self._touched
        held = () if fresh else self._now.languages_spoken
        self._change("languages", languages_spoken=joined_names((*held, *languages_named(names)), MOST_SKILLS))

    def _experience(self, text: str) -> None:
        if _ENTRY.search(text):
            self._level = "entry"
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
        if clause.skills and not _DOES.match(piece) and not says_nothing(piece):
            self._add_skills(named_skills(piece))
            return
        if _FIGURE_ALONE.fullmatch(piece) and not self._question and self._before_or_now_roles():
            self._pays.append(piece.strip(" .,"))
            return
        if self._question not in ("roles", "skills", "excluded") and only_languages(piece):
            self._spoken(piece)
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

    def _before_or_now_roles(self) -> bool:
        return bool(self._roles or self._now.job_roles)

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
        title = _IN_A_NAME.split(role)[0]
        role = title if is_title(title) else role
        parts = [part for part in AND.split(role) if part]
        tools = [all(map(is_tool, found)) for part in parts if not is_title(part) and (found := find_skills(part))]
        if len(parts) > 1 and len(tools) == len(parts) and all(tools):
            self._add_skills(skill for part in parts for skill in find_skills(part))
            return
        if len(parts) > 1 and is_title(parts[0]) and len(tools) >= len(parts) - 1 and all(tools[-len(parts) + 1 :]):
            self._add_skills(skill for part in parts[1:] for skill in find_skills(part))
            role = parts[0]
        known = find_skills(role)
        first = not self._roles and (self._question == "roles" or (not self._question and not self._before.job_roles))
        by_skill = bool(known) and len(role.split()) <= SKILL_WORDS and not names_role(role)
        if by_skill and not cued and not (first and "skills" not in self._touched):
            self._add_skills(known)
        elif names_role(role) or cued or (first and self._question == "roles"):
            self._add_roles(role, adding=adding, cued=cued)
            self._add_skills(name for name in known if name.casefold() in role.casefold().split() and is_tool(name))
        elif first and (by_skill or (placed and not known)):
            self._add_roles(role, adding=adding)
        elif known:
            self._add_skills(known)
        elif is_title(slip := right_title(role)):
            self._add_roles(slip, adding=adding)
        elif not self._place_alone(role, adding=adding):
            self._left.append(role)

    def _place_alone(self, words: str, *, adding: bool) -> bool:
        """A place on its own: a large city ("Driver, dubai"), or any that is written as a name ("also Entebbe")."""
        name = _STATE.sub("", words).title()
        lead = "in " if adding or words[0].isupper() else ""
        found = [mention.written for mention in mentions(lead + name)] == [name]
        return found and self._place_named(name, adding=adding)
