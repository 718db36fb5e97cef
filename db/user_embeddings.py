"""The vectors of people's searches: in `user_preferences` by the model in use, staged by any other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pgvector import HalfVector

from db.embedding_models import hold_active
from db.job_embeddings import Coverage
from db.query import execute, many, one
from db.vector_copy import NewVector, copy_vectors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import numpy as np
    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812


def save_people_vectors(conn: Connection, model: str, vectors: Sequence[NewVector], now: datetime) -> int:
    """Keep the vectors of searches whose text is still the one they were made from; how many that were.

    Those of a model that is not, or no longer, in use are staged.
    """
    copy_vectors(conn, vectors)
    return _save_in_use(conn, model, now) if hold_active(conn, model) else _stage(conn, model, now)


def _save_in_use(conn: Connection, model: str, now: datetime) -> int:
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


def _stage(conn: Connection, model: str, now: datetime) -> int:
    return execute(
        conn,
        """
        -- vectors of the coming model, beside those in use
        INSERT INTO staged_user_embeddings (preference_id, model, embedding, embedding_hash, created_at)
        SELECT wish.id, %(model)s, fresh.embedding, fresh.text_hash, %(now)s
        FROM new_vectors AS fresh
        JOIN user_preferences AS wish ON wish.id = fresh.row_id AND wish.embedding_hash = fresh.text_hash
        FOR KEY SHARE OF wish
        ON CONFLICT (preference_id, model) DO UPDATE SET
            embedding = excluded.embedding, embedding_hash = excluded.embedding_hash, created_at = excluded.created_at
        """,
        {"model": model, "now": now},
    )


def reuse_people_vectors(
    conn: Connection, model: str, row_ids: Sequence[int], made_since: datetime | None
) -> list[int]:
    """Give these searches the vector that another one of the same text has already; which ones got one.

    A copy is as old as what it was copied from. Those of a model that is not, or no longer, in use are staged.
    """
    given = {"model": model, "ids": list(row_ids), "since": made_since}
    return _reuse_in_use(conn, given) if hold_active(conn, model) else _reuse_staged(conn, given)


def _reuse_in_use(conn: Connection, given: Mapping[str, Any]) -> list[int]:
    return many(
        conn,
        """
        -- the same wish in the same words costs nothing
        WITH twin AS MATERIALIZED (
            SELECT known.*
            FROM (SELECT DISTINCT embedding_hash FROM user_preferences WHERE id = ANY(%(ids)s)) AS needy
            -- one by one through the index: a join reads all vectors for each page
            CROSS JOIN LATERAL (
                SELECT user_embedding_hash AS text_hash, user_embedding AS embedding, embedding_updated_at AS made_at
                FROM user_preferences
                WHERE user_embedding_hash = needy.embedding_hash AND embedding_model = %(model)s
                  AND embedding_updated_at >= coalesce(%(since)s::timestamptz, '-infinity') LIMIT 1
            ) AS known
        )
        UPDATE user_preferences AS wish
        SET user_embedding = twin.embedding, user_embedding_hash = twin.text_hash, embedding_model = %(model)s,
            embedding_updated_at = twin.made_at
        FROM twin WHERE wish.id = ANY(%(ids)s) AND wish.embedding_hash = twin.text_hash
        RETURNING wish.id
        """,
        given,
        _only_id,
    )


def _reuse_staged(conn: Connection, given: Mapping[str, Any]) -> list[int]:
    return many(
        conn,
        """
        -- the same wish in the same words costs nothing with the coming model either
        WITH twin AS MATERIALIZED (
            SELECT known.*
            FROM (SELECT DISTINCT embedding_hash FROM user_preferences WHERE id = ANY(%(ids)s)) AS needy
            -- one by one through the index, as above
            CROSS JOIN LATERAL (
                SELECT embedding, embedding_hash, created_at FROM staged_user_embeddings
                WHERE embedding_hash = needy.embedding_hash AND model = %(model)s
                  AND created_at >= coalesce(%(since)s::timestamptz, '-infinity') LIMIT 1
            ) AS known
        )
        INSERT INTO staged_user_embeddings (preference_id, model, embedding, embedding_hash, created_at)
        SELECT wish.id, %(model)s, twin.embedding, twin.embedding_hash, twin.created_at
        FROM twin JOIN user_preferences AS wish ON wish.embedding_hash = twin.embedding_hash
        WHERE wish.id = ANY(%(ids)s)
        FOR KEY SHARE OF wish
        ON CONFLICT (preference_id, model) DO UPDATE SET
            embedding = excluded.embedding, embedding_hash = excluded.embedding_hash, created_at = excluded.created_at
        RETURNING preference_id AS id
        """,
        given,
        _only_id,
    )


def save_person_vector(
    conn: Connection, preference_id: int, text_hash: str, model: str, vector: NDArray[np.float32]
) -> int:
    """Keep one search's vector, if text and model are still what it was made of; how many rows that were (0 or 1)."""
    return execute(
        conn,
        """
        -- one search's vector, made while its owner waited
        UPDATE user_preferences SET user_embedding = %s, user_embedding_hash = %s, embedding_model = %s,
                                    embedding_updated_at = now()
        WHERE id = %s AND embedding_hash = %s
          AND EXISTS (SELECT FROM embedding_models WHERE name = %s AND active FOR SHARE)
        """,
        (HalfVector(vector), text_hash, model, preference_id, text_hash, model),
    )


