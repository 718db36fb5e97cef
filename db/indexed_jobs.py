"""The open postings as an engine beside the database takes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pgvector import HalfVector
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class IndexedJob:
    """A posting for an engine beside the database: its vector and what searches narrow by."""

    job_id: int
    version: str
    posted_on: date | None
    expires_on: date
    imported_on: date
    work_mode: str | None
    open_to: Sequence[str]
    cells: Sequence[int]
    employment_types: Sequence[str]
    salary_annual_max: float | None
    salary_currency: str | None
    experience_min_years: float | None
    experience_max_years: float | None
    embedding: HalfVector


def find_versions(conn: Connection, model: str) -> dict[int, str]:
    """The open postings with a vector of the model, each with a mark that changes when anything searched by does."""
    return dict(
        many(
            conn,
            """
            -- what an engine beside the database has to hold
            SELECT job.job_id, md5(concat_ws('|', job, held.embedding_hash, held.created_at)) AS version
            FROM open_jobs AS job JOIN job_embeddings AS held ON held.job_id = job.job_id AND held.model = %s
            """,
            (model,),
            lambda job_id, version: (job_id, version),
        )
    )


def find_indexed(conn: Connection, model: str, ids: Sequence[int]) -> list[IndexedJob]:
    """These postings with their vectors of the model, as far as they have one."""
    return many(
        conn,
        """
        -- postings for an engine beside the database
        SELECT job.job_id, md5(concat_ws('|', job, held.embedding_hash, held.created_at)) AS version, posted_on,
               expires_on, imported_at::date AS imported_on, work_mode, open_to, cells, employment_types,
               salary_annual_max, salary_currency, experience_min_years, experience_max_years, held.embedding
        FROM open_jobs AS job JOIN job_embeddings AS held ON held.job_id = job.job_id AND held.model = %s
        WHERE job.job_id = ANY (%s)
        """,
        (model, list(ids)),
        IndexedJob,
    )
