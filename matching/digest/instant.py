"""New postings at once, for searches that want them so: all of one person in one message.

Each person is looked after up to an import of their own, so nothing is lost while they sleep or the house was off: it
is made up for within a day.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db.digest_people import find_instant_people
from db.digests import add_instant
from db.fresh_postings import find_last_import
from db.instant_looks import save_looks
from matching.digest.choice import choose
from matching.digest.choosing import matchers_of
from matching.digest.fresh import Freshest, model_in_use
from matching.digest.people import MADE_UP_FOR, gather, made_up_since
from matching.digest.writing import write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from db.digest_people import DuePerson
    from db.pool import Connection, Pool
    from matching.digest.rules import DigestRules

SHARE = 4000  # people


@dataclass(frozen=True, slots=True)
class InstantReport:
    """How many people were looked after, and how many got a message."""

    looked: int = 0
    planned: int = 0


def run_instant(pool: Pool, *, now: datetime, rules: DigestRules, check: Callable[[], None]) -> InstantReport:
    """Plan messages with what was imported since the last look; safe to run anywhere, at once and again.

    Raises:
        Unavailable: the database is away; what was planned before stays planned.
    """
    with pool.transaction() as conn:
        newest = find_last_import(conn, since=now - MADE_UP_FOR, until=now)
    counts: Counter[str] = Counter()
    if newest is None:
        return InstantReport()
    after = 0
    while True:
        check()
        with pool.transaction() as conn:
            people = find_instant_people(conn, newest=newest, after_id=after, slot=now, limit=SHARE)
            if not people:
                return InstantReport(counts["looked"], counts["planned"])
            after = people[-1].user_id
            counts += _plan(conn, people, now=now, newest=newest, rules=rules)


def _plan(
    conn: Connection, people: Sequence[DuePerson], *, now: datetime, newest: datetime, rules: DigestRules
) -> Counter[str]:
    """A share of people in the caller's transaction."""
    model = model_in_use(conn)
    found = gather(conn, people, now=now, rules=rules, model=model)
    since = min((made_up_since(seeker.person) for seeker in found.seekers), default=now)
    freshest = Freshest.at(conn, now.date(), rules.match, model, imported_after=since)
    choices = choose(lambda: matchers_of(conn, freshest, found.seekers, now.date(), rules.match), found.seekers, rules)
    full = [choice for choice in choices if choice.items]
    lookers = [choice.seeker.person for choice in full]
    noted = add_instant(conn, [(person.user_id, person.looked_until) for person in lookers], now)
    for choice, person in zip(full, lookers, strict=True):
        choice.seeker = replace(choice.seeker, person=replace(person, digest_id=noted.get(person.user_id, 0)))
    full = [choice for choice in full if choice.seeker.person.digest_id]
    write(conn, full)
    save_looks(conn, [seeker.person.user_id for seeker in found.seekers], newest)
    return Counter(looked=len(found.seekers), planned=len(full))
