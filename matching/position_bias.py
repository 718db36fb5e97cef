"""How often people look at all at the posting in each place of a list, told apart from how good it is.

The first is reacted to most because it is the best and because it is seen first. Reactions are taken as the product of
both: how attractive postings of a score are, and how many look at a place. Postings of one score stand in different
places of different lists, so the two are found by fitting each in turn (Poisson's likelihood, which rises each time).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matching.candidates import Booleans, Floats, Integers

BANDS = 10  # of the score
ROUNDS = 50
LEAST = 0.1  # so that no single reaction weighs more than ten


def seen_shares(scores: Floats, places: Integers, reacted: Booleans) -> Floats:
    """For each place, from 0 on, the share of postings looked at there, of those in the first; never rising.

    All ones without any posting.
    """
    if not len(scores):
        return np.ones(1)
    edges = np.quantile(scores, np.linspace(0.0, 1.0, BANDS + 1)[1:-1])
    band, size = np.digitize(scores, edges), int(places.max()) + 1
    shown, told = np.zeros((BANDS, size)), np.zeros((BANDS, size))
    np.add.at(shown, (band, places), 1.0)
    np.add.at(told, (band, places), reacted)
    seen = np.ones(size)
    for _ in range(ROUNDS):
        liked = told.sum(axis=1) / np.maximum((shown * seen).sum(axis=1), 1.0)
        # One posting more, reacted to once: a place that hardly anybody was shown says nothing.
        seen = (told.sum(axis=0) + 1.0) / (shown.T @ liked + 1.0)
        seen /= seen[0]
    shares: Floats = np.clip(np.minimum.accumulate(seen), LEAST, 1.0)
    return shares
