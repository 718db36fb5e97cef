"""`enrichments`: what language models were asked about texts and said; and what of it postings have taken over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.places import stored_places
from db.query import execute, execute_rows, many, value

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.canonical_jobs import Job

MOST_ATTEMPTS = 3
FIRST_WAIT_MINUTES = 10  # doubled with each further failure; the task runs every 15 minutes


@dataclass(frozen=True, slots=True)
class Candidate:
    """A posting with facts that its parsers left empty (`wanted`), and the hash of its text."""

    job_id: int
    content_hash: str
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a model said of a text: the facts it was asked for, and its values, not yet checked."""

    content_hash: str
    asked: tuple[str, ...]
    values: Mapping[str, Any]


def find_candidates(
    conn: Connection, model: str, *, before_id: int | None, oldest: date, now: datetime, limit: int
) -> list[Candidate]:
    """Open recent postings that no model was asked about and of which something is not known, newest first.

    Left out are texts that are being asked about, wait for another try, or were given up.
    """
    return many(
        conn,
        """
        -- postings with facts left empty
        SELECT id AS job_id, enrichment_hash AS content_hash, wanted
        FROM (
            SELECT id, enrichment_hash, status, enriched_by, posted_on, imported_at, array_remove(ARRAY[
                -- the words of such a title name no field of work: people look for it under another
                CASE WHEN function IS NULL AND cardinality(ai_job_titles) < 2 THEN 'job_titles' END,
                CASE WHEN function IS NULL THEN 'job_function' END,
                CASE WHEN level IS NULL THEN 'job_level' END,
                CASE WHEN industry IS NULL THEN 'industry' END,
                CASE WHEN places = '[]' AND countries = '{}' THEN 'place' END,
                CASE WHEN work_mode IS NULL THEN 'work_arrangement' END,
                CASE WHEN skills = '{}' AND preferred_skills = '{}' THEN 'skills' END,
                CASE WHEN experience_min_years IS NULL AND experience_max_years IS NULL THEN 'years' END,
                CASE WHEN salary_min IS NULL AND salary_max IS NULL AND salary_doubt IS NULL THEN 'salary' END,
                CASE WHEN ai_benefits = '{}' THEN 'benefits' END,
                CASE WHEN ai_education IS NULL THEN 'education' END,
                CASE WHEN ai_summary IS NULL AND description <> '' THEN 'summary' END
            ], NULL) AS wanted
            FROM canonical_jobs
        ) AS job
        WHERE status = 'ACTIVE' AND enriched_by = 'parsers' AND wanted <> '{}'
          AND coalesce(posted_on, imported_at::date) >= %(oldest)s
          AND (%(before_id)s::bigint IS NULL OR id < %(before_id)s)
          AND NOT EXISTS (
              SELECT FROM enrichments AS held
              WHERE held.content_hash = job.enrichment_hash AND held.model = %(model)s
                AND (held.given_up OR held.claimed_until > %(now)s OR held.retry_at > %(now)s))
        ORDER BY id DESC LIMIT %(limit)s
        """,
        {"model": model, "before_id": before_id, "oldest": oldest, "now": now, "limit": limit},
        lambda job_id, content_hash, wanted: Candidate(job_id, content_hash, tuple(wanted)),
    )


def find_answers(conn: Connection, model: str, hashes: Sequence[str]) -> dict[str, Answer]:
    """What the model has said of these texts, by hash; texts without an answer are left out."""
    found = many(
        conn,
        """
        -- answers already paid for
        SELECT content_hash, asked, answer FROM enrichments
        WHERE model = %s AND content_hash = ANY(%s) AND asked <> '{}'
        """,
        (model, list(hashes)),
        lambda content_hash, asked, answer: Answer(content_hash, tuple(asked), answer),
    )
    return {answer.content_hash: answer for answer in found}


