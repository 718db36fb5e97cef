"""One person's digest at once: planned afresh when they write and one has waited for that."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.digest_people import find_due_people
from matching.digest.choice import Choice
from matching.digest.due import GOES_STALE_AFTER
from matching.digest.fresh import FRESH_DAYS
from matching.digest.people import Seeker, due_searches, free_addresses, resting
from matching.digest.writing import write
from matching.retrieval import NO_MODEL, find_query_vector, search

if TYPE_CHECKING:
    from datetime import datetime

    from db.digest_people import DuePerson
    from db.pool import Connection
    from db.preferences import Preferences
    from matching.digest.rules import DigestRules
    from matching.retrieval import Match


def plan_held(conn: Connection, digest_id: int, *, now: datetime, rules: DigestRules) -> str:
    """Plan a digest that waited, with what is new by now, to be sent now; planned, empty or skipped.

    All in the caller's transaction: the matches, the message, and the mark. What its former message would have shown
    has to be released before. Who has just written is awake: quiet hours and the daily cap do not count.
    """
    person = next(iter(find_due_people(conn, [digest_id])), None)
    if person is None:
        return "skipped"
    address = free_addresses(conn, [person.user_id], rules.secret_key).get(person.user_id)
    due = due_searches(conn, [person], NO_MODEL, today=now.date(), profile=rules.match.profile)
    searches = due.get(person.user_id, [])
    obstacle = resting(person, now) or ("cannot be reached" if address is None else None)
    if obstacle or address is None or not searches:
        write(conn, [], left_out=[(person, obstacle or "no search for this day")])
        return "skipped"
    seeker = Seeker(person, address, tuple(searches), send_at=now, expires_at=now + GOES_STALE_AFTER)
    choice = _choose(conn, seeker, now, rules)
    write(conn, [choice])
    return choice.outcome


def _choose(conn: Connection, seeker: Seeker, now: datetime, rules: DigestRules) -> Choice:
    """By a search for each of theirs, which for one person is quicker than reading all fresh postings."""
    size = seeker.person.digest_size or rules.size
    found = [
        (search, match) for search, _ in seeker.searches for match in _matches(conn, seeker.person, search, now, rules)
    ]
    found.sort(key=lambda pair: -pair[1].score)
    of_cluster: dict[str, tuple[Preferences, Match]] = {}
    for wanted, match in found:
        of_cluster.setdefault(match.cluster_key, (wanted, match))
    return Choice(seeker, list(of_cluster.values())[:size], max(0, len(of_cluster) - size))


def _matches(
    conn: Connection, person: DuePerson, wanted: Preferences, now: datetime, rules: DigestRules
) -> tuple[Match, ...]:
    own = find_query_vector(conn, wanted.id)
    return search(
        conn,
        wanted,
        None if own is None else own.embedding,
        user_id=person.user_id,
        model=NO_MODEL if own is None else own.model,
        home_country=person.country,
        today=now.date(),
        rules=replace(rules.match, fresh_days=FRESH_DAYS, minimum_score=rules.least_score(person)),
        limit=person.digest_size or rules.size,
    ).matches
