"""`digests`: whose digest is due when, and what became of it. One per person and instant, whoever plans it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, execute_rows, many, one, value

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
class DigestProgress:
    """Digests that wait, since which slot, and how many were done between two recent instants (None: none was)."""

    due: int
    oldest_slot: datetime | None
    planned: int
    since: datetime | None
    until: datetime | None


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
    nothing on this weekday, or cannot be reached. Weekly searches are due on their own days, else on the first of the
    person's, and so is everything of somebody who was slowed down.
    """
    return execute(
        conn,
        """
        -- the digests that have become due
        INSERT INTO digests (user_id, slot, likeness)
        SELECT u.id, due.slot, coalesce((
                   SELECT concat_ws('|', coalesce(p.preferred_locations -> 0 ->> 'country', u.country),
                                    lower(p.job_roles[1]), p.preferred_locations -> 0 ->> 'city')
                   FROM user_preferences p WHERE p.user_id = u.id AND p.frequency <> 'off' ORDER BY p.slot LIMIT 1), '')
        FROM unnest(%(zones)s::text[], %(hours)s::smallint[], %(slots)s::timestamptz[], %(from)s::timestamptz[],
                    %(until)s::timestamptz[], %(weekdays)s::smallint[])
             AS due (time_zone, hour, slot, day_from, day_until, weekday)
             JOIN users u ON u.time_zone = due.time_zone AND u.sending_hour = due.hour
        WHERE (u.status = 'active' OR u.status = 'paused' AND u.paused_until IS NOT NULL)
          AND (u.paused_until IS NULL OR u.paused_until <= due.slot) AND u.created_at <= due.slot
          AND (u.hour_set_at IS NULL OR u.hour_set_at <= due.slot)
          AND EXISTS (
              SELECT 1 FROM user_preferences p WHERE p.user_id = u.id AND (
                  p.frequency = 'daily' AND u.slowed_at IS NULL
                  AND (u.digest_days = '{}' OR due.weekday = ANY (u.digest_days))
                  OR (p.frequency = 'weekly' OR p.frequency <> 'off' AND u.slowed_at IS NOT NULL)
                  AND (due.weekday = ANY (p.weekly_days)
                       OR p.weekly_days = '{}' AND due.weekday = coalesce(u.digest_days[1], 1))))
          AND EXISTS (SELECT 1 FROM channel_accounts a WHERE a.user_id = u.id AND a.reachable)
          AND NOT EXISTS (SELECT 1 FROM digests d WHERE d.user_id = u.id AND d.kind = 'daily'
                          AND d.slot >= due.day_from AND d.slot < due.day_until)
        ORDER BY due.slot, 3, u.id
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


def claim_due(
    conn: Connection,
    *,
    limit: int,
    slot_until: datetime,
    among: Sequence[int] | None = None,
    leaving_out: Sequence[int] = (),
) -> list[int]:
    """Take digests that are to be planned, the oldest first and people who want much the same together; their ids.

    They stay ours until the transaction ends, and others pass them by. `among`: only some of these.
    """
    return many(
        conn,
        """
        -- take a share of the due digests
        SELECT id FROM digests
        WHERE status = 'due' AND slot <= %(until)s AND id <> ALL (%(leaving_out)s::bigint[])
          AND (%(among)s::bigint[] IS NULL OR id = ANY (%(among)s))
        ORDER BY attempts, slot, likeness, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        """,
        {
            "until": slot_until,
            "leaving_out": list(leaving_out),
            "among": None if among is None else list(among),
            "limit": limit,
        },
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


def count_due(conn: Connection, slot_until: datetime) -> int:
    """How many digests wait to be planned."""
    return int(
        value(
            conn,
            """
            -- digests that wait to be planned
            SELECT count(*) FROM digests WHERE status = 'due' AND slot <= %s
            """,
            (slot_until,),
        )
    )


def get_digest_progress(conn: Connection, now: datetime) -> DigestProgress:
    """How planning goes: what waits, and what was done in the last ten minutes."""
    return one(
        conn,
        """
        -- how the planning of digests goes
        SELECT * FROM
            (SELECT count(*) AS due, min(slot) AS oldest_slot FROM digests
             WHERE status = 'due' AND slot <= %(now)s) AS waiting,
            (SELECT count(*) AS planned, min(planned_at) AS since, max(planned_at) AS until FROM digests
             WHERE planned_at > %(now)s - interval '10 minutes' AND status <> 'due') AS done
        """,
        {"now": now},
        DigestProgress,
    )


def add_instant(
    conn: Connection, looked_until: Sequence[tuple[int, datetime | None]], slot: datetime
) -> dict[int, int]:
    """Note a digest of each of these people for new postings of this moment; their ids by the person's.

    With each person comes up to which import they had been looked after. Left out is who has one of this very moment.
    """
    added = execute_rows(
        conn,
        """
        -- new postings go to people at once
        INSERT INTO digests (user_id, slot, looked_until, kind) VALUES %s ON CONFLICT (user_id, slot) DO NOTHING
        RETURNING user_id, id
        """,
        [(user, slot, until) for user, until in looked_until],
        template="(%s, %s, %s::timestamptz, 'instant')",
    )
    return {int(user): int(digest) for user, digest in added}


def mark_digests(conn: Connection, outcomes: Sequence[tuple[int, str, str | None]]) -> int:
    """What became of digests, as (id, planned, told, empty, skipped or failed; why); how many."""
    return execute(
        conn,
        """
        -- what became of digests
        UPDATE digests SET status = done.status, error = done.error, planned_at = clock_timestamp()
        FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS done (id, status, error) WHERE digests.id = done.id
        """,
        tuple([outcome[at] for outcome in outcomes] for at in range(3)),
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
