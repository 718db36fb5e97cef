"""`canonical_jobs`: postings as understood."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from db.job_signatures import TextSignature  # noqa: TC001 - the dataclass is read at run time
from db.places import StoredPlace, read_places, stored_places
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


WRITTEN = tuple(field.name for field in fields(NewJob) if field.name != "signature")


def save_jobs(conn: Connection, jobs: Sequence[NewJob]) -> set[tuple[str, str]]:
    """Add postings, or replace those of the same (source, source_job_id); the keys of those that were not there.

    One that was filled or closed stays so; one that expired, or was gone from its feed, and is listed anew is open
    again. After it was gone it counts as imported anew.
    """
    execute(
        conn,
        """
        -- as much memory as putting some thousand waiting words into their index at once asks for
        SET LOCAL work_mem = '64MB'
        """,
    )
    written = many(
        conn,
        """
        -- postings as understood, with their search document
        INSERT INTO canonical_jobs (
            source, source_job_id, title, expires_on, company, location, places, countries, work_mode, remote_in,
            description, url, posted_on, deadline_on, salary_text, salary_min, salary_max, salary_currency,
            salary_period, salary_annual_min, salary_annual_max, experience_text, experience_min_years,
            experience_max_years, skills, preferred_skills, level, employment_types, function, industry, category,
            keywords, apply_url, contacts, attribution, salary_doubt, warnings, status,
            cluster_key, text_key, embedding_text, embedding_hash, content_hash, ai_benefits, ai_education, ai_summary,
            search_document, ai_job_titles, ai_job_function, ai_job_level, ai_industry, ai_city, ai_state, ai_country,
            ai_work_arrangement, ai_remote_allowed, ai_required_skills, ai_preferred_skills, ai_years_min,
            ai_years_max, ai_salary_min, ai_salary_max, ai_salary_currency, enriched_at, enriched_by)
        SELECT job.*,
               setweight(to_tsvector('simple', job.title), 'A')
               || setweight(to_tsvector('simple', array_to_string(job.skills || job.preferred_skills, ', ')), 'B')
               || setweight(to_tsvector('simple', left(job.description, 2000)), 'D'),
               ARRAY[job.title], job.function, job.level, job.industry, job.places -> 0 ->> 'city',
               job.places -> 0 ->> 'region', coalesce(job.places -> 0 ->> 'country', job.countries[1]),
               job.work_mode, job.work_mode = 'remote', job.skills, job.preferred_skills,
               job.experience_min_years, job.experience_max_years, job.salary_min, job.salary_max,
               job.salary_currency, now(), 'parsers'
        FROM json_to_recordset(%s) AS job (
            source text, source_job_id text, title text, expires_on date, company text, location text, places jsonb,
            countries text[], work_mode text, remote_in text[], description text, url text, posted_on date,
            deadline_on date, salary_text text, salary_min float8, salary_max float8, salary_currency text,
            salary_period text, salary_annual_min float8, salary_annual_max float8, experience_text text,
            experience_min_years real, experience_max_years real, skills text[], preferred_skills text[], level text,
            employment_types text[], function text, industry text, category text, keywords text[], apply_url text,
            contacts text[], attribution text, salary_doubt text, warnings text[], status text, cluster_key text,
            text_key text, embedding_text text, embedding_hash text, content_hash text, benefits text[],
            education text, summary text)
        ON CONFLICT (source, source_job_id) DO UPDATE SET
            title = excluded.title, expires_on = excluded.expires_on, company = excluded.company,
            location = excluded.location, places = excluded.places, countries = excluded.countries,
            work_mode = excluded.work_mode, remote_in = excluded.remote_in, description = excluded.description,
            url = excluded.url, posted_on = excluded.posted_on, deadline_on = excluded.deadline_on,
            salary_text = excluded.salary_text, salary_min = excluded.salary_min, salary_max = excluded.salary_max,
            salary_currency = excluded.salary_currency, salary_period = excluded.salary_period,
            salary_annual_min = excluded.salary_annual_min, salary_annual_max = excluded.salary_annual_max,
            experience_text = excluded.experience_text, experience_min_years = excluded.experience_min_years,
            experience_max_years = excluded.experience_max_years, skills = excluded.skills,
            preferred_skills = excluded.preferred_skills, level = excluded.level,
            employment_types = excluded.employment_types, function = excluded.function,
            industry = excluded.industry, category = excluded.category, keywords = excluded.keywords,
            apply_url = excluded.apply_url, contacts = excluded.contacts, attribution = excluded.attribution,
            salary_doubt = excluded.salary_doubt, warnings = excluded.warnings, cluster_key = excluded.cluster_key,
            text_key = excluded.text_key,
            embedding_text = excluded.embedding_text, embedding_hash = excluded.embedding_hash,
            content_hash = excluded.content_hash, search_document = excluded.search_document, updated_at = now(),
            ai_benefits = excluded.ai_benefits, ai_education = excluded.ai_education,
            ai_summary = excluded.ai_summary, ai_job_titles = excluded.ai_job_titles,
            ai_job_function = excluded.ai_job_function, ai_job_level = excluded.ai_job_level,
            ai_industry = excluded.ai_industry, ai_city = excluded.ai_city, ai_state = excluded.ai_state,
            ai_country = excluded.ai_country, ai_work_arrangement = excluded.ai_work_arrangement,
            ai_remote_allowed = excluded.ai_remote_allowed, ai_required_skills = excluded.ai_required_skills,
            ai_preferred_skills = excluded.ai_preferred_skills, ai_years_min = excluded.ai_years_min,
            ai_years_max = excluded.ai_years_max, ai_salary_min = excluded.ai_salary_min,
            ai_salary_max = excluded.ai_salary_max, ai_salary_currency = excluded.ai_salary_currency,
            enriched_at = excluded.enriched_at, enriched_by = excluded.enriched_by,
            status = CASE WHEN canonical_jobs.status = 'FILLED' THEN 'FILLED'
                          WHEN canonical_jobs.status = 'CLOSED'
                               AND canonical_jobs.closed_reason IS DISTINCT FROM 'gone' THEN 'CLOSED'
                          ELSE excluded.status END,
            imported_at = CASE canonical_jobs.closed_reason WHEN 'gone' THEN now() ELSE canonical_jobs.imported_at END,
            closed_at = CASE canonical_jobs.closed_reason WHEN 'gone' THEN NULL ELSE canonical_jobs.closed_at END,
            closed_reason = nullif(canonical_jobs.closed_reason, 'gone')
        RETURNING source, source_job_id, xmax = 0 AS added
        """,
        (_rows(jobs),),
        _read_written,
    )
    return {key for key, added in written if added}


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


def _read_written(source: str, source_job_id: str, *, added: bool) -> tuple[tuple[str, str], bool]:
    return (source, source_job_id), added


def _rows(jobs: Sequence[NewJob]) -> str:
    """The postings as one JSON text: the server takes many wide rows in far faster so than as a list of values."""
    return json.dumps([_columns(job) for job in jobs], ensure_ascii=False, default=str)


def _columns(job: NewJob) -> dict[str, Any]:
    return {name: getattr(job, name) for name in WRITTEN} | {"places": stored_places(job.places)}
