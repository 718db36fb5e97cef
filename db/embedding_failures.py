"""`embedding_failures`: texts that a model could not embed, and when they are tried again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.query import execute, execute_rows, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812

Kind = Literal["job", "preference"]
FIRST_WAIT_MINUTES = 15  # doubled with each further failure


@dataclass(frozen=True, slots=True)
class NewFailure:
    """A text that failed just now, and why."""

    row_id: int
    text_hash: str
    error: str


def save_failures(conn: Connection, kind: Kind, model: str, failures: Sequence[NewFailure], now: datetime) -> None:
    """Count a failure of each text; a changed text starts anew, the third failure of one gives it up."""
    execute_rows(
        conn,
        """
        -- a text failed: count it, and say when to try again
        INSERT INTO embedding_failures AS held (kind, row_id, model, text_hash, error, failed_at, retry_at)
        SELECT kind, row_id, model, text_hash, error, failed_at, failed_at + wait
        FROM (VALUES %s) AS failure (kind, row_id, model, text_hash, error, failed_at, wait)
        ON CONFLICT (kind, row_id, model) DO UPDATE SET
            attempts = CASE WHEN held.text_hash = excluded.text_hash THEN held.attempts + 1 ELSE 1 END,
            retry_at = CASE WHEN held.text_hash <> excluded.text_hash THEN excluded.retry_at
                            WHEN held.attempts + 1 < 3
                            THEN excluded.failed_at + (excluded.retry_at - excluded.failed_at) * 2 ^ held.attempts END,
            text_hash = excluded.text_hash, error = excluded.error, failed_at = excluded.failed_at
        """,
        [(kind, failed.row_id, model, failed.text_hash, failed.error, now, FIRST_WAIT_MINUTES) for failed in failures],
        template="(%s, %s::bigint, %s, %s, %s, %s::timestamptz, make_interval(mins => %s))",
    )


def forget_failures(conn: Connection, kind: Kind, model: str, row_ids: Sequence[int]) -> int:
    """These rows have their vectors now; how many failures were dropped."""
    return execute(
        conn,
        """
        -- what failed before has succeeded
        DELETE FROM embedding_failures WHERE kind = %s AND model = %s AND row_id = ANY(%s)
        """,
        (kind, model, list(row_ids)),
    )


def count_given_up(conn: Connection, model: str) -> int:
    """How many texts this model has failed on for good."""
    return int(
        value(
            conn,
            """
            -- texts that were given up
            SELECT count(*) FROM embedding_failures WHERE model = %s AND retry_at IS NULL
            """,
            (model,),
        )
    )
