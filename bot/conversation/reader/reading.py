"""What reading a message gives, what clearing a field means, and lists as people write them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.conversation.reader.revisions import without_pay
from jobs.parsing.skills import find_skills, split_skills

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.preferences import Preferences

AND = re.compile(r"\s*(?:,|;|/|&|\n|\bor\b|\band\b|\bnor\b|\balso\b)\s*", re.IGNORECASE)
# Of oneself it is the car that is meant; postings that ask for "drive" mean something else.
_I_DRIVE = re.compile(
    r"(?P<before>^|,|;|/|&|\n|\bor\b|\band\b)\s*(?:drive|drivers?)\s*(?=$|,|;|/|&|\n|\bor\b|\band\b)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a message says.

    `touched` and `cleared` name fields: roles, skills, experience, place, arrangement, types, pay, excluded, level,
    education, languages, relocate, shifts, no_skills, no_places. `pending` are words that may be a role; `likely` says
    that they are built like one. `modes` are the ways of working that were named, of which others can follow: who
    says "Lagos or remote" also takes work on site in Lagos.
    """

    preferences: Preferences
    touched: tuple[str, ...] = ()
    cleared: tuple[str, ...] = ()
    pending: str = ""
    likely: bool = False
    modes: tuple[str, ...] = ()


CLEARED: dict[str, Callable[[Preferences], Preferences]] = {
    "roles": lambda wishes: replace(wishes, job_roles=(), experience_level=None),
    "skills": lambda wishes: replace(wishes, technical_skills=(), soft_skills=()),
    "experience": lambda wishes: replace(wishes, years_of_experience=None),
    "place": lambda wishes: replace(wishes, preferred_locations=(), user_location_input="", work_arrangements=()),
    "arrangement": lambda wishes: replace(wishes, work_arrangements=()),
    "pay": without_pay,
    "excluded": lambda wishes: replace(wishes, excluded_words=(), excluded_companies=()),
}


def named_skills(text: str) -> list[str]:
    """The skills in a list as people write it; "cooking and cleaning" are two, "research and development" is one."""
    named: list[str] = []
    for name in split_skills(_I_DRIVE.sub(r"\g<before> driving ", text)):
        parts = AND.split(name)
        together = find_skills(name)
        if len(together) == 1 and not any(find_skills(part) == together for part in parts):
            parts = [name]
        named += [skill for part in parts for skill in split_skills(part) if re.search(r"[^\W\d_]", skill)]
    return named
