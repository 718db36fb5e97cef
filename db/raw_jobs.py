"""`raw_jobs`: postings as received."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.query import execute_rows, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class RawJob:
    """One record of a source as JSON, untouched but for what JSON in the database cannot hold."""

    source: str
    source_job_id: str
    payload: str
    payload_hash: str


def save_raw_jobs(conn: Connection, batch_id: int, raw: Sequence[RawJob]) -> int:
    """Keep the latest record of each (source, source_job_id); how many were written."""
    written = execute_rows(
        conn,
        """
        -- postings as received, the latest of each
        INSERT INTO raw_jobs (source, source_job_id, payload, payload_hash, batch_id)
        VALUES %s
        ON CONFLICT (source, source_job_id) DO UPDATE SET
            payload = excluded.payload, payload_hash = excluded.payload_hash, batch_id = excluded.batch_id,
            received_at = now()
        RETURNING id
        """,
        [(row.source, row.source_job_id, row.payload, row.payload_hash, batch_id) for row in raw],
        template="(%s, %s, %s::jsonb, %s, %s)",
    )
    return len(written)


def find_payloads(conn: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], dict[str, Any]]:
    """The stored records of these (source, source_job_id); absent ones are left out."""
    found = many(
        conn,
        """
        -- postings as received, by key
        SELECT source, source_job_id, payload
        FROM unnest(%s::text[], %s::text[]) AS wanted (source, source_job_id)
        JOIN raw_jobs USING (source, source_job_id)
        """,
        ([source for source, _ in keys], [source_job_id for _, source_job_id in keys]),
        lambda source, source_job_id, payload: ((source, source_job_id), payload),
    )
    return dict(found)
