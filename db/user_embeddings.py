"""The vectors of people's searches, in `user_preferences`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pgvector import HalfVector

from db.job_embeddings import Coverage, PendingText
from db.query import execute, many, one
from db.vector_copy import NewVector, copy_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812


def find_pending_people(
    conn: Connection,
    model: str,
    *,
    before_id: int | None,
    stale_before: datetime | None,
    now: datetime,
    limit: int,
) -> list[PendingText]:
    """Searches whose vector is missing, of another model or text, or from before `stale_before`; as for postings."""
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
               OR wish.embedding_updated_at < %(stale_before)s)
          AND NOT EXISTS (
              SELECT FROM embedding_failures AS failure
              WHERE failure.kind = 'preference' AND failure.row_id = wish.id AND failure.model = %(model)s
                AND failure.text_hash = wish.embedding_hash
                AND (failure.retry_at IS NULL OR failure.retry_at > %(now)s))
        ORDER BY wish.id DESC
        LIMIT %(limit)s
        """,
        {"model": model, "before_id": before_id, "stale_before": stale_before, "now": now, "limit": limit},
        PendingText,
    )


def save_people_vectors(conn: Connection, model: str, vectors: Sequence[NewVector], now: datetime) -> int:
    """Keep the vectors of searches whose text is still the one they were made from; how many that were."""
    copy_vectors(conn, vectors)
    return execute(
        conn,
        """
        -- vectors of searches whose text has not changed meanwhile
        UPDATE user_preferences AS wish
        SET user_embedding = fresh.embedding, user_embedding_hash = fresh.text_hash, embedding_model = %(model)s,
            embedding_updated_at = %(now)s
        FROM new_vectors AS fresh
        WHERE wish.id = fresh.row_id AND wish.embedding_hash = fresh.text_hash
        """,
        {"model": model, "now": now},
    )


def save_person_vector(
    conn: Connection, preference_id: int, text_hash: str, model: str, vector: NDArray[np.float32]
) -> int:
    """Keep one search's vector, if its text is still the one it was made from; how many rows that were (0 or 1)."""
    return execute(
        conn,
        """
        -- one search's vector, made while its owner waited
        UPDATE user_preferences SET user_embedding = %s, user_embedding_hash = %s, embedding_model = %s,
                                    embedding_updated_at = now()
        WHERE id = %s AND embedding_hash = %s
        """,
        (HalfVector(vector), text_hash, model, preference_id, text_hash),
    )


def get_people_coverage(conn: Connection, model: str, *, settled_before: datetime | None = None) -> Coverage:
    """Searches of people who did not stop, and how many have this model's vector of their text.

    Those without one that changed after `settled_before` are left out: their turn is still to come.
    """
    return one(
        conn,
        """
        -- how many searches have a current vector
        SELECT count(*) FILTER (WHERE covered OR %(settled)s::timestamptz IS NULL OR updated_at < %(settled)s) AS total,
               count(*) FILTER (WHERE covered) AS covered
        FROM (SELECT wish.updated_at,
                     coalesce(embedding_model = %(model)s AND user_embedding_hash = embedding_hash, false) AS covered
              FROM user_preferences AS wish
              JOIN users AS person ON person.id = wish.user_id AND person.status <> 'stopped'
              WHERE wish.embedding_text <> '') AS wishes
        """,
        {"model": model, "settled": settled_before},
        Coverage,
    )
