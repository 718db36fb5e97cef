"""What passes of a block of postings for each of many asks: masks first, one matrix product, then factors and scores.

Those who seek in the same places are taken together, so that a product is made with the few postings that any of them
may get; what follows is done once for the pairs that are left of all of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matching.optional_factors import OPTIONAL
from matching.relevance import scale_of, ways_of
from matching.scoring import PROFILES, combine, skills_factor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from matching.candidates import Booleans, Floats, Integers
    from matching.digest.parts import Parts
    from matching.ranker import Ranker
    from matching.relevance import Ways
    from matching.rules import MatchRules, Method
    from matching.wishes import Wish

AT_A_TIME = 256  # wishes; with 20,000 postings a product of theirs takes 20 MB
WORTH_PICKING = 0.6  # of the postings: for fewer the product is made with these alone
MOST_PAIRS = 200_000  # whose factors are computed at once; they take 20 MB


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """What one or many people want, and its vector (float32, unit length; None without one of the model in use).

    `weights` are those that one person's reactions have taught, `method` how they search (see matching/experiments.py).
    """

    wish: Wish
    vector: NDArray[np.float32] | None
    weights: Mapping[str, float] | None = None
    method: Method = "hybrid"

    @property
    def ways(self) -> Ways:
        """By what a posting may be relevant."""
        return ways_of(self.method, roles=bool(self.wish.roles), vector=self.vector is not None)


@dataclass(frozen=True, slots=True)
class Passing:
    """The postings that an ask passes: positions in the block, ascending, and their scores.

    `factors` are of many asks; those of this one begin at `first`.
    """

    ask: Ask
    at: Integers
    scores: Integers
    factors: Mapping[str, Floats]
    first: int

    def factors_of(self, place: int) -> dict[str, float]:
        """Each factor of the posting at this place of `at`."""
        return {name: float(values[self.first + place]) for name, values in self.factors.items()}


@dataclass(frozen=True, slots=True)
class Promising:
    """An ask with the postings that may be relevant for it, and their inner products with its vector."""

    ask: Ask
    at: Integers
    near: NDArray[np.float32]


class Passer:
    """Finds what passes in one block, with vectors of one model, by one operator's rules."""

    def __init__(self, parts: Parts, rules: MatchRules, model: str, ranker: Ranker | None = None) -> None:
        self._parts = parts
        self._profile = rules.profile
        self._scale = scale_of(model)
        self._ranker = ranker
        self.pairs_passing = 0  # of asks and postings, for benchmarks

    def pass_all(self, asks: Iterable[Ask]) -> Iterator[Passing]:
        """What passes for each ask, in an order of its own; memory is bounded by the block and `AT_A_TIME`."""
        alike = sorted(asks, key=_whereabouts)
        for first in range(0, len(alike), AT_A_TIME):
            for some in _portions(self._promising(alike[first : first + AT_A_TIME])):
                yield from self._compare(some)

    def _promising(self, asks: Sequence[Ask]) -> Iterator[Promising]:
        """What breaks no mask and is relevant by its words or perhaps by nearness."""
        masks = [self._parts.mask(ask.wish) for ask in asks]
        at, rows = self._nearness(asks, np.logical_or.reduce(masks))
        for ask, passing, near in zip(asks, masks, rows, strict=True):
            self.pairs_passing += int(np.count_nonzero(passing))
            relevant = np.zeros(len(at), dtype=np.bool_)
            if ask.ways.words:
                relevant |= self._parts.worded(ask.wish).wording.relevant[at]
            if ask.ways.nearness:
                relevant |= self._scale.perhaps_near(near)
            kept = passing[at] & relevant
            yield Promising(ask, at[kept], near[kept])

    def _nearness(self, asks: Sequence[Ask], wanted: Booleans) -> tuple[Integers, list[NDArray[np.float32]]]:
        """The positions of what anybody passes, and for each ask the inner products with these postings.

        NaN where one side has no vector.
        """
        block = self._parts.block
        few = np.count_nonzero(wanted) < WORTH_PICKING * len(block)
        at = np.flatnonzero(wanted) if few else np.arange(len(block))
        nothing = np.full(len(at), np.nan, dtype=np.float32)
        given = [ask.vector for ask in asks if ask.vector is not None]
        if not given or not block.vectors.shape[1]:
            return at, [nothing] * len(asks)
        product = np.stack(given) @ (block.vectors[at] if few else block.vectors).T
        product[:, ~block.has_vector[at]] = np.nan
        rows = iter(product)
        return at, [nothing if ask.vector is None else next(rows) for ask in asks]

    def _compare(self, found: Sequence[Promising]) -> Iterator[Passing]:
        """The pairs of all these asks in one row: which are relevant, then their factors and scores."""
        relevant, semantic = self._relevance(found)
        kept = [each.at[here] for each, here in zip(found, relevant, strict=True)]
        factors = self._factors([each.ask.wish for each in found], kept, semantic)
        scores = combine(factors, self._profile, ranker=self._ranker)
        first = 0
        for each, at in zip(found, kept, strict=True):
            own = slice(first, first + len(at))
            if each.ask.weights is not None:
                theirs = {name: values[own] for name, values in factors.items()}
                scores[own] = combine(theirs, self._profile, each.ask.weights, self._ranker)
            yield Passing(each.ask, at, scores[own], factors, first)
            first += len(at)

    def _relevance(self, found: Sequence[Promising]) -> tuple[list[Booleans], Floats]:
        """For each ask which postings are relevant and break no filter by their words; the semantic factor of these."""
        said = [self._parts.worded(each.ask.wish).wording for each in found]
        words = np.concatenate([each.words[one.at] for each, one in zip(said, found, strict=True)])
        by_words = np.concatenate([each.relevant[one.at] for each, one in zip(said, found, strict=True)])
        near = np.concatenate([one.near for one in found]).astype(np.float64)
        semantic, near_enough = self._scale.semantic(words, near)
        lengths = [len(one.at) for one in found]
        by_words &= np.repeat([one.ask.ways.words for one in found], lengths)
        near_enough &= np.repeat([one.ask.ways.nearness for one in found], lengths)
        relevant = by_words | near_enough
        of_each = np.split(relevant, np.cumsum(lengths[:-1]))
        for one, here in zip(found, of_each, strict=True):
            here[here] = self._parts.read(one.ask.wish, one.at[here])
        return of_each, semantic[relevant]

    def _factors(self, wishes: Sequence[Wish], kept: Sequence[Integers], semantic: Floats) -> dict[str, Floats]:
        parts, at, pairs = self._parts, np.concatenate(kept), list(zip(wishes, kept, strict=True))
        asked = np.repeat([bool(wish.skills) for wish in wishes], [len(here) for here in kept])
        matched = np.concatenate([parts.skills_matched(wish, here) for wish, here in pairs])
        return {
            "skills": skills_factor(matched, parts.skills_required[at], asked),
            "experience": np.concatenate([parts.experience(wish)[here] for wish, here in pairs]),
            "place": np.concatenate([parts.place(wish)[here] for wish, here in pairs]),
            "pay": np.concatenate([parts.pay(wish)[here] for wish, here in pairs]),
            "semantic": semantic,
            "recency": parts.recency[at],
        } | self._optional(pairs)

    def _optional(self, pairs: Sequence[tuple[Wish, Integers]]) -> dict[str, Floats]:
        weights = PROFILES[self._profile]
        if weights.keys().isdisjoint(OPTIONAL):
            return {}
        each = [self._parts.optional(weights, wish) for wish, _ in pairs]
        heres = [here for _, here in pairs]
        return {name: np.concatenate([own[name][at] for own, at in zip(each, heres, strict=True)]) for name in each[0]}


def _portions(found: Iterable[Promising]) -> Iterator[list[Promising]]:
    """So many together that their pairs are not too many at once."""
    portion: list[Promising] = []
    pairs = 0
    for each in found:
        portion.append(each)
        pairs += len(each.at)
        if pairs >= MOST_PAIRS:
            yield portion
            portion, pairs = [], 0
    if portion:
        yield portion


def _whereabouts(ask: Ask) -> tuple[object, ...]:
    """Where somebody seeks, which says most about the postings that pass; those to whom any place will do come last."""
    wish = ask.wish
    anywhere = wish.relocates or not wish.places
    places = [(place.country or "", place.region or "", place.city or "") for place in wish.places]
    return anywhere, sorted(wish.countries), places, sorted(wish.arrangements)
