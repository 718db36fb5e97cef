"""A run of digests to the channel's stub: the pace that it sees, and what a message costs.

    python -m benchmarks.delivery [--channel telegram] [--digests 10000] [--workers 4]

Real worker processes on the embedded engines with fsync on; each digest has three postings and a chat of its own. The
stub, in this process, notes when each request arrived, by the kernel's stamp on its last packet: a busy stub reads some
late and then several at once, which is nothing that the sender did. "most" is the largest number in any window of so
many seconds.
The processor's time is that of all workers, from the first message up to the last and divided by the messages: claims,
words, looks, sends, marks and the looking round of workers that have nothing to do; not that of PostgreSQL, of the
stub, or of the workers' start. What they use at rest is shown beside it.
"""

from __future__ import annotations

import argparse
import time
from contextlib import ExitStack, closing

from benchmarks.engines import running_product
from db.pool import Pool
from db.query import value
from tests.many_digests import add_digests, by_status
from tests.product import whatsapp_settings
from tests.stubs.pace import most_within
from tests.stubs.whatsapp import WhatsAppStub

REST_SECONDS = 10.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--channel", default="telegram")
    parser.add_argument("--digests", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=4)
    options = parser.parse_args()
    with ExitStack() as stack:
        own, settings = None, {"LOG_LEVEL": "INFO"}
        if options.channel == "whatsapp":
            own = stack.enter_context(WhatsAppStub(window=False))
            settings |= whatsapp_settings(own.url)
        product, telegram = stack.enter_context(running_product(**settings))
        stub = own or telegram
        names = [f"worker {number}" for number in range(options.workers)]
        for name in names:
            product.start(name)
        while product.logs.read_text().count("worker ready") < options.workers:
            time.sleep(0.2)
        time.sleep(REST_SECONDS)  # what a start leaves to be done
        with closing(Pool(product.environment["DATABASE_URL"], size=2)) as pool:
            resting = sum(product.cpu_seconds(name) for name in names)
            time.sleep(REST_SECONDS)
            before = sum(product.cpu_seconds(name) for name in names)
            with pool.transaction() as conn:
                add_digests(conn, options.channel, options.digests, first=491_510_000_001)
                conn.cursor().execute("ANALYZE")
            while len(stub.sent) < options.digests:
                time.sleep(0.2)
            spent = sum(product.cpu_seconds(name) for name in names) - before
            largest = max(product.megabytes(name) for name in names)
            time.sleep(1)
            with pool.transaction() as conn:
                statuses = by_status(conn)
                tries = value(conn, "SELECT max(attempts) FROM outbox")
    times = sorted(sent.at for sent in stub.sent)
    print(f"{len(times)} messages in {times[-1] - times[0]:.1f} s: {(len(times) - 1) / (times[-1] - times[0]):.2f}/s")
    for number in (1, 5, 10):
        print(f"most in {number} s: {most_within(times, number)}")
    print(f"statuses: {statuses}; tries: {tries}")
    print(f"CPU a message: {spent / len(times) * 1000:.2f} ms; largest worker: {largest:.0f} MB")
    print(f"CPU of all workers at rest: {(before - resting) / REST_SECONDS:.1%} of a core")


if __name__ == "__main__":
    main()
