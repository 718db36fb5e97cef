"""The nearest of more or fewer postings than there are real ones: their vectors, each as often as it takes.

    python -m benchmarks.search_scale FOLDER BASE --model MODEL_FOLDER --rows 1000000 [--queries 40] [--graph]

FOLDER is new, or was made by this command with as many rows; BASE is the base.npz that benchmarks.search_data leaves in
its folder. The vectors are lifted and given noise as there; the postings have nothing else but a country, by which 5 %,
0.75 % and 0.05 % are chosen. Told are the time to fill, to read the signs (which is what building an index is here),
their size, and the searches; with --graph also PostgreSQL's own graph, its time and size.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.search_data import BLOCK, DIMENSIONS, MODEL, NOISE, Encoder, engines, projection, unit
from benchmarks.search_latency import SKILLS, WISHES, at_once, compare, one_after_the_other, recall, signs_of
from db.embedding_models import EmbeddingModel
from db.job_embeddings import gather_statistics
from db.migrate import migrate
from db.open_jobs import Narrowing
from db.pool import Pool, connect
from db.vector_copy import BIGINT, NewVector, binary_rows, halfvecs
from db.vector_indexes import find_index_use
from matching.search_index import EVERY_ONE, PgvectorIndex
from matching.vector_graph import keep_graph

if TYPE_CHECKING:
    from db.pool import Connection

SHARES = {"AA": 0.05, "BB": 0.0075, "CC": 0.0005}
EXACT_UP_TO = 200_000  # of more, comparing every vector takes seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("base", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--queries", type=int, default=40)
    parser.add_argument("--graph", action="store_true", help="build PostgreSQL's graph too, which takes long")
    options = parser.parse_args()
    wishes = [wish + more for more in SKILLS for wish in WISHES][: options.queries]
    queries = Encoder(options.model).lifted(wishes)
    with engines(options.folder) as url:
        migrate(url)
        with closing(connect(url, statement_timeout_seconds=0)) as conn:
            fill(conn, options.base, options.rows)
        if options.graph:
            print(graph_of(url))
        measure(url, options.rows, queries)


def fill(conn: Connection, base: Path, rows: int) -> None:
    """What searches look through, without the postings themselves: neither triggers nor references are looked at."""
    with conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM open_jobs")
        if cursor.fetchone()[0] == rows:
            return
        began = time.monotonic()
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE open_jobs, job_embeddings")
        cursor.execute(
            "INSERT INTO embedding_models (name, provider, dimensions, active) VALUES (%s, 'fastembed', %s, true)"
            " ON CONFLICT DO NOTHING",
            (MODEL, DIMENSIONS),
        )
        cursor.execute(
            "INSERT INTO open_jobs (job_id, posted_on, expires_on, imported_at, open_to, cells, employment_types,"
            " titles, skills) SELECT job, current_date - job %% 50, current_date + 30, now(), ARRAY[CASE"
            " WHEN drawn < %(CC)s THEN 'CC' WHEN drawn < %(BB)s THEN 'BB' WHEN drawn < %(AA)s THEN 'AA' ELSE 'ZZ' END],"
            " '{0}', '{}', '', '' FROM (SELECT job, random() AS drawn FROM generate_series(1, %(rows)s) AS job) AS r",
            {"rows": rows} | {name: sum(s for s in SHARES.values() if s <= share) for name, share in SHARES.items()},
        )
        conn.commit()
        dice = np.random.default_rng(4)
        middle = dice.permutation(unit(np.load(base)["base"] @ projection()))
        apart = dice.standard_normal((BLOCK, DIMENSIONS), dtype=np.float32) * (NOISE / np.sqrt(DIMENSIONS))
        for start in range(0, rows, BLOCK):
            jobs = np.arange(start, min(start + BLOCK, rows))
            vectors = unit(middle[jobs % len(middle)] + apart[dice.permutation(BLOCK)[: len(jobs)]])
            made = [NewVector(int(job) + 1, "-", own) for job, own in zip(jobs, vectors, strict=True)]
            written = (
                (BIGINT.pack(new.row_id), MODEL.encode(), halves, b"-")
                for new, halves in zip(made, halfvecs(made), strict=True)
            )
            cursor.copy_expert(
                "COPY job_embeddings (job_id, model, embedding, embedding_hash) FROM STDIN (FORMAT binary)",
                binary_rows(written),
            )
            conn.commit()
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE open_jobs")
        gather_statistics(conn)
        conn.commit()
        print(f"{rows} rows written in {time.monotonic() - began:.0f} s", flush=True)


def measure(url: str, rows: int, queries: np.ndarray) -> None:
    today = datetime.now(UTC).date()
    filters = [("100 %", Narrowing(today=today, posted_since=today - timedelta(days=60)))]
    for country, share in SHARES.items():
        there = Narrowing(today, today - timedelta(days=60), countries=[country], remote_countries=[country])
        filters.append((f"{share:.2%}", there))
    with closing(Pool(url, size=12, wait_seconds=300)) as pool:
        with pool.transaction() as conn:
            signs = signs_of(conn)
        if rows <= EXACT_UP_TO:
            compare(pool, filters, queries, signs)
            return
        for name, narrowing in filters:
            with pool.transaction() as conn:
                cursor = conn.cursor()
                cursor.execute("SET LOCAL statement_timeout = 0")
                every, index = PgvectorIndex(conn, numbers=EVERY_ONE), PgvectorIndex(conn, signs=signs)
                wanted = [every.nearest(narrowing, query, MODEL, 50).ids for query in queries[:10]]
                found = [index.nearest(narrowing, query, MODEL, 50).ids for query in queries[:10]]
                print(
                    f"{name}: {one_after_the_other(index, narrowing, queries)}, {recall(found, wanted)} of 10 queries",
                    flush=True,
                )
        print(at_once(pool, [narrowing for _, narrowing in filters], queries, signs))


def graph_of(url: str) -> str:
    """Build it as the product does."""
    kept = keep_graph(url, EmbeddingModel(MODEL, "fastembed", DIMENSIONS, active=True), "auto", "cosine")
    if kept.graph is None:
        return "so few vectors get no graph"
    with closing(connect(url)) as conn:
        size = next(each.bytes for each in find_index_use(conn) if each.name == kept.graph.name)
    return (
        f"graph {kept.done}: m {kept.graph.m}, ef_construction {kept.graph.ef_construction},"
        f" {kept.graph.build_seconds:.0f} s, {size / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
