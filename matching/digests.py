"""The digest: whose hour has struck, and which new postings they get. Scores and filters are those of search."""

from __future__ import annotations

import logging
import traceback
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.digests import (
    Address,
    DueDigest,
    DueHour,
    add_due,
    claim_due,
    find_addresses,
    find_time_zones,
    mark_attempt_failed,
    mark_digest,
)
from db.errors import Unavailable
from db.matches import add_planned, attach_outbox
from db.outbox import add_outbox
from db.preferences import find_preferences
from db.suppressions import address_hash, is_suppressed
from matching.retrieval import NO_MODEL, find_query_vector, search

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from db.pool import Connection, Pool
    from db.preferences import Preferences
    from matching.retrieval import Match, MatchRules

log = logging.getLogger(__name__)

CAUGHT_UP_FOR = timedelta(hours=3)  # a missed hour is made up for so long
GOES_STALE_AFTER = timedelta(hours=12)  # an unsent digest is not sent later than this
FRESH_DAYS = 7
PRIORITY = 1  # replies go first
MOST_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class DigestReport:
    """How many digests were opened, and what became of those that were due."""

    opened: int = 0
    planned: int = 0
    empty: int = 0
    skipped: int = 0
    failed: int = 0


def _go_on() -> None:
    """The check of a run that nothing stops."""


def run_digests(
    pool: Pool, *, now: datetime, rules: MatchRules, size: int, secret_key: str, check: Callable[[], None] = _go_on
) -> DigestReport:
    """Open the digests that have become due and plan all that wait; safe to run anywhere, at once and again.

    `check` is called between two digests; what it raises ends the run.

    Raises:
        Unavailable: the database is away; what was planned before stays planned.
    """
    with pool.transaction() as conn:
        opened = open_due(conn, now)
    counts = dict.fromkeys(("planned", "empty", "skipped", "failed"), 0)
    for outcome in _plan_all(pool, now=now, rules=rules, size=size, secret_key=secret_key):
        counts[outcome] += 1
        check()
    return DigestReport(opened, **counts)


def due_hours(now: datetime, zones: Iterable[str]) -> list[DueHour]:
    """The hours that struck in each zone within the last three hours, `now` included.

    An hour that daylight saving skips strikes at the next instant there is, one that it repeats strikes the first time.
    """
    return [due for zone in zones for due in _due_in(now, zone)]


def open_due(conn: Connection, now: datetime) -> int:
    """Note the digests that have become due; how many are new."""
    hours = due_hours(now, find_time_zones(conn))
    return add_due(conn, hours) if hours else 0


def plan_digest(
    conn: Connection, due: DueDigest, *, now: datetime, rules: MatchRules, size: int, secret_key: str
) -> str:
    """Choose one person's new postings and put up one message with them; planned, empty or skipped.

    All in the caller's transaction: the matches, the message, and the mark that this digest is done.
    """
    obstacle, address = _where_to(conn, due, now=now, secret_key=secret_key)
    wanted = _wanted_on(due)
    searches = [each for each in find_preferences(conn, due.user_id) if each.frequency in wanted]
    if address is None or not searches:
        mark_digest(conn, due.id, "skipped", error=obstacle or "no search for this day")
        return "skipped"
    chosen = _choose(conn, due, searches, now=now, rules=replace(rules, fresh_days=FRESH_DAYS), size=size)
    if chosen:
        _put_up(conn, due, address, chosen)
    outcome = "planned" if chosen else "empty"
    mark_digest(conn, due.id, outcome)
    return outcome


def _wanted_on(due: DueDigest) -> frozenset[str]:
    """The frequencies of the searches that a digest covers: weekly ones on the first of the person's days."""
    weekday = due.slot.astimezone(_zone(due.time_zone)).isoweekday()
    return frozenset({"daily", "weekly"} if weekday == min(due.digest_days, default=1) else {"daily"})


def _due_in(now: datetime, zone_name: str) -> Iterator[DueHour]:
    zone = _zone(zone_name)
    today = now.astimezone(zone).date()
    for day in (today - timedelta(days=1), today):
        day_from, day_until = (_instant(each, 0, zone) for each in (day, day + timedelta(days=1)))
        for hour in range(24):
            slot = _instant(day, hour, zone)
            if now - CAUGHT_UP_FOR < slot <= now:
                yield DueHour(zone_name, hour, slot, day_from, day_until, day.isoweekday())


