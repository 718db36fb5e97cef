"""`feedback`: what a person did with a posting, as it happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def add_reason(conn: Connection, user_id: int, job_id: int, reason: str) -> int:
    """Say why a posting was hidden, at its latest hiding; 0 when it was not hidden."""
    return execute(
        conn,
        """
        -- why a posting was hidden
        UPDATE feedback SET reason = %s WHERE id = (
            SELECT max(id) FROM feedback WHERE user_id = %s AND job_id = %s AND kind = 'hidden')
        """,
        (reason, user_id, job_id),
    )


def add_feedback(conn: Connection, user_id: int, job_id: int, kind: str, reason: str | None = None) -> int:
    """Note a reaction: viewed, saved, hidden, explained or applied."""
    return execute(
        conn,
        """
        -- a reaction to a posting
        INSERT INTO feedback (user_id, job_id, kind, reason) VALUES (%s, %s, %s, %s)
        """,
        (user_id, job_id, kind, reason),
    )
