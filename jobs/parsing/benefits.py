"""What a posting offers beside pay: insurance, leave, meals, transport and the like."""

from __future__ import annotations

import functools

from jobs.parsing.cues import lowered
from jobs.parsing.phrases import PhraseList
from jobs.parsing.repeats import remembered


@functools.cache
def _benefits() -> PhraseList:
    return PhraseList.from_table("benefits.tsv")


@remembered
def find_benefits(text: str) -> tuple[str, ...]:
    """The known benefits that a text names, each once, in the order of the list."""
    named = {found.name for found in _benefits().find(lowered(text))}
    return tuple(name for name in _benefits().names if name in named)
