"""`import_batches` and `import_failures`: what came in, and what could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, execute_rows, many, one, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


LEASE_SECONDS = 300  # an import that has written nothing for so long was killed; a block of rows takes seconds


@dataclass(frozen=True, slots=True)
class RowFailure:
    """A row that could not be taken in: its number in the file (from 1), the line it starts on, and why.

    Many rows may stand on one line, as in the answer of an API.
    """

    number: int
    line: int
    reason: str


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
    """Open a batch and hold it; its id."""
    return int(
        value(
            conn,
            """
            -- an import begins
            INSERT INTO import_batches (source, file_name, started_at, held_until)
            VALUES (%s, %s, %s, now() + make_interval(secs => %s)) RETURNING id
            """,
            (source, file_name, now, LEASE_SECONDS),
        )
    )


def mark_progress(conn: Connection, batch_id: int, *, new: int, updated: int, unchanged: int, failed: int) -> None:
    """Add to the batch's figures what one more block of rows came to, and hold it on."""
    execute(
        conn,
        """
        -- one more block of an import is in
        UPDATE import_batches
        SET total = total + %(new)s + %(updated)s + %(unchanged)s + %(failed)s, new = new + %(new)s,
            updated = updated + %(updated)s, unchanged = unchanged + %(unchanged)s, failed = failed + %(failed)s,
            held_until = now() + make_interval(secs => %(lease)s)
        WHERE id = %(batch_id)s
        """,
        {"batch_id": batch_id, "new": new, "updated": updated, "unchanged": unchanged, "failed": failed,
         "lease": LEASE_SECONDS},
    )  # fmt: skip


def mark_finished(conn: Connection, batch_id: int, *, error: str | None = None) -> None:
    """Close the batch: COMPLETED, or FAILED with why."""
    execute(
        conn,
        """
        -- an import is over
        UPDATE import_batches
        SET status = CASE WHEN %(error)s::text IS NULL THEN 'COMPLETED' ELSE 'FAILED' END, error = %(error)s,
            finished_at = now(), held_until = NULL
        WHERE id = %(batch_id)s
        """,
        {"batch_id": batch_id, "error": error},
    )


def mark_broken_off(conn: Connection) -> int:
    """Close the imports that nobody holds any more, as one does not that was killed; how many."""
    return execute(
        conn,
        """
        -- imports that ended without a word
        UPDATE import_batches
        SET status = 'FAILED', error = 'broken off: the process ended in the middle of it', finished_at = now()
        WHERE status = 'IN_PROGRESS' AND coalesce(held_until < now(), true)
        """,
    )


def add_failures(conn: Connection, batch_id: int, failures: Sequence[RowFailure]) -> None:
    """Keep the rows that could not be taken in."""
    execute_rows(
        conn,
        """
        -- rows that could not be taken in, and why
        INSERT INTO import_failures (batch_id, number, line, reason) VALUES %s
        """,
        [(batch_id, failure.number, failure.line, failure.reason) for failure in failures],
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


def find_failures(conn: Connection, batch_id: int) -> list[RowFailure]:
    """The rows of one import that could not be taken in, in the order of the file."""
    return many(
        conn,
        """
        -- the rows of one import that could not be taken in
        SELECT number, line, reason FROM import_failures WHERE batch_id = %s ORDER BY number
        """,
        (batch_id,),
        RowFailure,
    )
