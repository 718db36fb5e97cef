"""Applies the migrations in `migrations/` with yoyo, one process at a time."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yoyo

from db.pool import connect

if TYPE_CHECKING:
    from collections.abc import Callable

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
LOCK_KEY = 7_405_121_001  # any number, the same everywhere


@dataclass(frozen=True, slots=True)
class Status:
    """Names of the applied and of the waiting migrations, in order."""

    applied: tuple[str, ...]
    waiting: tuple[str, ...]


def migrate(url: str, report: Callable[[str], None] = lambda _: None) -> tuple[str, ...]:
    """Apply what is missing, each in its own transaction; the names applied now.

    Our own advisory lock lasts as long as its connection, so a killed run frees it by dying; whoever holds it may
    break the lock row that such a run leaves in yoyo's table.

    Raises:
        Unavailable: the database cannot be reached.
    """
    with closing(connect(url, statement_timeout_seconds=0)) as guard:
        guard.autocommit = True
        with guard.cursor() as cursor:
            # Wait for another migrate to finish.
            cursor.execute("SELECT pg_advisory_lock(%s)", (LOCK_KEY,))
        return _apply(url, report)


def status(url: str) -> Status:
    """What is applied and what is waiting.

    Raises:
        Unavailable: the database cannot be reached.
    """
    connect(url).close()
    with closing(_Session(url)) as session:
        waiting = tuple(migration.id for migration in session.backend.to_apply(session.migrations))
        known = tuple(migration.id for migration in session.migrations)
    return Status(tuple(name for name in known if name not in waiting), waiting)


def _apply(url: str, report: Callable[[str], None]) -> tuple[str, ...]:
    with closing(_Session(url)) as session:
        session.backend.break_lock()
        waiting = list(session.backend.to_apply(session.migrations))
        with session.backend.lock():
            for migration in waiting:
                report(f"applying {migration.id}")
                session.backend.apply_one(migration)
    return tuple(migration.id for migration in waiting)


class _Session:
    """yoyo's backend and our migrations, closed together."""

    def __init__(self, url: str) -> None:
        self.backend: Any = yoyo.get_backend(url)
        self.migrations: Any = yoyo.read_migrations(str(MIGRATIONS))

    def close(self) -> None:
        self.backend.connection.close()
