"""Whose digests are to be planned: who may be written to, where, for which searches, and what they know already."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

import numpy as np

from db.digest_people import find_addresses, find_due_people, find_known, find_search_vectors
from db.exchange_rates import find_latest_rates
from db.preferences import Preferences, find_preferences_of
from db.suppressions import address_hash, find_suppressed
from matching.digest.due import GOES_STALE_AFTER, expiry, is_quiet, is_wanted, local
from matching.digest.fresh import unix
from matching.digest.passing import Ask
from matching.experiments import arm_of
from matching.learning import Taste, moved, reactions_of
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from db.digest_people import Address, DuePerson
    from db.feedback import Reaction
    from db.pool import Connection
    from matching.digest.rules import DigestRules
    from matching.rules import MatchRules

MADE_UP_FOR = timedelta(days=1)  # what came to an instant search's notice while they slept, or the house was off
COMMITS_WITHIN = timedelta(minutes=10)  # an import's rows may be seen so long after the time they bear
NO_RATES: Mapping[str, float] = {}


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody whose digest can be planned: where it goes, until when, and for each search what it asks.

    `known` holds the clusters that they have seen or dismissed, by key, and `known_jobs` the postings.
    """

    person: DuePerson
    address: Address
    searches: tuple[tuple[Preferences, Ask], ...]
    send_at: datetime
    expires_at: datetime
    known: frozenset[str] = frozenset()
    known_jobs: frozenset[int] = frozenset()

    def since(self, search: Preferences, lead: timedelta) -> float:
        """From when on a posting is new to this search, in Unix seconds.

        Since the last digest that arrived and in which it took part (a weekly search none of the days between), planned
        `lead` before its hour; everything, when something else is wanted by now. The fresh postings are those of seven
        days anyway, for an instant search those of a day.
        """
        if self.person.kind == "instant":
            return unix(made_up_since(self.person))
        own = (slot for slot in self.person.shown_slots if is_wanted(search, self.person, slot))
        shown = max(own, default=None)
        changed = shown is not None and search.updated_at is not None and search.updated_at > shown
        return unix(None if shown is None or changed else shown - lead - COMMITS_WITHIN)


@dataclass(frozen=True, slots=True)
class Share:
    """People whose digests are planned together, and those who get none, with the reason."""

    seekers: tuple[Seeker, ...]
    left_out: tuple[tuple[DuePerson, str], ...]


def read_share(conn: Connection, digest_ids: Sequence[int], *, now: datetime, rules: DigestRules, model: str) -> Share:
    """Everything about the people of these digests, in a few statements."""
    people = find_due_people(conn, digest_ids)
    return gather(conn, people, now=now, rules=rules, model=model)


def gather(conn: Connection, people: Sequence[DuePerson], *, now: datetime, rules: DigestRules, model: str) -> Share:
    """As `read_share`, of people that are known by now."""
    obstacles = {person.user_id: _obstacle(person, now, rules) for person in people}
    free = [person for person in people if obstacles[person.user_id] is None]
    addresses = free_addresses(conn, [person.user_id for person in free], rules.secret_key)
    searches = due_searches(
        conn,
        [person for person in free if person.user_id in addresses],
        model,
        today=now.date(),
        rules=rules.match,
    )
    known = find_known_of(conn, list(searches))
    seekers, left_out = [], []
    for person in people:
        user = person.user_id
        if obstacle := obstacles[user] or (None if user in addresses else "cannot be reached"):
            left_out.append((person, obstacle))
        elif not searches.get(user):
            left_out.append((person, "no search for this day"))
        else:
            seekers.append(_seeker(person, addresses[user], searches[user], known, now, rules))
    return Share(tuple(seekers), tuple(left_out))


def _seeker(
    person: DuePerson,
    address: Address,
    searches: Sequence[tuple[Preferences, Ask]],
    known: Mapping[int, list[tuple[str, int]]],
    now: datetime,
    rules: DigestRules,
) -> Seeker:
    quiet = rules.quiet_of(person)
    rows = known.get(person.user_id, ())
    return Seeker(
        person,
        address,
        tuple(searches),
        send_at=_send_at(person, now, rules),
        expires_at=expiry(person.slot, person.time_zone, quiet),
        known=frozenset(cluster for cluster, _ in rows),
        known_jobs=frozenset(job for _, job in rows),
    )


def _send_at(person: DuePerson, now: datetime, rules: DigestRules) -> datetime:
    """Now; planned ahead of the hour, at a moment before it that is the person's own and not in quiet hours."""
    if person.slot <= now:
        return now
    share = (person.user_id * 2_654_435_761 % 2**32) / 2**32  # Knuth's hash: even, and the same every day
    early = max(now, person.slot - share * rules.lead)
    return person.slot if is_quiet(local(early, person.time_zone).hour, rules.quiet_of(person)) else early


