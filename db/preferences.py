"""`user_preferences`: what a person wants, one row per named search."""

from __future__ import annotations

from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.places import StoredPlace, read_places, stored_places
from db.query import execute, many, one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

PLACES = ("preferred_locations", "excluded_locations")  # columns of JSON


@dataclass(frozen=True, slots=True)
class Preferences:
    """One named search. Empty and None mean: not said. `id` is 0 until saved."""

    id: int = 0
    user_id: int = 0
    slot: int = 1
    name: str = "main"
    job_roles: tuple[str, ...] = ()
    job_categories: tuple[str, ...] = ()
    user_job_input: str = ""
    experience_level: str | None = None
    years_of_experience: float | None = None
    education_level: str | None = None
    technical_skills: tuple[str, ...] = ()
    soft_skills: tuple[str, ...] = ()
    languages_spoken: tuple[str, ...] = ()
    preferred_locations: tuple[StoredPlace, ...] = ()
    user_location_input: str = ""
    willing_to_relocate: bool | None = None
    work_arrangements: tuple[str, ...] = ()
    employment_types: tuple[str, ...] = ()
    salary_min: float | None = None
    salary_max: float | None = None
    salary_currency: str | None = None
    salary_period: str | None = None
    company_size_preference: tuple[str, ...] = ()
    industry_preferences: tuple[str, ...] = ()
    excluded_companies: tuple[str, ...] = ()
    excluded_words: tuple[str, ...] = ()
    shifts: tuple[str, ...] = ()
    radius_km: int | None = None
    remote_from_home: bool = False
    pay_unknown_fine: bool = True
    available_on: date | None = None
    wanted_companies: tuple[str, ...] = ()
    wanted_words: tuple[str, ...] = ()
    excluded_roles: tuple[str, ...] = ()
    excluded_skills: tuple[str, ...] = ()
    excluded_locations: tuple[StoredPlace, ...] = ()
    excluded_industries: tuple[str, ...] = ()
    frequency: str = "daily"
    weekly_days: tuple[int, ...] = ()
    embedding_text: str = ""
    embedding_hash: str = ""
    updated_at: datetime | None = field(default=None, compare=False)


def find_preferences(conn: Connection, user_id: int) -> list[Preferences]:
    """A person's searches, the first one first."""
    return find_preferences_of(conn, [user_id])


def find_preferences_of(conn: Connection, user_ids: Sequence[int]) -> list[Preferences]:
    """The searches of many people, each one's first one first."""
    return many(
        conn,
        """
        -- many people's named searches
        SELECT id, user_id, slot, name, job_roles, job_categories, user_job_input, experience_level,
               years_of_experience, education_level, technical_skills, soft_skills, languages_spoken,
               preferred_locations, user_location_input, willing_to_relocate, work_arrangements, employment_types,
               salary_min, salary_max, salary_currency, salary_period, company_size_preference,
               industry_preferences, excluded_companies, excluded_words, shifts, radius_km, remote_from_home,
               pay_unknown_fine, available_on, wanted_companies, wanted_words, excluded_roles, excluded_skills,
               excluded_locations, excluded_industries, frequency, weekly_days, embedding_text,
               embedding_hash, updated_at
        FROM user_preferences WHERE user_id = ANY (%s) ORDER BY user_id, slot
        """,
        (list(user_ids),),
        _read,
    )


def get_preferences(conn: Connection, preference_id: int) -> Preferences:
    """One search by its id.

    Raises:
        NotFound: no such search.
    """
    return one(
        conn,
        """
        -- one named search
        SELECT id, user_id, slot, name, job_roles, job_categories, user_job_input, experience_level,
               years_of_experience, education_level, technical_skills, soft_skills, languages_spoken,
               preferred_locations, user_location_input, willing_to_relocate, work_arrangements, employment_types,
               salary_min, salary_max, salary_currency, salary_period, company_size_preference,
               industry_preferences, excluded_companies, excluded_words, shifts, radius_km, remote_from_home,
               pay_unknown_fine, available_on, wanted_companies, wanted_words, excluded_roles, excluded_skills,
               excluded_locations, excluded_industries, frequency, weekly_days, embedding_text,
               embedding_hash, updated_at
        FROM user_preferences WHERE id = %s
        """,
        (preference_id,),
        _read,
        missing=f"There is no search {preference_id}.",
    )


