"""Figures that tell whether everything runs: one statement each, counts and ages only, nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import many, one, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Depth:
    """A queue: how many wait, how long the oldest has (seconds, None when none waits), how many died."""

    waiting: int
    oldest_seconds: float | None
    dead: int
    dead_last_day: int


@dataclass(frozen=True, slots=True)
class TaskFigures:
    """A task's schedule, its newest run, its newest closed run, and the oldest run that waits for a worker."""

    name: str
    schedule: str
    next_run_at: datetime | None
    seen_at: datetime
    last_slot: datetime | None
    last_status: str | None
    closed_slot: datetime | None
    closed_status: str | None
    closed_error: str | None
    finished_at: datetime | None
    waiting_slot: datetime | None
    leased_until: datetime | None


@dataclass(frozen=True, slots=True)
class FeedFigures:
    """How many feeds are fetched, and those of them that failed at last."""

    enabled: int
    failing: tuple[FailingFeed, ...] = ()


@dataclass(frozen=True, slots=True)
class FailingFeed:
    """A feed that failed so many times in a row, why at last and what to do, and when it is tried next."""

    name: str
    failures: int
    last_error: str
    next_fetch_at: datetime


def get_inbox_depth(conn: Connection, *, now: datetime) -> Depth:
    """Incoming events that wait for their turn."""
    return one(
        conn,
        """
        -- how deep the inbox is
        SELECT * FROM
            (SELECT count(*) AS waiting, extract(epoch FROM %(now)s - min(received_at))::float8 AS oldest_seconds
             FROM inbox WHERE status = 'waiting') AS open,
            (SELECT count(*) AS dead, count(*) FILTER (
                 WHERE coalesce(finished_at, received_at) > %(now)s - interval '1 day') AS dead_last_day
             FROM inbox WHERE status = 'dead') AS over
        """,
        {"now": now},
        Depth,
    )


def get_outbox_depth(conn: Connection, *, now: datetime, priority: int) -> Depth:
    """Messages of one priority (0 replies, 1 digests) that wait to be sent, those waiting for a retry included.

    What is parked until the person writes does not count.
    """
    return one(
        conn,
        """
        -- how deep the outbox is
        SELECT * FROM
            (SELECT count(*) AS waiting, extract(epoch FROM %(now)s - min(created_at))::float8 AS oldest_seconds
             FROM outbox WHERE status IN ('waiting', 'sending') AND send_at < 'infinity'
             AND priority = %(priority)s) AS open,
            (SELECT count(*) AS dead,
                    count(*) FILTER (WHERE created_at > %(now)s - interval '1 day') AS dead_last_day
             FROM outbox WHERE status IN ('dead', 'unknown') AND status = 'dead' AND priority = %(priority)s) AS over
        """,
        {"now": now, "priority": priority},
        Depth,
    )


def find_task_figures(conn: Connection) -> list[TaskFigures]:
    """Each scheduled task, by name; empty before the clock's first start."""
    return many(
        conn,
        """
        -- each task's last run, and what waits
        SELECT tasks.name, tasks.schedule, tasks.next_run_at, tasks.seen_at,
               newest.slot AS last_slot, newest.status AS last_status,
               closed.slot AS closed_slot, closed.status AS closed_status, closed.error AS closed_error,
               closed.finished_at, waiting.slot AS waiting_slot, running.leased_until
        FROM tasks
        LEFT JOIN LATERAL (SELECT slot, status FROM task_runs WHERE task = tasks.name
                           ORDER BY slot DESC LIMIT 1) AS newest ON true
        LEFT JOIN LATERAL (SELECT slot, status, error, finished_at FROM task_runs
                           WHERE task = tasks.name AND status IN ('done', 'failed')
                           ORDER BY slot DESC LIMIT 1) AS closed ON true
        LEFT JOIN LATERAL (SELECT min(slot) AS slot FROM task_runs
                           WHERE task = tasks.name AND status = 'deferred') AS waiting ON true
        LEFT JOIN LATERAL (SELECT max(leased_until) AS leased_until FROM task_runs
                           WHERE task = tasks.name AND status = 'running') AS running ON true
        ORDER BY tasks.name
        """,
        (),
        TaskFigures,
    )


def get_feed_figures(conn: Connection) -> FeedFigures:
    """The feeds that are fetched, those that fail by name."""
    enabled = value(
        conn,
        """
        -- feeds that are fetched
        SELECT count(*) FROM feeds WHERE enabled
        """,
    )
    failing = many(
        conn,
        """
        -- feeds that fail
        SELECT name, failures, last_error, next_fetch_at FROM feeds
        WHERE enabled AND failures > 0 AND last_error IS NOT NULL ORDER BY name
        """,
        (),
        FailingFeed,
    )
    return FeedFigures(int(enabled), tuple(failing))


def count_workers(conn: Connection, *, now: datetime, silent_seconds: float) -> int:
    """Worker processes for scheduled work that gave a sign of life within so many seconds."""
    return int(
        value(
            conn,
            """
            -- live workers
            SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > %s - make_interval(secs => %s)
            """,
            (now, silent_seconds),
        )
    )
