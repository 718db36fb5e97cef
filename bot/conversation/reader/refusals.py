"""What people do not want: places, ways of working, employers, skills, and words that rule a posting out."""

from __future__ import annotations

import functools
import re
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from bot.conversation.reader.gathering import Gathering, singular
from bot.conversation.reader.occupations import workers
from bot.conversation.reader.reading import AND
from bot.conversation.reader.revisions import (
    MOST_EXCLUDED,
    joined_names,
    without_exclusion,
    without_names,
    without_place_named,
)
from bot.conversation.reader.role_words import means_any, says_nothing
from bot.conversation.reader.side_remarks import points_at_something
from bot.conversation.reader.wording import rows
from jobs.parsing.folding import folded
from jobs.parsing.skill_vocabulary import entries
from jobs.parsing.skills import find_skills

if TYPE_CHECKING:
    from bot.conversation.reader.clauses import Clause
    from bot.conversation.reader.spotting import Spot

_AT_COMPANY = re.compile(
    r"^\s*(?:(?:jobs?|work|roles?|positions?|anything)\s+)?(?:at|from|with|by|company|companies)\s+(?:the company\s+)?",
    re.IGNORECASE,
)
_JOBS_TAIL = re.compile(
    r"\s+(?:jobs?|work|roles?|positions?|vacanc(?:y|ies)|openings?|please|pls|any ?more|again)\s*$", re.IGNORECASE
)
_PREPOSITION = re.compile(
    r"^(?:work(?:ing)?\s+)?(?:in|near|on|for|as|around|to|de|da|do|das|dos|la|el|le|les|ya|za|wa)\s+(?:(?:an?|the)\s+)?(?=\S)",
    re.IGNORECASE,
)
_SHIFT_TAIL = re.compile(r"\s+(?:any ?more|again)$", re.IGNORECASE)
_NO_EMPLOYERS_WORDS = """
    mlm ngo ngos hr it bpo kyc monday tuesday wednesday thursday friday saturday sunday christmas english french
"""
_NO_EMPLOYERS = frozenset(_NO_EMPLOYERS_WORDS.split())
SKILL_WORDS = 4
TOOL_AREAS = frozenset({"tech", "design", "finance", "office"})


class Refusing(Gathering, ABC):
    """Takes away from the wishes, and rules out."""

    @abstractmethod
    def _spot(self, spot: Spot, *, adding: bool) -> None:
        """Take in what was spotted."""

    def _refuse(self, clause: Clause) -> None:
        for spot in clause.spots:
            if spot.kind == "place" and folded(spot.value) in employers():
                self._exclude(spot.value, company=True)
            elif spot.kind == "place":
                self._drop_places(spot, removing=clause.tone == "remove")
            elif spot.kind == "arrangement":
                self._drop_mode(spot.value)
            elif spot.kind == "types":
                self._drop_type(spot.value)
            elif spot.kind == "shifts":
                self._exclude_shift(spot)
            else:
                self._spot(spot, adding=False)
        for piece in clause.pieces:
            if says_nothing(piece):
                continue
            company = bool(_AT_COMPANY.match(piece))
            for target in AND.split(_AT_COMPANY.sub("", piece)):
                self._refuse_name(target, company=company, removing=clause.tone == "remove")

    def _refuse_name(self, target: str, *, company: bool, removing: bool) -> None:
        removing = removing and not _JOBS_TAIL.search(target)  # "remove sales jobs" rules postings out
        name = _PREPOSITION.sub("", _JOBS_TAIL.sub("", target.strip(" .!?,:;\"'")).strip())
        if not re.search(r"[^\W\d_]", name) or means_any(name) or points_at_something(name):
            return
        if self._become("place", without_place_named(self._now, name)):
            return
        if self._question == "excluded" or not removing:
            company = company or self._names_employer(name)
        worker = workers().get(folded(name))  # "teaching" stands for the teacher
        aliases = (name, *find_skills(name)) if len(name.split()) <= SKILL_WORDS else (name,)
        aliases = (*aliases, worker) if worker else aliases
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
        elif removing and self._become("excluded", without_exclusion(self._now, (name, singular(name)))):
            return
        elif self._is_skill(name) and (removing or not company):
            skills = find_skills(name)
            self._change(
                "no_skills", excluded_skills=joined_names((*self._now.excluded_skills, *skills), MOST_EXCLUDED)
            )
        elif removing and not self._names_employer(name):
            return
        else:
            self._exclude(name, company=company)

    def _exclude_shift(self, spot: Spot) -> None:
        self._exclude(_SHIFT_TAIL.sub("", self._text[spot.start : spot.end]).strip())

    def _names_employer(self, name: str) -> bool:
        """Written as a name, where the message does not write everything so; or an employer that all know."""
        return _is_employer(name, self._text)

    @staticmethod
    def _is_skill(name: str) -> bool:
        found = find_skills(name)
        return len(found) == 1 and is_tool(found[0])


def _is_employer(name: str, text: str) -> bool:
    plain = folded(name)
    if plain in employers():
        return True
    shouted = text.isupper() or plain in _NO_EMPLOYERS
    if shouted or any(word in _NO_EMPLOYERS for word in plain.split()):
        return False
    return name[0].isupper() and not text.startswith(name)


@functools.cache
def employers() -> frozenset[str]:
    """Employers that people name without a capital letter, folded."""
    return frozenset(name for row in rows("employers.tsv") for name in row[1].split("|"))


def is_tool(skill: str) -> bool:
    """Whether a skill is something to work with, as Python is; others, such as selling, are the work itself."""
    return skill in _tools()


@functools.cache
def _tools() -> frozenset[str]:
    return frozenset(entry.name for entry in entries() if entry.area in TOOL_AREAS)
