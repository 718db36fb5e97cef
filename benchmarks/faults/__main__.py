"""Faults at full size, on real web and worker processes, embedded engines with fsync on and the stub of Telegram.

    python -m benchmarks.faults repeats|killed|pauses|stops|crowd [--scale 1.0]

repeats  10,000 events, each sent three times at once, over four web processes: 10,000 rows
killed   100 times `kill -9` of web or worker while messages come: nothing acknowledged is lost
pauses   10 % of 1,000 messages are refused for so many seconds (30 at full size): nobody comes back early
stops    10,000 digests while their readers say stop: no send begins more than a second after
crowd    80 messages a second beside 240 statuses for 30 minutes: how long the answers take
"""

from __future__ import annotations

import argparse
import random
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

from benchmarks.engines import running_product
from benchmarks.steady_load import percentile, steady
from db.inbox import NewEvent, add_events
from db.pool import Pool
from db.query import value
from settings import load_settings
from tests.faults.delivering import KEY, flooded, stop_racing
from tests.faults.test_ingest import post_all
from tests.product import Product, text_update

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.stubs.telegram import TelegramStub

WORKERS = 4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("fault", choices=FAULTS)
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args()
    with (
        running_product(INBOX_PER_MINUTE="1000000", TURNS_PER_MINUTE="1000000") as (product, stub),
        closing(Pool(product.environment["DATABASE_URL"], size=6)) as pool,
    ):
        began = time.monotonic()
        FAULTS[options.fault](product, stub, pool, options.scale)
        print(f"scale {options.scale}, {time.monotonic() - began:.0f} s")


def repeats(product: Product, _stub: TelegramStub, pool: Pool, scale: float) -> None:
    product.start("web", processes=4)
    count = int(10_000 * scale)
    post_all(product, [text_update(n, n % 500 + 1, "hello") for n in range(1, count + 1) for _ in range(3)], at_once=50)
    with pool.transaction() as conn:
        print(f"{3 * count} sent, {value(conn, 'SELECT count(*) FROM inbox')} kept of {count}")


def killed(product: Product, stub: TelegramStub, pool: Pool, scale: float) -> None:
    for name in ("web", "worker"):
        product.start(name)
    kills, acknowledged, number = int(100 * scale), 0, 0
    for _ in range(kills):
        for _ in range(10):
            number += 1
            try:
                acknowledged += product.webhook(text_update(number, number % 40 + 1, "/help")) == 200
            except OSError:
                continue
        victim = random.choice(("web", "worker"))
        product.kill(victim)
        product.start(victim)
    until = time.monotonic() + 90
    while waiting(pool) and time.monotonic() < until:
        time.sleep(0.5)
    with pool.transaction() as conn:
        taken = value(conn, "SELECT count(*) FROM inbox")
        answered = value(conn, "SELECT count(DISTINCT inbox_id) FROM outbox WHERE status = 'sent'")
        replies = value(conn, "SELECT count(*) FROM outbox")
    print(f"{kills} kills, {acknowledged} acknowledged, {taken} taken in, {answered} answered, {waiting(pool)} waiting")
    print(f"{replies} replies, {len(stub.sent)} sent: {len(stub.sent) - replies} twice")


def waiting(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(
            value(conn, "SELECT count(*) FROM inbox WHERE status = 'waiting'")
            + value(conn, "SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending', 'unknown')")
        )


def pauses(product: Product, stub: TelegramStub, pool: Pool, scale: float) -> None:
    start_workers(product)
    people, pause = max(20, int(1000 * scale)), max(1, round(30 * scale))
    seen = flooded(pool, stub, people=people, share=0.1, pause_seconds=pause, seconds=people * pause)
    print(f"{seen.sent} sent, {seen.pauses} pauses of {pause} s, {seen.too_early} came back early")


def stops(product: Product, stub: TelegramStub, pool: Pool, scale: float) -> None:
    start_workers(product)
    people = int(10_000 * scale)
    settings = load_settings(secret_key=KEY, _env_file=None)
    seen = stop_racing(pool, stub, settings, people=people, seconds=people / 20)
    late = max(seen.after_stop, default=0.0)
    print(f"{seen.stopped} stops, {len(seen.after_stop)} digests sent, {seen.too_late} more than 1 s after a stop")
    print(f"the latest began {late:.3f} s after its stop")


def crowd(product: Product, _stub: TelegramStub, pool: Pool, scale: float) -> None:
    product.start("web", processes=2)
    product.start("worker")
    stop = threading.Event()

    def tell() -> None:
        start, number = time.monotonic(), 0
        while not stop.is_set():
            time.sleep(max(0.0, start + number / 240 - time.monotonic()))
            told = {"status": ("sent", "delivered", "read")[number % 3], "message": f"wamid.{number // 3}"}
            with pool.transaction(single=True) as conn:
                add_events(conn, "whatsapp", [NewEvent(f"s{number}", "", "status", told)])
            number += 1

    teller = threading.Thread(target=tell)
    teller.start()
    times = steady(product.url, 80, 1800 * scale, 1)
    stop.set()
    teller.join()
    slow = sum(each > 1 for each in times) / len(times)
    print(
        f"{len(times)} answers: median {percentile(times, 50) * 1000:.1f} ms, p99 {percentile(times, 99) * 1000:.1f} ms"
    )
    print(f"over 1 s: {slow:.2%}")


def start_workers(product: Product) -> None:
    for number in range(WORKERS):
        product.start(f"worker {number}")


FAULTS: dict[str, Callable[[Product, TelegramStub, Pool, float], None]] = {
    "repeats": repeats,
    "killed": killed,
    "pauses": pauses,
    "stops": stops,
    "crowd": crowd,
}

if __name__ == "__main__":
    main()
