"""How alike a role and a title are spelled, letter by letter: what finds misspellings, compounds and other endings.

The pieces of three to five letters of all words are compared, those of telling words more than others. Chosen by
measurement over whole words and over weights by how rare a piece is (benchmarks/RESULTS.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from matching.title_words import FILLERS, GENERIC, LEVELS, title_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

PIECES = (3, 4, 5)
LONGEST_WORD = 40  # letters that are looked at
GENERIC_WEIGHT = 0.6  # "engineer" says less than "data"
SIDE_WEIGHT = 0.2  # of ranks and fillers
ROUNDED = 9  # digits: a title spelled as the role is exactly as near, whatever the last bit says

Spelled = dict[str, float]  # each piece of a text and its weight; of unit length


def word_weight(word: str) -> float:
    """How much a word of a title tells of the work."""
    if word in LEVELS or word in FILLERS:
        return SIDE_WEIGHT
    return GENERIC_WEIGHT if word in GENERIC else 1.0


@dataclass(frozen=True, slots=True)
class Spellings:
    """The pieces of many titles, one after the other: its `owners`, with `weights`; `starts` is where each begins."""

    size: int
    index: dict[str, int]
    starts: NDArray[np.int64]
    owners: NDArray[np.int64]
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, titles: Sequence[str]) -> Spellings:
        """From titles as they are written."""
        spelled = [spelling_of(title) for title in titles]
        index: dict[str, int] = {}
        pieces = np.asarray([index.setdefault(piece, len(index)) for own in spelled for piece in own], dtype=np.int64)
        owners = np.repeat(np.arange(len(spelled)), [len(own) for own in spelled])
        weights = np.asarray([weight for own in spelled for weight in own.values()], dtype=np.float64)
        order = np.argsort(pieces, kind="stable")
        starts = np.concatenate(([0], np.cumsum(np.bincount(pieces, minlength=len(index)))))
        return cls(len(titles), index, starts.astype(np.int64), owners[order], weights[order])

    def likeness(self, role: str) -> NDArray[np.float64]:
        """The cosine, 0 to 1, of a role's pieces with each title's."""
        asked = [(self.index[piece], weight) for piece, weight in spelling_of(role).items() if piece in self.index]
        if not asked:
            return np.zeros(self.size)
        spans = [slice(self.starts[piece], self.starts[piece + 1]) for piece, _ in asked]
        shares = np.concatenate([self.weights[span] * weight for span, (_, weight) in zip(spans, asked, strict=True)])
        owners = np.concatenate([self.owners[span] for span in spans])
        return np.minimum(np.round(np.bincount(owners, shares, self.size), ROUNDED), 1.0)


@lru_cache(maxsize=32_768)
def spelling_of(text: str) -> Spelled:
    """The pieces of a text's words between marks of their ends; all pieces of a word together weigh what it tells."""
    summed: Spelled = {}
    for word in dict.fromkeys(title_words(text)):
        own = pieces_of(word)
        weight = word_weight(word) / len(own) ** 0.5
        for piece in own:
            summed[piece] = summed.get(piece, 0.0) + weight
    length = sum(weight * weight for weight in summed.values()) ** 0.5
    return {piece: weight / length for piece, weight in summed.items()}


@lru_cache(maxsize=65_536)
def pieces_of(word: str) -> tuple[str, ...]:
    """The distinct pieces of one word."""
    marked = f" {word[:LONGEST_WORD]} "
    return tuple(
        dict.fromkeys(marked[at : at + size] for size in PIECES for at in range(max(1, len(marked) - size + 1)))
    )
