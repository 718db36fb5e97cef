"""`job_embeddings`: the vectors of postings, one per model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, id_list, many, one
from db.vector_copy import BIGINT, CHUNK_BYTES, binary_rows, halfvecs, timestamptz

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.vector_copy import NewVector


@dataclass(frozen=True, slots=True)
class PendingText:
    """A text whose vector is missing, and the row it belongs to."""

    row_id: int
    text: str
    text_hash: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many rows there are and how many have a current vector."""

    total: int
    covered: int


def find_pending_jobs(
    conn: Connection,
    model: str,
    *,
    before_id: int | None,
    oldest: date,
    stale_before: datetime | None,
    now: datetime,
    limit: int,
) -> list[PendingText]:
    """Open postings since `oldest` whose vector is missing, of another text or from before `stale_before`.

    Newest first, ids below `before_id`; without those that failed and whose time has not come.
    """
    return many(
        conn,
        """
        -- postings whose vector is to be made
        SELECT job.id AS row_id, job.embedding_text AS text, job.embedding_hash AS text_hash
        FROM canonical_jobs AS job
        -- one by one through the index: a join reads all vectors for each page
        LEFT JOIN LATERAL (
            SELECT embedding_hash, created_at FROM job_embeddings
            WHERE job_id = job.id AND model = %(model)s LIMIT 1
        ) AS held ON true
        WHERE job.status = 'ACTIVE'
          AND coalesce(job.posted_on, job.imported_at::date) >= %(oldest)s
          AND (%(before_id)s::bigint IS NULL OR job.id < %(before_id)s)
          AND (held.embedding_hash IS DISTINCT FROM job.embedding_hash OR held.created_at < %(stale_before)s)
          AND NOT EXISTS (
              SELECT FROM embedding_failures AS failure
              WHERE failure.kind = 'job' AND failure.row_id = job.id AND failure.model = %(model)s
                AND failure.text_hash = job.embedding_hash
                AND (failure.retry_at IS NULL OR failure.retry_at > %(now)s))
        ORDER BY job.id DESC
        LIMIT %(limit)s
        """,
        {
            "model": model,
            "before_id": before_id,
            "oldest": oldest,
            "stale_before": stale_before,
            "now": now,
            "limit": limit,
        },
        PendingText,
    )


def gather_statistics(conn: Connection) -> int:
    """Tell the planner how many vectors there are now."""
    return execute(
        conn,
        """
        -- what the planner knows of vectors
        ANALYZE job_embeddings
        """,
    )


def save_job_vectors(conn: Connection, model: str, vectors: Sequence[NewVector], now: datetime) -> int:
    """Keep the vectors of postings whose text is still the one they were made from; how many that were.

    Straight into the table, which is half the server's work of a way through a temporary one: nobody else may write
    this model's vectors meanwhile (`embedding_runs.try_lock`).
    """
    hashes = _hold_hashes(conn, [new.row_id for new in vectors])
    current = [new for new in vectors if hashes.get(new.row_id) == new.text_hash]
    if current:
        _delete_vectors(conn, model, [new.row_id for new in current])
        _copy_vectors(conn, model, current, now)
    return len(current)


def _hold_hashes(conn: Connection, job_ids: Sequence[int]) -> dict[int, str]:
    """The hashes of these postings' texts; no posting goes until the transaction ends."""
    with conn.cursor() as cursor:
        cursor.execute(
            """
            -- do the postings still have the text that was embedded?
            SELECT id, embedding_hash FROM canonical_jobs WHERE id = ANY(%s::bigint[]) ORDER BY id FOR KEY SHARE
            """,
            (id_list(job_ids),),
        )
        return dict(cursor.fetchall())


def _delete_vectors(conn: Connection, model: str, job_ids: Sequence[int]) -> int:
    return execute(
        conn,
        """
        -- vectors that are made anew
        DELETE FROM job_embeddings WHERE model = %s AND job_id = ANY(%s::bigint[])
        """,
        (model, id_list(job_ids)),
    )


def _copy_vectors(conn: Connection, model: str, vectors: Sequence[NewVector], now: datetime) -> None:
    made_by, made_at = model.encode(), timestamptz(now)
    rows = (
        (BIGINT.pack(new.row_id), made_by, halves, new.text_hash.encode(), made_at)
        for new, halves in zip(vectors, halfvecs(vectors), strict=True)
    )
    with conn.cursor() as cursor:
        cursor.copy_expert(
            """
            -- vectors of postings whose text has not changed meanwhile
            COPY job_embeddings (job_id, model, embedding, embedding_hash, created_at) FROM STDIN (FORMAT binary)
            """,
            binary_rows(rows),
            CHUNK_BYTES,
        )


