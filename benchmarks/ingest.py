"""Durable ingest: how fast webhooks are committed, beside a bare Flask handler that inserts the raw body.

    python -m benchmarks.ingest [--channel whatsapp] [--seconds 10] [--connections 16] [--rate 500]

Both run under gunicorn (2 processes, 8 threads each) on the same embedded PostgreSQL with fsync on, one after the
other, five times, under wrk; every request is a new event of one of 500 chats. Then 500 requests a second for the time
that an answer takes. WhatsApp's bodies have to be signed, each by itself, so a script of wrk sends bodies that were
signed beforehand. Needs wrk (Debian: apt install wrk).
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

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
    make, first = REQUESTS[options.channel], 1
    settings = whatsapp_settings("http://127.0.0.1:1") | {"INBOX_PER_MINUTE": "1000000"}
    with running_product(**settings) as (product, _), bare(product) as bare_port:
        product.start("web", processes=2)
        rates: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(ROUNDS):
            for name, port, path in (("bare", bare_port, "/"), ("ours", product.port, make(1).path)):
                rates[name].append(wrk(f"http://127.0.0.1:{port}", path, options, first))
                first += MOST_A_SECOND * options.seconds
        for name, found in rates.items():
            print(f"{name}: {statistics.median(found):.0f} requests/s (rounds: {', '.join(f'{r:.0f}' for r in found)})")
        print(f"share: {statistics.median(rates['ours']) / statistics.median(rates['bare']):.2f}")
        print(f"kept: {count(product.environment['DATABASE_URL'])} events")
        times = steady(product.url, options.rate, options.seconds, make, first=first)
        shares = " ".join(f"p{share}={percentile(times, share) * 1000:.1f}" for share in (50, 95, 99))
        print(f"{options.rate}/s for {options.seconds} s, n={len(times)}: {shares} ms")


def wrk(url: str, path: str, options: argparse.Namespace, first: int) -> float:
    """Requests a second of one run, every one a new event; any answer but 200 ends it all."""
    made = [REQUESTS[options.channel](first + n) for n in range(MOST_A_SECOND * options.seconds)]
    with tempfile.NamedTemporaryFile("wb") as bodies, tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        bodies.writelines(each.proof.encode() + b"\t" + each.body + b"\n" for each in made)
        bodies.flush()
        script.write(SCRIPT.replace("FILE", bodies.name).replace("PATH", path).replace("HEADER", made[0].header))
        script.flush()
        command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", script.name, url]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(told)
    return float(re.search(r"Requests/sec:\s+([\d.]+)", told)[1])


@contextmanager
def bare(product: Product) -> Iterator[int]:
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
        yield port
    finally:
        process.terminate()
        process.wait()


def count(url: str) -> int:
    with closing(psycopg2.connect(url)) as conn, conn.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM inbox")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    main()
