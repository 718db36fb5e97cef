"""Faults of processes and engines: killed, or away for a while."""

from __future__ import annotations

import random
import threading
import time
from typing import TYPE_CHECKING

from tests.many_digests import add_digests
from tests.product import text_update
from tests.stubs.pace import most_within

if TYPE_CHECKING:
    from benchmarks.faults.world import World

VICTIMS = ("web", "worker", "clock")
DIGESTS_A_SECOND = 28


def killed(world: World, scale: float) -> None:
    product = world.product
    for name in VICTIMS:
        product.start(name)
    kills, acknowledged, number = int(100 * scale), set[int](), 0
    for _ in range(kills):
        for _ in range(10):
            number += 1
            try:
                if product.webhook(text_update(number, number % 40 + 1, "/help")) == 200:
                    acknowledged.add(number)
            except OSError:
                continue
        victim = random.choice(VICTIMS)
        product.kill(victim)
        product.start(victim)
    took = world.drained_after(120)
    taken = world.count("SELECT count(*) FROM inbox WHERE kind = 'message'")
    answered = world.count("SELECT count(DISTINCT inbox_id) FROM outbox WHERE status = 'sent'")
    replies = world.count("SELECT count(*) FROM outbox")
    print(f"{kills} kills, {len(acknowledged)} acknowledged, {taken} taken in, {answered} answered")
    print(f"nothing waited {took:.0f} s after the last kill; {len(world.telegram.sent) - replies} sent twice")


def postgres(world: World, scale: float) -> None:
    product, seconds = world.product, 60 * scale
    product.start("web")
    product.start("worker")
    world.postgres.stop()
    until, number, answers, left = time.monotonic() + seconds, 0, [], []
    while time.monotonic() < until:
        number += 1
        answers.append(product.webhook(text_update(number, number % 40 + 1, "/help")))
        left.append(number)
        time.sleep(0.05)
    world.postgres.start()
    while left:  # delivered again, as the channels do
        left = [n for n in left if product.webhook(text_update(n, n % 40 + 1, "/help")) != 200]
    took = world.drained_after(120)
    kinds = {status: answers.count(status) for status in sorted(set(answers))}
    print(f"away for {seconds:.0f} s: {number} events, answered {kinds}; drained {took:.0f} s after redelivery")
    print(f"{world.count('SELECT count(DISTINCT inbox_id) FROM outbox')} of {number} answered by the bot")


def redis(world: World, scale: float) -> None:
    seconds = 600 * scale
    world.product.start("web")
    world.start_workers()
    world.redis.stop()
    digests = int(DIGESTS_A_SECOND * seconds)
    with world.pool.transaction() as conn:
        add_digests(conn, "telegram", digests)
        conn.cursor().execute("ANALYZE")
    posted = post_now_and_then(world, seconds)
    took = world.drained_after(120 + digests / 10)
    sent = [each.at for each in world.telegram.sent]
    replies = world.count("SELECT count(*) FROM outbox WHERE priority = 0")
    world.redis.start()
    print(
        f"away for {seconds + took:.0f} s: {digests} digests, {replies} replies to {posted} messages; {len(sent)} sent"
    )
    print(f"most in 1 s: {most_within(sent)}; tries: {world.count('SELECT max(attempts) FROM outbox')}")


def post_now_and_then(world: World, seconds: float) -> int:
    """A message every other second; how many."""
    count, pause = max(1, int(seconds / 2)), threading.Event()
    for number in range(1, count + 1):
        assert world.product.webhook(text_update(number, number % 40 + 1, "/help")) == 200
        pause.wait(2)
    return count
