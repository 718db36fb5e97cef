"""The field of work of a title, by its words or else by the skill that it names."""

from __future__ import annotations

import functools

from jobs.parsing.functions import FieldOfWork, job_functions, worded_field
from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.skill_vocabulary import vocabulary

# The areas of `data/skills.tsv` whose skills tell where somebody works; French and leadership are wanted everywhere.
_FIELDS = {
    "design": "Design & Creative",
    "farming": "Agriculture & Environment",
    "finance": "Finance & Accounting",
    "health": "Health Care",
    "law": "Legal",
    "logistics": "Logistics & Transport",
    "security": "Security & Protection",
    "social": "Public & Social",
    "tech": "Software & IT",
    "trades": "Trades & Construction",
}
# "Calibration engineer", "motorcycle technician": they make or mend what they are named after, unless it is software.
_HANDS_ON = frozenset({"Engineering", "Trades & Construction", "Manufacturing & Production"})


@functools.lru_cache(maxsize=8192)
def field_of_work(title: str) -> FieldOfWork | None:
    """The field that a title's words tell; where they tell none, or rank alone, that of the last skill it names."""
    worded = worded_field(title)
    if worded and worded.telling:
        return worded
    area = next((vocabulary().areas[skill] for skill in reversed(find_skills(title))), None)
    if area not in _FIELDS or (worded and worded.function in _HANDS_ON and area != "tech"):
        return worded
    function = _FIELDS[area]
    return FieldOfWork(function, job_functions()[function], telling=True)


def function_told(title: str) -> str | None:
    """The function of a title, as "Health Care" of "Registered Nurse" and "Software & IT" of "Rust engineer"."""
    work = field_of_work(title)
    return work.function if work else None
