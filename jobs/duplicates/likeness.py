"""How alike two texts are, as their signatures tell it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from jobs.minhashes import PERMUTATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.job_signatures import TextSignature

PAIRS_AT_A_TIME = 20_000
IDENTICAL = 0.98  # not a word differs, or only words of places
OTHER_LENGTH = 0.02
WHOLE_SHINGLES = 150  # boards that cut texts leave half as many, which are about the employer


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: shared runs of words among all of both, and among those of the shorter."""

    shared: float
    contained: float


def likenesses(pairs: Sequence[tuple[TextSignature, TextSignature]]) -> list[Likeness]:
    """How alike the texts of each pair are (standard error about 0.04)."""
    found: list[Likeness] = []
    for start in range(0, len(pairs), PAIRS_AT_A_TIME):
        found += _likenesses(pairs[start : start + PAIRS_AT_A_TIME])
    return found


def is_one_text(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether the two say the same, word for word, but for what boards drop and how they glue it."""
    short, long = sorted((first.shingles, second.shingles))
    return likeness.shared >= IDENTICAL and long - short <= long * OTHER_LENGTH


def is_verbatim(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether not a word of two texts differs, also of places; of a short one a board may show the beginning alone."""
    whole = first.shingles == second.shingles >= WHOLE_SHINGLES
    return whole and likeness.shared == 1.0 and first.said == second.said


def _likenesses(pairs: Sequence[tuple[TextSignature, TextSignature]]) -> list[Likeness]:
    sides = [np.frombuffer(b"".join(pair[side].minhash for pair in pairs), "<u2") for side in (0, 1)]
    shared = (sides[0] == sides[1]).reshape(-1, PERMUTATIONS).mean(axis=1)
    sizes = np.asarray([(first.shingles, second.shingles) for first, second in pairs], np.float64)
    common = shared / (1 + shared) * sizes.sum(axis=1)
    contained = np.minimum(1.0, common / np.maximum(1.0, sizes.min(axis=1)))
    missing = sizes.min(axis=1) == 0
    return [
        Likeness(0.0, 0.0) if none else Likeness(float(one), float(other))
        for none, one, other in zip(missing, shared, contained, strict=True)
    ]