def claim_contents(
    conn: Connection, model: str, hashes: Sequence[str], *, now: datetime, lease_seconds: float
) -> dict[str, int]:
    """Take texts to ask about, each counted as an attempt; hash to attempts. Those of another worker are left out.

    An attempt that a killed worker began counts too, so that no text is paid for more than three times.
    """
    claimed = execute_rows(
        conn,
        """
        -- take texts, unless another worker has them or they must wait
        INSERT INTO enrichments AS held (content_hash, model, attempts, claimed_until, asked_at)
        SELECT content_hash, model, 1, asked_at + lease, asked_at
        FROM (VALUES %s) AS wanted (content_hash, model, asked_at, lease)
        ON CONFLICT (content_hash, model) DO UPDATE SET
            attempts = held.attempts + 1, claimed_until = excluded.claimed_until, asked_at = excluded.asked_at,
            retry_at = NULL
        WHERE NOT held.given_up AND held.attempts < 3
          AND coalesce(held.claimed_until <= excluded.asked_at, true)
          AND coalesce(held.retry_at <= excluded.asked_at, true)
        RETURNING content_hash, attempts
        """,
        [(each, model, now, lease_seconds) for each in sorted(set(hashes))],  # one order: no deadlock between workers
        template="(%s, %s, %s::timestamptz, make_interval(secs => %s))",
    )
    return {str(content_hash): int(attempts) for content_hash, attempts in claimed}


def mark_worn_out(conn: Connection, now: datetime) -> int:
    """Give up texts whose third attempt ended with its worker; how many."""
    return execute(
        conn,
        """
        -- three attempts and no answer, the last of them by a worker that is gone
        UPDATE enrichments SET given_up = true, claimed_until = NULL, error = coalesce(error, 'its worker was killed')
        WHERE NOT given_up AND attempts >= %s AND claimed_until <= %s
        """,
        (MOST_ATTEMPTS, now),
    )


def _lock(conn: Connection, model: str, hashes: Sequence[str]) -> None:
    """Take the rows in the order in which others claim them, so that no two workers wait for each other in a circle."""
    execute(
        conn,
        """
        -- texts of which something is to be written
        SELECT FROM enrichments WHERE model = %s AND content_hash = ANY(%s) ORDER BY content_hash FOR UPDATE
        """,
        (model, list(hashes)),
    )


def release_contents(conn: Connection, model: str, hashes: Sequence[str]) -> int:
    """Give texts back that were not asked about after all; the attempt does not count."""
    _lock(conn, model, hashes)
    return execute(
        conn,
        """
        -- texts that cost nothing this time
        UPDATE enrichments SET attempts = greatest(attempts - 1, 0), claimed_until = NULL
        WHERE model = %s AND content_hash = ANY(%s)
        """,
        (model, list(hashes)),
    )


def mark_failed(conn: Connection, model: str, errors: Mapping[str, str], now: datetime) -> int:
    """The attempts failed, by hash: each waits for a later run, or is given up after the third; how many were."""
    _lock(conn, model, list(errors))
    marked = execute_rows(
        conn,
        """
        -- a failed attempt: when to try again, or never
        UPDATE enrichments AS held SET
            error = failure.error, claimed_until = NULL, given_up = held.attempts >= failure.most,
            retry_at = CASE WHEN held.attempts < failure.most
                            THEN failure.failed_at + failure.wait * 2 ^ greatest(held.attempts - 1, 0) END
        FROM (VALUES %s) AS failure (content_hash, model, error, failed_at, wait, most)
        WHERE held.content_hash = failure.content_hash AND held.model = failure.model
        RETURNING held.given_up
        """,
        [(each, model, error[:300], now, FIRST_WAIT_MINUTES, MOST_ATTEMPTS) for each, error in errors.items()],
        template="(%s, %s, %s, %s::timestamptz, make_interval(mins => %s), %s::integer)",
    )
    return sum(bool(given_up) for (given_up,) in marked)


def save_answers(conn: Connection, model: str, answers: Sequence[Answer]) -> None:
    """Keep what the model said, beside what it said of the same texts before; their claims end."""
    _lock(conn, model, [each.content_hash for each in answers])
    execute_rows(
        conn,
        """
        -- answers paid for
        INSERT INTO enrichments AS held (content_hash, model, asked, answer)
        VALUES %s
        ON CONFLICT (content_hash, model) DO UPDATE SET
            asked = ARRAY(SELECT DISTINCT unnest(held.asked || excluded.asked)),
            answer = held.answer || excluded.answer,
            attempts = 0, claimed_until = NULL, retry_at = NULL, given_up = false, error = NULL
        """,
        [(each.content_hash, model, list(each.asked), Json(dict(each.values))) for each in answers],
        template="(%s, %s, %s::text[], %s::jsonb)",
    )


