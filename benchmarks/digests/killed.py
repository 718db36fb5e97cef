"""Kill planners at any point: `python -m benchmarks.digests.killed [--people 10000] [--kills 20]`.

A planner process plans everybody's digests and is killed (SIGKILL) at a random moment, again and again; the last one
may finish. Then nobody may be without a message and nobody may have two.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.digests.world import NOW, fill
from db.digests import count_due
from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import Pool, connect
from matching.digest.due import open_due

SHARE = 250  # people, so that a run has many points at which it may be killed
LONGEST_SECONDS = 12.0


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--postings", type=int, default=2000)
    parser.add_argument("--kills", type=int, default=20)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s") as engines,
    ):
        url = engines.postgres_url
        migrate(url)
        with closing(connect(url)) as conn:
            fill(conn, people=options.people, postings=options.postings, dimensions=256)
            due = open_due(conn, NOW)
            conn.commit()
        kill_and_finish(url, due, options.kills)


def kill_and_finish(url: str, due: int, kills: int) -> None:
    """Kill so many planners, let the last one finish, and print what became of everybody."""
    dice = random.Random(7)
    command = [sys.executable, "-m", "benchmarks.digests.plan", "--work", url, "--share", str(SHARE)]
    left = []
    with closing(Pool(url, size=1)) as pool:
        for _ in range(kills):
            with subprocess.Popen(command, stdout=subprocess.DEVNULL) as planner:
                time.sleep(dice.uniform(0.5, LONGEST_SECONDS))
                planner.kill()
            with pool.transaction() as conn:
                left.append(count_due(conn, NOW))
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        with pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM digests WHERE status = 'due'")
            waiting = cursor.fetchone()[0]
            cursor.execute("SELECT count(*) FROM digests WHERE status = 'planned'")
            planned = cursor.fetchone()[0]
            cursor.execute("SELECT count(*), count(DISTINCT user_id) FROM outbox")
            messages, people = cursor.fetchone()
            cursor.execute("SELECT count(*) FROM matches WHERE outbox_id IS NULL")
            loose = cursor.fetchone()[0]
    print(f"{due} due; left after each kill: {left}; {planned} planned, {messages} messages to {people} people, "
          f"{waiting} without, {messages - people} twice, {loose} matches without a message")  # fmt: skip


if __name__ == "__main__":
    main()
