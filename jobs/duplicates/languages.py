"""In which language a text is, by its little words: enough to tell a translation from a text about other work."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import hashes_of, upper_bits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from jobs.word_hashes import Words

LITTLE_WORDS = {
    "en": "the and of to you we our are your will with for have this that as be on by from",
    "nl": "het een en van je voor met zijn aan bij ook wij ons jij jouw hebt naar wat deze onze ben",
    "de": "und der die das sie für mit ist zu auf den ein eine wir bei sind dich deine du oder von",
    "fr": "et les des vous nous pour dans une sur avec votre notre est du aux qui",
    "es": "y los las el para con por una del nuestro como más tu su al",
    "pt": "e os uma para com por não mais você do da dos das ao nossa",
}
SETS = 2 ** len(LITTLE_WORDS)  # of languages that may have a word, one bit each
TIMES, SHARE = 2, 0.04


def languages_of(words: Words) -> list[str]:
    """Of each text the language whose little words are at least 4 % of it, and twice as many as another's; else ""."""
    sets = words.texts() * SETS + _languages().take(words.upper())
    counts = np.bincount(sets, minlength=len(words) * SETS).reshape(-1, SETS) @ _languages_of_sets()
    return [
        _clearest(found, words) for found, words in zip(counts.tolist(), np.diff(words.starts).tolist(), strict=True)
    ]


def _clearest(found: list[int], words: int) -> str:
    """The language of which most of so many words were found."""
    second, first = sorted(found)[-2:]
    if first < max(1.0, words * SHARE) or first < second * TIMES:
        return ""
    return list(LITTLE_WORDS)[found.index(first)]


@functools.cache
def _languages() -> NDArray[np.uint8]:
    """By the upper bits of a hash the set of languages that have the word."""
    having = [upper_bits(hashes_of(words.split())) for words in LITTLE_WORDS.values()]
    sets: NDArray[np.uint8] = np.packbits(having, axis=0, bitorder="little")[0]
    return sets


@functools.cache
def _languages_of_sets() -> NDArray[np.intp]:
    """Of each set whether it has each language."""
    return np.arange(SETS)[:, None] >> np.arange(len(LITTLE_WORDS)) & 1
