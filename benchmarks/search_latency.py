"""Nearest postings inside a filter: time, recall and processor time at several shares of the postings, and 100 at once.

    python -m benchmarks.search_latency FOLDER --model MODEL_FOLDER [--queries 100]

FOLDER as made by benchmarks.search_data. Filters are real ones: all postings; a town's square, a country, or years and
pay on top, chosen among the stored postings so that about 5 %, 0.75 % and 0.05 % pass. Queries are vacancy titles
embedded by the model. Recall@50 is against comparing every vector that passes. First with the signs of the vectors in
memory, then by PostgreSQL's indexes alone. Beside the time on the clock stands the processor time of this process and
of the server's: on a shared machine only that says what the search itself costs.
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np

from benchmarks.search_data import DIMENSIONS, MODEL, Encoder, engines
from db.open_jobs import Narrowing
from db.pool import Connection, Pool, connect
from matching.search_index import EVERY_ONE, PgvectorIndex
from matching.signs import Signs, bytes_for

AMONG = 50
CROWD = 100
CONNECTIONS = 12  # of one process, as DB_POOL_SIZE has them
TRIED = 40  # queries by which recall is measured
SHARES = (0.05, 0.0075, 0.0005)
WISHES = (
    "data engineer", "nurse", "accountant", "software developer", "truck driver", "sales manager", "teacher", "cook",
    "electrician", "business analyst", "customer support agent", "project manager", "warehouse worker", "pharmacist",
    "civil engineer", "graphic designer", "HR officer", "machine learning engineer", "cashier", "security guard",
)  # fmt: skip
SKILLS = ("", " python and sql", " senior", " in a hospital", " part time")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--queries", type=int, default=100)
    parser.add_argument("--url", help="of a server that already runs")
    options = parser.parse_args()
    queries = Encoder(options.model).lifted([wish + more for wish in WISHES for more in SKILLS][: options.queries])
    if options.url:
        measure(options.url, queries)
        return
    with engines(options.folder) as url:
        measure(url, queries)


def measure(url: str, queries: np.ndarray) -> None:
    """Both ways, one search after the other and 100 at once; at last the first filter with every vector compared."""
    with closing(connect(url)) as conn:
        signs = signs_of(conn)
        filters = filters_of(conn, signs)
        every = PgvectorIndex(conn, numbers=EVERY_ONE)
        exact = [[every.nearest(each, query, MODEL, AMONG).ids for query in queries[:TRIED]] for _, each in filters]
        for held in (signs, None):
            print("signs in memory" if held else "PostgreSQL's indexes alone", flush=True)
            index = PgvectorIndex(conn, signs=held)
            for (name, narrowing), wanted in zip(filters, exact, strict=True):
                found = [index.nearest(narrowing, query, MODEL, AMONG).ids for query in queries[:TRIED]]
                print(f"{name}: {one_after_the_other(index, narrowing, queries)}, {recall(found, wanted)}", flush=True)
            with closing(Pool(url, size=CONNECTIONS, wait_seconds=120)) as pool:
                print(crowds(pool, [narrowing for _, narrowing in filters], queries, held), flush=True)
        print(f"every vector compared: {one_after_the_other(every, filters[0][1], queries[:10])}")


def signs_of(conn: Connection) -> Signs:
    """Read them, saying how long that takes and how much they are."""
    began, ours, server = time.perf_counter(), time.process_time(), processor_ms(conn)
    signs = Signs.read(conn, MODEL, DIMENSIONS)
    took, ours, server = time.perf_counter() - began, time.process_time() - ours, processor_ms(conn) - server
    print(
        f"signs of {len(signs.ids)} read in {took:.1f} s, processor {ours:.1f} s here, {server / 1000:.1f} s server;"
        f" {bytes_for(len(signs.ids), DIMENSIONS) / 1e6:.0f} MB"
    )
    return signs


def filters_of(conn: Connection, signs: Signs) -> list[tuple[str, Narrowing]]:
    """No filter, and for each share the real filter that comes nearest to it."""
    today = datetime.now(UTC).date()
    everything = Narrowing(today=today, posted_since=today - timedelta(days=60))
    tried = [(float(signs.fitting(each).mean()), each) for each in candidates(conn, everything)]
    chosen = [min(tried, key=lambda pair: abs(np.log(max(pair[0], 1e-9) / share))) for share in SHARES]
    return [(f"{share:.2%} of {len(signs.ids)}", each) for share, each in [(1.0, everything), *chosen]]


def candidates(conn: Connection, everything: Narrowing) -> list[Narrowing]:
    with conn.cursor() as cursor:
        cursor.execute(
            "SELECT named, count(*) FROM open_jobs, unnest(open_to) AS named WHERE named <> '*'"
            " GROUP BY named ORDER BY count(*) DESC LIMIT 12"
        )
        countries = [row[0] for row in cursor.fetchall()]
    made = []
    for country in countries:
        there = replace(everything, countries=[country], remote_countries=[country])
        for types in (None, ["full_time"], ["part_time"], ["internship"], ["contract"], ["temporary"]):
            for modes in (None, ["hybrid"], ["remote"], ["onsite"]):
                made += [
                    replace(there, employment_types=types, modes=modes, posted_since=day) for day in days(everything)
                ]
    return made


def days(everything: Narrowing) -> list[date]:
    return [everything.posted_since, *(everything.today - timedelta(days=back) for back in (0, 1, 3, 14))]


def one_after_the_other(index: PgvectorIndex, narrowing: Narrowing, queries: np.ndarray) -> str:
    """Times on the clock, and of the processor."""
    conn = index.conn
    took, ours, spent = [], time.process_time(), processor_ms(conn)
    for query in queries:
        began = time.perf_counter()
        index.nearest(narrowing, query, MODEL, AMONG)
        took.append((time.perf_counter() - began) * 1000)
    ours = (time.process_time() - ours) * 1000 / len(queries)
    spent = (processor_ms(conn) - spent) / len(queries)
    p50, p95 = np.percentile(took, (50, 95))
    return f"p50 {p50:.1f} ms, p95 {p95:.1f} ms, processor {ours:.1f} ms here, {spent:.1f} ms server"


def recall(found: list[tuple[int, ...]], wanted: list[tuple[int, ...]]) -> str:
    """The share of the nearest that was found."""
    shares = [len(set(own) & set(right)) / max(len(right), 1) for own, right in zip(found, wanted, strict=True)]
    return f"recall@{AMONG} {np.mean(shares):.4f}"


def crowds(pool: Pool, filters: list[Narrowing], queries: np.ndarray, signs: Signs | None) -> str:
    """100 searches begun at the same instant, twice: while a process opens its connections, and when it has them."""
    return "100 at once, all filters mixed, from their common start: " + "; ".join(
        f"{when} {at_once(pool, filters, queries, signs)}" for when in ("with connections opened", "then")
    )


def at_once(pool: Pool, filters: list[Narrowing], queries: np.ndarray, signs: Signs | None) -> str:
    """As many threads over one process's pool, the waiting for a connection included."""

    def one(number: int) -> float:
        with pool.transaction() as conn:
            index = PgvectorIndex(conn, signs=signs)
            index.nearest(filters[number % len(filters)], queries[number % len(queries)], MODEL, AMONG)
        return (time.perf_counter() - began) * 1000

    began, ours, server = time.perf_counter(), time.process_time(), sessions_ms(pool)
    with ThreadPoolExecutor(CROWD) as threads:
        took = sorted(threads.map(one, range(CROWD)))
    ours, server = (time.process_time() - ours) * 1000 / CROWD, (sessions_ms(pool) - server) / CROWD
    p50, p95 = np.percentile(took, (50, 95))
    return f"p50 {p50:.0f} ms, p95 {p95:.0f} ms, processor {ours:.1f} ms here, {server:.1f} ms server"


def sessions_ms(pool: Pool) -> float:
    """What all sessions' server processes have used so far."""
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'")
        return sum(used_ms(pid) for (pid,) in cursor.fetchall())


def processor_ms(conn: Connection) -> float:
    """What the session's own server process has used so far."""
    return used_ms(conn.info.backend_pid)


def used_ms(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e6


if __name__ == "__main__":
    main()
