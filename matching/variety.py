"""The order of a list beyond the score: of nearly equal postings the newer first, of one company two in ten."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

from matching.folded_texts import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matching.candidates import Integers

MOST_OF_A_COMPANY = 2
IN_A_LIST = 10
NEARLY_EQUAL = 2  # points of the score: 80 and 81 are one


class Variety:
    """Who may still come into one list of ten. A posting that names no company always may."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def admits(self, company: str) -> bool:
        """Whether another posting of this company may come in; it then counts as taken."""
        name = folded(company)
        if not name:
            return True
        self._taken[name] += 1
        return self._taken[name] <= MOST_OF_A_COMPANY


def rank_of(score: int) -> int:
    """What postings are ordered by, the lowest first, before their dates."""
    return -(score // NEARLY_EQUAL)


def varied(order: Integers, company_of: Callable[[int], str], limit: int) -> Integers:
    """The first `limit` of these positions, of each ten at most two of a company; fewer where nothing else is there."""
    chosen: list[int] = []
    rest: Iterable[int] = order.tolist()
    while len(chosen) < limit:
        variety, left, ten = Variety(), [], 0
        for at in rest:
            if ten < IN_A_LIST and variety.admits(company_of(at)):
                chosen.append(at)
                ten += 1
            else:
                left.append(at)
        if ten < IN_A_LIST:
            break
        rest = left
    return np.asarray(chosen[:limit], dtype=np.int64)
