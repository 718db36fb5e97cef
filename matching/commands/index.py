"""python -m matching index: what searches read, how large and how good it is; builds the graph that lacks."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from db.embedding_models import find_active_model
from db.open_jobs import Narrowing
from db.vector_indexes import count_vectors, find_index_use, find_sample_vectors, find_vector_index
from jobs.command_line import stored_data
from matching.kept_signs import worth_keeping
from matching.qdrant_index import QdrantMissing, build_beside
from matching.search_index import EVERY_ONE, IndexAway, PgvectorIndex
from matching.signs import Signs, bytes_for
from matching.vector_graph import keep_graph

if TYPE_CHECKING:
    import argparse

    from db.embedding_models import EmbeddingModel
    from db.pool import Connection
    from jobs.command_line import Commands
    from settings import Settings

FOR_PEOPLE: tuple[type[Exception], ...] = (IndexAway, QdrantMissing)
AMONG = 50  # recall is of the nearest so many
MEGABYTE = 1_000_000


def add_to(commands: Commands) -> None:
    """The command and its options."""
    index = commands.add_parser("index", help="size, use and recall of the search indexes; builds the graph that lacks")
    index.add_argument("--rebuild", action="store_true", help="build the graph anew beside the one in use")
    index.add_argument("--sync", action="store_true", help="bring the engine at QDRANT_URL to what the database has")
    index.add_argument("--queries", type=int, default=50, metavar="N", help="recall is measured with so many (50)")
    index.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Build what the number of vectors asks for, then report."""
    with stored_data() as (pool, settings):
        with pool.transaction() as conn:
            model = find_active_model(conn)
        if model is None:
            print("No embedding model is in use yet: python -m ai embed")
            return
        kept = keep_graph(
            settings.postgres_url, model, settings.vector_index, settings.vector_metric, rebuild=given.rebuild
        )
        print(f"graph: {kept.done}")
        if given.sync and (beside := build_beside(settings)) is not None:
            written, removed = beside.sync(pool, model.name, model.dimensions)
            print(f"engine at QDRANT_URL: {written} written, {removed} removed")
        with pool.transaction() as conn:
            _report(conn, model, settings, given.queries)


def _report(conn: Connection, model: EmbeddingModel, settings: Settings, queries: int) -> None:
    graph = find_vector_index(conn, model.name)
    print(f"model {model.name}: {count_vectors(conn, model.name)} vectors of {model.dimensions}")
    if graph is None:
        print("no graph: every vector is compared")
    else:
        print(
            f"graph {graph.name}: {graph.kind}, {graph.metric}, m {graph.m}, ef_construction {graph.ef_construction},"
            f" built {graph.built_at:%Y-%m-%d %H:%M} UTC in {graph.build_seconds:.0f} s over {graph.vectors} vectors"
        )
    for each in find_index_use(conn):
        broken = "" if each.valid else "  BROKEN: python -m matching index --rebuild"
        print(f"{each.table}.{each.name}: {each.bytes / MEGABYTE:.1f} MB, used {each.scans} times{broken}")
    if graph is not None:
        by_graph = PgvectorIndex(conn, settings.vector_metric, numbers=0)
        print(f"graph: {_recall(by_graph, model, settings, queries)}")
    if worth_keeping(settings, model):
        print(_memory(conn, model, settings, queries))


def _memory(conn: Connection, model: EmbeddingModel, settings: Settings, queries: int) -> str:
    """What every process that searches keeps, if it may take so much."""
    began = time.perf_counter()
    signs = Signs.read(conn, model.name, model.dimensions)
    took = time.perf_counter() - began
    megabytes = bytes_for(len(signs.ids), model.dimensions) / MEGABYTE
    recall = _recall(PgvectorIndex(conn, settings.vector_metric, signs=signs), model, settings, queries)
    allowed = f"{settings.search_memory_megabytes} allowed"
    return f"signs of {len(signs.ids)} in memory: {megabytes:.1f} MB ({allowed}), read in {took:.1f} s; {recall}"


def _recall(index: PgvectorIndex, model: EmbeddingModel, settings: Settings, queries: int) -> str:
    """An index beside comparing every vector, over all open postings."""
    today = datetime.now(UTC).date()
    everything = Narrowing(today=today, posted_since=today - timedelta(days=settings.job_max_age_days))
    by_all = PgvectorIndex(index.conn, settings.vector_metric, numbers=EVERY_ONE)
    shares, took = [], []
    for _, vector in find_sample_vectors(index.conn, model.name, queries):
        began = time.perf_counter()
        found = index.nearest(everything, vector, model.name, AMONG).ids
        took.append(time.perf_counter() - began)
        wanted = by_all.nearest(everything, vector, model.name, AMONG).ids
        shares.append(len(set(found) & set(wanted)) / len(wanted) if wanted else 1.0)
    middle, slow = np.percentile(took, (50, 95)) * 1000
    return (
        f"recall@{AMONG} against comparing all: {np.mean(shares):.3f} over {len(took)} queries;"
        f" {middle:.1f} ms each, 95 % under {slow:.1f} ms"
    )
