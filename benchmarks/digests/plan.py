"""Plan everybody's digests: `python -m benchmarks.digests.plan [--people 100000] [--workers 2]`.

Read from and written to a database of its own (embedded, fsync on). Prints what passed the filters, seconds of planning
and of reading and writing, memory, the plain matrix product's own speed and the speed of one search for each person (a
sample, exhaustive and as in the chat), and whether their results are the planner's.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.digests.world import MODEL, NOW, fill
from db.candidates import find_query_vector
from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import Pool, connect
from db.preferences import find_preferences
from matching.digest.choice import choose
from matching.digest.due import open_due
from matching.digest.people import read_share
from matching.digest.planning import Planner, collect_seldom
from matching.digest.rules import DigestRules
from matching.digest.writing import write
from matching.retrieval import search
from matching.rules import MatchRules
from tests.stored import find_matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.pool import Connection
    from matching.digest.choice import Choice
    from matching.digest.choosing import Matcher
    from matching.digest.people import Share

RULES = DigestRules(MatchRules(fresh_days=7), secret_key="k" * 32)


class TimedPlanner(Planner):
    """The planner with a stop-watch between its steps."""

    seconds: dict[str, float]
    matcher: Matcher | None = None

    def plan_share(self, conn: Connection, digest_ids: Sequence[int]) -> tuple[list[Choice], Share]:
        """As the planner does, with laps."""
        clock, processor = [time.perf_counter()], [time.process_time()]

        def lap(step: str) -> None:
            clock.append(time.perf_counter())
            processor.append(time.process_time())
            self.seconds[step] = self.seconds.get(step, 0.0) + clock[-1] - clock[-2]
            self.seconds[f"{step} cpu"] = self.seconds.get(f"{step} cpu", 0.0) + processor[-1] - processor[-2]

        with conn.cursor() as cursor:  # for whoever looks which planner holds a share
            cursor.execute(f"SET LOCAL application_name = 'planner {os.getpid()}'")
        freshest = self._freshest(conn)
        found = read_share(conn, digest_ids, now=self._now, rules=self._rules, model=freshest.model)
        roles = {role for seeker in found.seekers for _, ask in seeker.searches for role in ask.wish.roles}
        if freshest.parts == 1:  # else blocks are read one after the other, and that counts as planning
            (self.matcher,) = self._matchers(conn, freshest, roles)
        lap("reading")
        choices = choose(lambda: self._matchers(conn, freshest, roles), found.seekers, self._rules)
        lap("planning")
        write(conn, choices, (), found.left_out)
        lap("writing")
        return choices, found


def work(url: str, share: int) -> None:
    """One worker process: plan until nothing is left, and print the figures."""
    collect_seldom()
    with closing(Pool(url, size=2)) as pool:
        planner = TimedPlanner(pool, now=NOW, rules=RULES, share=share)
        planner.seconds = {}
        counts = planner.plan_all()
    passing = planner.matcher.pairs_passing if planner.matcher else 0
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"counts": counts, "passing": passing, "megabytes": memory} | planner.seconds))


def run(url: str, *, workers: int, share: int) -> dict[str, Any]:
    """All digests by so many worker processes, each with its share of the cores; the slowest one's seconds."""
    threads = str(max(1, (os.cpu_count() or 1) // workers))
    environment = os.environ | {"OPENBLAS_NUM_THREADS": threads}
    command = [sys.executable, "-m", "benchmarks.digests.plan", "--work", url, "--share", str(share)]
    started = time.perf_counter()
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) for _ in range(workers)]
    outputs = [json.loads(process.communicate()[0]) for process in processes]
    steps = ("reading", "planning", "writing")
    slowest = {step: max(each.get(step, 0.0) for each in outputs) for step in steps}
    return slowest | {
        "cpu": {step: sum(each.get(f"{step} cpu", 0.0) for each in outputs) for step in steps},
        "wall": time.perf_counter() - started,
        "planned": sum(each["counts"]["planned"] for each in outputs),
        "passing": sum(each["passing"] for each in outputs),
        "megabytes": max(each["megabytes"] for each in outputs),
    }


def product_seconds(people: int, postings: int, dimensions: int) -> tuple[float, float]:
    """The plain matrix product alone, on all cores: seconds, and seconds of processor time."""
    noise = np.random.default_rng(0)
    jobs = noise.standard_normal((postings, dimensions), dtype=np.float32)
    block = noise.standard_normal((2000, dimensions), dtype=np.float32)
    _ = block @ jobs.T
    started, processor = time.perf_counter(), time.process_time()
    for _ in range(3):
        _ = block @ jobs.T
    times = people / len(block) / 3
    return (time.perf_counter() - started) * times, (time.process_time() - processor) * times


