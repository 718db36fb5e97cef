"""Rows for tests: each function inserts one, with sound values for whatever is not given, and returns its id."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from pgvector import HalfVector
from psycopg2 import sql
from psycopg2.extras import Json

from db.candidates import CandidateRow
from db.job_rows import job_row, save_rows
from db.places import StoredPlace
from db.text_hash import text_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.canonical_jobs import NewJob

TODAY = date(2026, 3, 12)
NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
numbers = itertools.count(1)

AMSTERDAM = {"city": "Amsterdam", "region": "North Holland", "country": "NL", "latitude": 52.374, "longitude": 4.8897}
HAARLEM = {"city": "Haarlem", "region": "North Holland", "country": "NL", "latitude": 52.3808, "longitude": 4.6368}
EINDHOVEN = {"city": "Eindhoven", "region": "North Brabant", "country": "NL", "latitude": 51.4408, "longitude": 5.4778}
LAGOS = {"city": "Lagos", "region": "Lagos", "country": "NG", "latitude": 6.4541, "longitude": 3.3947}


def insert(conn: Connection, table: str, columns: dict[str, Any], returning: str = "id") -> Any:
    """One row; lists are arrays, `Json` values JSON."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING {}").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
        sql.SQL(", ").join(map(sql.Placeholder, columns)),
        sql.Identifier(returning),
    )
    with conn.cursor() as cursor:
        cursor.execute(statement, columns)
        return cursor.fetchone()[0]


def add_job(conn: Connection, **given: Any) -> int:
    """A posting, open today; `places` is a list of dictionaries, from which `countries` follow."""
    number = next(numbers)
    places = given.pop("places", [])
    job = {
        "source": "test",
        "source_job_id": str(number),
        "title": "Data Engineer",
        "company": f"Company {number}",
        "countries": sorted({place["country"] for place in places if place.get("country")}),
        "description": "",
        "posted_on": TODAY - timedelta(days=1),
        "expires_on": TODAY + timedelta(days=20),
        "cluster_key": f"cluster-{number}",
        "content_hash": str(number),
    } | given
    job.setdefault("embedding_text", job["title"])
    job.setdefault("embedding_hash", text_hash(job["embedding_text"]))
    no_place = {"city": None, "region": None, "country": None, "latitude": None, "longitude": None}
    job["places"] = Json([no_place | place for place in places])
    job["search_document"] = ""
    job_id = int(insert(conn, "canonical_jobs", job))
    with conn.cursor() as cursor:
        cursor.execute(
            "UPDATE canonical_jobs SET search_document = setweight(to_tsvector('simple', title), 'A')"
            " || setweight(to_tsvector('simple', array_to_string(skills, ', ')), 'B')"
            " || setweight(to_tsvector('simple', left(description, 2000)), 'D') WHERE id = %s",
            (job_id,),
        )
    return job_id


def add_model(
    conn: Connection,
    name: str = "hashing-v3",
    *,
    dimensions: int = 8,
    active: bool = True,
    provider: str = "hashing",
) -> str:
    """An embedding model."""
    columns = {"name": name, "provider": provider, "dimensions": dimensions, "active": active}
    return str(insert(conn, "embedding_models", columns, returning="name"))


def add_vector(conn: Connection, job_id: int, vector: list[float], model: str = "hashing-v3") -> None:
    """A posting's vector, brought to unit length."""
    columns = {"job_id": job_id, "model": model, "embedding": HalfVector(unit(vector)), "embedding_hash": "any"}
    insert(conn, "job_embeddings", columns, returning="job_id")


def unit(vector: list[float]) -> np.ndarray:
    """The vector at unit length."""
    array = np.asarray(vector, dtype=np.float32)
    return array / np.linalg.norm(array)


def add_user(conn: Connection, **given: Any) -> int:
    """A person who joined long ago."""
    joined = datetime(2026, 1, 1, tzinfo=UTC)
    return int(insert(conn, "users", {"language": "en", "time_zone": "UTC", "created_at": joined} | given))


def add_account(conn: Connection, user_id: int, *, channel: str = "telegram", reachable: bool = True) -> str:
    """A chat in which the person can be reached; its address."""
    address = f"chat-{next(numbers)}"
    columns = {"user_id": user_id, "channel": channel, "address": address, "reachable": reachable}
    insert(conn, "channel_accounts", columns)
    insert(conn, "conversations", {"channel": channel, "chat": address, "user_id": user_id})
    return address


def add_preferences(conn: Connection, user_id: int, **given: Any) -> int:
    """A named search for data engineers; `preferred_locations` is a list of dictionaries."""
    columns = {"user_id": user_id, "job_roles": ["data engineer"]} | given
    columns["preferred_locations"] = Json(columns.get("preferred_locations", []))
    return int(insert(conn, "user_preferences", columns))


def candidate(**given: Any) -> CandidateRow:
    """A row as the database gives it to matching; `places` may be dictionaries."""
    number = next(numbers)
    places = tuple(StoredPlace(**place) for place in given.pop("places", ()))
    row: dict[str, Any] = {
        "id": number,
        "cluster_key": f"cluster-{number}",
        "title": "Data Engineer",
        "company": "Example",
        "places": places,
        "countries": tuple(sorted({place.country for place in places if place.country})),
        "work_mode": None,
        "remote_in": (),
        "posted_on": TODAY,
        "salary_min": None,
        "salary_max": None,
        "salary_currency": None,
        "salary_annual_min": None,
        "salary_annual_max": None,
        "experience_min_years": None,
        "experience_max_years": None,
        "skills": (),
        "preferred_skills": (),
        "level": None,
        "employment_types": (),
        "industry": None,
        "description": "",
        "nearness": None,
        "titled": False,
        "mentions": (),
        "known": False,
    }
    return CandidateRow(**(row | given))


def save_jobs(conn: Connection, jobs: Sequence[NewJob]) -> set[tuple[str, str]]:
    """Postings written as they are; the keys of those that were not there."""
    return save_rows(conn, [job_row(job) for job in jobs])
