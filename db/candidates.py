"""What scoring needs to know of the postings that a search found, and of the person's own vector."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the dataclasses are read at run time
from typing import TYPE_CHECKING, Any

from db.open_jobs import phrase
from db.places import StoredPlace, places_in
from db.query import id_list, many, maybe
from db.vector_text import halfvec_text, sent_halfvec

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """What scoring needs to know of one posting.

    `description`, after the place as the posting writes it, is empty unless asked for. `nearness` is the inner product
    with the person's vector, None without one of the same model; `titled` says whether it was found by its title,
    `mentions` for each group of words whether the text has them one after the other; `known` says that the person has
    seen, hidden or applied to the posting or a copy of it.
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
    level: str | None
    employment_types: Sequence[str]
    industry: str | None
    description: str
    nearness: float | None
    titled: bool
    mentions: Sequence[bool]
    known: bool


@dataclass(frozen=True, slots=True)
class QueryVector:
    """A person's own vector and the model that made it."""

    model: str
    embedding: np.ndarray


def find_candidates(
    conn: Connection,
    ids: Sequence[int],
    *,
    titled: Sequence[int],
    user_id: int,
    vector: np.ndarray | None,
    model: str,
    words: Sequence[Sequence[str]],
    with_description: bool,
) -> list[CandidateRow]:
    """The postings with these ids but those that are held back, in the order of the ids.

    `titled` are those of them found by their title; `words` the groups looked for in their text.
    """
    return many(
        conn,
        """
        -- what scoring needs to know of some postings
        WITH asked AS MATERIALIZED (
            SELECT %(vector)s::halfvec AS vector, ARRAY(SELECT to_tsquery('simple', phrase)
                   FROM unnest(%(phrases)s::text[]) AS phrase) AS phrases
        )
        SELECT j.id, j.cluster_key, j.title, j.company, j.places::text AS places, j.countries, j.work_mode,
               j.remote_in, j.posted_on, j.salary_min, j.salary_max, j.salary_currency, j.salary_annual_min,
               j.salary_annual_max, j.experience_min_years, j.experience_max_years, j.skills, j.preferred_skills,
               j.level, j.employment_types, j.industry,
               CASE WHEN %(with_description)s THEN concat_ws(chr(10), j.location, j.description) ELSE ''
               END AS description,
               -(e.embedding <#> (SELECT vector FROM asked)) AS nearness, j.id = ANY (%(titled)s::bigint[]) AS titled,
               ARRAY(SELECT j.search_document @@ phrase
                     FROM unnest((SELECT phrases FROM asked)) AS phrase) AS mentions,
               EXISTS (SELECT FROM matches m WHERE m.user_id = %(user_id)s
                       AND (m.cluster_key = j.cluster_key OR m.job_id = j.id)
                       AND (m.shown_at IS NOT NULL OR m.status IN ('REJECTED', 'APPLIED')
                            OR EXISTS (SELECT FROM outbox o WHERE o.id = m.outbox_id
                                       AND o.status IN ('waiting', 'sending', 'unknown')))) AS known
        FROM unnest(%(ids)s::bigint[]) WITH ORDINALITY AS found (id, position)
             JOIN canonical_jobs j ON j.id = found.id
             LEFT JOIN job_embeddings e ON e.job_id = j.id AND e.model = %(model)s
        WHERE j.cluster_key NOT IN (SELECT cluster_key FROM canonical_jobs WHERE held_at IS NOT NULL)
        ORDER BY found.position
        """,
        {
            "ids": id_list(ids),
            "titled": id_list(titled),
            "user_id": user_id,
            "vector": None if vector is None else halfvec_text(vector),
            "model": model,
            "phrases": [phrase(group) for group in words],
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
        SELECT m.name AS model, halfvec_send(p.user_embedding) AS embedding
        FROM user_preferences p JOIN embedding_models m ON m.active AND m.name = p.embedding_model
        WHERE p.id = %s AND p.user_embedding_hash = p.embedding_hash
        """,
        (preference_id,),
        lambda model, embedding: QueryVector(model, sent_halfvec(embedding)),
    )


def _read(places: str, **columns: Any) -> CandidateRow:  # noqa: ANN401 - columns of every type
    return CandidateRow(places=places_in(places), **columns)
