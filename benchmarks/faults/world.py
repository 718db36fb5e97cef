"""The product that is broken here: real processes, engines with fsync on that can be stopped, stub channels."""

from __future__ import annotations

import tempfile
import time
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from db.embedded.postgres_server import EmbeddedPostgres
from db.embedded.redis_server import EmbeddedRedis
from db.migrate import migrate
from db.pool import Pool
from db.query import value
from tests.faults.delivering import wait_for_senders
from tests.product import Product, product, whatsapp_settings
from tests.stubs.telegram import TelegramStub
from tests.stubs.whatsapp import WhatsAppStub

if TYPE_CHECKING:
    from collections.abc import Iterator

WORKERS = 4
UNMEASURED = {"INBOX_PER_MINUTE": "1000000", "TURNS_PER_MINUTE": "1000000", "DB_POOL_WAIT_SECONDS": "2"}


@dataclass(frozen=True, slots=True)
class World:
    """What a fault is done to, and what sees what comes of it."""

    product: Product
    telegram: TelegramStub
    whatsapp: WhatsAppStub
    postgres: EmbeddedPostgres
    redis: EmbeddedRedis
    pool: Pool

    def start_workers(self) -> None:
        """Four of them; back when the first is ready."""
        for number in range(WORKERS):
            self.product.start(f"worker {number}")
        wait_for_senders(self.pool, seconds=180)

    def count(self, statement: str) -> int:
        """What a statement counts."""
        with self.pool.transaction() as conn:
            return int(value(conn, statement))

    def waiting(self) -> int:
        """What has come in or is to go out and is not done with."""
        return self.count("SELECT count(*) FROM inbox WHERE status = 'waiting'") + self.count(
            "SELECT count(*) FROM outbox WHERE status IN ('waiting', 'sending', 'unknown') AND send_at < 'infinity'"
        )

    def drained_after(self, seconds: float) -> float:
        """How long it took until nothing waited; `seconds` where that was not enough."""
        began = time.monotonic()
        while self.waiting() and time.monotonic() - began < seconds:
            time.sleep(0.5)
        return time.monotonic() - began


@contextmanager
def world() -> Iterator[World]:
    """An empty, migrated product with nothing started yet."""
    with tempfile.TemporaryDirectory(prefix="jh-fault-") as folder:
        data, sockets = Path(folder) / "data", Path(folder) / "s"
        postgres, redis = EmbeddedPostgres(data / "postgres", sockets), EmbeddedRedis(data / "redis", sockets)
        data.mkdir()
        try:
            postgres.start()
            redis.start()
            url = postgres.url("jobherald")
            migrate(url)
            with (
                TelegramStub() as telegram,
                WhatsAppStub(window=False, statuses=()) as whatsapp,
                product(
                    url, redis.url, telegram.url, Path(folder) / "log", **UNMEASURED, **whatsapp_settings(whatsapp.url)
                ) as running,
                closing(Pool(url, size=6)) as pool,
            ):
                yield World(running, telegram, whatsapp, postgres, redis, pool)
        finally:
            redis.stop()
            postgres.stop()
