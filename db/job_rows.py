"""Postings on their way into `canonical_jobs`, and the statement that writes them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import orjson

from db.canonical_jobs import NewJob
from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.job_signatures import TextSignature


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A posting about to be written: what may still be decided of it, and its other columns as one text.

    So a process that has understood postings hands over what costs little to take, and most of it goes as it is to the
    database. `columns` are the members of a JSON object, without its braces; the other fields are those of `NewJob`.
    """

    source: str
    source_job_id: str
    posted_on: date | None
    deadline_on: date | None
    expires_on: date
    status: str
    cluster_key: str
    content_hash: str
    signature: TextSignature | None
    columns: str


DECIDED_LAST = ("expires_on", "status", "cluster_key", "content_hash")
SETTLED = tuple(field.name for field in fields(NewJob) if field.name not in {*DECIDED_LAST, "signature"})


def job_row(job: NewJob) -> JobRow:
    """The posting as it is written.

    Raises:
        TypeError: a text holds half a character, which the database does not keep.
    """
    return JobRow(
        source=job.source,
        source_job_id=job.source_job_id,
        posted_on=job.posted_on,
        deadline_on=job.deadline_on,
        expires_on=job.expires_on,
        status=job.status,
        cluster_key=job.cluster_key,
        content_hash=job.content_hash,
        signature=job.signature,
        columns=_members({name: getattr(job, name) for name in SETTLED}),
    )


def save_rows(conn: Connection, rows: Sequence[JobRow]) -> set[tuple[str, str]]:
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
        (_as_json(rows),),
        _read_written,
    )
    return {key for key, added in written if added}


def _read_written(source: str, source_job_id: str, *, added: bool) -> tuple[tuple[str, str], bool]:
    return (source, source_job_id), added


def _as_json(rows: Sequence[JobRow]) -> str:
    """As one JSON text: the server takes many wide rows in far faster so than as a list of values."""
    return f"[{','.join(map(_object, rows))}]"


def _object(row: JobRow) -> str:
    return f"{{{row.columns},{_members({name: getattr(row, name) for name in DECIDED_LAST})}}}"


def _members(values: dict[str, object]) -> str:
    return orjson.dumps(values)[1:-1].decode()
