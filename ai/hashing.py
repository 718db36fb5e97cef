"""A lexical embedding that needs no model: words, pairs of words and pieces of words, hashed into a fixed length.

Texts that share words or parts of words are near, and a little those that have words for the same kind of work
(`word_kin.txt`, English). Words that many postings have weigh less (`word_weights.txt`). The hash (CRC-32) is the same
on every machine and in every run. Weights and tables are part of the model: whoever changes one gives it a new name.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from ai.embeddings import EmbeddingError, stored_name, units
from db.embedding_models import ModelIdentity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

MODEL = "hashing-v3"
USUAL_DIMENSIONS = 768
MAX_BATCH = 500
WORD = re.compile(r"[^\W_]+(?:[+#]+)?|[^\W_]", re.UNICODE)
CHARACTERS = 12_000
WORD_CHARACTERS = 24
PIECES = (3, 4, 5)
# By MRR of vacancy titles against occupations, on 1,500 titles that the figures in RESULTS.md leave out: 0.334 without
# both tables as they are now, 0.343 with these weights of words, 0.352 with kin too; what stands in brackets: 0.004.
WORD_WEIGHT, PAIR_WEIGHT, PIECES_WEIGHT, KIN_WEIGHT = 1.0, 0.3, 1.6, 1.0
BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
BRACKETED_WEIGHT = 0.5
TABLES = Path(__file__).parent
STOP_WEIGHT = 0.15
# Of the first line, a title or roles: area under the curve of postings with the role sought 0.91 with 2, 0.98 with 4.
HEAD_WEIGHT = 4.0
STOP_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and are as at be by can for from has have in is it its of on or our that the their this to we will with"
        " you your de en het van een voor met je op der die das und mit für la le les et des du el los y",
    )
)


@dataclass(frozen=True, slots=True)
class _Features:
    """Places in the vector and what is added there."""

    places: NDArray[np.int64]
    values: NDArray[np.float32]


class HashingEmbedder:
    """Hashed words, pairs and pieces; sublinear in how often they occur."""

    max_batch = MAX_BATCH
    max_batch_tokens: int | None = None

    def __init__(self, dimensions: int = USUAL_DIMENSIONS, *, name: str = MODEL) -> None:
        self.dimensions = dimensions
        self.name = stored_name(name, dimensions, USUAL_DIMENSIONS)
        self.identity = ModelIdentity("hashing", "", name, dimensions)
        self._features_of = lru_cache(maxsize=20_000)(self._word_features)
        self._weights = word_weights()
        self._kin = word_kin()

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text; an error for a text without a single letter or digit."""
        found: list[NDArray[np.float32] | EmbeddingError] = []
        for start in range(0, len(texts), MAX_BATCH):
            found += self._embed_batch(texts[start : start + MAX_BATCH])
        return found

    def _embed_batch(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        places: list[NDArray[np.int64]] = []
        values: list[NDArray[np.float32]] = []
        for row, text in enumerate(texts):
            features = self._text_features(text)
            places.append(features.places + row * self.dimensions)
            values.append(features.values)
        size = len(texts) * self.dimensions
        sums = np.bincount(np.concatenate(places), np.concatenate(values), size).astype(np.float32)
        rows = sums.reshape(len(texts), self.dimensions)
        wordless = EmbeddingError("the text has no words")
        return units([row if row.any() else wordless for row in rows], self.dimensions)

    def _text_features(self, text: str) -> _Features:
        words = WORD.findall(text[:CHARACTERS].lower())
        if not words:
            return _Features(np.empty(0, np.int64), np.empty(0, np.float32))
        first = text[:CHARACTERS].lower().strip().partition("\n")[0]
        head, plain = set(WORD.findall(first)), set(WORD.findall(BRACKETED.sub(" ", first)))
        weights = {word: self._weight(word, count, head, plain) for word, count in Counter(words).items()}
        known = [self._features_of(word) for word in weights]
        repeats = np.repeat(
            np.fromiter(weights.values(), np.float32, len(weights)), [features.places.size for features in known]
        )
        pairs, kin = self._pair_features(words, weights), self._kin_features(weights)
        return _Features(
            np.concatenate([*(features.places for features in known), pairs.places, kin.places]),
            np.concatenate(
                [np.concatenate([features.values for features in known]) * repeats, pairs.values, kin.values]
            ),
        )

    def _pair_features(self, words: list[str], weights: dict[str, float]) -> _Features:
        pairs = set(pairwise(words))
        hashes = np.fromiter((crc32(f"{first} {second}".encode()) for first, second in pairs), np.int64, len(pairs))
        weight = np.fromiter((min(weights[first], weights[second]) for first, second in pairs), np.float32, len(pairs))
        return self._signed(hashes, weight * np.float32(PAIR_WEIGHT))

    def _kin_features(self, weights: dict[str, float]) -> _Features:
        """Each group once, as heavy as the heaviest of its words here."""
        kin: dict[int, float] = {}
        for word, weight in weights.items():
            for group in self._kin.get(word, ()):
                kin[group] = max(kin.get(group, 0.0), weight)
        values = np.fromiter(kin.values(), np.float32, len(kin)) * np.float32(KIN_WEIGHT)
        return self._signed(np.fromiter(kin, np.int64, len(kin)), values)

    def _word_features(self, word: str) -> _Features:
        """The word itself and its pieces between marks of its ends; all pieces together weigh PIECES_WEIGHT."""
        marked = f"<{word[:WORD_CHARACTERS]}>"
        pieces = [marked[start : start + size] for size in PIECES for start in range(len(marked) - size + 1)]
        hashes = np.array([crc32(part.encode()) for part in (f"={word}", *pieces)], np.int64)
        values = np.full(hashes.size, PIECES_WEIGHT / max(1.0, len(pieces)) ** 0.5, np.float32)
        values[0] = WORD_WEIGHT
        return self._signed(hashes, values)

    def _weight(self, word: str, count: int, head: set[str], plain: set[str]) -> float:
        """`plain`: what stands in the head outside brackets."""
        weight = 1.0 + float(np.log(count)) if count > 1 else 1.0
        weight *= self._weights.get(word, 1.0)
        if word not in head:
            return weight
        return weight * HEAD_WEIGHT * (1.0 if word in plain else BRACKETED_WEIGHT)

    def _signed(self, hashes: NDArray[np.int64], weights: NDArray[np.float32]) -> _Features:
        """The lowest bit decides the sign, so that texts which share nothing are at right angles on average."""
        signs = np.where(hashes & 1, np.float32(1), np.float32(-1))
        return _Features((hashes >> 1) % self.dimensions, weights * signs)


@cache
def word_weights() -> Mapping[str, float]:
    """What common words weigh, from 0 to 1; words that are not in it weigh 1."""
    return dict.fromkeys(STOP_WORDS, STOP_WEIGHT) | {
        word: int(percent) / 100
        for percent, *words in _table("word_weights.txt")
        for word in words
        if word not in STOP_WORDS
    }


@cache
def word_kin() -> Mapping[str, tuple[int, ...]]:
    """For each word the groups that it belongs to, as hashes."""
    groups: dict[str, tuple[int, ...]] = {}
    for words in _table("word_kin.txt"):
        for word in words:
            groups[word] = (*groups.get(word, ()), crc32(f"~{words[0]}".encode()))
    return groups


def _table(name: str) -> Iterator[list[str]]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return (line.split() for line in lines if not line.startswith("#"))
