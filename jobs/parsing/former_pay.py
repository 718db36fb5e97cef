"""What somebody earns or earned so far, apart from what is asked now: "my last salary was 120k, I want 180k"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.cues import lowered

if TYPE_CHECKING:
    from jobs.parsing.amounts import Amount

BEFORE = 40  # characters that may say so
_FORMER = re.compile(
    r"\b(?:last|current(?:ly)?|previous(?:ly)?|present(?:ly)?|former(?:ly)?|was|earn(?:ed|ing)?|i make|i get|"
    r"paid me|pays me)\b[^;.\n\d]{0,25}$"
)
_ASKED = re.compile(
    r"\b(?:want|expect|look|ask|need|desire|target|prefer|hop|deserve)(?:e?[ds]|ing|ed|ations?)?\b[^;.\n\d]{0,25}$"
)


def asked_instead(text: str, figures: list[Amount]) -> list[Amount]:
    """The figures that are asked, where the text also tells what was earned so far; else none."""
    if len(figures) < 2:  # noqa: PLR2004 - one of each
        return []
    lower = lowered(text)
    before = {id(figure): lower[max(0, figure.start - BEFORE) : figure.start] for figure in figures}
    asked = [figure for figure in figures if _ASKED.search(before[id(figure)])]
    others = (figure for figure in figures if figure not in asked)
    return asked if any(_FORMER.search(before[id(figure)]) for figure in others) else []