def save_enriched_job(conn: Connection, job: Job, model: str, content_hash: str, now: datetime) -> bool:
    """Write a posting with its empty columns filled; False when it was changed since it was read."""
    written = execute(
        conn,
        """
        -- a posting with what a model added, in the main columns and in those of enrichment
        UPDATE canonical_jobs SET
            function = %(function)s, category = %(category)s, level = %(level)s, industry = %(industry)s,
            places = %(places)s, countries = %(countries)s::text[], work_mode = %(work_mode)s,
            remote_in = %(remote_in)s::text[],
            skills = %(skills)s::text[], preferred_skills = %(preferred)s::text[],
            experience_min_years = %(years_min)s::real, experience_max_years = %(years_max)s::real,
            salary_min = %(salary_min)s::float8, salary_max = %(salary_max)s::float8,
            salary_currency = %(currency)s, salary_period = %(period)s,
            salary_annual_min = %(annual_min)s::float8, salary_annual_max = %(annual_max)s::float8,
            embedding_text = %(text)s, embedding_hash = %(hash)s,
            search_document = setweight(to_tsvector('simple', array_to_string(%(titles)s::text[], ', ')), 'A')
                || setweight(to_tsvector('simple', array_to_string(%(skills)s::text[] || %(preferred)s::text[], ', ')),
                             'B')
                || setweight(to_tsvector('simple', left(description, 2000)), 'D'),
            ai_job_titles = %(titles)s::text[], ai_job_function = %(function)s, ai_job_level = %(level)s,
            ai_industry = %(industry)s, ai_city = %(places)s::jsonb -> 0 ->> 'city',
            ai_state = %(places)s::jsonb -> 0 ->> 'region',
            ai_country = coalesce(%(places)s::jsonb -> 0 ->> 'country', (%(countries)s::text[])[1]),
            ai_work_arrangement = %(work_mode)s, ai_remote_allowed = (%(work_mode)s = 'remote'),
            ai_required_skills = %(skills)s::text[], ai_preferred_skills = %(preferred)s::text[],
            ai_years_min = %(years_min)s::real, ai_years_max = %(years_max)s::real,
            ai_salary_min = %(salary_min)s::float8, ai_salary_max = %(salary_max)s::float8,
            ai_salary_currency = %(currency)s, ai_benefits = %(benefits)s::text[], ai_education = %(education)s,
            ai_summary = %(summary)s, enriched_at = %(now)s, enriched_by = %(model)s,
            updated_at = CASE WHEN embedding_hash = %(hash)s THEN updated_at ELSE now() END
        WHERE id = %(id)s AND enrichment_hash = %(content_hash)s AND updated_at = %(read_at)s
        """,
        {
            "id": job.id,
            "content_hash": content_hash,
            "read_at": job.updated_at,
            "now": now,
            "model": model,
            "titles": list(job.job_titles) or [job.title],
            "function": job.function,
            "category": job.category,
            "level": job.level,
            "industry": job.industry,
            "places": Json(stored_places(job.places)),
            "countries": list(job.countries),
            "work_mode": job.work_mode,
            "remote_in": list(job.remote_in),
            "skills": list(job.skills),
            "preferred": list(job.preferred_skills),
            "years_min": job.experience_min_years,
            "years_max": job.experience_max_years,
            "salary_min": job.salary_min,
            "salary_max": job.salary_max,
            "currency": job.salary_currency,
            "period": job.salary_period,
            "annual_min": job.salary_annual_min,
            "annual_max": job.salary_annual_max,
            "benefits": list(job.benefits),
            "education": job.education,
            "summary": job.summary,
            "text": job.embedding_text,
            "hash": job.embedding_hash,
        },
    )
    return written > 0


def count_given_up(conn: Connection, model: str | None = None) -> int:
    """How many texts were given up, by this model or by any."""
    return int(
        value(
            conn,
            """
            -- texts that were given up
            SELECT count(*) FROM enrichments WHERE given_up AND (%(model)s::text IS NULL OR model = %(model)s)
            """,
            {"model": model},
        )
    )
