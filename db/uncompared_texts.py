"""`job_signatures`, what is still to be compared: new postings, and texts by newer ways, rules or vectors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.places import StoredPlace, read_places
from db.query import execute, many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class UncomparedJob:
    """A posting whose text has no signature yet, with what one is made from."""

    id: int
    source: str
    source_job_id: str
    title: str
    company: str | None
    location: str | None
    places: tuple[StoredPlace, ...]
    description: str
    employment_types: tuple[str, ...]
    experience_min_years: float | None
    salary_annual_min: float | None
    salary_annual_max: float | None
    salary_currency: str | None


@dataclass(frozen=True, slots=True)
class OutdatedText:
    """A text whose signature was made in an older way, with its cluster and a posting that has it."""

    text_key: str
    cluster_key: str
    job: UncomparedJob


def find_uncompared_jobs(conn: Connection, limit: int) -> list[UncomparedJob]:
    """Postings whose text has no signature: those of an older release, or saved without clustering."""
    return many(
        conn,
        """
        -- postings not yet compared with others
        SELECT j.id, j.source, j.source_job_id, j.title, j.company, j.location, j.places, j.description,
               j.employment_types, j.experience_min_years, j.salary_annual_min, j.salary_annual_max, j.salary_currency
        FROM canonical_jobs j
        WHERE NOT EXISTS (SELECT 1 FROM job_signatures s WHERE s.text_key = j.text_key)
        ORDER BY j.id LIMIT %s
        """,
        (limit,),
        _read_uncompared,
    )


def find_outdated_texts(conn: Connection, version: int, limit: int) -> list[OutdatedText]:
    """Texts of postings whose signatures are older than this version, in the order of their keys."""
    return many(
        conn,
        """
        -- texts whose signature is to be made anew
        SELECT s.text_key, s.cluster_key, j.id, j.source, j.source_job_id, j.title, j.company, j.location, j.places,
               j.description, j.employment_types, j.experience_min_years, j.salary_annual_min, j.salary_annual_max,
               j.salary_currency
        FROM job_signatures s
        CROSS JOIN LATERAL (SELECT * FROM canonical_jobs c WHERE c.text_key = s.text_key ORDER BY c.id LIMIT 1) j
        WHERE s.version < %s ORDER BY s.text_key LIMIT %s
        """,
        (version, limit),
        _read_outdated,
    )


def replace_text(conn: Connection, old: str, new: str) -> None:
    """Give the postings of a text to another, which is there already, and forget the first."""
    execute(
        conn,
        """
        -- postings whose text has another key now
        UPDATE canonical_jobs SET text_key = %s WHERE text_key = %s
        """,
        (new, old),
    )
    execute(
        conn,
        """
        -- a signature that was made anew
        DELETE FROM job_signatures WHERE text_key = %s
        """,
        (old,),
    )


def delete_outdated_texts(conn: Connection, version: int) -> int:
    """Forget texts that no posting has and that none will match, as they were hashed in an older way; how many."""
    return execute(
        conn,
        """
        -- texts that nothing can be compared with
        DELETE FROM job_signatures s
        WHERE s.version < %s AND NOT EXISTS (SELECT 1 FROM canonical_jobs j WHERE j.text_key = s.text_key)
        """,
        (version,),
    )


def claim_unjudged_clusters(conn: Connection, rules: int, limit: int) -> list[str]:
    """Clusters that were judged by older rules; they count as judged by these, and not yet by meaning."""
    found = many(
        conn,
        """
        -- clusters to be judged by newer rules
        WITH claimed AS (SELECT DISTINCT cluster_key FROM job_signatures WHERE rules < %(rules)s LIMIT %(limit)s)
        UPDATE job_signatures SET rules = %(rules)s, compared_model = NULL
        WHERE cluster_key IN (SELECT cluster_key FROM claimed) RETURNING cluster_key
        """,
        {"rules": rules, "limit": limit},
        _read_cluster,
    )
    return sorted(set(found))


def claim_uncompared_vectors(conn: Connection, model: str, limit: int) -> list[str]:
    """Texts that have a vector of this model by now and were not compared by it; they count as compared from now on."""
    return many(
        conn,
        """
        -- texts to be compared by meaning
        UPDATE job_signatures SET compared_model = %(model)s WHERE text_key IN (
            SELECT s.text_key FROM job_signatures s
            JOIN canonical_jobs j ON j.text_key = s.text_key AND j.status = 'ACTIVE'
            JOIN job_embeddings e ON e.job_id = j.id AND e.model = %(model)s AND e.embedding_hash = j.embedding_hash
            WHERE s.compared_model IS DISTINCT FROM %(model)s AND s.company <> '' AND s.shingles > 0
            LIMIT %(limit)s)
        RETURNING text_key
        """,
        {"model": model, "limit": limit},
        _read_key,
    )


def _read_key(text_key: str) -> str:
    return text_key


def _read_uncompared(**columns: Any) -> UncomparedJob:  # noqa: ANN401 - of every type
    columns |= {"places": read_places(columns["places"]), "employment_types": tuple(columns["employment_types"])}
    return UncomparedJob(**columns)


def _read_cluster(cluster_key: str) -> str:
    return cluster_key


def _read_outdated(text_key: str, cluster_key: str, **columns: Any) -> OutdatedText:  # noqa: ANN401 - of every type
    return OutdatedText(text_key, cluster_key, _read_uncompared(**columns))
