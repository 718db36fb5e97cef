"""What an import costs: postings a second, processor and memory, for each file, and again with nothing changed.

    python -m benchmarks.import_rate FILE... [--tenfold]

Runs `python -m jobs import` as a process of its own on an embedded PostgreSQL with fsync on, without vectors: parsing,
clusters of copies, raw and canonical rows, full-text index. The processor's time is that of the command, its worker
processes and PostgreSQL together; two cores that do nothing else give two seconds of it a second, so that "at most"
is what they allow. `--tenfold` takes files of JobSpy's columns and gives each with ten times its rows too, lifted as
in `duplicates_100k`: no posting stands in it twice.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from benchmarks.duplicates_100k import lift
from benchmarks.engines import running_product
from db.pool import connect
from db.query import value

if TYPE_CHECKING:
    from tests.product import Product

CORES = 2
LOOKS_EVERY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds by the clock and of processor time; the most memory of the command and its processes together, in MB."""

    seconds: float
    of_command: float
    of_database: float
    megabytes: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--tenfold", action="store_true", help="ten times the rows too, of files of JobSpy's columns")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for file in given.files:
            rows = _show(file)
            if given.tenfold:
                path = Path(folder) / f"ten times {file.name.removesuffix('.gz')}"
                lift(file, path, 10 * rows)
                _show(path)


def _show(path: Path) -> int:
    """Import the file twice and print what that took; how many rows it has."""
    with running_product(JOB_EXPIRES_AFTER_DAYS="3650") as (product, _):
        costs = measured(product, path), measured(product, path)
        with connect(product.environment["DATABASE_URL"]) as conn:
            rows = value(conn, "SELECT total FROM import_batches ORDER BY id LIMIT 1")
            characters = value(conn, "SELECT avg(length(description)) FROM canonical_jobs")
    print(f"{path.name}: {rows} postings of {characters:.0f} characters")
    for what, cost in zip(("first", "again, nothing changed"), costs, strict=True):
        print(f"  {what}: {_told(rows, cost)}", flush=True)
    return int(rows)


def measured(product: Product, path: Path) -> Cost:
    """One import of the file."""
    server = _server(product)
    before, began = _processor_seconds(server), time.monotonic()
    command = [sys.executable, "-m", "jobs", "import", str(path), "--no-embed"]
    with subprocess.Popen(
        command, env=product.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as run:
        sizes: list[float] = [0.0]
        watcher = threading.Thread(target=_watch, args=(psutil.Process(run.pid), sizes), daemon=True)
        watcher.start()
        _, status, usage = os.wait4(run.pid, 0)
        run.returncode = os.waitstatus_to_exitcode(status)
    if run.returncode:
        raise SystemExit(run.returncode)
    seconds = time.monotonic() - began
    time.sleep(1)  # until the server has put the ended session to its account
    database = _processor_seconds(server) - before
    return Cost(seconds, usage.ru_utime + usage.ru_stime, database, max(sizes))


def _told(rows: int, cost: Cost) -> str:
    processor = cost.of_command + cost.of_database
    return (
        f"{cost.seconds:.1f} s, {rows / cost.seconds:.0f}/s; processor {1000 * processor / rows:.2f} ms a posting "
        f"(database {1000 * cost.of_database / rows:.2f}), at most {CORES * rows / processor:.0f}/s on {CORES} cores; "
        f"{cost.megabytes:.0f} MB"
    )


def _watch(process: psutil.Process, sizes: list[float]) -> None:
    while True:
        try:
            tree = [process, *process.children(recursive=True)]
            sizes.append(sum(each.memory_full_info().pss for each in tree) / 2**20)  # what they share counts once
        except psutil.Error:
            if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
                return
        time.sleep(LOOKS_EVERY_SECONDS)


def _server(product: Product) -> psutil.Process:
    with connect(product.environment["DATABASE_URL"]) as conn:
        folder = value(conn, "SHOW data_directory")
    return psutil.Process(int((Path(folder) / "postmaster.pid").read_text().split("\n", 1)[0]))


def _processor_seconds(server: psutil.Process) -> float:
    """Of the server, its sessions that go on and those that have ended."""
    going_on = 0.0
    for each in server.children(recursive=True):
        with suppress(psutil.NoSuchProcess):  # it has just ended, and counts with the ended ones
            times = each.cpu_times()
            going_on += times.user + times.system
    own = server.cpu_times()
    return own.user + own.system + own.children_user + own.children_system + going_on


if __name__ == "__main__":
    main()
