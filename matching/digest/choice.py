"""The choice for each of many people: the best over all their searches and all fresh postings."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy as np

from matching.digest.choosing import Limits, Matcher
from matching.variety import Variety, rank_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from db.preferences import Preferences
    from matching.candidates import Integers
    from matching.digest.choosing import Pick
    from matching.digest.fresh import Block
    from matching.digest.passing import Ask
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


@dataclass(frozen=True, slots=True)
class Ranked:
    """A posting in the running; those of a person are shown in the order of `key`."""

    key: tuple[int, int, float, int]
    search: Preferences
    pick: Pick
    company: str


_key = attrgetter("key")


def choose(matchers: Callable[[], Iterable[Matcher]], seekers: Sequence[Seeker], rules: DigestRules) -> list[Choice]:
    """The best of all blocks for each person, in their order; a block holds whole clusters.

    A search by meaning alone that finds nothing so is made by words too, as in the chat.
    """
    choices, found = _choose(matchers(), seekers, rules)
    wider = {number: _by_words_too(seeker, found[number]) for number, seeker in enumerate(seekers)}
    again = {number: seeker for number, seeker in wider.items() if seeker is not seekers[number]}
    if again:
        anew, _ = _choose(matchers(), list(again.values()), rules)
        for number, choice in zip(again, anew, strict=True):
            choices[number] = choice
    return choices


def _choose(
    matchers: Iterable[Matcher], seekers: Sequence[Seeker], rules: DigestRules
) -> tuple[list[Choice], list[set[int]]]:
    """The choices, and for each person the slots of the searches that found something."""
    choices = [Choice(seeker) for seeker in seekers]
    ranks: list[list[tuple[Ranked, Match]]] = [[] for _ in seekers]
    found: list[set[int]] = [set() for _ in seekers]
    for matcher in matchers:
        for number, (ranked, total) in enumerate(_in_block(matcher, seekers, found, rules)):
            ranks[number] += [(each, matcher.match(each.pick)) for each in ranked]
            choices[number].more += total
        del matcher  # with its block, before the next one is read
    for choice, running in zip(choices, ranks, strict=True):
        running.sort(key=lambda pair: pair[0].key)
        variety = Variety()
        admitted = ((ranked, match) for ranked, match in running if _admits(variety, ranked))
        choice.items = [(ranked.search, match) for ranked, match in islice(admitted, _size(choice.seeker, rules))]
        choice.more -= len(choice.items)
    return choices, found


def _by_words_too(seeker: Seeker, found: set[int]) -> Seeker:
    """Them with the searches by meaning widened that found nothing; the very same where there is none."""
    lost = {search.slot for search, ask in seeker.searches if ask.method == "semantic"} - found
    if not lost:
        return seeker
    searches = tuple(
        (search, replace(ask, method="hybrid") if search.slot in lost else ask) for search, ask in seeker.searches
    )
    return replace(seeker, searches=searches)


def _in_block(
    matcher: Matcher, seekers: Sequence[Seeker], found: Sequence[set[int]], rules: DigestRules
) -> Iterable[tuple[list[Ranked], int]]:
    """For each person the best of one block, and how many clusters pass there; notes which searches found something."""
    by_ask: dict[Ask, list[tuple[int, Preferences]]] = defaultdict(list)
    for number, seeker in enumerate(seekers):
        for search, ask in seeker.searches:
            by_ask[ask].append((number, search))
    ranked: list[list[Ranked]] = [[] for _ in seekers]
    totals = [0] * len(seekers)
    of_several: dict[int, list[Integers]] = defaultdict(list)
    for passing in matcher.pass_all(by_ask):
        for number, search in by_ask[passing.ask]:
            picks, clusters = matcher.pick(passing, limits_of(seekers[number], search, rules, matcher.block))
            ranked[number] += [_rank(pick, search, matcher.block) for pick in picks]
            totals[number] = len(np.unique(clusters))
            if len(seekers[number].searches) > 1:
                of_several[number].append(clusters)
            found[number].update([search.slot] if picks else ())
    for number, clusters_of_each in of_several.items():
        totals[number] = len(np.unique(np.concatenate(clusters_of_each)))
    chosen = (
        _one_of_each(sorted(running, key=_key), _size(seeker, rules))
        for seeker, running in zip(seekers, ranked, strict=True)
    )
    return zip(chosen, totals, strict=True)


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


def _rank(pick: Pick, search: Preferences, block: Block) -> Ranked:
    at = pick.position
    posted = float(block.candidates.posted[at])
    newest_first = 0.0 if math.isnan(posted) else -posted
    key = rank_of(pick.score), search.slot, newest_first, int(block.candidates.ids[at])
    return Ranked(key, search, pick, str(block.candidates.companies[at]))


def _one_of_each(ranked: list[Ranked], size: int) -> list[Ranked]:
    """The best of each cluster, at most so many, no company too often."""
    chosen: dict[int, Ranked] = {}
    variety = Variety()
    for each in ranked:
        if each.pick.cluster not in chosen and _admits(variety, each):
            chosen[each.pick.cluster] = each
    return list(chosen.values())[:size]


def _admits(variety: Variety, ranked: Ranked) -> bool:
    return bool(ranked.search.wanted_companies) or variety.admits(ranked.company)
