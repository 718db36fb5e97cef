"""How much of a role's words a text has, rare words and whole phrases counting more: full text over texts at hand.

Okapi BM25 with the words and the pairs of neighbouring words of the role, as a share of what a text full of them gets.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

SATURATION = 1.2  # the usual figures of BM25
LENGTH_SHARE = 0.75
TITLE_TIMES = 3  # a word of the title counts as three of the text
PAIR_SHARE = 0.5  # of the weight of its two words
WORD = re.compile(r"[^\W_]+(?:[+#]+)?")

Term = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class TextCover:
    """For each term that is asked for: the texts that have it, and how full they are of it, 0 to 1."""

    size: int
    having: dict[Term, tuple[NDArray[np.int64], NDArray[np.float64]]]

    @classmethod
    def of(cls, titles: Sequence[str], texts: Sequence[str], roles: Iterable[str]) -> TextCover:
        """Look for the words of these roles, and of no others."""
        asked = {term for role in roles for term in _terms(role)}
        counts: dict[Term, list[tuple[int, int]]] = {}
        lengths = np.zeros(len(texts))
        for at, (title, text) in enumerate(zip(titles, texts, strict=True)):
            words = [*words_of(title) * TITLE_TIMES, "", *words_of(text)]
            lengths[at] = len(words)
            own: Counter[Term] = Counter(word for word in words if word in asked)
            own.update(pair for pair in pairwise(words) if pair in asked)
            for term, times in own.items():
                counts.setdefault(term, []).append((at, times))
        norm = SATURATION * (
            1 - LENGTH_SHARE + LENGTH_SHARE * lengths / max(lengths.mean() if len(texts) else 1.0, 1.0)
        )
        return cls(len(texts), {term: _fullness(found, norm) for term, found in counts.items()})

    def cover(self, role: str) -> NDArray[np.float64]:
        """The share of each text, 0 to 1."""
        total, covered = 0.0, np.zeros(self.size)
        for term in _terms(role):
            weight = self._rarity(term)
            total += weight
            if term in self.having:
                texts, full = self.having[term]
                covered[texts] += weight * full
        return covered / total if total else covered

    def _rarity(self, term: Term) -> float:
        if isinstance(term, tuple):
            return PAIR_SHARE * (self._rarity(term[0]) + self._rarity(term[1])) / 2
        having = len(self.having[term][0]) if term in self.having else 0
        return float(np.log(1 + (self.size - having + 0.5) / (having + 0.5)))


def words_of(text: str) -> list[str]:
    """In lower case."""
    return WORD.findall(text.lower())


def _terms(role: str) -> tuple[Term, ...]:
    words = words_of(role)
    return (*dict.fromkeys(words), *dict.fromkeys(pairwise(words)))


def _fullness(found: list[tuple[int, int]], norm: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    texts, times = np.asarray(found, dtype=np.int64).T
    return texts, times / (times + norm[texts])
