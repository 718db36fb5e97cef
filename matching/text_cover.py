"""How much of a role's words a text has, rare words and whole phrases counting more: full text over texts at hand.

Both ways take the words and the pairs of neighbouring words of the role. `cover` is Okapi BM25, as a share of what a
text full of them gets; `found` asks only which of them are there at all.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

SATURATION = 1.2  # the usual figures of BM25
LENGTH_SHARE = 0.75
TITLE_TIMES = 3  # a word of the title counts as three of the text
PAIR_SHARE = 0.5  # of the weight of its two words
LONG_TEXT = 150  # words: postings of this length name what the work is about, definitions and excerpts do not
WORD = re.compile(r"[^\W_]+(?:[+#]+)?")

Term = str | tuple[str, str]


@dataclass(frozen=True, slots=True)
class TextCover:
    """For each term that is asked for: the texts that have it, and how full they are of it, 0 to 1.

    `long_texts` says whether the texts are long enough for what they leave out to tell something.
    """

    size: int
    long_texts: bool
    having: dict[Term, tuple[NDArray[np.int64], NDArray[np.float64]]]

    @classmethod
    def of(cls, titles: Sequence[str], texts: Sequence[str], roles: Iterable[str]) -> TextCover:
        """Look for the words of these roles, and of no others."""
        asked = {term for role in roles for term in _terms(role)}
        counts: dict[Term, list[tuple[int, int]]] = {}
        lengths = np.zeros(len(texts))
        for at, (title, text) in enumerate(zip(titles, texts, strict=True)):
            words = [*words_of(title) * TITLE_TIMES, "", *words_of(text), ""]
            lengths[at] = len(words) - 1
            there = [place for place, word in enumerate(words) if word in asked]
            own: Counter[Term] = Counter(words[place] for place in there)
            own.update(pair for place in there if (pair := (words[place], words[place + 1])) in asked)
            for term, times in own.items():
                counts.setdefault(term, []).append((at, times))
        usual = max(float(lengths.mean()) if len(texts) else 0.0, 1.0)
        norm = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * lengths / usual)
        return cls(len(texts), usual >= LONG_TEXT, {term: _fullness(found, norm) for term, found in counts.items()})

    def cover(self, role: str) -> NDArray[np.float64]:
        """How full each text is of the role, 0 to 1."""
        return self._share(role, lambda full: full)

    def found(self, role: str) -> NDArray[np.float64]:
        """How much of the role each text has, once being enough, 0 to 1."""
        return self._share(role, np.ones_like)

    def _share(self, role: str, worth: Callable[[NDArray[np.float64]], NDArray[np.float64]]) -> NDArray[np.float64]:
        total, covered = 0.0, np.zeros(self.size)
        for term in _terms(role):
            weight = self._rarity(term)
            total += weight
            if term in self.having:
                texts, full = self.having[term]
                covered[texts] += weight * worth(full)
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
