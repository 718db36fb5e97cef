"""`task_runs`: the ledger of scheduled work, one row per task and slot (the nominal instant when it was due)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.query import execute, execute_rows, many, maybe, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class TaskRun:
    """One run. `attempts` rises with each lease and is its fence: a holder of an older number has lost the run."""

    task: str
    slot: datetime
    status: str
    attempts: int
    leased_until: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    error: str | None
    summary: dict[str, Any] | None
    created_at: datetime


def add_runs(conn: Connection, task: str, slots: Sequence[datetime]) -> list[datetime]:
    """Enter slots that are due; those that were not in the ledger yet, in order."""
    added = execute_rows(
        conn,
        """
        -- slots that are due; whoever enters one first owns its deferral
        INSERT INTO task_runs (task, slot) VALUES %s ON CONFLICT (task, slot) DO NOTHING RETURNING slot
        """,
        [(task, slot) for slot in slots],
    )
    return sorted(slot for (slot,) in added)


def find_last_slot(conn: Connection, task: str) -> datetime | None:
    """The newest slot of a task, or None when it never ran."""
    found: datetime | None = value(
        conn,
        """
        -- where a task's ledger ends
        SELECT max(slot) FROM task_runs WHERE task = %s
        """,
        (task,),
    )
    return found


def find_run(conn: Connection, task: str, slot: datetime) -> TaskRun | None:
    """One run, or None."""
    return maybe(
        conn,
        """
        -- one run of the ledger
        SELECT task, slot, status, attempts, leased_until, started_at, finished_at, error, summary, created_at
        FROM task_runs WHERE task = %s AND slot = %s
        """,
        (task, slot),
        TaskRun,
    )


def lock_task(conn: Connection, task: str) -> None:
    """Let nobody else claim a run of this task until the end of the transaction."""
    execute(
        conn,
        """
        -- claims of one task's runs go one at a time
        SELECT pg_advisory_xact_lock(hashtext('task_runs'), hashtext(%s))
        """,
        (task,),
    )


def claim_run(conn: Connection, task: str, slot: datetime, *, lease_seconds: float) -> int | None:
    """Take the lease of a run: its new attempt number, or None when it is done, absent, or the task runs already.

    Call `lock_task` first, in the same transaction.
    """
    found: int | None = value(
        conn,
        """
        -- lease a run, unless it is done or any run of its task is under a live lease
        UPDATE task_runs SET status = 'running', attempts = attempts + 1, started_at = clock_timestamp(),
            finished_at = NULL, error = NULL, leased_until = clock_timestamp() + make_interval(secs => %(seconds)s)
        WHERE task = %(task)s AND slot = %(slot)s AND status <> 'done' AND NOT EXISTS (
            SELECT FROM task_runs AS live
            WHERE live.task = %(task)s AND live.status = 'running' AND live.leased_until >= clock_timestamp())
        RETURNING attempts
        """,
        {"task": task, "slot": slot, "seconds": lease_seconds},
    )
    return found


def renew_lease(conn: Connection, task: str, slot: datetime, attempt: int, *, lease_seconds: float) -> bool:
    """Keep a lease; False when somebody else has taken the run over."""
    return bool(
        execute(
            conn,
            """
            -- keep a lease that is still ours
            UPDATE task_runs SET leased_until = clock_timestamp() + make_interval(secs => %s)
            WHERE task = %s AND slot = %s AND attempts = %s AND status = 'running'
            """,
            (lease_seconds, task, slot, attempt),
        )
    )


def mark_done(conn: Connection, task: str, slot: datetime, attempt: int, summary: Mapping[str, Any]) -> bool:
    """Close a run as done; False when somebody else has taken it over."""
    return bool(
        execute(
            conn,
            """
            -- done, if the lease is still ours
            UPDATE task_runs SET status = 'done', finished_at = clock_timestamp(), leased_until = NULL, summary = %s
            WHERE task = %s AND slot = %s AND attempts = %s AND status = 'running'
            """,
            (Json(dict(summary)), task, slot, attempt),
        )
    )


def mark_failed(conn: Connection, task: str, slot: datetime, attempt: int, error: str) -> bool:
    """Close an attempt as failed; False when somebody else has taken the run over. It may be claimed again."""
    return bool(
        execute(
            conn,
            """
            -- failed, if the lease is still ours
            UPDATE task_runs SET status = 'failed', finished_at = clock_timestamp(), leased_until = NULL, error = %s
            WHERE task = %s AND slot = %s AND attempts = %s AND status = 'running'
            """,
            (error, task, slot, attempt),
        )
    )


def release_run(conn: Connection, task: str, slot: datetime, attempt: int) -> bool:
    """Open a run again that was stopped midway; False when somebody else has taken it over."""
    return bool(
        execute(
            conn,
            """
            -- stopped midway: somebody else may do it
            UPDATE task_runs SET status = 'deferred', leased_until = NULL, created_at = clock_timestamp()
            WHERE task = %s AND slot = %s AND attempts = %s AND status = 'running'
            """,
            (task, slot, attempt),
        )
    )


def mark_given_up(conn: Connection, *, most_attempts: int) -> int:
    """Close the runs that died without a word too often; how many."""
    return execute(
        conn,
        """
        -- runs whose every worker vanished
        UPDATE task_runs SET status = 'failed', finished_at = clock_timestamp(), leased_until = NULL,
            error = format('given up: %%s workers vanished in the middle of it', attempts)
        WHERE status = 'running' AND leased_until < clock_timestamp() AND attempts >= %s
        """,
        (most_attempts,),
    )


def find_stranded(conn: Connection, *, waited_seconds: float, limit: int) -> list[TaskRun]:
    """Open runs that nobody may be about to do: waiting for so long, or with a lease that ran out; oldest first."""
    return many(
        conn,
        """
        -- runs to defer again
        SELECT task, slot, status, attempts, leased_until, started_at, finished_at, error, summary, created_at
        FROM task_runs
        WHERE (status = 'deferred' AND created_at < clock_timestamp() - make_interval(secs => %s))
           OR (status = 'running' AND leased_until < clock_timestamp())
        ORDER BY slot LIMIT %s
        """,
        (waited_seconds, limit),
        TaskRun,
    )


def find_history(conn: Connection, *, task: str | None = None, limit: int = 20) -> list[TaskRun]:
    """The newest runs, of one task or of all, newest first."""
    return many(
        conn,
        """
        -- what ran lately
        SELECT task, slot, status, attempts, leased_until, started_at, finished_at, error, summary, created_at
        FROM task_runs WHERE %(task)s::text IS NULL OR task = %(task)s
        ORDER BY slot DESC, task LIMIT %(limit)s
        """,
        {"task": task, "limit": limit},
        TaskRun,
    )


def find_last_runs(conn: Connection) -> list[TaskRun]:
    """The newest run of each task of the schedule that ever ran, by name."""
    return many(
        conn,
        """
        -- each task's last run
        SELECT run.* FROM tasks CROSS JOIN LATERAL (
            SELECT task, slot, status, attempts, leased_until, started_at, finished_at, error, summary, created_at
            FROM task_runs WHERE task = tasks.name ORDER BY slot DESC LIMIT 1) AS run
        ORDER BY run.task
        """,
        (),
        TaskRun,
    )
