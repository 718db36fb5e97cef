"""`embedding_failures`: texts that a model could not embed, and when they are tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Literal

from db.query import execute, execute_rows, id_list, many, value

if TYPE_CHECKING:
    from collections.abc import Sequence

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
        DELETE FROM embedding_failures WHERE kind = %s AND model = %s AND row_id = ANY(%s::bigint[])
        """,
        (kind, model, id_list(row_ids)),
    )


def forget_model(conn: Connection, model: str) -> int:
    """A model is no longer used; how many failures were dropped."""
    return execute(
        conn,
        """
        -- failures of a former model
        DELETE FROM embedding_failures WHERE model = %s
        """,
        (model,),
    )


def forget_orphans(conn: Connection) -> int:
    """Drop failures of rows that are gone; how many."""
    return execute(
        conn,
        """
        -- failures of postings and searches that are no more
        DELETE FROM embedding_failures AS failure
        WHERE NOT EXISTS (SELECT FROM canonical_jobs WHERE failure.kind = 'job' AND id = failure.row_id)
          AND NOT EXISTS (SELECT FROM user_preferences WHERE failure.kind = 'preference' AND id = failure.row_id)
        """,
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """A text that failed: of which row, how often, why at last, and when it is tried again (None: never)."""

    kind: Kind
    row_id: int
    model: str
    attempts: int
    error: str
    failed_at: datetime
    retry_at: datetime | None


def find_given_up(conn: Connection, *, limit: int = 200) -> list[Failure]:
    """Texts that were given up, the newest first; errors are the model's words, never the text's."""
    return many(
        conn,
        """
        -- what failed for good
        SELECT kind, row_id, model, attempts, error, failed_at, retry_at FROM embedding_failures
        WHERE retry_at IS NULL ORDER BY failed_at DESC, kind, row_id LIMIT %s
        """,
        (limit,),
        Failure,
    )


def retry_failures(conn: Connection, kind: Kind | None = None, row_ids: Sequence[int] | None = None) -> int:
    """Have texts that failed tried again now, three times as at first; without names all of them. How many."""
    return execute(
        conn,
        """
        -- another three tries
        UPDATE embedding_failures SET attempts = 0, retry_at = '-infinity'
        WHERE (%s::text IS NULL OR kind = %s) AND (%s::bigint[] IS NULL OR row_id = ANY(%s))
        """,
        (kind, kind, row_ids, row_ids),
    )


def try_waiting_now(conn: Connection, model: str) -> int:
    """Have the next try of texts that this model failed on come at once; how many."""
    return execute(
        conn,
        """
        -- somebody waits for the next try
        UPDATE embedding_failures SET retry_at = '-infinity' WHERE model = %s AND retry_at IS NOT NULL
        """,
        (model,),
    )


def count_waiting(conn: Connection, model: str) -> int:
    """How many texts wait for another try."""
    return int(
        value(
            conn,
            """
            -- texts that failed and are tried again
            SELECT count(*) FROM embedding_failures WHERE model = %s AND retry_at IS NOT NULL
            """,
            (model,),
        )
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
