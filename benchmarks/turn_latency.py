"""From webhook received to reply handed to the channel's stub, at a steady rate of turns.

    python -m benchmarks.turn_latency [--rate 50] [--seconds 30] [--jobs FILE]

Real web and worker processes on the embedded engines with fsync on; the stub Telegram and the senders share this
process. Telegram's own limits (30 a second, one a second and chat) are raised for the run: they would cap the rate.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx

from benchmarks.engines import running_product
from tests.product import SECRET, Product, text_update

WISHES = (
    "accountant in Lagos, 3 years",
    "nurse in Nairobi",
    "driver in Addis Ababa",
    "data engineer in Amsterdam, python",
    "remote customer support",
    "teacher in Kampala",
    "electrician in Lagos, at least 150k a month",
)
TURNS = ("/jobs", "/prefs", "also Abuja", "/help", "/jobs", "at least 200k a month", "/more", "hybrid", "/jobs")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--jobs", default="examples/jobs.jsonl")
    parser.add_argument("--chats", type=int, default=150)
    options = parser.parse_args()
    pace = {"TELEGRAM_MESSAGES_PER_SECOND": "1000", "TELEGRAM_SECONDS_PER_CHAT": "0"}
    with running_product(**pace) as (product, stub):
        for name in ("web", "worker"):
            product.start(name)
        product.run("jobs", "import", options.jobs, "--shift-dates")
        load = Load(product.url, stub)
        load.run(list(range(1, options.chats + 1)), options.rate / 2, options.chats / (options.rate / 2), WISHES)
        load.latencies.clear()
        before = {name: product.cpu_seconds(name) for name in product.processes}
        load.run(list(range(1, options.chats + 1)), options.rate, options.seconds, TURNS)
        report(load, options, product, before)


class Load:
    """Sends webhooks at a rate and notes when the first reply to each reaches the stub; one turn a chat at a time."""

    def __init__(self, url: str, stub) -> None:  # noqa: ANN001
        self.client = httpx.Client(base_url=url, limits=httpx.Limits(max_connections=64), timeout=10)
        self.stub = stub
        self.numbers = itertools.count(1)
        self.latencies: list[float] = []
        self.began: dict[int, float] = {}
        self.idle: list[int] = []
        self.seen = 0
        self.lock = threading.Lock()

    def run(self, chats: list[int], rate: float, seconds: float, texts: tuple[str, ...]) -> None:
        """Send for so long and wait for the last answers."""
        self.idle = list(chats)
        random.seed(7)
        count = int(rate * seconds)
        done = threading.Event()
        watcher = threading.Thread(target=self._watch, args=(done,))
        watcher.start()
        start = time.monotonic()
        with ThreadPoolExecutor(32) as senders:
            for number in range(count):
                time.sleep(max(0.0, start + number / rate - time.monotonic()))
                with self.lock:
                    if not self.idle:
                        continue
                    chat = self.idle.pop(0)
                senders.submit(self._send, chat, texts[number % len(texts)])
        until = time.monotonic() + 10
        while self.began and time.monotonic() < until:
            time.sleep(0.05)
        done.set()
        watcher.join()
        print(f"{count} turns wanted, {len(self.latencies)} answered, {len(self.began)} without an answer")

    def _send(self, chat: int, text: str) -> None:
        update = text_update(next(self.numbers), chat, text)
        self.began[chat] = time.monotonic()
        answer = self.client.post(
            "/webhooks/telegram",
            content=json.dumps(update),
            headers={"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET},
        )
        answer.raise_for_status()

    def _watch(self, done: threading.Event) -> None:
        while not done.is_set():
            sent = self.stub.sent
            while self.seen < len(sent):
                message = sent[self.seen]
                self.seen += 1
                began = self.began.pop(message.chat_id, None)
                if began is not None:
                    self.latencies.append(message.at - began)
                    with self.lock:
                        self.idle.append(message.chat_id)
            time.sleep(0.002)


def report(load: Load, options: argparse.Namespace, product: Product, before: dict[str, float]) -> None:
    times = sorted(load.latencies)
    p = lambda share: times[min(len(times) - 1, int(share * len(times)))] * 1000  # noqa: E731
    shares = " ".join(f"p{share}={p(share / 100):.0f}" for share in (50, 95, 99))
    print(f"{options.rate:.0f} turns/s for {options.seconds:.0f} s, n={len(times)}: {shares} ms")
    for name, seconds in before.items():
        spent = (product.cpu_seconds(name) - seconds) / len(times) * 1000
        print(f"{name}: {product.megabytes(name):.0f} MB, {spent:.1f} ms of CPU a turn")


if __name__ == "__main__":
    main()
