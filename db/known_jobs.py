"""What is known of postings before they are read again, and the ends that they come to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class KnownJob:
    """A stored posting, as far as it says whether a record has to be read.

    Attributes:
        content_hash: of what it was read from; "" when it has to be read again.
        imported_on: the day (UTC) from which it counts as imported; None when it would begin anew.
        title: as stored.
        company: as stored.
    """

    content_hash: str
    imported_on: date | None
    title: str
    company: str | None


def find_known(conn: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], KnownJob]:
    """The stored postings of these (source, source_job_id); absent ones are left out.

    One that was gone from its feed has to be read again, for its new dates, and begins anew.
    """
    found = many(
        conn,
        """
        -- which postings are already known, and from what text
        SELECT source, source_job_id, title, company,
               CASE closed_reason WHEN 'gone' THEN '' ELSE content_hash END AS content_hash,
               CASE closed_reason WHEN 'gone' THEN NULL ELSE (imported_at AT TIME ZONE 'UTC')::date END AS imported_on
        FROM unnest(%s::text[], %s::text[]) AS wanted (source, source_job_id)
        JOIN canonical_jobs USING (source, source_job_id)
        """,
        ([source for source, _ in keys], [source_job_id for _, source_job_id in keys]),
        lambda source, source_job_id, **known: ((source, source_job_id), KnownJob(**known)),
    )
    return dict(found)


def find_unchanged(conn: Connection, content_hashes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """The (source, source_job_id) of the stored postings that were read from these, by hash; absent ones left out.

    One that was gone from its feed is left out too: it has to be read again.
    """
    found = many(
        conn,
        """
        -- which records are stored as they are, found without reading them
        SELECT content_hash, source, source_job_id FROM canonical_jobs
        WHERE content_hash = ANY (%s) AND closed_reason IS DISTINCT FROM 'gone'
        """,
        (list(content_hashes),),
        lambda content_hash, source, source_job_id: (content_hash, (source, source_job_id)),
    )
    return dict(found)


def mark_filled(conn: Connection, keys: Sequence[tuple[str, str]]) -> int:
    """The postings of these (source, source_job_id) are filled, for good; how many were not so before."""
    return execute(
        conn,
        """
        -- postings whose source says that they are filled
        UPDATE canonical_jobs AS job
        SET status = 'FILLED', closed_at = now(), closed_reason = 'filled', updated_at = now()
        FROM unnest(%s::text[], %s::text[]) AS wanted (source, source_job_id)
        WHERE job.source = wanted.source AND job.source_job_id = wanted.source_job_id AND job.status <> 'FILLED'
        """,
        ([source for source, _ in keys], [source_job_id for _, source_job_id in keys]),
    )


def mark_expired(conn: Connection, today: date) -> int:
    """Close every open posting whose last day is before today; how many."""
    return execute(
        conn,
        """
        -- postings past their last day
        UPDATE canonical_jobs SET status = 'EXPIRED', updated_at = now()
        WHERE status = 'ACTIVE' AND expires_on < %s
        """,
        (today,),
    )
