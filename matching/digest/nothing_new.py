"""Nothing new for a week: said once a week, with what would match if a wish were wider."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from matching.digest.choice import limits_of
from matching.digest.widening import widened
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from db.digest_people import DuePerson
    from db.preferences import Preferences
    from matching.digest.choice import Choice
    from matching.digest.choosing import Matcher
    from matching.digest.passing import Ask
    from matching.digest.people import Seeker
    from matching.digest.rules import DigestRules

SILENCE = timedelta(days=5, hours=12)  # from the first silent morning to the seventh, whatever the clocks do
MOST_SUGGESTED = 3
Way = tuple[str, int]  # how, and the slot of the search


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A way to widen a search, and how many postings of the last days would pass then."""

    how: str
    slot: int
    count: int


def suggestions_for(
    matchers: Iterable[Matcher], choices: Sequence[Choice], rules: DigestRules
) -> list[tuple[Seeker, dict[str, Any]]]:
    """Who has had nothing for a week and is told so now, each with the body of the message; marks their choices."""
    lonely = [choice for choice in choices if not choice.items and _is_time(choice.seeker.person)]
    if not lonely:
        return []
    asks = [_wider_asks(choice.seeker) for choice in lonely]
    counts = [dict.fromkeys(ways, 0) for ways in asks]
    for matcher in matchers:
        _count(matcher, [choice.seeker for choice in lonely], asks, counts, rules)
        del matcher  # with its block, before the next one is read
    for choice in lonely:
        choice.told = True
    return [
        (choice.seeker, body_of(choice.seeker.person.digest_id, _best(found)))
        for choice, found in zip(lonely, counts, strict=True)
    ]


def body_of(digest_id: int, suggested: Sequence[Suggestion]) -> dict[str, Any]:
    """The outbox body of "nothing new": what would match, by the way to widen and the search's slot."""
    ways = [{"how": each.how, "slot": each.slot, "count": each.count} for each in suggested]
    return {"kind": "nothing_new", "digest_id": digest_id, "ways": ways}


def _is_time(person: DuePerson) -> bool:
    """A week of mornings without anything, or two weekly ones."""
    since = person.silent_since
    return person.kind == "daily" and since is not None and person.slot - since >= SILENCE


def _wider_asks(seeker: Seeker) -> dict[Way, tuple[Preferences, Ask]]:
    country = seeker.person.country
    return {
        (how, search.slot): (search, _wider(ask, Wish.of(wider, country, ask.wish.rates)))
        for search, ask in seeker.searches
        for how, wider in widened(search)
    }


def _wider(ask: Ask, wish: Wish) -> Ask:
    """What was learnt holds for the wider wish too."""
    said = ask.wish
    wider = replace(wish, hidden_titles=said.hidden_titles, hidden_companies=said.hidden_companies)
    return replace(ask, wish=wider)


def _count(
    matcher: Matcher,
    seekers: Sequence[Seeker],
    asks: Sequence[dict[Way, tuple[Preferences, Ask]]],
    counts: Sequence[dict[Way, int]],
    rules: DigestRules,
) -> None:
    """Add what each way brings in the matcher's block."""
    of_ask = {ask: (number, way, search) for number, ways in enumerate(asks) for way, (search, ask) in ways.items()}
    for passing in matcher.pass_all(of_ask):
        number, way, search = of_ask[passing.ask]
        _, clusters = matcher.pick(passing, limits_of(seekers[number], search, rules, matcher.block))
        counts[number][way] += len(np.unique(clusters))


def _best(found: dict[Way, int]) -> list[Suggestion]:
    """The ways that bring something, those that bring most."""
    useful = [Suggestion(how, slot, count) for (how, slot), count in found.items() if count]
    return sorted(useful, key=lambda each: -each.count)[:MOST_SUGGESTED]
