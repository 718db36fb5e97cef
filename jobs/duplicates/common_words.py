"""The words that many postings use whatever the work, so that they do not tell that two texts are of one opening.

common_words.txt holds those that stand in 3 % of 12,800 descriptions in English, Dutch and German, from boards in
Europe and Africa: counts of words, by which nothing of a posting is kept.
"""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import hashes_of, upper_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobs.word_hashes import Kept, Words


def rare(words: Words) -> Words:
    """Those of the words that are not common; in their order. One in forty is lost with them."""
    return words.at(words.places(_may_be_rare()))


def rare_names(names: bytes) -> NDArray[np.uint16]:
    """The same of sorted 16-bit hashes."""
    held = np.frombuffer(names, "<u2")
    kept: NDArray[np.uint16] = held[_may_be_rare()[held]]
    return kept


def is_common(word: str) -> bool:
    """Whether many postings use the word, given in small letters."""
    return word in _listed()


@functools.cache
def _listed() -> frozenset[str]:
    return frozenset(resources.files("jobs.duplicates").joinpath("common_words.txt").read_text("utf-8").split())


@functools.cache
def _may_be_rare() -> Kept:
    """By the upper bits of a hash."""
    return ~upper_bits(hashes_of(_listed()))