def _instant(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show this hour.

    Python reads a repeated hour as its first time (fold 0), and a skipped one with the offset of before, which for the
    first hour of the gap is the instant at which the clocks jump.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        log.warning("time zone %r is not known here; its people get their digests by UTC", name)
        return ZoneInfo("UTC")


def _plan_all(pool: Pool, *, now: datetime, rules: MatchRules, size: int, secret_key: str) -> Iterator[str]:
    """One transaction for each digest, until none is due; one that fails is left for the next run."""
    failed: list[int] = []
    while True:
        due = None
        try:
            with pool.transaction() as conn:
                due = claim_due(conn, leaving_out=failed)
                if due is None:
                    return
                outcome = plan_digest(conn, due, now=now, rules=rules, size=size, secret_key=secret_key)
        except Unavailable:
            raise
        except Exception as error:
            if due is None:
                raise
            place = traceback.extract_tb(error.__traceback__)[-1]  # the message may hold what a person wrote
            log.error("digest %s failed: %s at %s:%s", due.id, type(error).__name__, place.filename, place.lineno)  # noqa: TRY400
            with pool.transaction() as conn:
                mark_attempt_failed(conn, due.id, error=type(error).__name__, most_attempts=MOST_ATTEMPTS)
            failed.append(due.id)
            outcome = "failed"
        yield outcome


def _where_to(conn: Connection, due: DueDigest, *, now: datetime, secret_key: str) -> tuple[str | None, Address | None]:
    """What stands against sending, or the chat to send to."""
    if now - due.slot >= GOES_STALE_AFTER:
        return "too late", None
    if due.status == "stopped" or (due.status == "paused" and due.paused_until is None):
        return due.status, None
    if due.paused_until is not None and due.paused_until > now:
        return "paused", None
    for address in find_addresses(conn, due.user_id):
        if not is_suppressed(conn, address.channel, address_hash(secret_key, address.channel, address.chat)):
            return None, address
    return "cannot be reached", None


def _choose(
    conn: Connection, due: DueDigest, searches: list[Preferences], *, now: datetime, rules: MatchRules, size: int
) -> list[tuple[Preferences, Match]]:
    """The best over all of a person's searches, each posting for the search that it fits best."""
    found = [(each, match) for each in searches for match in _matches(conn, due, each, now=now, rules=rules, size=size)]
    found.sort(key=lambda pair: -pair[1].score)
    first_of_cluster: dict[str, tuple[Preferences, Match]] = {}
    for each, match in found:
        first_of_cluster.setdefault(match.cluster_key, (each, match))
    return list(first_of_cluster.values())[:size]


def _matches(
    conn: Connection, due: DueDigest, wanted: Preferences, *, now: datetime, rules: MatchRules, size: int
) -> tuple[Match, ...]:
    own = find_query_vector(conn, wanted.id)
    return search(
        conn,
        wanted,
        None if own is None else own.embedding,
        user_id=due.user_id,
        model=NO_MODEL if own is None else own.model,
        home_country=due.country,
        today=now.date(),
        rules=rules,
        limit=size,
    ).matches


def _put_up(conn: Connection, due: DueDigest, address: Address, chosen: list[tuple[Preferences, Match]]) -> None:
    planned: dict[int, int] = {}
    for wanted in dict.fromkeys(each for each, _ in chosen):
        own = [match for each, match in chosen if each is wanted]
        planned |= add_planned(conn, due.user_id, wanted.id, own, digest_id=due.id)
    items = [{"job_id": match.job_id, "match_id": planned[match.job_id]} for _, match in chosen]
    message = add_outbox(
        conn,
        conversation_id=address.conversation_id,
        channel=address.channel,
        chat=address.chat,
        user_id=due.user_id,
        body={"kind": "digest", "digest_id": due.id, "items": items},
        priority=PRIORITY,
        expires_at=due.slot + GOES_STALE_AFTER,
    )
    attach_outbox(conn, list(planned.values()), message)
