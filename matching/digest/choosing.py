"""Sets many people's wishes against a block of postings: masks first, one matrix product, then factors and the best.

Exact, and the same as `matching.retrieval.search` finds when it looks at everything: filters, factors, scores and
reasons are its own functions, each computed once for all who ask the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matching.comparison import Comparison
from matching.reasons import advised, explain
from matching.relevance import Relevance
from matching.retrieval import Match
from matching.scoring import Skills, combine, grade, skills_factor
from matching.variety import NEARLY_EQUAL, Variety

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    from matching.candidates import Floats, Integers
    from matching.digest.parts import Parts
    from matching.ranker import Ranker
    from matching.retrieval import MatchRules
    from matching.wishes import Wish

AT_A_TIME = 256  # wishes; with 20,000 postings a product of theirs takes 20 MB
WORTH_PICKING = 0.6  # of the postings: for fewer the product is made with these alone
NONE_KNOWN: Integers = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Ask:
    """What one or many people want, and its vector (float32, unit length; None without one of the model in use).

    `weights` are those that one person's reactions have taught.
    """

    wish: Wish
    vector: NDArray[np.float32] | None
    weights: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What holds for one person: how many at most, from which score on, imported since (Unix seconds), but not these.

    `known` are clusters by the block's numbers.
    """

    size: int
    minimum_score: int
    since: float
    known: Integers = field(default_factory=lambda: NONE_KNOWN)


@dataclass(frozen=True, slots=True)
class Passing:
    """The postings that an ask passes: positions in the block, ascending, their scores and each factor."""

    ask: Ask
    at: Integers
    scores: Integers
    factors: dict[str, Floats]


@dataclass(frozen=True, slots=True)
class Pick:
    """A chosen posting: its place among `passing.at`, and its score."""

    passing: Passing
    place: int
    score: int
    cluster: int

    @property
    def position(self) -> int:
        """In the block."""
        return int(self.passing.at[self.place])


class Matcher:
    """The matcher of one block, of one model, by one operator's rules."""

    def __init__(self, parts: Parts, rules: MatchRules, model: str, ranker: Ranker | None = None) -> None:
        self.block = parts.block
        self._parts = parts
        self._rules = rules
        self._model = model
        self._ranker = ranker
        self._compared: Comparison | None = None  # of the last pick: those of one person come in a row
        self.pairs_passing = 0  # of wishes and postings, for benchmarks

    def pass_all(self, asks: Sequence[Ask]) -> Iterable[Passing]:
        """What passes for each ask, in their order; memory is bounded by the block and `AT_A_TIME`."""
        for first in range(0, len(asks), AT_A_TIME):
            some = asks[first : first + AT_A_TIME]
            places = [np.flatnonzero(self._parts.mask(ask.wish)) for ask in some]
            self.pairs_passing += sum(map(len, places))
            for ask, at, near in zip(some, places, self._nearness(some, places), strict=True):
                yield self._pass(ask, at, near)

    def pick(self, passing: Passing, limits: Limits) -> tuple[list[Pick], Integers]:
        """The best that one person may be shown, one of each cluster, and the clusters of all that they may."""
        fine = passing.scores >= limits.minimum_score
        fine &= self.block.imported[passing.at] > limits.since
        clusters = self.block.clusters[passing.at]
        if len(limits.known):
            fine &= ~np.isin(clusters, limits.known)
        places = np.flatnonzero(fine)
        order = places[np.argsort(-(passing.scores[places] // NEARLY_EQUAL), kind="stable")]
        chosen: list[Pick] = []
        seen: set[int] = set()
        variety, named = Variety(), passing.ask.wish.wanted_companies is not None
        for place in order.tolist():
            cluster = int(clusters[place])
            if cluster in seen:
                continue
            seen.add(cluster)  # the best of it stands for all, also where its company had its share
            if named or variety.admits(str(self.block.candidates.companies[passing.at[place]])):
                chosen.append(Pick(passing, place, int(passing.scores[place]), cluster))
                if len(chosen) == limits.size:
                    break
        return chosen, clusters[places]

    def match(self, pick: Pick) -> Match:
        """A chosen posting with its factors and reasons."""
        at = pick.position
        if self._compared is None or self._compared.wish is not pick.passing.ask.wish:
            self._compared = self._comparison(pick.passing.ask.wish)
        compared = self._compared
        return Match(
            job_id=int(compared.candidates.ids[at]),
            cluster_key=str(compared.candidates.cluster_keys[at]),
            score=pick.score,
            grade=grade(pick.score),
            factors={name: _number(values[pick.place]) for name, values in pick.passing.factors.items()},
            reasons=advised(explain(compared, at), pick.score),
            matched_skills=compared.matched_skills(at),
            missing_skills=compared.missing_skills(at),
        )

    def _nearness(self, asks: Sequence[Ask], places: Sequence[Integers]) -> Iterable[Floats]:
        """For each ask the nearness of the postings at its places, NaN where one side has no vector."""
        block = self.block
        given = [number for number, ask in enumerate(asks) if ask.vector is not None]
        if not given or not block.vectors.shape[1]:
            return [np.full(len(at), np.nan) for at in places]
        stacked = np.stack([asks[number].vector for number in given])  # type: ignore[misc]
        wanted = np.zeros(len(block), dtype=np.bool_)
        for number in given:
            wanted[places[number]] = True
        if wanted.mean() < WORTH_PICKING:
            product, column = stacked @ block.vectors[wanted].T, np.cumsum(wanted) - 1
        else:
            product, column = stacked @ block.vectors.T, np.arange(len(block))
        rows = dict(zip(given, product, strict=True))
        return [
            np.where(block.has_vector[at], rows[number][column[at]], np.nan).astype(np.float64)
            if number in rows
            else np.full(len(at), np.nan)
            for number, at in enumerate(places)
        ]

    def _pass(self, ask: Ask, at: Integers, near: Floats) -> Passing:
        parts, wish = self._parts, ask.wish
        here = parts.worded(wish).wording.at(at)
        relevance = Relevance.joined(here, near, wish, self._model)
        kept = np.flatnonzero(relevance.relevant)
        readable = parts.read(wish, at[kept])
        kept = kept[readable]
        at, semantic = at[kept], relevance.semantic[kept]
        has = parts.has_skills(wish)
        factors = {
            "skills": skills_factor(Skills(has, *parts.skill_counts(has, at)), wish),
            "experience": parts.experience(wish)[at],
            "place": parts.place(wish)[at],
            "pay": parts.pay(wish)[at],
            "semantic": semantic,
            "recency": parts.recency[at],
        }
        return Passing(ask, at, combine(factors, self._rules.profile, ask.weights, self._ranker), factors)

    def _comparison(self, wish: Wish) -> Comparison:
        """What reasons need to know: arrays over the block, of which they look at one place each."""
        parts = self._parts
        worded = parts.worded(wish)
        said, nothing = worded.wording, np.empty(0)
        nowhere = nothing.astype(np.bool_)
        none = nothing.astype(np.int64)
        return Comparison(
            candidates=worded.candidates,
            wish=wish,
            today=parts.today,
            reach=parts.reach(wish),
            skills=Skills(parts.has_skills(wish), none, none),
            relevance=Relevance(said.title, said.role, nothing, nowhere, nowhere),
            passing=nowhere,
            shortfall=parts.shortfall(wish),
            unknowns=parts.unknowns(wish),
            factors={},
            scores=none,
        )


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)
