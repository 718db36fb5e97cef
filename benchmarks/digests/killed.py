"""Kill planners at any point of a run: `python -m benchmarks.digests.killed [--people 10000] [--kills 20]`.

Two planners are at it at a time; one is killed (SIGKILL) and replaced at moments drawn so that they spread over the
whole run: after so many digests more, and a random part of a share later. The last two may finish. Then nobody may be
without a message and nobody may have two.
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
from typing import TYPE_CHECKING

from benchmarks.digests.world import NOW, fill
from db.digests import count_due
from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import Pool, connect
from db.query import value
from matching.digest.due import open_due

if TYPE_CHECKING:
    from collections.abc import Sequence

SHARE = 100  # people: a hundred shares, and as many points between two of them
SHARE_SECONDS = 0.4  # about what one takes; a kill comes at any part of it


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
        with closing(Pool(url, size=1)) as pool:
            left, within = kill_and_finish(pool, url, due, options.kills)
            tell(pool, due, left, within)


def kill_and_finish(pool: Pool, url: str, due: int, kills: int) -> tuple[list[int], int]:
    """How many were left at each kill, and how many kills came within a share's transaction."""
    dice = random.Random(7)
    points = sorted(dice.uniform(0.0, 0.98) * due for _ in range(kills))
    left, within = [], 0
    planners = [start(url), start(url)]
    for point in points:
        while due - waiting(pool) < point:
            time.sleep(0.02)
        time.sleep(dice.uniform(0.0, SHARE_SECONDS))
        victim = planners.pop(0)
        within += in_transaction(pool, victim.pid)
        victim.kill()
        victim.wait()
        left.append(waiting(pool))
        planners.append(start(url))
    for planner in planners:
        assert planner.wait() == 0
    return left, within


def start(url: str) -> subprocess.Popen[bytes]:
    """A planner; it names its number to the database for as long as it holds a share."""
    command = [sys.executable, "-m", "benchmarks.digests.plan", "--work", url, "--share", str(SHARE)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def in_transaction(pool: Pool, planner: int) -> bool:
    """Whether a planner has claimed a share and not yet written it."""
    with pool.transaction() as conn:
        return bool(
            value(
                conn,
                "SELECT count(*) FROM pg_stat_activity WHERE application_name = %s",
                (f"planner {planner}",),
            )
        )


def waiting(pool: Pool) -> int:
    with pool.transaction() as conn:
        return count_due(conn, NOW)


def tell(pool: Pool, due: int, left: Sequence[int], within: int) -> None:
    """Print what became of everybody."""
    with pool.transaction() as conn:
        planned, empty, lost = (
            value(conn, "SELECT count(*) FROM digests WHERE status = %s", (status,))
            for status in ("planned", "empty", "due")
        )
        messages = value(conn, "SELECT count(*) FROM outbox")
        people = value(conn, "SELECT count(DISTINCT user_id) FROM outbox")
        twice = value(conn, "SELECT count(*) - count(DISTINCT (user_id, job_id)) FROM matches")
        loose = value(conn, "SELECT count(*) FROM matches WHERE outbox_id IS NULL")
    print(f"{due} due, {len(left)} kills, {within} of them within a share; left at each: {list(left)}")
    print(f"{planned} planned, {empty} with nothing to send, {lost} lost; {messages} messages to {people} people: "
          f"{planned - people} without, {messages - people} twice; {twice} postings twice, {loose} matches without a "
          "message")  # fmt: skip


if __name__ == "__main__":
    main()