def find_searches_of(conn: Connection, user_ids: Sequence[int]) -> list[int]:
    """The searches of these people."""
    return many(
        conn,
        """
        -- whose searches
        SELECT id FROM user_preferences WHERE user_id = ANY(%s) ORDER BY id
        """,
        (list(user_ids),),
        _only_id,
    )


def mark_people_stale(conn: Connection, user_ids: Sequence[int]) -> int:
    """Have the vectors of these people's searches made anew at once, also of unchanged texts; how many searches.

    So are those of other searches of the same text: a copy of them would do otherwise.
    """
    return execute(
        conn,
        """
        -- asked for anew
        UPDATE user_preferences SET user_embedding_hash = CASE WHEN user_embedding IS NOT NULL THEN '' END,
                                    embedding_updated_at = NULL
        WHERE user_id = ANY(%(ids)s) OR user_embedding_hash IN (
            SELECT embedding_hash FROM user_preferences WHERE user_id = ANY(%(ids)s))
        """,
        {"ids": list(user_ids)},
    )


def get_people_coverage(conn: Connection, model: str, *, settled_before: datetime | None = None) -> Coverage:
    """Searches of people who did not stop, and how many have this model's vector of their text, in use or staged.

    Those without one that changed after `settled_before` are left out: their turn is still to come.
    """
    return one(
        conn,
        """
        -- how many searches have a current vector
        SELECT count(*) FILTER (WHERE covered OR %(settled)s::timestamptz IS NULL OR updated_at < %(settled)s) AS total,
               count(*) FILTER (WHERE covered) AS covered
        FROM (SELECT wish.updated_at,
                     held.preference_id IS NOT NULL OR coalesce(
                         embedding_model = %(model)s AND user_embedding_hash = wish.embedding_hash, false) AS covered
              FROM user_preferences AS wish
              JOIN users AS person ON person.id = wish.user_id AND person.status <> 'stopped'
              LEFT JOIN staged_user_embeddings AS held ON held.preference_id = wish.id AND held.model = %(model)s
                                                      AND held.embedding_hash = wish.embedding_hash
              WHERE wish.embedding_text <> '') AS wishes
        """,
        {"model": model, "settled": settled_before},
        Coverage,
    )


def _only_id(id: int) -> int:  # noqa: A002 - the column's name
    return id
