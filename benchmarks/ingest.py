"""Durable ingest: how fast webhooks are committed, beside a bare Flask handler that inserts the raw body.

    python -m benchmarks.ingest [--channel whatsapp] [--seconds 10] [--connections 16] [--rate 500]

Both run under gunicorn (2 processes, 8 threads each) on the same embedded PostgreSQL with fsync on, one after the
other, five times, under wrk; every request is a new event of one of 500 chats. Then both get 500 requests a second, in
turn as well, for the time that an answer takes: what a commit waits for the disk is in both. WhatsApp's bodies have to
be signed, each by itself, so bodies are made beforehand. The processor's time of a request is that of its web processes
and of PostgreSQL. Needs wrk (Debian: apt install wrk).
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import psutil
import psycopg2

from benchmarks.engines import running_product
from benchmarks.steady_load import percentile, steady
from benchmarks.webhooks import REQUESTS
from tests.product import ROOT, Product, free_port, whatsapp_settings

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPT = """
local lines, at = {}, 0
function init() for line in io.lines("FILE") do lines[#lines + 1] = line end end
function request()
  at = at + 1
  local line = lines[(at - 1) % #lines + 1]
  local tab = line:find("\\t")
  local headers = {["Content-Type"] = "application/json", ["HEADER"] = line:sub(1, tab - 1)}
  return wrk.format("POST", "PATH", headers, line:sub(tab + 1))
end
"""
ROUNDS = 5
MOST_A_SECOND = 4_000  # bodies made beforehand


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channel", choices=REQUESTS, default="telegram")
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=int, default=500)
    options = parser.parse_args()
    settings = whatsapp_settings("http://127.0.0.1:1") | {"INBOX_PER_MINUTE": "1000000"}
    with running_product(**settings) as (product, _), bare(product) as handler:
        product.start("web", processes=2)
        server = psutil.Process(server_pid(product.environment["DATABASE_URL"]))
        sides = [
            Side("bare", handler.url, psutil.Process(handler.pid), server),
            Side("ours", product.url, psutil.Process(product.processes["web"].pid), server),
        ]
        first = 1
        for side in sides * ROUNDS:
            first += side.press(options, first)
        for side in sides * ROUNDS:
            first += side.go_steadily(options, first)
        for side in sides:
            print(side.report(options))
        print(f"share: {sides[1].rate / sides[0].rate:.2f}")
        print(f"kept: {count(product.environment['DATABASE_URL'])} events")


@dataclass
class Side:
    """One of the two that are compared, and what was measured of it."""

    name: str
    url: str
    web: psutil.Process
    postgres: psutil.Process
    rates: list[float] = field(default_factory=list)
    cpu_ms: list[float] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests a second, of the round in the middle."""
        return statistics.median(self.rates)

    def press(self, options: argparse.Namespace, first: int) -> int:
        """As many requests as it takes, for so many seconds; how many bodies were made for it."""
        made = MOST_A_SECOND * options.seconds
        before = self._cpu_seconds()
        self.rates.append(wrk(self.url, options, first, made))
        self.cpu_ms.append((self._cpu_seconds() - before) * 1000 / (self.rates[-1] * options.seconds))
        return made

    def go_steadily(self, options: argparse.Namespace, first: int) -> int:
        """So many requests a second; how many there were."""
        made = [REQUESTS[options.channel](first + n) for n in range(options.rate * options.seconds)]
        self.times += steady(self.url, options.rate, options.seconds, made.__getitem__, first=0)
        return len(made)

    def report(self, options: argparse.Namespace) -> str:
        """What was found, in a line."""
        rounds = ", ".join(f"{rate:.0f}" for rate in self.rates)
        shares = " ".join(f"p{share}={percentile(self.times, share) * 1000:.1f}" for share in (50, 95, 99))
        return (
            f"{self.name}: {self.rate:.0f} requests/s (rounds: {rounds}), {statistics.median(self.cpu_ms):.2f} ms of"
            f" processor each; at {options.rate}/s, n={len(self.times)}: {shares} ms"
        )

    def _cpu_seconds(self) -> float:
        used = 0.0
        for one in (self.web, self.postgres):
            for each in (one, *one.children(recursive=True)):
                with suppress(psutil.NoSuchProcess):
                    times = each.cpu_times()
                    used += times.user + times.system
        return used


def wrk(url: str, options: argparse.Namespace, first: int, count: int) -> float:
    """Requests a second of one run, every one a new event; any answer but 200 ends it all."""
    made = [REQUESTS[options.channel](first + n) for n in range(count)]
    with tempfile.NamedTemporaryFile("wb") as bodies, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        bodies.writelines(each.proof.encode() + b"\t" + each.body + b"\n" for each in made)
        bodies.flush()
        script.write(
            SCRIPT.replace("FILE", bodies.name).replace("PATH", made[0].path).replace("HEADER", made[0].header)
        )
        script.flush()
        command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", script.name, url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


@dataclass(frozen=True, slots=True)
class Handler:
    """A running bare handler."""

    url: str
    pid: int


@contextmanager
def bare(product: Product) -> Iterator[Handler]:
    """The least that durable ingest can be: no check, no parsing, one insert."""
    port = free_port()
    with closing(psycopg2.connect(product.environment["DATABASE_URL"])) as conn, conn, conn.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, body text)")
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "benchmarks.bare_ingest:app", "--bind", f"127.0.0.1:{port}"),
            *("--worker-class", "gthread", "--workers", "2", "--threads", "8", "--log-level", "warning"),
            "--no-control-socket",
        ],
        cwd=ROOT,
        env=product.environment,
    )
    time.sleep(3)
    try:
        yield Handler(f"http://127.0.0.1:{port}", process.pid)
    finally:
        process.terminate()
        process.wait()


def server_pid(url: str) -> int:
    """PostgreSQL's own process, whose children serve the connections."""
    with closing(psycopg2.connect(url)) as conn:
        return psutil.Process(conn.get_backend_pid()).ppid()


def count(url: str) -> int:
    with closing(psycopg2.connect(url)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
