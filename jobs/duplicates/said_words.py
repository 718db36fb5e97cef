"""Which words a text says, in half a kilobyte: of any word it can be asked later whether it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import LOWER_BITS, hash_of

if TYPE_CHECKING:
    from jobs.word_hashes import Words

BITS = 4096  # two a word: of 400 distinct words one in thirty that is not there seems to be
FIRST = 4  # of the 16 upper bits of a hash, all that is kept, the first 12 number one bit and the last 12 the other


def said_words(words: Words, *more: Words) -> list[bytes]:
    """Of each text a Bloom filter of its hashed words, however often they stand there."""
    said = np.zeros(len(words) * BITS, np.bool_)
    for each in (words, *more):
        texts, upper = each.texts() * BITS, each.upper()
        said[texts + (upper >> FIRST)] = True
        said[texts + (upper & BITS - 1)] = True
    return [filled.tobytes() for filled in np.packbits(said).reshape(-1, BITS // 8)]


def says(said: bytes, word: str) -> bool:
    """Whether a text says the word, in small letters, or its plural or singular; rarely true though it does not."""
    other = word[:-1] if word.endswith("s") else f"{word}s"
    return bool(said) and any(_holds(said, hash_of(either) >> LOWER_BITS) for either in (word, other))


def says_one_of(said: bytes, kept: bytes) -> bool:
    """Whether a text says one of the words of which the 16 upper bits are kept, little-endian."""
    return bool(said) and any(_holds(said, upper) for upper in np.frombuffer(kept, "<u2").tolist())


def _holds(said: bytes, upper: int) -> bool:
    return all(said[bit >> 3] & 128 >> (bit & 7) for bit in (upper >> FIRST, upper & BITS - 1))
