"""Durable ingest: how fast webhooks are committed, beside a bare Flask handler that inserts the raw body.

    python -m benchmarks.ingest [--seconds 10] [--connections 16] [--rate 500]

Both run under gunicorn (2 processes, 8 threads each) on the same embedded PostgreSQL with fsync on, one after the
other, five times, under wrk; every request is a new event of one of 500 chats. Then 500 requests a second for the time
that an answer takes. Needs wrk (Debian: apt install wrk).
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
from tests.product import ROOT, SECRET, Product, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator

TELEGRAM = """
    return '{"update_id":' .. n .. ',"message":{"message_id":' .. n .. ',"date":1795000000,' ..
    '"text":"accountant in Lagos, 3 years","chat":{"id":' .. (n % 500 + 1) .. ',"type":"private","first_name":"B"},' ..
    '"from":{"id":' .. (n % 500 + 1) .. ',"is_bot":false,"first_name":"B","language_code":"en"}}}'
"""
SCRIPT = """
local made = 0
local starts = 0
function setup(thread)
  thread:set("first", FIRST + starts * 10000000)
  starts = starts + 1
end
function body(n) BODY end
function request()
  made = made + 1
  local headers = {["Content-Type"] = "application/json", ["X-Telegram-Bot-Api-Secret-Token"] = "SECRET"}
  return wrk.format("POST", PATH, headers, body(first + made))
end
"""
ROUNDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--rate", type=int, default=500)
    options = parser.parse_args()
    with running_product(INBOX_PER_MINUTE="1000000") as (product, _), bare(product) as bare_port:
        product.start("web", processes=2)
        rates: dict[str, list[float]] = {"bare": [], "ours": []}
        first = 1
        for _ in range(ROUNDS):
            for name, port, path in (("bare", bare_port, "/"), ("ours", product.port, "/webhooks/telegram")):
                rates[name].append(wrk(f"http://127.0.0.1:{port}", path, options, first))
                first += 50_000_000
        for name, found in rates.items():
            print(f"{name}: {statistics.median(found):.0f} requests/s (rounds: {', '.join(f'{r:.0f}' for r in found)})")
        print(f"share: {statistics.median(rates['ours']) / statistics.median(rates['bare']):.2f}")
        print(f"kept: {count(product.environment['DATABASE_URL'])} events")
        times = steady(product.url, options.rate, options.seconds, first)
        shares = " ".join(f"p{share}={percentile(times, share) * 1000:.1f}" for share in (50, 95, 99))
        print(f"{options.rate}/s for {options.seconds} s, n={len(times)}: {shares} ms")


def wrk(url: str, path: str, options: argparse.Namespace, first: int) -> float:
    script = SCRIPT.replace("BODY", TELEGRAM).replace("PATH", f'"{path}"').replace("SECRET", SECRET)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script.replace("FIRST", str(first)))
        file.flush()
        command = ["wrk", "-t1", f"-c{options.connections}", f"-d{options.seconds}s", "-s", file.name, url]
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
