"""Which postings may fit one person: a coarse superset of the hard filters, found by vector, title or date."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from datetime import date  # noqa: TC003 - the dataclasses are read at run time
from typing import TYPE_CHECKING, Any

from pgvector import HalfVector

from db.places import StoredPlace, read_places
from db.query import many, maybe, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from psycopg2.extensions import connection as Connection  # noqa: N812

SHORTEST_PREFIX = 4
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What every candidate has to meet, as far as SQL looks at it. None means: it does not matter.

    `posted_since` lets unknown dates through; `fresh_since` asks for a posting published or imported since.
    `least_pay` a year, compared in the same `currency` only; `years` of experience may be so far under or over.
    """

    today: date
    posted_since: date
    fresh_since: date | None = None
    modes: list[str] | None = None
    countries: list[str] | None = None
    employment_types: list[str] | None = None
    least_pay: float | None = None
    currency: str | None = None
    years: float | None = None
    years_short: float = 0.0
    years_over: float = 0.0


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What scoring needs to know of one posting.

    `description` is empty unless asked for. `nearness` is the inner product with the person's vector, None without one
    of the same model; `titled` says whether it was found by its title, `mentions` for each group of words whether the
    text has them one after the other; `known` says that the person has
    seen, hidden or applied to the posting or a copy of it; `narrowed` counts the postings the search was narrowed to.
    """

    id: int
    cluster_key: str
    title: str
    company: str | None
    places: tuple[StoredPlace, ...]
    countries: Sequence[str]
    work_mode: str | None
    remote_in: Sequence[str]
    posted_on: date | None
    salary_min: float | None
    salary_max: float | None
    salary_currency: str | None
    salary_annual_min: float | None
    salary_annual_max: float | None
    experience_min_years: float | None
    experience_max_years: float | None
    skills: Sequence[str]
    preferred_skills: Sequence[str]
    employment_types: Sequence[str]
    industry: str | None
    description: str
    nearness: float | None
    titled: bool
    mentions: Sequence[bool]
    known: bool
    narrowed: int


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A person's own vector and the model that made it."""

    model: str
    embedding: np.ndarray


