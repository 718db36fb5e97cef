"""Whether a text offers the same opening in another language: names and numbers stay in a translation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobs.duplicates.common_words import rare_names
from jobs.duplicates.rewritten import languages_differ
from jobs.duplicates.title_words import is_particular

if TYPE_CHECKING:
    from db.job_signatures import TextSignature

# How many names must be common, and which part of the shorter text's; of other work at one employer hardly half agree.
FEW, OF_FEW = 3, 0.55
SOME, OF_SOME = 7, 0.48
MANY, OF_MANY = 10, 0.7  # in another town, under a title that says more than the usual words


def is_translated(first: TextSignature, second: TextSignature) -> bool:
    """Whether texts of one company and title in two languages have the same names and numbers."""
    if not languages_differ(first, second):
        return False
    mine, others = rare_names(first.names), rare_names(second.names)
    common = len(np.intersect1d(mine, others, assume_unique=True))
    part = common / max(1, min(len(mine), len(others)))
    if first.place == second.place:
        return (common >= FEW and part >= OF_FEW) or (common >= SOME and part >= OF_SOME)
    return is_particular(first.title) and common >= MANY and part >= OF_MANY
