"""A change between two models while people search: does a search fail, and are vectors of two models ever compared?

    python -m benchmarks.embedding_switch [--jobs FILE] [--rate 5] [--rest 5]

Real web, worker and work processes on the embedded engines with fsync on, a stub of OpenAI and one of Telegram. People
ask for their jobs at a steady rate, and two threads search beside them without a pause, as the bot does. Meanwhile
`python -m ai switch` goes to a model of another length and then back. Vectors of two lengths cannot be compared: the
database refuses, so that a search that mixed them would fail. What is stored is looked at after each switch.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ai.embeddings import build_embedder
from benchmarks.embedding_outage import PEOPLE, take_in, wait_until_covered
from benchmarks.engines import running_product
from benchmarks.turn_latency import WISHES, Load
from bot.finding import Finder, Seeker
from db.pool import Pool
from db.preferences import find_preferences
from db.query import many, value
from settings import load_settings
from tests.product import ROOT
from tests.stubs.openai import openai_stub

if TYPE_CHECKING:
    from db.preferences import Preferences
    from tests.product import Product

OTHER = ("text-embedding-3-large", "--dimensions", "512")
SEARCHERS = 2


class Searcher(threading.Thread):
    """Searches for one person after the other until told to stop; what went wrong is kept."""

    def __init__(self, finder: Finder, wishes: list[Preferences], stop: threading.Event) -> None:
        super().__init__()
        self.finder, self.wishes, self.stop = finder, wishes, stop
        self.failures: list[str] = []

    def run(self) -> None:
        """See the class."""
        while not self.stop.is_set():
            for wanted in self.wishes:
                try:
                    self.finder.find(Seeker(wanted.user_id), wanted, limit=10, kind="benchmark", plan=False)
                except Exception as error:  # noqa: BLE001 - counted and told
                    self.failures.append(repr(error))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=Path, default=Path("examples/jobs.jsonl"))
    parser.add_argument("--rate", type=float, default=5)
    parser.add_argument("--rest", type=float, default=5, help="seconds of searches before, between and after")
    options = parser.parse_args()
    with (
        openai_stub() as service,
        running_product(
            OPENAI_API_KEY=service.key,
            OPENAI_BASE_URL=service.url,
            TELEGRAM_MESSAGES_PER_SECOND="1000",
            TELEGRAM_SECONDS_PER_CHAT="0",
            TURNS_PER_MINUTE="1000000",
        ) as (product, telegram),
        closing(Pool(product.environment["DATABASE_URL"], size=6)) as pool,
    ):
        take_in(product, options.jobs)
        for name in ("web", "worker", "work"):
            product.start(name)
        load = Load(product.url, telegram)
        load.run(list(range(1, PEOPLE + 1)), 10, PEOPLE / 10, WISHES)
        subprocess.run([sys.executable, "-m", "ai", "backfill"], cwd=ROOT, env=product.environment, check=True,
                       capture_output=True)  # fmt: skip
        wait_until_covered(pool, people=PEOPLE)
        under_load(product, pool, load, options.rate, options.rest)


def under_load(product: Product, pool: Pool, load: Load, rate: float, rest: float) -> None:
    stop = threading.Event()
    os.environ.update(product.environment)
    settings = load_settings()
    finder = Finder(pool, build_embedder(settings, pool, purpose="query", tries_again=False), settings)
    with pool.transaction() as conn:
        wishes = [each for user in range(1, PEOPLE + 1) for each in find_preferences(conn, user)]
    searchers = [Searcher(finder, wishes, stop) for _ in range(SEARCHERS)]
    asking = threading.Thread(target=ask_until, args=(load, rate, stop))
    load.latencies.clear()
    for each in (*searchers, asking):
        each.start()
    phases = [("before", datetime.now(UTC))]
    time.sleep(rest)
    for name, arguments in (("to the other model", OTHER), ("back again", ())):
        phases.append((name, datetime.now(UTC)))
        switch(product, pool, *arguments)
        phases.append(("after it", datetime.now(UTC)))
        time.sleep(rest)
    stop.set()
    for each in (*searchers, asking):
        each.join()
    phases.append(("", datetime.now(UTC)))
    for (name, since), (_, until) in itertools.pairwise(phases):
        tell(pool, name, since, until)
    failures = [failure for each in searchers for failure in each.failures]
    errors = [line for line in product.logs.read_text().splitlines() if "ERROR" in line or "Traceback" in line]
    print(f"searches that failed: {len(failures)} {failures[:2]}; errors logged: {len(errors)} {errors[:2]}")
    print(f"replies in the chat: {len(load.latencies)}, p95 {1000 * np.percentile(load.latencies, 95):.0f} ms")


def ask_until(load: Load, rate: float, stop: threading.Event) -> None:
    while not stop.is_set():
        load.run(list(range(1, PEOPLE + 1)), rate, 5, ("/jobs", "/more"))


def switch(product: Product, pool: Pool, *arguments: str) -> None:
    began = time.perf_counter()
    command = [sys.executable, "-m", "ai", "switch", *arguments]
    subprocess.run(command, cwd=ROOT, env=product.environment, check=True, capture_output=True)
    took = time.perf_counter() - began
    with pool.transaction() as conn:
        active = value(conn, "SELECT name FROM embedding_models WHERE active")
        mixed = value(
            conn,
            """
            SELECT (SELECT count(*) FROM job_embeddings AS held JOIN embedding_models ON name = held.model
                    WHERE vector_dims(embedding::vector) <> dimensions)
                 + (SELECT count(*) FROM user_preferences JOIN embedding_models AS known ON known.name = embedding_model
                    WHERE user_embedding IS NOT NULL
                      AND (NOT active OR vector_dims(user_embedding::vector) <> dimensions))
            """,
        )
    print(f"in use {took:.1f} s after the command: {active}; vectors under a wrong name: {mixed}")


def tell(pool: Pool, name: str, since: datetime, until: datetime) -> None:
    with pool.transaction() as conn:
        found = many(
            conn,
            """
            SELECT coalesce(model, 'by words alone') AS model, count(*) AS searches,
                   percentile_cont(0.95) WITHIN GROUP (ORDER BY latency_ms) AS p95, min(results) AS fewest
            FROM searches WHERE created_at >= %s AND created_at < %s GROUP BY 1 ORDER BY 1
            """,
            (since, until),
            lambda model, searches, p95, fewest: f"{model} {searches} (p95 {p95:.0f} ms, at least {fewest} found)",
        )
    print(f"{name}, {(until - since).total_seconds():.1f} s: {'; '.join(found)}")


if __name__ == "__main__":
    main()