def find_candidates(
    conn: Connection,
    narrowing: Narrowing,
    *,
    user_id: int,
    vector: np.ndarray | None,
    model: str,
    words: Sequence[Sequence[str]],
    limit: int,
    by_date: bool,
    with_description: bool,
) -> list[CandidateRow]:
    """At most `limit` postings by each way: nearest vectors of this model (exact), title, and, if asked, the newest.

    `words` are groups. By title are found the newest with all words of one group, and the newest with any word; the
    start of a word is enough. A posting without a vector is found by its title or by date.
    """
    return many(
        conn,
        """
        -- the postings that may fit one person
        WITH narrowed AS MATERIALIZED (
            SELECT id, posted_on FROM canonical_jobs
            WHERE status = 'ACTIVE' AND expires_on >= %(today)s
              AND cluster_key NOT IN (SELECT cluster_key FROM canonical_jobs WHERE held_at IS NOT NULL)
              AND (posted_on IS NULL OR posted_on >= %(posted_since)s)
              AND (%(fresh_since)s::date IS NULL OR posted_on >= %(fresh_since)s OR imported_at >= %(fresh_since)s)
              AND (%(modes)s::text[] IS NULL OR work_mode IS NULL OR work_mode = ANY (%(modes)s))
              AND (%(countries)s::text[] IS NULL OR work_mode = 'remote' OR countries = '{}'
                   OR countries && %(countries)s)
              AND (%(employment_types)s::text[] IS NULL OR employment_types = '{}'
                   OR employment_types && %(employment_types)s)
              AND (%(least_pay)s::float8 IS NULL OR salary_annual_max IS NULL OR salary_annual_max >= %(least_pay)s
                   OR salary_currency IS DISTINCT FROM %(currency)s)
              AND (%(years)s::float8 IS NULL OR experience_min_years IS NULL
                   OR experience_min_years - %(years)s <= %(years_short)s)
              AND (%(years)s::float8 IS NULL OR experience_max_years IS NULL
                   OR %(years)s - experience_max_years <= %(years_over)s)
        ), reached AS (
            (SELECT n.id, false AS titled FROM narrowed n JOIN job_embeddings e ON e.job_id = n.id
             WHERE e.model = %(model)s AND %(vector)s::halfvec IS NOT NULL
             ORDER BY e.embedding <#> %(vector)s::halfvec, n.id LIMIT %(limit)s)
            UNION ALL
            (SELECT n.id, true FROM canonical_jobs j JOIN narrowed n ON n.id = j.id
             WHERE j.status = 'ACTIVE' AND to_tsvector('simple', j.title) @@ to_tsquery('simple', %(all_words)s)
             ORDER BY n.posted_on DESC NULLS LAST, n.id LIMIT %(limit)s)
            UNION ALL
            (SELECT n.id, true FROM canonical_jobs j JOIN narrowed n ON n.id = j.id
             WHERE j.status = 'ACTIVE' AND to_tsvector('simple', j.title) @@ to_tsquery('simple', %(any_word)s)
             ORDER BY n.posted_on DESC NULLS LAST, n.id LIMIT %(limit)s)
            UNION ALL
            (SELECT id, false FROM narrowed WHERE %(by_date)s ORDER BY posted_on DESC NULLS LAST, id LIMIT %(limit)s)
        ), found AS (SELECT id, bool_or(titled) AS titled FROM reached GROUP BY id)
        SELECT j.id, j.cluster_key, j.title, j.company, j.places, j.countries, j.work_mode, j.remote_in, j.posted_on,
               j.salary_min, j.salary_max, j.salary_currency, j.salary_annual_min, j.salary_annual_max,
               j.experience_min_years, j.experience_max_years, j.skills, j.preferred_skills, j.employment_types,
               j.industry, CASE WHEN %(with_description)s THEN j.description ELSE '' END AS description,
               -(e.embedding <#> %(vector)s::halfvec) AS nearness, found.titled,
               ARRAY(SELECT j.search_document @@ to_tsquery('simple', phrase)
                     FROM unnest(%(phrases)s::text[]) AS phrase) AS mentions,
               EXISTS (SELECT 1 FROM matches m WHERE m.user_id = %(user_id)s
                       AND (m.cluster_key = j.cluster_key OR m.job_id = j.id)
                       AND (m.shown_at IS NOT NULL OR m.status IN ('REJECTED', 'APPLIED')
                            OR EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.outbox_id
                                       AND o.status IN ('waiting', 'sending', 'unknown')))) AS known,
               (SELECT count(*) FROM narrowed) AS narrowed
        FROM found JOIN canonical_jobs j ON j.id = found.id
             LEFT JOIN job_embeddings e ON e.job_id = j.id AND e.model = %(model)s
        """,
        asdict(narrowing)
        | {
            "user_id": user_id,
            "vector": None if vector is None else HalfVector(vector),
            "model": model,
            "all_words": " | ".join(f"({group})" for group in filter(None, (_joined(each, " & ") for each in words))),
            "any_word": " | ".join(filter(None, (_joined(each, " | ") for each in words))),
            "phrases": [_joined(group, " <-> ") for group in words],
            "limit": limit,
            "by_date": by_date,
            "with_description": with_description,
        },
        _read,
    )


def find_query_vector(conn: Connection, preference_id: int) -> QueryVector | None:
    """A search's vector, if the active model made it from the wishes as they are now."""
    return maybe(
        conn,
        """
        -- a search's own vector, unless it is of another model or of former wishes
        SELECT m.name AS model, p.user_embedding AS embedding
        FROM user_preferences p JOIN embedding_models m ON m.active AND m.name = p.embedding_model
        WHERE p.id = %s AND p.user_embedding_hash = p.embedding_hash
        """,
        (preference_id,),
        lambda model, embedding: QueryVector(model, embedding.to_numpy()),
    )


def has_open_jobs(conn: Connection, today: date) -> bool:
    """Whether there is any posting that can still be applied to."""
    return bool(
        value(
            conn,
            """
            -- is there anything for anybody?
            SELECT EXISTS (SELECT 1 FROM canonical_jobs WHERE status = 'ACTIVE' AND expires_on >= %s)
            """,
            (today,),
        )
    )


def _joined(group: Sequence[str], operator: str) -> str:
    """The text of a tsquery; signs that mean something there are no part of a word."""
    return operator.join(_prefix(word) for part in group for word in WORD.findall(part.lower()))


def _prefix(word: str) -> str:
    return f"{word}:*" if len(word) >= SHORTEST_PREFIX else word


def _read(places: list[dict[str, Any]], **columns: Any) -> CandidateRow:  # noqa: ANN401 - columns of every type
    return CandidateRow(places=read_places(places), **columns)
