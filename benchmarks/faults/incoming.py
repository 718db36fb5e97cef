"""Faults of what comes in: repeats, statuses in any order, a crowd of them beside messages."""

from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from benchmarks.steady_load import percentile, steady
from benchmarks.webhooks import STATUSES, whatsapp, whatsapp_statuses
from tests.faults.delivering import GOES_BACK, post_statuses
from tests.faults.test_ingest import post_all
from tests.product import text_update

if TYPE_CHECKING:
    from benchmarks.faults.world import World

MESSAGES_A_SECOND, STATUSES_A_SECOND = 80, 240
CROWD_SECONDS = 1800


def repeats(world: World, scale: float) -> None:
    world.product.start("web", processes=4)
    count = int(10_000 * scale)
    updates = [text_update(n, n % 500 + 1, "hello") for n in range(1, count + 1) for _ in range(3)]
    post_all(world.product, updates, at_once=50)
    print(f"{3 * count} sent, {world.count('SELECT count(*) FROM inbox')} kept of {count}")


def shuffled(world: World, scale: float) -> None:
    world.product.start("web", processes=2)
    with world.pool.transaction() as conn:
        conn.cursor().execute(GOES_BACK)
    world.start_workers()
    messages = int(10_000 * scale)
    told = [
        (f"wamid.OUT{n}", name) for n in range(messages) for name in ("sent", "delivered", "read") for _ in range(5)
    ]
    random.Random(11).shuffle(told)
    batches = [told[at : at + 50] for at in range(0, len(told), 50)]
    with ThreadPoolExecutor(8) as posters:
        answers = list(posters.map(lambda batch: post_statuses(world.product.url, batch), batches))
    took = world.drained_after(300)
    print(
        f"{len(told)} statuses in {len(batches)} bodies, {answers.count(200)} answered 200, drained after {took:.0f} s"
    )
    read = world.count("SELECT count(*) FROM deliveries WHERE status = 'read'")
    back = world.count("SELECT count(*) FROM went_back")
    print(f"{read} of {messages} messages are read, {back} went back")


def crowd(world: World, scale: float) -> None:
    world.product.start("web", processes=2)
    world.start_workers()
    seconds = CROWD_SECONDS * scale
    statuses: list[float] = []
    tell = threading.Thread(
        target=lambda: statuses.extend(
            steady(world.product.url, STATUSES_A_SECOND / STATUSES, seconds, whatsapp_statuses)
        )
    )
    tell.start()
    times = steady(world.product.url, MESSAGES_A_SECOND, seconds, whatsapp)
    tell.join()
    for name, each in (("messages", times), ("bodies of ten statuses", statuses)):
        slow = sum(took > 1 for took in each) / len(each)
        middle, last = percentile(each, 50) * 1000, percentile(each, 99) * 1000
        print(f"{len(each)} {name}: median answer {middle:.1f} ms, p99 {last:.1f} ms, {slow:.2%} over 1 s")
    print(f"drained {world.drained_after(300):.0f} s later; {len(world.whatsapp.sent)} replies")
