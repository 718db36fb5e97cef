"""Languages of which a posting asks for one or another: "English or Dutch" demands neither by itself."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from jobs.parsing.cues import lowered
from jobs.parsing.phrases import PhraseList
from jobs.parsing.skill_tokens import bare
from jobs.parsing.skill_vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

# What stands between two languages of a list.
_COMMA = re.compile(r"\s*,\s*")
_OR = re.compile(
    r"\s*,?\s+(?:and\s*/\s*or|or|en\s*/\s*of|of|und\s*/\s*oder|oder|et\s*/\s*ou|ou|y\s*/\s*o|o|au|ama)\s+(?:the\s+|de\s+)?"
)


def without_choices(text: str, required: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills required by themselves, and the languages of which another does as well."""
    areas = vocabulary().areas
    languages = [name for name in required if areas.get(name) == "language"]
    if len(languages) <= 1:
        return tuple(required), ()
    chosen = _joined_by_or(bare(lowered(text)))
    return tuple(name for name in required if name not in chosen), tuple(name for name in required if name in chosen)


def _joined_by_or(text: str) -> frozenset[str]:
    """The languages that a text in lower case joins by "or"."""
    chosen: set[str] = set()
    listed: list[str] = []
    for one, following in pairwise(_languages().find(text)):
        listed.append(one.name)
        between = text[one.end : following.start]
        if _OR.fullmatch(between):
            chosen.update(listed, (following.name,))
        elif not _COMMA.fullmatch(between):
            listed.clear()
    return frozenset(chosen)


@functools.cache
def _languages() -> PhraseList:
    """How each language is spelled."""
    areas = vocabulary().areas
    spellings: dict[str, list[str]] = {}
    for spelling, name in vocabulary().names.items():
        if areas[name] == "language":
            spellings.setdefault(name, []).append(spelling)
    return PhraseList(spellings)
