"""Sets many people's wishes against a block of postings and picks what each may be shown, with the reasons.

Exact, and the same as `matching.retrieval.search` finds when it looks at everything: filters, factors, scores and
reasons are its own functions, each computed once for all who ask the same.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from matching.comparison import Comparison
from matching.digest.parts import Parts
from matching.digest.passing import Passer
from matching.ranker import active_ranker
from matching.relevance import Relevance
from matching.retrieval import match_at
from matching.scoring import Skills
from matching.variety import NEARLY_EQUAL, Variety

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from db.pool import Connection
    from matching.candidates import Integers
    from matching.digest.fresh import Freshest
    from matching.digest.passing import Ask, Passing
    from matching.digest.people import Seeker
    from matching.ranker import Ranker
    from matching.retrieval import Match, MatchRules
    from matching.wishes import Wish

NONE_KNOWN: Integers = np.empty(0, dtype=np.int64)


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
class Pick:
    """A chosen posting: its position in the block, its score, and each factor (NaN: left out).

    It holds nothing of the arrays that it was chosen from, so that these go when the next people's turn has come.
    """

    ask: Ask
    position: int
    score: int
    cluster: int
    factors: Mapping[str, float]


def matchers_of(
    conn: Connection, freshest: Freshest, seekers: Iterable[Seeker], today: date, rules: MatchRules
) -> Iterator[Matcher]:
    """One for each block of postings, with the mentions of the roles that these people seek."""
    roles = {role for seeker in seekers for _, ask in seeker.searches for role in ask.wish.roles}
    for part in range(freshest.parts):
        matcher = matcher_of(conn, freshest, part, today, rules)
        matcher.block.add_mentions(conn, roles)
        yield matcher
        del matcher  # before the next block is read


def matcher_of(conn: Connection, freshest: Freshest, part: int, today: date, rules: MatchRules) -> Matcher:
    """The matcher of one block, without mentions."""
    block = freshest.block(conn, part)
    return Matcher(Parts(block, today), rules, freshest.model, active_ranker(conn, rules.profile))


class Matcher:
    """The matcher of one block, of one model, by one operator's rules."""

    def __init__(self, parts: Parts, rules: MatchRules, model: str, ranker: Ranker | None = None) -> None:
        self.block = parts.block
        self._parts = parts
        self._passer = Passer(parts, rules, model, ranker)
        self._compared: Comparison | None = None  # of the last pick: those of one person come in a row

    @property
    def pairs_passing(self) -> int:
        """Of asks and postings, for benchmarks."""
        return self._passer.pairs_passing

    def pass_all(self, asks: Iterable[Ask]) -> Iterator[Passing]:
        """What passes for each ask, in an order of its own; memory is bounded."""
        return self._passer.pass_all(asks)

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
            position = int(passing.at[place])
            if named or variety.admits(str(self.block.candidates.companies[position])):
                factors = passing.factors_of(place)
                chosen.append(Pick(passing.ask, position, int(passing.scores[place]), cluster, factors))
                if len(chosen) == limits.size:
                    break
        return chosen, clusters[places]

    def match(self, pick: Pick) -> Match:
        """A chosen posting with its factors and reasons."""
        wish = pick.ask.wish
        if self._compared is None or self._compared.wish is not wish:
            self._compared = self._comparison(wish)
        return match_at(self._compared, pick.position, pick.score, pick.factors)

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
            skills=Skills(parts.skills_worth(wish), nothing, none),
            relevance=Relevance(said.title, said.role, nothing, nowhere, nowhere),
            passing=nowhere,
            shortfall=parts.shortfall(wish),
            unknowns=parts.unknowns(wish),
            factors={},
            scores=none,
        )
