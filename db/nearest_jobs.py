"""`job_embeddings`: the nearest postings to a vector, among those that a search is narrowed to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from db.query import execute, id_list, many
from db.vector_text import halfvec_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.open_jobs import Narrowing

Metric = Literal["cosine", "inner_product", "l2"]


@dataclass(frozen=True, slots=True)
class Compared:
    """How many postings the search is narrowed to, at most one more than asked about, and the nearest of them."""

    narrowed: int
    ids: list[int]


def find_nearest_of_few(
    conn: Connection,
    narrowing: Narrowing,
    vector: np.ndarray,
    model: str,
    *,
    metric: Metric,
    limit: int,
    at_most: int,
) -> Compared:
    """The nearest first, each distance computed; none where more than `at_most` postings would have to be compared."""
    rows = many(
        conn,
        """
        -- the nearest of few open postings: every one is compared, and no graph is asked
        WITH asked AS MATERIALIZED (SELECT %(vector)s::halfvec AS vector), narrowed AS MATERIALIZED (
            SELECT job_id
            FROM narrowed_jobs(%(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s,
                               %(either)s, %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s,
                               %(years_short)s, %(years_over)s) AS job
            LIMIT %(at_most)s::bigint + 1
        ), counted AS (SELECT count(*) AS narrowed FROM narrowed)
        SELECT counted.narrowed, near.id
        FROM counted LEFT JOIN LATERAL (
            SELECT narrowed.job_id AS id
            FROM narrowed CROSS JOIN LATERAL (
                SELECT embedding FROM job_embeddings
                WHERE job_embeddings.job_id = narrowed.job_id AND model = %(model)s OFFSET 0) AS held
            WHERE counted.narrowed <= %(at_most)s
            ORDER BY CASE %(metric)s WHEN 'cosine' THEN embedding <=> (SELECT vector FROM asked)
                                     WHEN 'l2' THEN embedding <-> (SELECT vector FROM asked)
                                     ELSE embedding <#> (SELECT vector FROM asked) END, narrowed.job_id
            LIMIT %(limit)s) AS near ON true
        """,
        narrowing.bound()
        | {"vector": halfvec_text(vector), "model": model, "metric": metric, "limit": limit, "at_most": at_most},
        _pair,
    )
    return Compared(rows[0][0], [row[1] for row in rows if row[1] is not None])


def find_nearest_among(
    conn: Connection,
    narrowing: Narrowing,
    vector: np.ndarray,
    model: str,
    ids: Sequence[int],
    *,
    metric: Metric,
    limit: int,
) -> list[int]:
    """The nearest of these postings first, as far as the narrowing leaves them, each distance computed."""
    return many(
        conn,
        """
        -- the nearest of some open postings that were proposed
        WITH asked AS MATERIALIZED (SELECT %(vector)s::halfvec AS vector)
        SELECT near.job_id AS id
        FROM (SELECT job_id FROM job_embeddings WHERE model = %(model)s AND job_id = ANY (%(ids)s::bigint[])
              ORDER BY CASE %(metric)s WHEN 'cosine' THEN embedding <=> (SELECT vector FROM asked)
                                       WHEN 'l2' THEN embedding <-> (SELECT vector FROM asked)
                                       ELSE embedding <#> (SELECT vector FROM asked) END, job_id) AS near
        WHERE EXISTS (
            SELECT FROM narrowed_jobs(
                %(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s, %(either)s,
                %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s, %(years_short)s,
                %(years_over)s) AS job
            WHERE job.job_id = near.job_id OFFSET 0)
        LIMIT %(limit)s
        """,
        narrowing.bound()
        | {"vector": halfvec_text(vector), "model": model, "ids": id_list(ids), "metric": metric, "limit": limit},
        _id,
    )


def find_nearest_by_bits(
    conn: Connection,
    narrowing: Narrowing,
    vector: np.ndarray,
    model: str,
    *,
    metric: Metric,
    limit: int,
    reranked: int,
) -> list[int]:
    """The nearest first, of the `reranked` whose signs differ least, as the graph over the signs finds them."""
    return many(
        conn,
        """
        -- the nearest of many open postings: a graph over the signs of the numbers, then the numbers themselves
        WITH asked AS MATERIALIZED (SELECT %(vector)s::halfvec AS vector), reached AS MATERIALIZED (
            SELECT held.job_id, held.embedding
            FROM job_embeddings AS held
            WHERE held.model = %(model)s AND EXISTS (
                SELECT FROM narrowed_jobs(
                    %(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s, %(either)s,
                    %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s, %(years_short)s,
                    %(years_over)s) AS job
                WHERE job.job_id = held.job_id OFFSET 0)
            ORDER BY binary_quantize(held.embedding)::bit(%(dimensions)s)
                     <~> (SELECT binary_quantize(vector)::bit(%(dimensions)s) FROM asked)
            LIMIT %(reranked)s
        )
        SELECT job_id AS id FROM reached
        ORDER BY CASE %(metric)s WHEN 'cosine' THEN embedding <=> (SELECT vector FROM asked)
                                 WHEN 'l2' THEN embedding <-> (SELECT vector FROM asked)
                                 ELSE embedding <#> (SELECT vector FROM asked) END, job_id
        LIMIT %(limit)s
        """,
        narrowing.bound()
        | {
            "vector": halfvec_text(vector),
            "dimensions": len(vector),
            "model": model,
            "metric": metric,
            "limit": limit,
            "reranked": reranked,
        },
        _id,
    )


def find_nearest_by_graph(
    conn: Connection, narrowing: Narrowing, vector: np.ndarray, model: str, *, metric: Metric, limit: int
) -> list[int]:
    """The nearest first, as the graph over the vectors finds them."""
    return many(
        conn,
        """
        -- the nearest of many open postings by the graph over their vectors
        WITH reached AS MATERIALIZED (
            SELECT held.job_id,
                   CASE %(metric)s WHEN 'cosine' THEN held.embedding::halfvec(%(dimensions)s) <=> %(vector)s::halfvec
                                   WHEN 'l2' THEN held.embedding::halfvec(%(dimensions)s) <-> %(vector)s::halfvec
                                   ELSE held.embedding::halfvec(%(dimensions)s) <#> %(vector)s::halfvec
                   END AS distance
            FROM job_embeddings AS held
            WHERE held.model = %(model)s AND EXISTS (
                SELECT FROM narrowed_jobs(
                    %(today)s, %(posted_since)s, %(fresh_since)s, %(modes)s, %(here)s, %(remote_from)s, %(either)s,
                    %(cells)s, %(employment_types)s, %(least_pay)s, %(currency)s, %(years)s, %(years_short)s,
                    %(years_over)s) AS job
                WHERE job.job_id = held.job_id OFFSET 0)
            ORDER BY 2
            LIMIT %(limit)s
        )
        SELECT job_id AS id FROM reached ORDER BY distance, job_id
        """,
        narrowing.bound()
        | {
            "vector": halfvec_text(vector),
            "dimensions": len(vector),
            "model": model,
            "metric": metric,
            "limit": limit,
        },
        _id,
    )


def set_search_effort(conn: Connection, effort: int) -> None:
    """How many entries the graphs keep in view (1 to 1000), until the transaction ends.

    A graph goes on until enough postings pass the filters.
    """
    execute(
        conn,
        """
        -- how thoroughly the graphs are searched in this transaction
        SELECT set_config('hnsw.ef_search', %s, true), set_config('hnsw.iterative_scan', 'relaxed_order', true)
        """,
        (str(effort),),
    )


def _pair(narrowed: int, id: int | None) -> tuple[int, int | None]:  # noqa: A002 - the column's name
    return narrowed, id


def _id(id: int) -> int:  # noqa: A002 - the column's name
    return id
