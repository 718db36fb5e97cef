"""What a posting demands of whoever applies, beyond skills and years: a level, and languages to be spoken."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from jobs.parsing.skill_vocabulary import vocabulary
from jobs.parsing.skills import canonical_skill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LEVEL_UNKNOWN = -1
# The ladder: how many steps are between two levels. A lead stands beside a manager.
LEVELS: Mapping[str, int] = {
    "intern": 0,
    "junior": 1,
    "mid": 2,
    "senior": 3,
    "lead": 4,
    "manager": 4,
    "director": 5,
    "executive": 6,
}
SAME_LEVEL = {"internship": "intern", "entry": "junior"}


def level_named(level: str | None) -> str:
    """A level by the name that postings have it by; "" for none and for one that is not on the ladder."""
    name = SAME_LEVEL.get(level or "", level or "")
    return name if name in LEVELS else ""


def languages_among(skills: Iterable[str]) -> tuple[str, ...]:
    """The languages among the skills that a posting requires, by their English names."""
    return tuple(dict.fromkeys(name for name in map(_language, skills) if name))


def spoken(names: Iterable[str]) -> frozenset[str]:
    """Languages as people name them, by their English names; one that is not known as it is."""
    return frozenset(canonical_skill(name) or name for name in names)


@functools.lru_cache(maxsize=16_384)
def _language(skill: str) -> str:
    name = canonical_skill(skill)
    return name if name is not None and vocabulary().areas[name] == "language" else ""
