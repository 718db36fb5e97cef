"""`tasks`: the clock's schedule and its sign of life, for whoever may not import the scheduler."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, many, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """One line of the schedule; `seen_at` is when the leading clock last looked at it."""

    name: str
    schedule: str
    description: str
    next_run_at: datetime | None
    seen_at: datetime


def save_task(conn: Connection, name: str, *, schedule: str, description: str, next_run_at: datetime) -> int:
    """Add or renew one line of the schedule."""
    return execute(
        conn,
        """
        -- one line of the clock's schedule
        INSERT INTO tasks (name, schedule, description, next_run_at, seen_at) VALUES (%s, %s, %s, %s, now())
        ON CONFLICT (name) DO UPDATE SET schedule = excluded.schedule, description = excluded.description,
            next_run_at = excluded.next_run_at, seen_at = now()
        """,
        (name, schedule, description, next_run_at),
    )


def forget_other_tasks(conn: Connection, names: Sequence[str]) -> int:
    """Drop the lines of tasks that no longer exist; how many."""
    return execute(
        conn,
        """
        -- tasks that the schedule no longer names
        DELETE FROM tasks WHERE name <> ALL (%s)
        """,
        (list(names),),
    )


def mark_seen(conn: Connection) -> int:
    """The leading clock's sign of life; how many lines it has."""
    return execute(
        conn,
        """
        -- the clock is alive
        UPDATE tasks SET seen_at = now()
        """,
    )


def seconds_since_seen(conn: Connection) -> float | None:
    """How long ago a leading clock was alive, by the database's time; None when there never was one."""
    seconds = value(
        conn,
        """
        -- age of the clock's last sign of life
        SELECT extract(epoch FROM clock_timestamp() - max(seen_at)) FROM tasks
        """,
    )
    return None if seconds is None else float(seconds)


def find_tasks(conn: Connection) -> list[ScheduledTask]:
    """The schedule as the clock last wrote it, by name; empty before its first start."""
    return many(
        conn,
        """
        -- the clock's schedule
        SELECT name, schedule, description, next_run_at, seen_at FROM tasks ORDER BY name
        """,
        (),
        ScheduledTask,
    )