def _obstacle(person: DuePerson, now: datetime, rules: DigestRules) -> str | None:
    """What stands against sending."""
    if now - person.slot >= GOES_STALE_AFTER:
        return "too late"
    if rests := resting(person, max(now, person.slot)):
        return rests
    hour = local(max(now, person.slot), person.time_zone).hour
    chosen = person.kind == "daily" and hour == local(person.slot, person.time_zone).hour
    if not chosen and is_quiet(hour, rules.quiet_of(person)):
        return "quiet hours"
    cap = rules.daily_cap if person.daily_cap is None else person.daily_cap
    return "enough for a day" if person.had_lately >= cap else None


def resting(person: DuePerson, now: datetime) -> str | None:
    """How somebody asked for nothing now: stopped or paused; None where they did not."""
    if person.status == "stopped" or (person.status == "paused" and person.paused_until is None):
        return person.status
    return "paused" if person.paused_until is not None and person.paused_until > now else None


def free_addresses(conn: Connection, user_ids: Sequence[int], secret_key: str) -> dict[int, Address]:
    """Of each person the first address that may be written to."""
    found = find_addresses(conn, user_ids)
    hashes = {
        address: address_hash(secret_key, address.channel, address.chat) for each in found.values() for address in each
    }
    suppressed = find_suppressed(conn, list(hashes.values()))
    free = {
        user: next((address for address in each if hashes[address] not in suppressed), None)
        for user, each in found.items()
    }
    return {user: address for user, address in free.items() if address is not None}


def due_searches(
    conn: Connection, people: Iterable[DuePerson], model: str, *, today: date, rules: MatchRules
) -> dict[int, list[tuple[Preferences, Ask]]]:
    """The searches of these people that are due, each with what it asks; who asks the same shares it.

    What somebody's reactions have taught holds for them alone.
    """
    by_user = {person.user_id: person for person in people}
    wanted = [search for search in find_preferences_of(conn, list(by_user)) if is_due(search, by_user[search.user_id])]
    stored = find_search_vectors(conn, list(by_user), model)
    vector_of = dict(zip(stored.ids.tolist(), stored.vectors, strict=True))
    rates = {rate.currency: rate.per_usd for rate in find_latest_rates(conn)}
    reactions = reactions_of(conn, list(by_user), model)
    learnt_by = datetime.combine(today, time.max, UTC)
    asks: dict[object, Ask] = {}
    found: dict[int, list[tuple[Preferences, Ask]]] = defaultdict(list)
    for search in wanted:
        country, vector = by_user[search.user_id].country, vector_of.get(search.id)
        same = replace(search, id=0, user_id=0, slot=0, name="", frequency="", weekly_days=())
        own = reactions.get(search.user_id, ())
        method = arm_of(search.user_id, rules).method
        key = (same, country, vector is None, method, search.user_id if own else 0)
        if key not in asks:
            wish = Wish.of(search, country, NO_RATES if search.salary_min is None else rates)
            said = Ask(wish, None if vector is None else vector.astype(np.float32), method=method)
            asks[key] = _learnt(said, own, rules.profile, learnt_by)
        found[search.user_id].append((search, asks[key]))
    return found


def _learnt(ask: Ask, reactions: Sequence[Reaction], profile: str, now: datetime) -> Ask:
    """As the search for one person learns."""
    if not reactions:
        return ask
    taste = Taste.of(reactions, profile, now)
    vector = None if ask.vector is None else moved(ask.vector, reactions, now)
    halves = None if vector is None else vector.astype(np.float16).astype(np.float32)  # as the database compares them
    return replace(ask, wish=taste.applied_to(ask.wish), vector=halves, weights=taste.weights)


def made_up_since(person: DuePerson) -> datetime:
    """From which import on a person with an instant search is looked after, a day before the slot at most."""
    looked = person.looked_until
    earliest = person.slot - MADE_UP_FOR
    return earliest if looked is None else max(looked - COMMITS_WITHIN, earliest)


def is_due(search: Preferences, person: DuePerson) -> bool:
    """Whether a search takes part in this person's digest of this kind."""
    if person.kind == "instant":
        return search.frequency == "instant" and person.slowed_at is None
    return is_wanted(search, person, person.slot)


def find_known_of(conn: Connection, user_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """What each of these people knows already, as (cluster, posting)."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for user, cluster, job in find_known(conn, user_ids):
        found[user].append((cluster, job))
    return found
