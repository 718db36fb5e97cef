"""A product on embedded engines of its own (fsync on) and a stub Telegram, for benchmarks."""

from __future__ import annotations

import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from db.embedded import embedded_engines
from db.migrate import migrate
from tests.product import Product, product
from tests.stubs.telegram import TelegramStub

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def running_product(**settings: str) -> Iterator[tuple[Product, TelegramStub]]:
    """An empty, migrated product with nothing started yet."""
    with (
        tempfile.TemporaryDirectory(prefix="jh-bench-") as folder,
        embedded_engines(Path(folder) / "data", Path(folder) / "s") as engines,
        TelegramStub() as stub,
        product(engines.postgres_url, engines.redis_url, stub.url, Path(folder) / "log", **settings) as made,
    ):
        migrate(engines.postgres_url)
        yield made, stub
