"""Which words a text says, in half a kilobyte: of any word it can be asked later whether it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from jobs.word_hashes import hash_of

if TYPE_CHECKING:
    from jobs.word_hashes import Hashes

BITS = 4096  # two a word: of 400 distinct words one in thirty that is not there seems to be
FIRST, SECOND = 52, 48  # where in a hash the numbers of its two bits begin: within the 16 upper bits, which are kept
KEPT = 48  # of a hash without its lower bits


def said_words(*words: Hashes) -> bytes:
    """A Bloom filter of hashed words, however often they stand there."""
    said = np.zeros(BITS, np.bool_)
    for hashes in words:
        said[hashes >> np.uint64(FIRST)] = True
        said[(hashes >> np.uint64(SECOND)) & np.uint64(BITS - 1)] = True
    return np.packbits(said).tobytes()


def says(said: bytes, word: str) -> bool:
    """Whether a text says the word, in small letters, or its plural or singular; rarely true though it does not."""
    other = word[:-1] if word.endswith("s") else f"{word}s"
    return bool(said) and (_holds(said, hash_of(word)) or _holds(said, hash_of(other)))


def says_one_of(said: bytes, kept: bytes) -> bool:
    """Whether a text says one of the words of which the 16 upper bits are kept, little-endian."""
    return bool(said) and any(_holds(said, upper << KEPT) for upper in np.frombuffer(kept, "<u2").tolist())


def _holds(said: bytes, hashed: int) -> bool:
    return all(said[bit >> 3] & 128 >> (bit & 7) for bit in (hashed >> FIRST, hashed >> SECOND & BITS - 1))
