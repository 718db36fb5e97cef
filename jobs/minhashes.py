"""What of texts is alike: the runs of three words in them, and which of these come first in 128 orders (MinHash)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import Words

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Minima = NDArray[np.uint32]

PERMUTATIONS = 128
AT_ONCE = 8  # permutations: as many as keep the products within the processor's cache
RUN = 3  # words a shingle
FACTORS: Minima = np.random.default_rng(20_250_401).integers(1, 2**32, PERMUTATIONS, dtype=np.uint32) | np.uint32(1)
MIX = tuple(np.uint64(value) for value in (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9))
SHIFT, HALF = np.uint64(29), np.uint64(32)


def shingles_of(words: Words) -> Words:
    """Of each text the distinct runs of three words, hashed with 32 bits; a shorter text is one run."""
    words = Words.of([np.resize(each, RUN) if 0 < len(each) < RUN else each for each in words.each()])
    begins = np.ones(len(words.hashes), np.bool_)
    ends = words.starts[1:][np.diff(words.starts) > 0]
    begins[ends - 1] = begins[ends - 2] = False
    first, second, third = (words.hashes[place : len(words.hashes) - RUN + 1 + place] for place in range(RUN))
    mixed = (first * MIX[0]) ^ (second * MIX[1] + third * MIX[2])
    runs = ((mixed ^ (mixed >> SHIFT)) * MIX[0]) >> HALF
    return Words(runs, words.starts).at(np.flatnonzero(begins[: len(runs)])).distinct()


def minima_of(shingles: Words) -> Minima:
    """For each text and permutation the least hash, of 32 bits; 0 for a text without shingles."""
    least = np.zeros((len(shingles), PERMUTATIONS), np.uint32)
    filled = np.flatnonzero(np.diff(shingles.starts))
    if len(filled):
        hashes, starts = shingles.hashes.astype(np.uint32), shingles.starts.take(filled)
        some = [np.minimum.reduceat(factors * hashes, starts, axis=1) for factors in FACTORS.reshape(-1, AT_ONCE, 1)]
        least[filled] = np.concatenate(some).T
    return least