def save_preferences(conn: Connection, wanted: Preferences) -> Preferences:
    """Add the search of (user, slot), or replace its name and wishes; its vector stays until a new one is made."""
    saved = one(
        conn,
        """
        -- one row per person and slot
        INSERT INTO user_preferences (
            user_id, slot, name, job_roles, job_categories, user_job_input, experience_level, years_of_experience,
            education_level, technical_skills, soft_skills, languages_spoken, preferred_locations,
            user_location_input, willing_to_relocate, work_arrangements, employment_types, salary_min, salary_max,
            salary_currency, salary_period, company_size_preference, industry_preferences, excluded_companies,
            excluded_words, shifts, radius_km, remote_from_home, pay_unknown_fine, available_on, wanted_companies,
            wanted_words, excluded_roles, excluded_skills, excluded_locations, excluded_industries, frequency,
            weekly_days, embedding_text, embedding_hash)
        VALUES (
            %(user_id)s, %(slot)s, %(name)s, %(job_roles)s, %(job_categories)s, %(user_job_input)s,
            %(experience_level)s, %(years_of_experience)s, %(education_level)s, %(technical_skills)s,
            %(soft_skills)s, %(languages_spoken)s, %(preferred_locations)s, %(user_location_input)s,
            %(willing_to_relocate)s, %(work_arrangements)s, %(employment_types)s, %(salary_min)s, %(salary_max)s,
            %(salary_currency)s, %(salary_period)s, %(company_size_preference)s, %(industry_preferences)s,
            %(excluded_companies)s, %(excluded_words)s, %(shifts)s, %(radius_km)s, %(remote_from_home)s,
            %(pay_unknown_fine)s, %(available_on)s, %(wanted_companies)s, %(wanted_words)s, %(excluded_roles)s,
            %(excluded_skills)s, %(excluded_locations)s, %(excluded_industries)s, %(frequency)s,
            %(weekly_days)s, %(embedding_text)s, %(embedding_hash)s)
        ON CONFLICT (user_id, slot) DO UPDATE SET
            name = excluded.name, job_roles = excluded.job_roles, job_categories = excluded.job_categories,
            user_job_input = excluded.user_job_input, experience_level = excluded.experience_level,
            years_of_experience = excluded.years_of_experience, education_level = excluded.education_level,
            technical_skills = excluded.technical_skills, soft_skills = excluded.soft_skills,
            languages_spoken = excluded.languages_spoken, preferred_locations = excluded.preferred_locations,
            user_location_input = excluded.user_location_input, willing_to_relocate = excluded.willing_to_relocate,
            work_arrangements = excluded.work_arrangements, employment_types = excluded.employment_types,
            salary_min = excluded.salary_min, salary_max = excluded.salary_max,
            salary_currency = excluded.salary_currency, salary_period = excluded.salary_period,
            company_size_preference = excluded.company_size_preference,
            industry_preferences = excluded.industry_preferences, excluded_companies = excluded.excluded_companies,
            excluded_words = excluded.excluded_words, shifts = excluded.shifts, radius_km = excluded.radius_km,
            remote_from_home = excluded.remote_from_home, pay_unknown_fine = excluded.pay_unknown_fine,
            available_on = excluded.available_on, wanted_companies = excluded.wanted_companies,
            wanted_words = excluded.wanted_words, excluded_roles = excluded.excluded_roles,
            excluded_skills = excluded.excluded_skills, excluded_locations = excluded.excluded_locations,
            excluded_industries = excluded.excluded_industries, frequency = excluded.frequency,
            weekly_days = excluded.weekly_days, embedding_text = excluded.embedding_text,
            embedding_hash = excluded.embedding_hash, updated_at = now()
        RETURNING id
        """,
        _bound(wanted),
        lambda id: id,  # noqa: A006 - the column's name
    )
    return replace(wanted, id=saved)


def forget_preferences(conn: Connection, user_id: int, name: str) -> int:
    """Remove one named search; how many there were (0 or 1)."""
    return execute(
        conn,
        """
        -- one named search goes, with its vector
        DELETE FROM user_preferences WHERE user_id = %s AND name = %s
        """,
        (user_id, name),
    )


def _read(**columns: Any) -> Preferences:  # noqa: ANN401 - columns of every type
    columns |= {name: read_places(columns[name]) for name in PLACES}
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in columns.items()
    }
    return Preferences(**values)


def _bound(wanted: Preferences) -> dict[str, Any]:
    values = {each.name: getattr(wanted, each.name) for each in fields(wanted)}
    bound = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
    return bound | {name: Json(stored_places(getattr(wanted, name))) for name in PLACES}
