"""Several rankings of postings made one, by reciprocal ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Cormack, Clarke and Büttcher: Reciprocal rank fusion outperforms Condorcet and individual rank learning methods, 2009.
K = 60


def fused(rankings: Iterable[Sequence[int]]) -> list[int]:
    """All postings ranked by the sum of 1 / (60 + rank) over the rankings that have them; ties by id."""
    sums: dict[int, float] = {}
    for ranking in rankings:
        for rank, job in enumerate(ranking, 1):
            sums[job] = sums.get(job, 0.0) + 1.0 / (K + rank)
    return sorted(sums, key=lambda job: (-sums[job], job))
