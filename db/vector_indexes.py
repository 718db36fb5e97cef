"""`vector_indexes`: the graphs over the vectors of each model, built beside the running system."""

from __future__ import annotations

import hashlib
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Literal

import psycopg2
from psycopg2 import sql

from db.errors import StorageError, Unavailable
from db.pool import connect
from db.query import execute, many, maybe, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.nearest_jobs import Metric

LOCK_KEY = 7_405_121_002  # any number, the same everywhere; not that of the migrations
Kind = Literal["binary", "halfvec"]


@dataclass(frozen=True, slots=True)
class GraphPlan:
    """A graph to be built: over the signs of the vectors, or the vectors themselves; neighbours and effort of HNSW."""

    model: str
    dimensions: int
    kind: Kind
    metric: Metric
    m: int
    ef_construction: int


@dataclass(frozen=True, slots=True)
class VectorIndex:
    """A graph as it was built."""

    model: str
    name: str
    kind: Kind
    metric: Metric
    m: int
    ef_construction: int
    vectors: int
    build_seconds: float
    built_at: datetime


@dataclass(frozen=True, slots=True)
class IndexUse:
    """An index of the search: its size in bytes and how often it was used since the statistics began."""

    table: str
    name: str
    valid: bool
    bytes: int
    scans: int


@contextmanager
def builder(url: str) -> Iterator[Connection | None]:
    """A connection for building: in autocommit, without a time limit; None while another process builds.

    Raises:
        Unavailable: the server cannot be reached, or went away.
        StorageError: a statement failed.
    """
    with closing(connect(url, statement_timeout_seconds=0)) as conn:
        conn.autocommit = True
        try:
            mine = value(
                conn,
                """
                -- one builder at a time
                SELECT pg_try_advisory_lock(%s)
                """,
                (LOCK_KEY,),
            )
            yield conn if mine else None
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            raise Unavailable(f"PostgreSQL went away: {type(error).__name__}") from error
        except psycopg2.Error as error:
            raise StorageError(f"The vectors' graph could not be built: {type(error).__name__}") from error


def find_vector_index(conn: Connection, model: str) -> VectorIndex | None:
    """The graph of a model, if it has one."""
    return maybe(
        conn,
        """
        -- the graph over the vectors of a model
        SELECT model, name, kind, metric, m, ef_construction, vectors, build_seconds, built_at
        FROM vector_indexes WHERE model = %s AND to_regclass(name) IS NOT NULL
        """,
        (model,),
        VectorIndex,
    )


def count_vectors(conn: Connection, model: str) -> int:
    """How many postings have a vector of the model."""
    return int(
        value(
            conn,
            """
            -- the vectors of a model
            SELECT count(*) FROM job_embeddings WHERE model = %s
            """,
            (model,),
        )
    )


def add_graph(conn: Connection, plan: GraphPlan, *, vectors: int, memory_megabytes: int) -> None:
    """Build the graph as planned under a new name, so that the one before serves until it is complete; note it."""
    name = f"vector_graph_{hashlib.sha256(plan.model.encode()).hexdigest()[:8]}_{time.time_ns() // 1_000_000}"
    began = time.monotonic()
    build_graph(conn, plan, name, memory_megabytes=memory_megabytes)
    save_vector_index(conn, plan, name, vectors=vectors, build_seconds=time.monotonic() - began)


