"""The postings that digests choose from: what is open and lately published or imported, read at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime  # noqa: TC003 - the dataclasses are read at run time
from typing import TYPE_CHECKING, Any

from db.candidates import CandidateRow
from db.open_jobs import phrase
from db.places import read_places
from db.query import many, value
from db.vector_copy import read_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.vector_copy import StoredVectors


@dataclass(frozen=True, slots=True)
class Freshness:
    """Open on `today`; published (where that is known) since `posted_since`; published or imported since `fresh_since`.

    `imported_after` narrows to later imports yet, `among` to some postings.
    """

    today: date
    posted_since: date
    fresh_since: date
    imported_after: datetime | None = None
    among: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class FreshRow:
    """A posting as matching takes it, and when it was imported."""

    row: CandidateRow
    imported_at: datetime


def count_fresh(conn: Connection, wanted: Freshness) -> int:
    """How many postings are fresh."""
    return int(
        value(
            conn,
            """
            -- how many postings are fresh
            SELECT count(*) FROM canonical_jobs
            WHERE status = 'ACTIVE' AND expires_on >= %(today)s
              AND (posted_on IS NULL OR posted_on >= %(posted_since)s)
              AND (posted_on >= %(fresh_since)s OR imported_at >= %(fresh_since)s)
              AND (%(imported_after)s::timestamptz IS NULL OR imported_at > %(imported_after)s)
              AND (%(among)s::bigint[] IS NULL OR id = ANY (%(among)s))
            """,
            _bound(wanted),
        )
    )


def find_last_import(conn: Connection, *, since: datetime, until: datetime) -> datetime | None:
    """When the newest open posting was imported, between these; None where none was."""
    found: datetime | None = value(
        conn,
        """
        -- when the newest posting came
        SELECT max(imported_at) FROM canonical_jobs WHERE status = 'ACTIVE' AND imported_at > %s AND imported_at <= %s
        """,
        (since, until),
    )
    return found


def find_fresh(conn: Connection, wanted: Freshness, *, part: int, parts: int) -> list[FreshRow]:
    """The fresh postings, the newest first; one of `parts` parts, none of which tears a cluster."""
    return many(
        conn,
        """
        -- fresh postings, newest first
        SELECT id, cluster_key, title, company, places, countries, work_mode, remote_in, posted_on, salary_min,
               salary_max, salary_currency, salary_annual_min, salary_annual_max, experience_min_years,
               experience_max_years, skills, preferred_skills, level, employment_types, industry, description,
               imported_at
        FROM canonical_jobs
        WHERE status = 'ACTIVE' AND expires_on >= %(today)s
          AND cluster_key NOT IN (SELECT cluster_key FROM canonical_jobs WHERE held_at IS NOT NULL)
          AND (posted_on IS NULL OR posted_on >= %(posted_since)s)
          AND (posted_on >= %(fresh_since)s OR imported_at >= %(fresh_since)s)
          AND (%(imported_after)s::timestamptz IS NULL OR imported_at > %(imported_after)s)
          AND (%(among)s::bigint[] IS NULL OR id = ANY (%(among)s))
          AND (%(parts)s = 1 OR mod(hashtext(cluster_key)::bigint + 2147483648, %(parts)s) = %(part)s)
        ORDER BY posted_on DESC NULLS LAST, id
        """,
        _bound(wanted) | {"part": part, "parts": parts},
        _read,
    )


def find_job_vectors(conn: Connection, ids: Sequence[int], model: str) -> StoredVectors:
    """The vectors of these postings, by the posting's id; one without is left out."""
    return read_vectors(
        conn,
        """
        -- the vectors of some postings
        SELECT job_id, embedding FROM job_embeddings WHERE model = %s AND job_id = ANY (%s)
        """,
        (model, list(ids)),
    )


def find_mentions(conn: Connection, ids: Sequence[int], roles: Sequence[Sequence[str]]) -> list[list[int]]:
    """For each role, given as its words, which of these postings have the words one after the other in their text."""
    found = many(
        conn,
        """
        -- which postings name each of some roles
        SELECT asked.place, job.id FROM unnest(%s::text[]) WITH ORDINALITY AS asked (phrase, place)
        JOIN canonical_jobs job ON job.search_document @@ to_tsquery('simple', asked.phrase)
        WHERE job.id = ANY (%s)
        """,
        ([phrase(words) for words in roles], list(ids)),
        lambda place, id: (int(place) - 1, int(id)),  # noqa: A006 - the column's name
    )
    mentions: list[list[int]] = [[] for _ in roles]
    for place, job in found:
        mentions[place].append(job)
    return mentions


def _bound(wanted: Freshness) -> dict[str, Any]:
    return {
        "today": wanted.today,
        "posted_since": wanted.posted_since,
        "fresh_since": wanted.fresh_since,
        "imported_after": wanted.imported_after,
        "among": wanted.among,
    }


def _read(places: list[dict[str, Any]], imported_at: datetime, **columns: Any) -> FreshRow:  # noqa: ANN401 - columns of every type
    row = CandidateRow(places=read_places(places), nearness=None, titled=False, mentions=(), known=False, **columns)
    return FreshRow(row, imported_at)
