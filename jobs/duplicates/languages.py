"""In which language a text is, by its little words: enough to tell a translation from a text about other work."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from jobs.duplicates.common_words import SHORT_BITS
from jobs.word_hashes import hash_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobs.word_hashes import Hashes

LITTLE_WORDS = {
    "en": "the and of to you we our are your will with for have this that as be on by from",
    "nl": "het een en van je voor met zijn aan bij ook wij ons jij jouw hebt naar wat deze onze ben",
    "de": "und der die das sie für mit ist zu auf den ein eine wir bei sind dich deine du oder von",
    "fr": "et les des vous nous pour dans une sur avec votre notre est du aux qui",
    "es": "y los las el para con por una del nuestro como más tu su al",
    "pt": "e os uma para com por não mais você do da dos das ao nossa",
}
TIMES, SHARE = 2, 0.04


def language_of(words: Hashes) -> str:
    """The language whose little words are at least 4 % of the words, and twice as many as another's; else ""."""
    counts = np.bincount(_languages()[words >> np.uint64(SHORT_BITS)], minlength=2 ** len(LITTLE_WORDS))
    found = [int(counts[_sets_with(place)].sum()) for place in range(len(LITTLE_WORDS))]
    second, first = sorted(range(len(found)), key=found.__getitem__)[-2:]
    if found[first] < max(1.0, len(words) * SHARE) or found[first] < found[second] * TIMES:
        return ""
    return list(LITTLE_WORDS)[first]


@functools.cache
def _languages() -> NDArray[np.uint8]:
    """By the 16 upper bits of a hash the set of languages that have the word, one bit each."""
    sets = np.zeros(2 ** (64 - SHORT_BITS), np.uint8)
    for place, words in enumerate(LITTLE_WORDS.values()):
        sets[[hash_of(word) >> SHORT_BITS for word in words.split()]] |= np.uint8(1 << place)
    return sets


@functools.cache
def _sets_with(place: int) -> NDArray[np.intp]:
    sets = np.arange(2 ** len(LITTLE_WORDS))
    return np.flatnonzero(sets >> place & 1)
