"""Three clocks whose leader dies at the due second: `python -m benchmarks.clock [--kills 50] [--cut-seconds 300]`.

Real `python -m scheduler run` processes with every task due each three seconds, and a worker. The leader is killed
(SIGKILL) as a slot becomes due, so many times. Then the leader is cut off: its connections break, while the server's
ends of them stay open, so that its lock is still held there. Prints how long nobody led, and what the ledger says:
every slot of every task has to be there, and done once.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from db.embedded import embedded_engines
from db.migrate import migrate
from db.pool import Pool
from db.query import many, value
from scheduler.schedule import SCHEDULE
from tests.stubs.cut import CutProxy

if TYPE_CHECKING:
    from collections.abc import Sequence

EVERY = 3
CLOCKS = 3


@dataclass(slots=True)
class OneClock:
    """A clock's place: its way to the database, its log, and the process that runs there now."""

    proxy: CutProxy
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Run a clock here."""
        self.log.write_text("")
        with self.log.open("ab") as output:
            command = [sys.executable, "-m", "scheduler", "run", "--every", str(EVERY)]
            self.process = subprocess.Popen(command, env=self.environment, stdout=output, stderr=output)

    @property
    def leads(self) -> bool:
        """By what it said last."""
        said = self.log.read_text()
        return said.rfind(" leading ") > max(said.rfind("stepping down"), said.rfind("no leader here"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--cut-seconds", type=float, default=300.0)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s") as engines,
        ExitStack() as stack,
    ):
        migrate(engines.postgres_url)
        shared = {"REDIS_URL": engines.redis_url, "SECRET_KEY": "x" * 32, "DATA_DIR": folder}
        environment = os.environ | shared | {"EMBEDDING_PROVIDER": "hashing", "DATABASE_URL": engines.postgres_url}
        clocks = [
            one_clock(stack, engines.postgres_url, Path(folder) / f"clock {n}", environment) for n in range(CLOCKS)
        ]
        log = stack.enter_context((Path(folder) / "worker").open("ab"))
        worker = subprocess.Popen([sys.executable, "-m", "scheduler", "work"], env=environment, stdout=log, stderr=log)
        pool = stack.enter_context(closing(Pool(engines.postgres_url, size=1)))
        try:
            watch(pool, clocks, options.kills, options.cut_seconds)
        finally:
            for process in (*(clock.process for clock in clocks), worker):
                assert process
                process.terminate()
                process.wait(30)


def one_clock(stack: ExitStack, url: str, log: Path, environment: dict[str, str]) -> OneClock:
    """A clock that reaches the database by a proxy of its own."""
    parts = urlsplit(url)
    socket = Path(parse_qs(parts.query)["host"][0]) / f".s.PGSQL.{parts.port or 5432}"
    proxy = stack.enter_context(CutProxy(socket))
    through = f"postgresql://{parts.username or 'postgres'}@127.0.0.1:{proxy.port}{parts.path}"
    clock = OneClock(proxy, log, environment | {"DATABASE_URL": through})
    clock.start()
    return clock


def watch(pool: Pool, clocks: Sequence[OneClock], kills: int, cut_seconds: float) -> None:
    """Kill, cut off, and say what came of it."""
    until_all_are_known(pool)
    handed = [killed(clocks) for _ in range(kills)]
    print(f"{kills} leaders killed at the due second: nobody led for {max(handed, default=0.0):.1f} s at most, "
          f"{sum(handed) / max(1, kills):.1f} s on average", flush=True)  # fmt: skip
    print(f"the leader cut off for {cut_seconds:.0f} s, its lock still held: another led after "
          f"{cut_off(clocks, cut_seconds):.1f} s", flush=True)  # fmt: skip
    for clock in clocks:
        assert clock.process
        clock.process.terminate()
    tell(pool)


def until_all_are_known(pool: Pool) -> None:
    """The ledger counts from each task's first slot, so a clock has to have entered all of them."""
    while True:
        with pool.transaction() as conn:
            if value(conn, "SELECT count(DISTINCT task) FROM task_runs") == len(SCHEDULE):
                return
        time.sleep(0.1)


def killed(clocks: Sequence[OneClock]) -> float:
    """Seconds from the leader's death until another leads."""
    leader = leading(clocks)
    time.sleep(EVERY - time.time() % EVERY)
    assert leader.process
    leader.process.kill()
    leader.process.wait()
    since = time.monotonic()
    others = [clock for clock in clocks if clock is not leader]
    leading(others)
    handed = time.monotonic() - since
    leader.start()
    return handed


def cut_off(clocks: Sequence[OneClock], seconds: float) -> float:
    """Seconds from the cut until another leads; then the rest of the time, and the one cut off comes back."""
    leader = leading(clocks)
    since = time.monotonic()
    leader.proxy.cut()
    leading([clock for clock in clocks if clock is not leader])
    handed = time.monotonic() - since
    time.sleep(max(0.0, seconds - handed))
    leader.proxy.heal()
    time.sleep(4 * EVERY)
    return handed


def leading(clocks: Sequence[OneClock]) -> OneClock:
    """The clock that leads, as soon as one does."""
    until = time.monotonic() + 60
    while True:
        for clock in clocks:
            if clock.leads:
                return clock
        assert time.monotonic() < until, "nobody leads"
        time.sleep(0.05)


def tell(pool: Pool) -> None:
    """What the ledger says once everything queued is done."""
    until = time.monotonic() + 300
    while True:
        with pool.transaction() as conn:
            waiting = value(conn, "SELECT count(*) FROM task_runs WHERE status <> 'done'")
            rows = many(
                conn,
                "SELECT task, count(*) AS runs, sum((attempts <> 1)::int) AS again,"
                " (extract(epoch FROM max(slot) - min(slot)) / %s)::int + 1 - count(*) AS missing"
                " FROM task_runs GROUP BY task ORDER BY task",
                (EVERY,),
                lambda task, runs, again, missing: (task, int(runs), int(again), int(missing)),
            )
        if not waiting or time.monotonic() > until:
            break
        time.sleep(1)
    print(f"{len(rows)} tasks, {min(runs for _, runs, *_ in rows)} to {max(runs for _, runs, *_ in rows)} slots each: "
          f"{sum(missing for *_, missing in rows)} missing, {waiting} not done, "
          f"{sum(again for _, _, again, _ in rows)} begun more than once")  # fmt: skip


if __name__ == "__main__":
    main()
