"""Factors of the score that only some profiles weigh: the title by itself, the industry and the level of the work.

Steps are as in matching/scoring.py: NaN where the person said nothing to compare with, a middle value where the posting
says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matching.demands import LEVEL_UNKNOWN, LEVELS
from matching.folded_texts import folded
from matching.scoring import NOT_SAID

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matching.candidates import Candidates, Floats
    from matching.wishes import Wish

OTHER_INDUSTRY = 30.0  # as a place elsewhere
LEVEL_STEPS = (100.0, 75.0, 50.0)  # none, one and two levels apart
LEVEL_MORE = 25.0


def optional_factors(
    weights: Mapping[str, float], candidates: Candidates, wish: Wish, title: Floats
) -> dict[str, Floats]:
    """Those that these weights name, of each posting, 0 to 100. `title` is the likeness to the nearest role."""
    return {name: factor(candidates, wish, title) for name, factor in OPTIONAL.items() if name in weights}


def title_factor(_candidates: Candidates, wish: Wish, title: Floats) -> Floats:
    """How much of a role the title covers."""
    return title if wish.roles else np.full(len(title), np.nan)


def industry_factor(candidates: Candidates, wish: Wish, _title: Floats) -> Floats:
    """Whether the posting's industry is one of those wished for."""
    if not wish.industries:
        return np.full(len(candidates), np.nan)
    names = candidates.industries.tolist()
    known = {name: _industry(folded(name), wish) for name in set(names)}
    return np.asarray([known[name] for name in names], dtype=np.float64)


def seniority_factor(candidates: Candidates, wish: Wish, _title: Floats) -> Floats:
    """How many levels lie between the posting's and the one that the person named."""
    if not wish.level:
        return np.full(len(candidates), np.nan)
    apart = np.abs(candidates.level - LEVELS[wish.level])
    steps = np.asarray((*LEVEL_STEPS, LEVEL_MORE))[np.minimum(apart, len(LEVEL_STEPS))]
    return np.where(candidates.level == LEVEL_UNKNOWN, NOT_SAID, steps)


def _industry(name: str, wish: Wish) -> float:
    if not name:
        return NOT_SAID
    return 100.0 if name in wish.industries else OTHER_INDUSTRY


OPTIONAL: Mapping[str, Callable[[Candidates, Wish, Floats], Floats]] = {
    "title": title_factor,
    "industry": industry_factor,
    "seniority": seniority_factor,
}
