"""The words that many postings use whatever the work, so that they do not tell that two texts are of one opening.

common_words.txt holds those that stand in 3 % of 12,800 descriptions in English, Dutch and German, from boards in
Europe and Africa: counts of words, by which nothing of a posting is kept.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import hash_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobs.word_hashes import Hashes

SHORT_BITS = 48  # of a hash of which the 16 upper bits are kept


def rare(words: Hashes) -> Hashes:
    """Those of the words, as hashed whole, that are not common; in their order. One in forty is lost with them."""
    kept: Hashes = words[~_may_be_common()[words >> np.uint64(SHORT_BITS)]]
    return kept


def rare_names(names: bytes) -> NDArray[np.uint16]:
    """The same of sorted 16-bit hashes."""
    held = np.frombuffer(names, "<u2")
    kept: NDArray[np.uint16] = held[~_may_be_common()[held]]
    return kept


def is_common(word: str) -> bool:
    """Whether many postings use the word, given in small letters."""
    return word in _listed()


@functools.cache
def _listed() -> frozenset[str]:
    return frozenset(resources.files("jobs.duplicates").joinpath("common_words.txt").read_text("utf-8").split())


@functools.cache
def _may_be_common() -> NDArray[np.bool_]:
    """By the 16 upper bits of a hash."""
    upper = np.zeros(2 ** (64 - SHORT_BITS), np.bool_)
    upper[[hash_of(word) >> SHORT_BITS for word in _listed()]] = True
    return upper
