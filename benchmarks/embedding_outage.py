"""OpenAI is down for an hour: what saving, search and digests do, what it costs, and when the backlog is gone.

    python -m benchmarks.embedding_outage [--seconds 60] [--jobs FILE]

Real web, worker, work and clock processes on the embedded engines with fsync on; OpenAI and Telegram are stubs. Time is
pressed together: the clock has every task due each five seconds instead of each five minutes, so that a minute holds
the rounds of an hour (`--seconds 3600` is the whole hour). The service answers 503, cuts connections and sends HTML by
turns; people write, postings come in and digests fall due all the while. Then it answers again, and nobody helps.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.engines import running_product
from benchmarks.turn_latency import TURNS, WISHES, Load
from db.embedding_models import find_active_model
from db.job_embeddings import get_job_coverage
from db.model_budget import get_day_spending
from db.pool import Pool
from db.query import execute, many
from db.user_embeddings import get_people_coverage
from tests.product import ROOT
from tests.stubs.openai import openai_stub

if TYPE_CHECKING:
    from tests.product import Product
    from tests.stubs.openai import OpenAIStub

ROUND_SECONDS = 5
PEOPLE = 40
PER_ROUND = 10  # postings that come in
RATE = 2.0  # messages a second
DAILY_USD = 0.05
MOODS = (503, "drop", "html")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--jobs", type=Path, default=Path("examples/jobs.jsonl"))
    options = parser.parse_args()
    with (
        openai_stub() as service,
        TemporaryDirectory() as folder,
        running_product(
            OPENAI_API_KEY=service.key,
            OPENAI_BASE_URL=service.url,
            DAILY_BUDGET_USD=str(DAILY_USD),
            TELEGRAM_MESSAGES_PER_SECOND="1000",
            TELEGRAM_SECONDS_PER_CHAT="0",
            TURNS_PER_MINUTE="1000000",
        ) as (product, telegram),
        closing(Pool(product.environment["DATABASE_URL"], size=4)) as pool,
    ):
        files = parts(options.jobs, Path(folder), rounds=int(options.seconds // ROUND_SECONDS) + 1)
        take_in(product, files[0])
        for name, *extra in (("web",), ("worker",), ("work",), ("clock", "--every", str(ROUND_SECONDS))):
            product.start(name, *extra)
        load = Load(product.url, telegram)
        load.run(list(range(1, PEOPLE + 1)), 10, PEOPLE / 10, WISHES)
        wait_until_covered(pool, people=PEOPLE)
        tell("before", product, pool, service, datetime.now(UTC) - timedelta(hours=1))
        service.moods = list(itertools.islice(itertools.cycle(MOODS), 100_000))
        service.requests.clear()
        began = datetime.now(UTC)
        saving = threading.Thread(target=save_all, args=(product, pool, files[1:], options.seconds))
        saving.start()
        load.latencies.clear()
        load.run(list(range(1, PEOPLE + 1)), RATE, options.seconds, (*TURNS, *WISHES))
        saving.join()
        print(f"replies: p95 {1000 * np.percentile(load.latencies, 95):.0f} ms")
        tell("the hour without the service", product, pool, service, began)
        service.moods = []
        service.requests.clear()
        back, ended = datetime.now(UTC), time.monotonic()
        wait_until_covered(pool)
        print(f"all vectors there {time.monotonic() - ended:.1f} s after its return")
        load.run(list(range(1, PEOPLE + 1)), RATE, 2 * ROUND_SECONDS, ("/jobs",))
        tell("after", product, pool, service, back)


def parts(jobs: Path, folder: Path, *, rounds: int) -> list[Path]:
    """The first half of the postings, then a few at a time, in files of their own."""
    rows = [json.loads(line) for line in jobs.read_text().splitlines()]
    middle = len(rows) // 2
    fresh = (row | {"source_job_id": f"round-{number}", "description": f"{row['description']} ({number})"}
             for number, row in enumerate(itertools.cycle(rows[middle:])))  # fmt: skip
    found = []
    for number, some in enumerate([rows[:middle], *(list(itertools.islice(fresh, PER_ROUND)) for _ in range(rounds))]):
        found.append(folder / f"{number}.jsonl")
        found[-1].write_text("\n".join(map(json.dumps, some)))
    return found


def save_all(product: Product, pool: Pool, files: list[Path], seconds: float) -> None:
    """Each round some postings come in, and the digests of a third of the people fall due."""
    until, kept = time.monotonic() + seconds, 0
    for number, file in enumerate(files):
        if time.monotonic() > until:
            break
        next_round = time.monotonic() + ROUND_SECONDS
        with pool.transaction() as conn:
            execute(
                conn,
                """
                INSERT INTO digests (user_id, slot) SELECT id, date_trunc('second', now()) FROM users WHERE id %% 3 = %s
                ON CONFLICT DO NOTHING
                """,
                (number % 3,),
            )
        take_in(product, file)
        kept += PER_ROUND
        time.sleep(max(0.0, next_round - time.monotonic()))
    print(f"saved while it was away: {kept} postings, every import without an error")


def take_in(product: Product, file: Path) -> None:
    command = [sys.executable, "-m", "jobs", "import", str(file), "--shift-dates"]
    subprocess.run(command, cwd=ROOT, env=product.environment, check=True, capture_output=True)


def wait_until_covered(pool: Pool, people: int = 0) -> None:
    until = time.monotonic() + 300
    while time.monotonic() < until:
        jobs, wishes = coverage(pool)
        if jobs.total and jobs.covered == jobs.total and max(wishes.total, people) == wishes.covered:
            return
        time.sleep(0.1)
    raise TimeoutError(f"vectors are still missing: {coverage(pool)}")


def coverage(pool: Pool) -> Any:  # noqa: ANN401 - of postings and of people
    with pool.transaction() as conn:
        model = find_active_model(conn)
        name = model.name if model else ""
        oldest = datetime.now(UTC).date() - timedelta(days=60)
        return get_job_coverage(conn, name, oldest), get_people_coverage(conn, name)


def tell(what: str, product: Product, pool: Pool, service: OpenAIStub, since: datetime) -> None:
    with pool.transaction() as conn:
        searches = many(conn, "SELECT latency_ms, results, model FROM searches WHERE created_at >= %s", (since,), dict)
        digests = many(
            conn,
            "SELECT status, count(*) AS number FROM digests WHERE created_at >= %s GROUP BY status ORDER BY status",
            (since,),
            lambda status, number: f"{status} {number}",
        )
        spending = get_day_spending(conn, datetime.now(UTC))
    jobs, people = coverage(pool)
    took = [each["latency_ms"] for each in searches] or [0]
    print(
        f"{what}: vectors of {jobs.covered} of {jobs.total} postings and {people.covered} of {people.total} searches;"
    )
    print(
        f"    {len(searches)} looked for work, {sum(each['results'] > 0 for each in searches)} found some, "
        f"{sum(each['model'] is not None for each in searches)} by meaning, p95 {np.percentile(took, 95):.0f} ms;"
        f" digests: {', '.join(digests) or 'none'};"
    )
    print(f"    the service was asked {len(service.requests)} times; ${spending.paid_usd + spending.reserved_usd:.5f} "
          f"booked of ${DAILY_USD}; processes alive: {alive(product)}")  # fmt: skip


def alive(product: Product) -> str:
    return ", ".join(name for name, process in product.processes.items() if process.poll() is None)


if __name__ == "__main__":
    main()
