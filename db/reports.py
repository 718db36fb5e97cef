"""`job_reports`: postings that people call dead or a scam, and those that are held back from everybody for it.

A report or a hold is of a posting and of all its copies (the same cluster_key), those that come in later included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class HeldJob:
    """A posting that is held back, for all its copies; `scam` and `dead` count people."""

    job_id: int
    title: str
    company: str | None
    url: str | None
    scam: int
    dead: int
    held_at: datetime


def add_report(conn: Connection, user_id: int, job_id: int, reason: str, *, most_a_day: int) -> bool:
    """Note a report, "scam" or "dead"; whether it counts.

    It does not for a posting that was never put before this person, nor beyond so many in a day. A second word on the
    same posting takes the place of the first.
    """
    added = execute(
        conn,
        """
        -- one person's word on one posting that was put before them
        INSERT INTO job_reports (user_id, job_id, reason)
        SELECT %(user_id)s, m.job_id, %(reason)s FROM matches m JOIN canonical_jobs j ON j.id = m.job_id
        WHERE m.user_id = %(user_id)s AND m.job_id = %(job_id)s AND (m.shown_at IS NOT NULL OR m.outbox_id IS NOT NULL)
          AND (SELECT count(*) FROM job_reports r WHERE r.user_id = %(user_id)s AND r.job_id <> %(job_id)s
               AND r.reported_at > now() - interval '1 day') < %(most)s
        ON CONFLICT (user_id, job_id) DO UPDATE SET reason = excluded.reason, reported_at = excluded.reported_at
        """,
        {"user_id": user_id, "job_id": job_id, "reason": reason, "most": most_a_day},
    )
    return added > 0


def hold_if_reported(conn: Connection, job_id: int, *, people: int) -> bool:
    """Hold a posting and its copies back once so many people have reported one of them; whether that happened now."""
    execute(
        conn,
        """
        -- those who report copies of one posting at once wait for each other, else neither sees the other's word
        SELECT pg_advisory_xact_lock(hashtextextended(cluster_key, 0)) FROM canonical_jobs WHERE id = %s
        """,
        (job_id,),
    )
    held = execute(
        conn,
        """
        -- hold a posting and its copies back, if enough people reported them since an admin last released them
        UPDATE canonical_jobs SET held_at = now()
        WHERE held_at IS NULL AND cluster_key = (SELECT cluster_key FROM canonical_jobs WHERE id = %(job_id)s)
          AND %(people)s <= (
              SELECT count(DISTINCT r.user_id) FROM job_reports r JOIN canonical_jobs copy ON copy.id = r.job_id
              WHERE copy.cluster_key = (SELECT cluster_key FROM canonical_jobs WHERE id = %(job_id)s)
                AND (copy.released_at IS NULL OR r.reported_at > copy.released_at))
        """,
        {"job_id": job_id, "people": people},
    )
    return held > 0


def find_held(conn: Connection) -> list[HeldJob]:
    """What is held back and still open, the latest first; at most a hundred, one posting for all its copies."""
    return many(
        conn,
        """
        -- what reports hold back, one posting for all its copies
        WITH held AS (
            SELECT cluster_key, min(id) AS job_id, max(held_at) AS held_at FROM canonical_jobs
            WHERE held_at IS NOT NULL AND status = 'ACTIVE' GROUP BY cluster_key
            ORDER BY max(held_at) DESC, cluster_key LIMIT %s)
        SELECT held.job_id, j.title, j.company, j.url, held.held_at,
               count(DISTINCT r.user_id) FILTER (WHERE r.reason = 'scam') AS scam,
               count(DISTINCT r.user_id) FILTER (WHERE r.reason = 'dead') AS dead
        FROM held JOIN canonical_jobs j ON j.id = held.job_id
             JOIN canonical_jobs copy ON copy.cluster_key = held.cluster_key
             LEFT JOIN job_reports r ON r.job_id = copy.id
             AND (copy.released_at IS NULL OR r.reported_at > copy.released_at)
        GROUP BY held.job_id, j.title, j.company, j.url, held.held_at ORDER BY held.held_at DESC, held.job_id
        """,
        (MOST_LISTED,),
        HeldJob,
    )


def find_held_among(conn: Connection, ids: Sequence[int]) -> frozenset[int]:
    """Which of these postings are held back, themselves or through a copy."""
    found: list[int] = many(
        conn,
        """
        -- which of these are held back
        SELECT id AS job_id FROM canonical_jobs
        WHERE id = ANY (%s) AND cluster_key IN (SELECT cluster_key FROM canonical_jobs WHERE held_at IS NOT NULL)
        """,
        (list(ids),),
        lambda job_id: job_id,
    )
    return frozenset(found)


def release_held(conn: Connection, job_id: int) -> int:
    """Show a posting and its copies again; reports made so far do not count any more. How many rows it was."""
    return execute(
        conn,
        """
        -- an admin lets a posting be shown again
        UPDATE canonical_jobs SET held_at = NULL, released_at = clock_timestamp()
        WHERE cluster_key = (SELECT cluster_key FROM canonical_jobs WHERE id = %s AND held_at IS NOT NULL)
        """,
        (job_id,),
    )


def close_held(conn: Connection, job_id: int) -> int:
    """Close a posting and its copies for good. The hold stays, for copies that come in later. How many rows it was."""
    return execute(
        conn,
        """
        -- an admin closes a posting that was reported
        UPDATE canonical_jobs SET status = 'CLOSED', held_at = coalesce(held_at, now()), updated_at = now()
        WHERE cluster_key = (SELECT cluster_key FROM canonical_jobs WHERE id = %s AND held_at IS NOT NULL)
        """,
        (job_id,),
    )


def job_exists(conn: Connection, job_id: int) -> bool:
    """Whether there is such a posting, open or not."""
    found = value(
        conn,
        """
        -- is there such a posting?
        SELECT 1 FROM canonical_jobs WHERE id = %s
        """,
        (job_id,),
    )
    return found is not None
