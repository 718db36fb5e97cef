"""`digests`: whose digest is due when, and what became of it. One per person and instant, whoever plans it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many, maybe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class DueHour:
    """An hour of the clock that has struck in a time zone, at `slot`, on the day from `day_from` to `day_until`.

    `weekday` is that day's, 1 for Monday to 7 for Sunday.
    """

    time_zone: str
    hour: int
    slot: datetime
    day_from: datetime
    day_until: datetime
    weekday: int


@dataclass(frozen=True, slots=True)
class DueDigest:
    """A digest to be planned, locked by whoever claimed it, with what decides whether it may be sent."""

    id: int
    user_id: int
    slot: datetime
    attempts: int
    country: str | None
    status: str
    paused_until: datetime | None
    time_zone: str
    digest_days: Sequence[int]


@dataclass(frozen=True, slots=True)
class Address:
    """A chat in which a person can be written to unasked."""

    conversation_id: int
    channel: str
    chat: str


def find_time_zones(conn: Connection) -> list[str]:
    """The time zones that people live in."""
    return many(
        conn,
        """
        -- the time zones of people who may get digests
        SELECT DISTINCT time_zone FROM users WHERE status <> 'stopped'
        """,
        (),
        lambda time_zone: str(time_zone),  # noqa: PLW0108 - called by the column's name
    )


def add_due(conn: Connection, hours: Sequence[DueHour]) -> int:
    """Note the digests of everybody who asked for one of these hours; how many are new.

    Left out: who has had this day's already, joined or chose this hour after it struck, is paused or stopped, wants
    nothing on this weekday, or cannot be reached. A weekly search is due on the first of the person's days.
    """
    return execute(
        conn,
        """
        -- the digests that have become due
        INSERT INTO digests (user_id, slot)
        SELECT u.id, due.slot
        FROM unnest(%(zones)s::text[], %(hours)s::smallint[], %(slots)s::timestamptz[], %(from)s::timestamptz[],
                    %(until)s::timestamptz[], %(weekdays)s::smallint[])
             AS due (time_zone, hour, slot, day_from, day_until, weekday)
             JOIN users u ON u.time_zone = due.time_zone AND u.digest_hour = due.hour
        WHERE (u.status = 'active' OR u.status = 'paused' AND u.paused_until IS NOT NULL)
          AND (u.paused_until IS NULL OR u.paused_until <= due.slot) AND u.created_at <= due.slot
          AND (u.hour_set_at IS NULL OR u.hour_set_at <= due.slot)
          AND (u.digest_days = '{}' OR due.weekday = ANY (u.digest_days))
          AND EXISTS (SELECT 1 FROM user_preferences p WHERE p.user_id = u.id AND (p.frequency = 'daily'
                      OR p.frequency = 'weekly' AND due.weekday = coalesce(u.digest_days[1], 1)))
          AND EXISTS (SELECT 1 FROM channel_accounts a WHERE a.user_id = u.id AND a.reachable)
          AND NOT EXISTS (SELECT 1 FROM digests d WHERE d.user_id = u.id
                          AND d.slot >= due.day_from AND d.slot < due.day_until)
        ON CONFLICT DO NOTHING
        """,
        {
            "zones": [due.time_zone for due in hours],
            "hours": [due.hour for due in hours],
            "slots": [due.slot for due in hours],
            "from": [due.day_from for due in hours],
            "until": [due.day_until for due in hours],
            "weekdays": [due.weekday for due in hours],
        },
    )


def claim_due(conn: Connection, *, leaving_out: Sequence[int] = ()) -> DueDigest | None:
    """Take the oldest digest to be planned; it stays ours until the transaction ends, and others pass it by."""
    return maybe(
        conn,
        """
        -- take the oldest due digest
        SELECT d.id, d.user_id, d.slot, d.attempts, u.country, u.status, u.paused_until, u.time_zone, u.digest_days
        FROM digests d JOIN users u ON u.id = d.user_id
        WHERE d.status = 'due' AND d.id <> ALL (%s::bigint[])
        ORDER BY d.attempts, d.slot, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED
        """,
        (list(leaving_out),),
        DueDigest,
    )


def find_addresses(conn: Connection, user_id: int) -> list[Address]:
    """Where a person may be written to unasked: the channel they chose, then the latest used chat; no terminal."""
    return many(
        conn,
        """
        -- a person's reachable chats
        SELECT c.id AS conversation_id, a.channel, c.chat
        FROM channel_accounts a JOIN users u ON u.id = a.user_id JOIN conversations c
             ON c.user_id = a.user_id AND c.channel = a.channel AND c.chat = a.address
        WHERE a.user_id = %s AND a.reachable AND a.channel <> 'console'
        ORDER BY a.channel IS NOT DISTINCT FROM u.digest_channel DESC, a.last_inbound_at DESC NULLS LAST, a.id
        """,
        (user_id,),
        Address,
    )


def mark_digest(conn: Connection, digest_id: int, status: str, *, error: str | None = None) -> int:
    """What became of a digest: planned, empty, skipped or failed; `error` says why."""
    return execute(
        conn,
        """
        -- what became of a digest
        UPDATE digests SET status = %s, error = %s, planned_at = now() WHERE id = %s
        """,
        (status, error, digest_id),
    )


def mark_attempt_failed(conn: Connection, digest_id: int, *, error: str, most_attempts: int) -> int:
    """Planning raised: it is tried again, so many times in all."""
    return execute(
        conn,
        """
        -- planning a digest failed
        UPDATE digests SET attempts = attempts + 1, error = %(error)s,
                           status = CASE WHEN attempts + 1 >= %(most)s THEN 'failed' ELSE 'due' END
        WHERE id = %(id)s AND status = 'due'
        """,
        {"error": error, "most": most_attempts, "id": digest_id},
    )
