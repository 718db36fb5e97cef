"""`canonical_jobs`: postings as understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.job_signatures import TextSignature  # noqa: TC001 - the dataclass is read at run time
from db.places import StoredPlace, read_places
from db.query import execute, many, one

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """A posting to save; the columns of `canonical_jobs` that are not the database's own. None: not said."""

    source: str
    source_job_id: str
    title: str
    expires_on: date
    company: str | None = None
    location: str | None = None
    places: tuple[StoredPlace, ...] = ()
    countries: tuple[str, ...] = ()
    work_mode: str | None = None
    remote_in: tuple[str, ...] = ()
    description: str = ""
    url: str | None = None
    posted_on: date | None = None
    deadline_on: date | None = None
    salary_text: str | None = None
    salary_min: float | None = None
    salary_max: float | None = None
    salary_currency: str | None = None
    salary_period: str | None = None
    salary_annual_min: float | None = None
    salary_annual_max: float | None = None
    experience_text: str | None = None
    experience_min_years: float | None = None
    experience_max_years: float | None = None
    skills: tuple[str, ...] = ()
    preferred_skills: tuple[str, ...] = ()
    level: str | None = None
    employment_types: tuple[str, ...] = ()
    function: str | None = None
    industry: str | None = None
    category: str | None = None
    keywords: tuple[str, ...] = ()
    apply_url: str | None = None
    contacts: tuple[str, ...] = ()
    attribution: str | None = None
    salary_doubt: str | None = None
    warnings: tuple[str, ...] = ()
    status: str = "ACTIVE"
    cluster_key: str = ""
    text_key: str = ""
    embedding_text: str = ""
    embedding_hash: str = ""
    content_hash: str = ""
    benefits: tuple[str, ...] = ()
    education: str | None = None
    summary: str | None = None
    signature: TextSignature | None = None  # no column: job_signatures keeps it


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(NewJob):
    """A stored posting. `job_titles`: its own title first, then others under which people look for such work."""

    id: int
    imported_at: datetime
    updated_at: datetime
    job_titles: tuple[str, ...] = ()


def find_jobs(conn: Connection, ids: Sequence[int]) -> list[Job]:
    """The postings with these ids, in the order asked for; absent ones are left out."""
    return many(
        conn,
        """
        -- postings by id, in the order asked for
        SELECT job.id, source, source_job_id, title, company, location, places, countries, work_mode, remote_in,
               description, url, posted_on, deadline_on, expires_on, salary_text, salary_min, salary_max,
               salary_currency, salary_period, salary_annual_min, salary_annual_max, experience_text,
               experience_min_years, experience_max_years, skills, preferred_skills, level, employment_types,
               function, industry, category, keywords, apply_url, contacts, attribution, salary_doubt, warnings,
               status, cluster_key, text_key, embedding_text, embedding_hash, content_hash, ai_benefits AS benefits,
               ai_education AS education, ai_summary AS summary, ai_job_titles AS job_titles, imported_at, updated_at
        FROM unnest(%s::bigint[]) WITH ORDINALITY AS wanted (id, position)
        JOIN canonical_jobs AS job ON job.id = wanted.id
        ORDER BY wanted.position
        """,
        (list(ids),),
        _read,
    )


def get_job(conn: Connection, job_id: int) -> Job:
    """One posting.

    Raises:
        NotFound: there is no such posting.
    """
    return one(
        conn,
        """
        -- one posting
        SELECT id, source, source_job_id, title, company, location, places, countries, work_mode, remote_in,
               description, url, posted_on, deadline_on, expires_on, salary_text, salary_min, salary_max,
               salary_currency, salary_period, salary_annual_min, salary_annual_max, experience_text,
               experience_min_years, experience_max_years, skills, preferred_skills, level, employment_types,
               function, industry, category, keywords, apply_url, contacts, attribution, salary_doubt, warnings,
               status, cluster_key, text_key, embedding_text, embedding_hash, content_hash, ai_benefits AS benefits,
               ai_education AS education, ai_summary AS summary, ai_job_titles AS job_titles, imported_at, updated_at
        FROM canonical_jobs WHERE id = %s
        """,
        (job_id,),
        _read,
        missing=f"There is no posting {job_id}.",
    )


def settle_in(conn: Connection) -> None:
    """Put the words that wait into their indexes, and tell the planner what came in.

    Until autovacuum would, a minute later, searches take twice as long.
    """
    execute(
        conn,
        """
        -- what waits to be put into the indexes of words
        SELECT gin_clean_pending_list(waiting)
        FROM unnest('{open_jobs_titles, open_jobs_skills, canonical_jobs_search}'::regclass[]) AS waiting
        """,
    )
    execute(
        conn,
        """
        -- what the planner knows of postings
        ANALYZE canonical_jobs, open_jobs
        """,
    )


def _read(**columns: Any) -> Job:  # noqa: ANN401 - columns of every type
    places = read_places(columns.pop("places"))
    values: dict[str, Any] = {name: tuple(held) if isinstance(held, list) else held for name, held in columns.items()}
    return Job(places=places, **values)
