"""`import_batches` and `import_failures`: what came in, and what could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, execute_rows, many, one, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Batch:
    """One import; status is IN_PROGRESS, COMPLETED or FAILED."""

    id: int
    source: str
    file_name: str
    status: str
    total: int
    new: int
    updated: int
    unchanged: int
    failed: int
    error: str | None
    started_at: datetime
    finished_at: datetime | None


def add_batch(conn: Connection, source: str, file_name: str, now: datetime) -> int:
    """Open a batch; its id."""
    return int(
        value(
            conn,
            """
            -- an import begins
            INSERT INTO import_batches (source, file_name, started_at) VALUES (%s, %s, %s) RETURNING id
            """,
            (source, file_name, now),
        )
    )


def mark_progress(conn: Connection, batch_id: int, *, new: int, updated: int, unchanged: int, failed: int) -> None:
    """Add to the batch's figures what one more block of rows came to."""
    execute(
        conn,
        """
        -- one more block of an import is in
        UPDATE import_batches
        SET total = total + %(new)s + %(updated)s + %(unchanged)s + %(failed)s, new = new + %(new)s,
            updated = updated + %(updated)s, unchanged = unchanged + %(unchanged)s, failed = failed + %(failed)s
        WHERE id = %(batch_id)s
        """,
        {"batch_id": batch_id, "new": new, "updated": updated, "unchanged": unchanged, "failed": failed},
    )


def mark_finished(conn: Connection, batch_id: int, *, error: str | None = None) -> None:
    """Close the batch: COMPLETED, or FAILED with why."""
    execute(
        conn,
        """
        -- an import is over
        UPDATE import_batches
        SET status = CASE WHEN %(error)s::text IS NULL THEN 'COMPLETED' ELSE 'FAILED' END, error = %(error)s,
            finished_at = now()
        WHERE id = %(batch_id)s
        """,
        {"batch_id": batch_id, "error": error},
    )


def mark_broken_off(conn: Connection, source: str, file_name: str) -> int:
    """Close what earlier imports of a file left open, as one does that was killed; how many."""
    return execute(
        conn,
        """
        -- earlier imports of this file that never ended
        UPDATE import_batches
        SET status = 'FAILED', error = 'broken off: the process ended in the middle of it', finished_at = now()
        WHERE source = %s AND file_name = %s AND status = 'IN_PROGRESS'
        """,
        (source, file_name),
    )


def add_failures(conn: Connection, batch_id: int, failures: Sequence[tuple[int, str]]) -> None:
    """Keep the rows that could not be read: (line, reason); one reason a line."""
    execute_rows(
        conn,
        """
        -- rows that could not be read, and why
        INSERT INTO import_failures (batch_id, line, reason) VALUES %s ON CONFLICT (batch_id, line) DO NOTHING
        """,
        [(batch_id, line, reason) for line, reason in failures],
    )


def find_batches(conn: Connection, limit: int) -> list[Batch]:
    """The latest imports, newest first."""
    return many(
        conn,
        """
        -- the latest imports
        SELECT id, source, file_name, status, total, new, updated, unchanged, failed, error, started_at, finished_at
        FROM import_batches ORDER BY id DESC LIMIT %s
        """,
        (limit,),
        Batch,
    )


def get_batch(conn: Connection, batch_id: int) -> Batch:
    """One import.

    Raises:
        NotFound: there is none of this number.
    """
    return one(
        conn,
        """
        -- one import
        SELECT id, source, file_name, status, total, new, updated, unchanged, failed, error, started_at, finished_at
        FROM import_batches WHERE id = %s
        """,
        (batch_id,),
        Batch,
        missing=f"There is no import {batch_id}; python -m jobs batches lists them.",
    )


def find_failures(conn: Connection, batch_id: int) -> list[tuple[int, str]]:
    """The unread rows of one import as (line, reason), by line."""
    return many(
        conn,
        """
        -- the unread rows of one import
        SELECT line, reason FROM import_failures WHERE batch_id = %s ORDER BY line
        """,
        (batch_id,),
        lambda line, reason: (line, reason),
    )
