"""Keeps the signs of the postings' vectors in memory, in each process that searches, and renews them as they change."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from db.embedding_models import find_model
from db.errors import StorageError
from db.vector_signs import find_changes
from matching.signs import Signs, bytes_for
from matching.vector_graph import told_by_signs

if TYPE_CHECKING:
    from db.embedding_models import EmbeddingModel
    from db.pool import Connection, Pool
    from db.vector_signs import Changes
    from settings import Settings

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 15.0
MOST_SHARE = 50  # reading again takes at most a fiftieth of the time
STALE_AFTER_SECONDS = 900.0
LEAST_VECTORS = 2000  # fewer are compared one by one as quickly
MEGABYTE = 1_000_000


def worth_keeping(settings: Settings, model: EmbeddingModel) -> bool:
    """Whether memory may be used, no other kind of index is asked for, and signs tell something of the vectors."""
    return _may_keep(settings) and told_by_signs(model)


def _may_keep(settings: Settings) -> bool:
    return bool(settings.search_memory_megabytes) and settings.vector_index in {"auto", "binary"}


class KeptSigns:
    """The last copy that was read; searches use it while a thread of its own reads the next.

    Whether anything has changed is looked up by a search, every 15 seconds at most; no search waits for the reading.
    """

    def __init__(
        self,
        pool: Pool,
        most_bytes: int,
        *,
        least_vectors: int = LEAST_VECTORS,
        look_every_seconds: float = LOOK_EVERY_SECONDS,
        stale_after_seconds: float = STALE_AFTER_SECONDS,
    ) -> None:
        self._pool = pool
        self._most_bytes = most_bytes
        self._least_vectors = least_vectors
        self._look_every_seconds = look_every_seconds
        self._stale_after_seconds = stale_after_seconds
        self._copy: Signs | None = None
        self._read_for: tuple[str, int] | None = None  # the model, and the mark of what was there
        self._current_at = 0.0
        self._look_at = 0.0
        self._looking = threading.Lock()

    @classmethod
    def from_settings(cls, settings: Settings, pool: Pool) -> KeptSigns | None:
        """None where memory is not to be used, or another kind of index is asked for."""
        return cls(pool, settings.search_memory_megabytes * MEGABYTE) if _may_keep(settings) else None

    def of(self, model: str) -> Signs | None:
        """The signs of a model's vectors; None until they were read, where they are not kept, or too long unrenewed.

        Raises:
            StorageError: the database is away.
        """
        if time.monotonic() >= self._look_at and self._looking.acquire(blocking=False):
            try:
                self._look(model)
            finally:
                self._looking.release()
        copy = self._copy
        current = time.monotonic() < self._current_at + self._stale_after_seconds
        return copy if copy is not None and copy.model == model and current else None

    def _look(self, model: str) -> None:
        """See whether anything has changed, and begin to read it."""
        self._look_at = time.monotonic() + self._look_every_seconds
        with self._pool.transaction(single=True) as conn:
            changes = find_changes(conn)
        if self._read_for == (model, changes.mark):
            self._current_at = time.monotonic()
        elif changes.vectors >= self._least_vectors:
            self._look_at = float("inf")  # until it is read
            threading.Thread(target=self._renew, args=(model, changes), name="signs", daemon=True).start()

    def _renew(self, model: str, changes: Changes) -> None:
        began = time.monotonic()
        try:
            with self._pool.transaction() as conn:
                self._copy = self._read(conn, model, changes.vectors)
            self._read_for, self._current_at = (model, changes.mark), began
        except StorageError as error:
            log.warning("the signs of vectors could not be read: %s", error)
        finally:
            took = time.monotonic() - began
            self._look_at = time.monotonic() + max(self._look_every_seconds, MOST_SHARE * took)

    def _read(self, conn: Connection, model: str, vectors: int) -> Signs | None:
        """None where they say nothing, or would take too much memory."""
        known = find_model(conn, model)
        if known is None or not told_by_signs(known) or bytes_for(vectors, known.dimensions) > self._most_bytes:
            return None
        return Signs.read(conn, model, known.dimensions)
