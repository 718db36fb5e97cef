"""One person's digest by itself: chosen as for many people, from the postings that the database does not rule out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db.digest_people import find_due_people
from db.open_jobs import find_newest
from matching.digest.choice import Choice, choose
from matching.digest.choosing import matchers_of
from matching.digest.due import GOES_STALE_AFTER
from matching.digest.fresh import FRESH_DAYS, Freshest, model_in_use
from matching.digest.people import Seeker, due_searches, find_known_of, free_addresses
from matching.narrowing import narrowing

if TYPE_CHECKING:
    from db.digest_people import DuePerson
    from db.pool import Connection
    from matching.digest.rules import DigestRules


def seeker_of(conn: Connection, person: DuePerson, *, now: datetime, rules: DigestRules) -> Seeker | None:
    """Somebody with the searches that their digest is of; None where none is, or they cannot be written to."""
    user = person.user_id
    address = free_addresses(conn, [user], rules.secret_key).get(user)
    due = due_searches(conn, [person], model_in_use(conn), today=now.date(), rules=rules.match)
    if address is None or not due.get(user):
        return None
    known = find_known_of(conn, [user]).get(user, ())
    return Seeker(
        person,
        address,
        tuple(due[user]),
        send_at=now,
        expires_at=now + GOES_STALE_AFTER,
        known=frozenset(cluster for cluster, _ in known),
        known_jobs=frozenset(job for _, job in known),
    )


def choose_alone(conn: Connection, seeker: Seeker, *, now: datetime, rules: DigestRules) -> Choice:
    """What the planner would choose for them; for one person that is quicker than reading all fresh postings."""
    recent, today = replace(rules.match, fresh_days=FRESH_DAYS), now.date()
    found = {
        job for _, ask in seeker.searches for job in find_newest(conn, narrowing(ask.wish, recent, today), limit=None)
    }
    since = datetime.fromtimestamp(min(seeker.since(search, rules.lead) for search, _ in seeker.searches), UTC)
    freshest = Freshest.at(conn, today, rules.match, model_in_use(conn), imported_after=since, among=sorted(found))
    return choose(lambda: matchers_of(conn, freshest, [seeker], today, rules.match), [seeker], rules)[0]


def rest_of(
    conn: Connection, digest_id: int, *, user_id: int, now: datetime, rules: DigestRules, limit: int
) -> Choice | None:
    """The next postings of a digest that has come, over all its searches; None where it was not this person's."""
    person = next(iter(find_due_people(conn, [digest_id])), None)
    if person is None or person.user_id != user_id:
        return None
    seeker = seeker_of(conn, replace(person, digest_size=limit), now=now, rules=rules)
    return None if seeker is None else choose_alone(conn, seeker, now=now, rules=rules)