def searched(url: str, users: Sequence[int], *, exhaustive: bool) -> tuple[float, int]:
    """One search for each of these people: seconds a person, and for how many the result is the planner's."""
    rules = MatchRules(fresh_days=7, exhaustive=exhaustive)
    same, seconds = 0, 0.0
    with closing(Pool(url, size=1)) as pool, pool.transaction() as conn:
        for user in users:
            with conn.cursor() as cursor:
                cursor.execute("SELECT country FROM users WHERE id = %s", (user,))
                country = cursor.fetchone()[0]
                cursor.execute("SELECT body -> 'items' FROM outbox WHERE user_id = %s", (user,))
                items = [item["match_id"] for (listed,) in cursor.fetchall() for item in listed]
                planned = [(match.job_id, match.score) for match in find_matches(conn, items)]
                cursor.execute("SAVEPOINT before; DELETE FROM matches WHERE user_id = %s", (user,))
            started = time.perf_counter()
            wanted = find_preferences(conn, user)[0]
            own = find_query_vector(conn, wanted.id)
            found = search(
                conn, wanted, own.embedding if own else None, user_id=user, model=MODEL, home_country=country,
                today=NOW.date(), rules=rules, limit=5,
            )  # fmt: skip
            seconds += time.perf_counter() - started
            same += [(match.job_id, match.score) for match in found.matches] == planned
            with conn.cursor() as cursor:
                cursor.execute("ROLLBACK TO SAVEPOINT before")
        conn.rollback()
    return seconds / len(users), same


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--postings", type=int, default=10_000)
    parser.add_argument("--dimensions", type=int, default=1536)
    parser.add_argument("--workers", type=int, nargs="+", default=[2], help="each number is a run of its own")
    parser.add_argument("--share", type=int, default=4000)
    parser.add_argument("--sample", type=int, default=100)
    parser.add_argument("--work", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(options.work, options.share)
        return
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s") as engines,
    ):
        url = engines.postgres_url
        migrate(url)
        with closing(connect(url)) as conn:
            fill(conn, people=options.people, postings=options.postings, dimensions=options.dimensions)
        for workers in options.workers:
            measure(url, options, workers)


def prepare(url: str, *, people: int, postings: int) -> tuple[int, float]:
    """The first so many people due, with the first so many postings open: how many, and seconds of opening."""
    with closing(connect(url, statement_timeout_seconds=600)) as conn, conn.cursor() as cursor:
        cursor.execute("TRUNCATE matches, outbox, digests CASCADE")
        cursor.execute("UPDATE canonical_jobs SET status = 'EXPIRED' WHERE id > %s AND status = 'ACTIVE'", (postings,))
        cursor.execute("UPDATE users SET status = CASE WHEN id > %s THEN 'stopped' ELSE 'active' END"
                       " WHERE (status = 'stopped') <> (id > %s)", (people, people))  # fmt: skip
        conn.commit()
        started = time.perf_counter()
        opened = open_due(conn, NOW)
        conn.commit()
        return opened, time.perf_counter() - started


def measure(url: str, options: argparse.Namespace, workers: int) -> None:
    """Plan everything from the beginning, and print the figures."""
    opened, opening = prepare(url, people=options.people, postings=options.postings)
    found = run(url, workers=workers, share=options.share)
    product, product_cpu = product_seconds(options.people, options.postings, options.dimensions)
    pairs = options.people * options.postings
    print(
        f"{options.people} people x {options.postings} postings x {options.dimensions}, {workers} workers: "
        f"{opened} due, {found['planned']} planned, {found['passing'] / pairs:.1%} of pairs pass; "
        f"opening {opening:.1f} s, reading {found['reading']:.1f} s, planning {found['planning']:.1f} s, "
        f"writing {found['writing']:.1f} s, all {found['wall']:.1f} s; {found['megabytes']:.0f} MB a worker; "
        f"plain product {product:.1f} s ({product / found['planning']:.2f} of its speed)",
        flush=True,
    )
    cpu = found["cpu"]
    print(
        f"processor seconds, all workers: reading {cpu['reading']:.1f}, planning {cpu['planning']:.1f}, "
        f"writing {cpu['writing']:.1f}; plain product {product_cpu:.1f} "
        f"({product_cpu / cpu['planning']:.2f} of its speed)",
        flush=True,
    )
    if options.sample:
        users = np.linspace(1, options.people, options.sample, dtype=int).tolist()
        for exhaustive in (True, False):
            each, same = searched(url, users, exhaustive=exhaustive)
            ratio = each * options.people / found["planning"]
            name = "exhaustive" if exhaustive else "as in the chat"
            print(f"one search for each, {name}: {each * 1000:.1f} ms a person, {ratio:.0f} times the planner's "
                  f"time; {same} of {len(users)} the same", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
