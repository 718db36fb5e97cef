"""Searches that lack a vector of their text: a page of them, by the model in use or by one that is to come."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.job_embeddings import PendingText
from db.query import many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Which searches are due: of ids below `before_id`, the newest first, at most `limit`.

    A vector from before `stale_before` is made anew. A changed text waits until its vector is from before
    `edited_before` and the text from before `settled_before` (None: it does not wait).
    """

    before_id: int | None
    stale_before: datetime | None
    edited_before: datetime | None
    settled_before: datetime | None
    now: datetime
    limit: int


def find_pending_people(conn: Connection, model: str, page: SearchPage) -> list[PendingText]:
    """Searches whose vector by the model in use is missing, of another text, or from before `stale_before`.

    A first vector is made at once.
    """
    return many(
        conn,
        """
        -- searches whose vector is to be made
        SELECT wish.id AS row_id, wish.embedding_text AS text, wish.embedding_hash AS text_hash
        FROM user_preferences AS wish
        JOIN users AS person ON person.id = wish.user_id AND person.status <> 'stopped'
        WHERE wish.embedding_text <> ''
          AND (%(before_id)s::bigint IS NULL OR wish.id < %(before_id)s)
          AND (wish.embedding_model IS DISTINCT FROM %(model)s
               OR wish.user_embedding_hash IS DISTINCT FROM wish.embedding_hash
                  AND (%(edited_before)s::timestamptz IS NULL OR wish.embedding_updated_at IS NULL
                       OR wish.embedding_updated_at <= %(edited_before)s AND wish.updated_at <= %(settled_before)s)
               OR wish.embedding_updated_at < %(stale_before)s)
          AND NOT EXISTS (
              SELECT FROM embedding_failures AS failure
              WHERE failure.kind = 'preference' AND failure.row_id = wish.id AND failure.model = %(model)s
                AND failure.text_hash = wish.embedding_hash
                AND (failure.retry_at IS NULL OR failure.retry_at > %(now)s))
        ORDER BY wish.id DESC
        LIMIT %(limit)s
        """,
        {"model": model} | asdict(page),
        PendingText,
    )


def find_unstaged_people(conn: Connection, model: str, page: SearchPage) -> list[PendingText]:
    """Searches that have no staged vector of their text by a model that is not in use.

    Nobody waits for these: a first one waits too until the text is from before `settled_before`.
    """
    return many(
        conn,
        """
        -- searches whose vector by the coming model is to be made
        SELECT wish.id AS row_id, wish.embedding_text AS text, wish.embedding_hash AS text_hash
        FROM user_preferences AS wish
        JOIN users AS person ON person.id = wish.user_id AND person.status <> 'stopped'
        -- one by one through the index: a join reads all vectors for each page
        LEFT JOIN LATERAL (
            SELECT embedding_hash, created_at FROM staged_user_embeddings
            WHERE preference_id = wish.id AND model = %(model)s LIMIT 1
        ) AS held ON true
        WHERE wish.embedding_text <> ''
          AND (%(before_id)s::bigint IS NULL OR wish.id < %(before_id)s)
          AND (held.embedding_hash IS DISTINCT FROM wish.embedding_hash
               AND (%(edited_before)s::timestamptz IS NULL
                    OR coalesce(held.created_at <= %(edited_before)s, true) AND wish.updated_at <= %(settled_before)s)
               OR held.created_at < %(stale_before)s)
          AND NOT EXISTS (
              SELECT FROM embedding_failures AS failure
              WHERE failure.kind = 'preference' AND failure.row_id = wish.id AND failure.model = %(model)s
                AND failure.text_hash = wish.embedding_hash
                AND (failure.retry_at IS NULL OR failure.retry_at > %(now)s))
        ORDER BY wish.id DESC
        LIMIT %(limit)s
        """,
        {"model": model} | asdict(page),
        PendingText,
    )
