"""The choice for each of many people: the best over all their searches and all fresh postings."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from matching.digest.choosing import Limits, Matcher
from matching.variety import Variety, rank_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.preferences import Preferences
    from matching.candidates import Integers
    from matching.digest.choosing import Pick
    from matching.digest.fresh import Block
    from matching.digest.passing import Ask, Passing
    from matching.digest.people import Seeker
    from matching.digest.rules import DigestRules
    from matching.retrieval import Match


@dataclass(slots=True)
class Choice:
    """What one person gets, the best first, each with the search that it fits best, and how many more there are."""

    seeker: Seeker
    items: list[tuple[Preferences, Match]] = field(default_factory=list)
    more: int = 0
    told: bool = False

    @property
    def outcome(self) -> str:
        """What becomes of the digest."""
        return "planned" if self.items else "told" if self.told else "empty"


@dataclass(frozen=True, slots=True, order=True)
class _Ranked:
    """A posting in the running, in the order in which they are shown."""

    rank: int
    search_slot: int
    negative_day: float
    job_id: int
    search: Preferences = field(compare=False)
    pick: Pick = field(compare=False)
    company: str = field(compare=False)


def choose(matchers: Iterable[Matcher], seekers: Sequence[Seeker], rules: DigestRules) -> list[Choice]:
    """The best of all blocks for each person, in their order; a block holds whole clusters."""
    choices = [Choice(seeker) for seeker in seekers]
    ranks: list[list[tuple[_Ranked, Match]]] = [[] for _ in seekers]
    for matcher in matchers:
        for number, (ranked, total) in enumerate(_in_block(matcher, seekers, rules)):
            ranks[number] += [(each, matcher.match(each.pick)) for each in ranked]
            choices[number].more += total
    for choice, found in zip(choices, ranks, strict=True):
        size = _size(choice.seeker, rules)
        found.sort(key=lambda pair: pair[0])
        variety = Variety()
        admitted = ((ranked, match) for ranked, match in found if _admits(variety, ranked))
        choice.items = [(ranked.search, match) for ranked, match in islice(admitted, size)]
        choice.more -= len(choice.items)
    return choices


def _in_block(matcher: Matcher, seekers: Sequence[Seeker], rules: DigestRules) -> Iterable[tuple[list[_Ranked], int]]:
    """For each person the best of one block, and how many clusters pass there."""
    by_ask: dict[Ask, list[tuple[int, Preferences]]] = defaultdict(list)
    for number, seeker in enumerate(seekers):
        for search, ask in seeker.searches:
            by_ask[ask].append((number, search))
    ranked: list[list[_Ranked]] = [[] for _ in seekers]
    passed: list[list[Integers]] = [[] for _ in seekers]
    for passing in matcher.pass_all(by_ask):
        for number, search in by_ask[passing.ask]:
            picks, clusters = matcher.pick(passing, limits_of(seekers[number], search, rules, matcher.block))
            ranked[number] += [_rank(pick, search, matcher.block, passing) for pick in picks]
            passed[number].append(clusters)
    return [
        (_one_of_each(sorted(found), _size(seeker, rules)), len(np.unique(np.concatenate(clusters))))
        for seeker, found, clusters in zip(seekers, ranked, passed, strict=True)
    ]


def limits_of(seeker: Seeker, search: Preferences, rules: DigestRules, block: Block) -> Limits:
    """What holds for one person's search among the postings of a block."""
    known = {block.cluster_of[key] for key in seeker.known if key in block.cluster_of}
    known |= {int(block.clusters[block.position_of[job]]) for job in seeker.known_jobs if job in block.position_of}
    return Limits(
        size=_size(seeker, rules),
        minimum_score=rules.least_score(seeker.person),
        since=seeker.since(search, rules.lead),
        known=np.asarray(sorted(known), dtype=np.int64),
    )


def _size(seeker: Seeker, rules: DigestRules) -> int:
    return seeker.person.digest_size or rules.size


def _rank(pick: Pick, search: Preferences, block: Block, passing: Passing) -> _Ranked:
    at = int(passing.at[pick.place])
    posted = float(block.candidates.posted[at])
    day = 0.0 if math.isnan(posted) else posted
    return _Ranked(
        rank_of(pick.score),
        search.slot,
        -day,
        int(block.candidates.ids[at]),
        search,
        pick,
        str(block.candidates.companies[at]),
    )


def _one_of_each(ranked: list[_Ranked], size: int) -> list[_Ranked]:
    """The best of each cluster, at most so many, no company too often."""
    chosen: dict[int, _Ranked] = {}
    variety = Variety()
    for each in ranked:
        if each.pick.cluster not in chosen and _admits(variety, each):
            chosen[each.pick.cluster] = each
    return list(chosen.values())[:size]


def _admits(variety: Variety, ranked: _Ranked) -> bool:
    return bool(ranked.search.wanted_companies) or variety.admits(ranked.company)