def reuse_job_vectors(conn: Connection, model: str, row_ids: Sequence[int], made_since: datetime | None) -> list[int]:
    """Give these postings the vector that another posting of the same text has already; which ones got one.

    A copy is as old as what it was copied from: two would keep each other young, and never be made anew.
    """
    return many(
        conn,
        """
        -- the same text in another posting costs nothing
        WITH twin AS MATERIALIZED (
            SELECT known.*
            FROM (SELECT DISTINCT embedding_hash FROM canonical_jobs WHERE id = ANY(%(ids)s::bigint[])) AS needy
            -- one by one through the index, as above
            CROSS JOIN LATERAL (
                SELECT embedding, embedding_hash, created_at FROM job_embeddings
                WHERE embedding_hash = needy.embedding_hash AND model = %(model)s
                  AND created_at >= coalesce(%(since)s::timestamptz, '-infinity') LIMIT 1
            ) AS known
        )
        INSERT INTO job_embeddings (job_id, model, embedding, embedding_hash, created_at)
        SELECT job.id, %(model)s, twin.embedding, twin.embedding_hash, twin.created_at
        FROM twin JOIN canonical_jobs AS job ON job.embedding_hash = twin.embedding_hash
        WHERE job.id = ANY(%(ids)s::bigint[])
        FOR KEY SHARE OF job
        ON CONFLICT (job_id, model) DO UPDATE SET
            embedding = excluded.embedding, embedding_hash = excluded.embedding_hash, created_at = excluded.created_at
        RETURNING job_id
        """,
        {"model": model, "ids": id_list(row_ids), "since": made_since},
        _only_id,
    )


def find_known_jobs(conn: Connection, job_ids: Sequence[int]) -> list[int]:
    """Those of these postings that there are and that are open."""
    return many(
        conn,
        """
        -- which of these are open
        SELECT id AS job_id FROM canonical_jobs WHERE id = ANY(%s) AND status = 'ACTIVE' ORDER BY id
        """,
        (list(job_ids),),
        _only_id,
    )


def mark_jobs_stale(conn: Connection, job_ids: Sequence[int]) -> int:
    """Have the vectors of these postings made anew, also of unchanged texts; the old ones serve until then.

    So are those of other postings of the same text: a copy of them would do otherwise.
    """
    return execute(
        conn,
        """
        -- asked for anew
        UPDATE job_embeddings SET embedding_hash = '' WHERE job_id = ANY(%(ids)s) OR embedding_hash IN (
            SELECT embedding_hash FROM canonical_jobs WHERE id = ANY(%(ids)s))
        """,
        {"ids": list(job_ids)},
    )


def delete_vectors_of(conn: Connection, model: str, *, limit: int) -> int:
    """Drop vectors of postings by a model that is no longer used; how many."""
    return execute(
        conn,
        """
        -- vectors of a former model
        DELETE FROM job_embeddings WHERE ctid = ANY (ARRAY(
            SELECT ctid FROM job_embeddings WHERE model = %s LIMIT %s))
        """,
        (model, limit),
    )


def get_job_coverage(conn: Connection, model: str, oldest: date, *, settled_before: datetime | None = None) -> Coverage:
    """Open postings since `oldest`, and how many of them have this model's vector of their text.

    Those without one that changed after `settled_before` are left out: their turn is still to come.
    """
    return one(
        conn,
        """
        -- how many recent postings have a current vector
        SELECT count(*) FILTER (
                   WHERE held.job_id IS NOT NULL OR %(settled)s::timestamptz IS NULL OR job.updated_at < %(settled)s
               ) AS total,
               count(held.job_id) AS covered
        FROM canonical_jobs AS job
        LEFT JOIN job_embeddings AS held
               ON held.job_id = job.id AND held.model = %(model)s AND held.embedding_hash = job.embedding_hash
        WHERE job.status = 'ACTIVE' AND coalesce(job.posted_on, job.imported_at::date) >= %(oldest)s
        """,
        {"model": model, "oldest": oldest, "settled": settled_before},
        Coverage,
    )


def _only_id(job_id: int) -> int:
    return job_id