def build_graph(conn: Connection, plan: GraphPlan, name: str, *, memory_megabytes: int) -> None:
    """Build it while searches and imports go on. Needs a connection in autocommit without a time limit.

    Raises:
        psycopg2.Error: it failed; an invalid index of that name is left, which `drop_graph` removes.
    """
    execute(
        conn,
        """
        -- room for the whole graph while it is built
        SELECT set_config('maintenance_work_mem', %s, false)
        """,
        (f"{memory_megabytes}MB",),
    )
    key = sql.SQL(
        "(binary_quantize(embedding)::bit({dimensions})) bit_hamming_ops"
        if plan.kind == "binary"
        else "(embedding::halfvec({dimensions})) {operators}"
    ).format(
        dimensions=sql.Literal(plan.dimensions),
        operators=sql.SQL(
            {"cosine": "halfvec_cosine_ops", "inner_product": "halfvec_ip_ops", "l2": "halfvec_l2_ops"}[plan.metric]
        ),
    )
    statement = sql.SQL(
        """
        -- a graph over the vectors of one model
        CREATE INDEX CONCURRENTLY {name} ON job_embeddings USING hnsw ({key})
        WITH (m = {m}, ef_construction = {effort}) WHERE model = {model}
        """
    ).format(
        name=sql.Identifier(name),
        key=key,
        m=sql.Literal(plan.m),
        effort=sql.Literal(plan.ef_construction),
        model=sql.Literal(plan.model),
    )
    execute(conn, statement.as_string(conn))
    statement = sql.SQL(
        """
        -- statistics of what a graph holds take long to gather, and nothing is planned by them
        ALTER INDEX {name} ALTER COLUMN 1 SET STATISTICS 0
        """
    ).format(name=sql.Identifier(name))
    execute(conn, statement.as_string(conn))


def drop_graph(conn: Connection, name: str) -> None:
    """Remove a graph while searches go on. Needs a connection in autocommit."""
    statement = sql.SQL(
        """
        -- a graph that nothing uses any more
        DROP INDEX CONCURRENTLY IF EXISTS {name}
        """
    ).format(name=sql.Identifier(name))
    execute(conn, statement.as_string(conn))


def save_vector_index(conn: Connection, plan: GraphPlan, name: str, *, vectors: int, build_seconds: float) -> None:
    """From now on searches with the model's vectors use this graph."""
    execute(
        conn,
        """
        -- the graph of a model
        INSERT INTO vector_indexes (model, name, kind, metric, m, ef_construction, vectors, build_seconds)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s)
        ON CONFLICT (model) DO UPDATE SET
            name = excluded.name, kind = excluded.kind, metric = excluded.metric, m = excluded.m,
            ef_construction = excluded.ef_construction, vectors = excluded.vectors,
            build_seconds = excluded.build_seconds, built_at = now()
        """,
        (plan.model, name, plan.kind, plan.metric, plan.m, plan.ef_construction, vectors, build_seconds),
    )


def delete_vector_index(conn: Connection, model: str) -> int:
    """From now on searches with the model's vectors compare every one; how many graphs that ends (0 or 1)."""
    return execute(
        conn,
        """
        -- a model without a graph
        DELETE FROM vector_indexes WHERE model = %s
        """,
        (model,),
    )


def find_unused_graphs(conn: Connection) -> list[str]:
    """Graphs that no model uses: replaced ones, and those whose building was broken off."""
    return many(
        conn,
        """
        -- graphs left over
        SELECT relname AS name FROM pg_class
        WHERE relkind = 'i' AND relname LIKE 'vector\\_graph\\_%%' AND relname NOT IN (SELECT name FROM vector_indexes)
        """,
        (),
        _name,
    )


def find_index_use(conn: Connection) -> list[IndexUse]:
    """The indexes of the tables that searches read."""
    return many(
        conn,
        """
        -- size and use of what searches read
        SELECT used.relname AS "table", used.indexrelname AS name, known.indisvalid AS valid,
               pg_relation_size(used.indexrelid) AS bytes, used.idx_scan AS scans
        FROM pg_stat_user_indexes AS used JOIN pg_index AS known USING (indexrelid)
        WHERE used.relname IN ('open_jobs', 'job_embeddings')
           OR used.indexrelname IN ('canonical_jobs_search', 'matches_cluster')
        ORDER BY used.relname, used.indexrelname
        """,
        (),
        IndexUse,
    )


def find_sample_vectors(conn: Connection, model: str, limit: int) -> list[tuple[int, np.ndarray]]:
    """Some postings' vectors of the model, spread over all, always the same."""
    return many(
        conn,
        """
        -- vectors to try the graph with
        SELECT job_id, embedding FROM job_embeddings WHERE model = %s ORDER BY md5(job_id::text) LIMIT %s
        """,
        (model, limit),
        lambda job_id, embedding: (job_id, embedding.to_numpy()),
    )


def _name(name: str) -> str:
    return name
