"""`feed_listings`: what each feed that lists everything lists now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute_rows, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def count_listed(conn: Connection, feed_id: int) -> int:
    """How many postings the feed was last seen to list."""
    return int(
        value(
            conn,
            """
            -- what a feed listed
            SELECT count(*) FROM feed_listings WHERE feed_id = %s
            """,
            (feed_id,),
        )
    )


def save_listed(conn: Connection, feed_id: int, keys: Sequence[tuple[str, str]], listed_at: datetime) -> None:
    """Note that the feed lists these (source, source_job_id)."""
    execute_rows(
        conn,
        """
        -- what a feed lists now
        INSERT INTO feed_listings (feed_id, source, source_job_id, listed_at) VALUES %s
        ON CONFLICT (feed_id, source, source_job_id) DO UPDATE SET listed_at = excluded.listed_at
        """,
        [(feed_id, source, source_job_id, listed_at) for source, source_job_id in keys],
    )


def close_gone(conn: Connection, feed_id: int, listed_at: datetime) -> int:
    """Close the open postings that the feed listed before `listed_at`, and no other does now; how many.

    Expired ones are noted as gone too, so that one that is listed again is known as a repost.
    """
    found = value(
        conn,
        """
        -- postings that are gone from their feed, and listed by no other
        WITH gone AS (
            DELETE FROM feed_listings WHERE feed_id = %(feed_id)s AND listed_at < %(listed_at)s
            RETURNING source, source_job_id),
        closed AS (
            UPDATE canonical_jobs AS job
            SET status = CASE job.status WHEN 'ACTIVE' THEN 'CLOSED' ELSE job.status END,
                closed_reason = 'gone', closed_at = now(), updated_at = now()
            FROM gone
            WHERE job.source = gone.source AND job.source_job_id = gone.source_job_id
              AND job.status IN ('ACTIVE', 'EXPIRED') AND NOT EXISTS (
                SELECT FROM feed_listings AS other JOIN feeds ON feeds.id = other.feed_id AND feeds.enabled
                WHERE other.source = job.source AND other.source_job_id = job.source_job_id
                  AND other.feed_id <> %(feed_id)s)
            RETURNING job.status)
        SELECT count(*) FROM closed WHERE status = 'CLOSED'
        """,
        {"feed_id": feed_id, "listed_at": listed_at},
    )
    return int(found)


def count_expired(conn: Connection, keys: Sequence[tuple[str, str]]) -> int:
    """How many of the postings (source, source_job_id) are over by their dates."""
    found = value(
        conn,
        """
        -- postings of these that have expired
        SELECT count(*) FROM unnest(%s::text[], %s::text[]) AS listed (source, source_job_id)
        JOIN canonical_jobs USING (source, source_job_id)
        WHERE status = 'EXPIRED'
        """,
        ([source for source, _ in keys], [source_job_id for _, source_job_id in keys]),
    )
    return int(found)
