"""Makes the vectors that texts lack: what is missing is found by looking, never by remembering.

Texts are read in a short transaction, embedded outside any, and their vectors written only where the text is still the
same. A text whose vector is there already, under another row, is never embedded again. One run at a time works on a
kind of texts and a model; a killed run loses at most one batch.
"""

from __future__ import annotations

import logging
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderAway, EmbeddingError
from ai.packing import packed
from db import embedding_runs
from db.embedding_failures import NewFailure, forget_failures, save_failures
from db.job_embeddings import PendingText, gather_statistics
from db.vector_copy import NewVector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future
    from datetime import datetime

    from ai.embeddings import VectorMaker
    from ai.pending import Room
    from db.pool import Connection, Pool

log = logging.getLogger(__name__)

PAGE_ROWS = 1024
LOCK_LOST = "the connection that keeps other runs away was lost"
ANOTHER_RUN = "another run is making these vectors"


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """How many texts got a vector, how many one that was there already, how many failed, and why it stopped early."""

    done: int = 0
    reused: int = 0
    failed: int = 0
    stopped: str | None = None

    @property
    def seen(self) -> int:
        """All that were dealt with."""
        return self.done + self.reused + self.failed

    def plus(self, other: EmbedReport) -> EmbedReport:
        """Both together."""
        return EmbedReport(
            self.done + other.done,
            self.reused + other.reused,
            self.failed + other.failed,
            self.stopped or other.stopped,
        )


def unwatched(_done: int) -> None:
    """A progress that nobody looks at."""


def embed_pending(
    pool: Pool,
    embedder: VectorMaker,
    room: Room,
    *,
    limit: int | None = None,
    at_once: int = 1,
    now: datetime,
    progress: Callable[[int], None] = unwatched,
) -> EmbedReport:
    """Embed what the room lacks, the newest first; `progress` gets the texts dealt with so far.

    Ends early, without an error, when the service is away, the budget is spent, or another run is at it.

    Raises:
        EmbedderMisconfigured: nothing can be embedded until the settings are changed.
    """
    with _ours_alone(pool, room) as lock:
        if lock is None:
            return EmbedReport(stopped=ANOTHER_RUN)
        run = _Run(pool, embedder, room, now, lock)
        report = EmbedReport()
        try:
            report = run.work(limit, at_once, progress)
        finally:
            run.finish()
    if room.kind == "job" and report.done + report.reused:
        with pool.transaction() as conn:
            gather_statistics(conn)
    return report


@contextmanager
def _ours_alone(pool: Pool, room: Room) -> Iterator[Connection | None]:
    """The connection that keeps other runs away for as long as it lives; None where another run is at it."""
    with pool.transaction(single=True) as conn:
        if not embedding_runs.try_lock(conn, room.kind, room.model):
            yield None
            return
        try:
            yield conn
        finally:
            embedding_runs.unlock(conn, room.kind, room.model)


class _Run:
    """One run; its row in `embedding_runs` is written from the first text on."""

    def __init__(self, pool: Pool, embedder: VectorMaker, room: Room, now: datetime, lock: Connection) -> None:
        self._pool = pool
        self._embedder = embedder
        self._room = room
        self._now = now
        self._lock = lock
        self._number: int | None = None
        self._report = EmbedReport()
        self._taken: set[str] = set()
        self._twins: list[PendingText] = []
        self._failed: dict[str, str] = {}

    def work(self, limit: int | None, at_once: int, progress: Callable[[int], None]) -> EmbedReport:
        """Embed in requests, `at_once` of them side by side and together no more than one batch of the model.

        So a killed run has paid for at most one batch in vain. The first is smaller: requests that end together
        leave the service idle while all are written; this way one is answered while another is written.
        """
        tokens = self._embedder.max_batch_tokens
        batches = packed(
            self._texts(limit),
            lambda pending: pending.text,
            most_texts=max(1, self._embedder.max_batch // at_once),
            most_tokens=None if tokens is None else tokens // at_once,
            first_share=1 / at_once,
        )
        under_way: set[Future[EmbedReport]] = set()
        with ThreadPoolExecutor(at_once, "embed") as threads:
            for batch in batches:
                if len(under_way) == at_once:
                    under_way = self._count_ended(under_way, progress)
                if self._report.stopped:
                    break
                under_way.add(threads.submit(self._embed, batch))
            while under_way:
                under_way = self._count_ended(under_way, progress)
        self._settle_twins()
        progress(self._report.seen)
        if self._report.stopped:
            log.warning("embedding stops until the next run: %s", self._report.stopped)
        return self._report

    def finish(self) -> None:
        """Close the run's row, if it got as far as having one."""
        if self._number is not None:
            with self._pool.transaction() as conn:
                embedding_runs.mark_finished(conn, self._number, self._report.stopped)

    def _texts(self, limit: int | None) -> Iterator[PendingText]:
        """Page by page from the newest id down, so that it ends also when a page fails as a whole."""
        left, before_id = limit, None
        while left != 0:
            with self._pool.transaction() as conn:
                page = self._room.find(conn, before_id, PAGE_ROWS if left is None else min(left, PAGE_ROWS))
            if not page:
                return
            self._begun()
            left, before_id = left if left is None else left - len(page), page[-1].row_id
            had = self._reuse([pending.row_id for pending in page])
            for pending in page:
                if pending.row_id in had:
                    continue
                if pending.text_hash in self._taken:
                    self._twins.append(PendingText(pending.row_id, "", pending.text_hash))
                else:
                    self._taken.add(pending.text_hash)
                    yield pending

    def _reuse(self, row_ids: list[int]) -> set[int]:
        if not row_ids:
            return set()
        with self._pool.transaction() as conn:
            had = set(self._room.reuse(conn, row_ids))
            forget_failures(conn, self._room.kind, self._room.model, list(had))
            if had:
                embedding_runs.mark_progress(conn, self._begun(), reused=len(had))
        self._report = self._report.plus(EmbedReport(reused=len(had)))
        return had

    def _settle_twins(self) -> None:
        """What came of a text holds for all rows of it: else each would be tried, and paid, by a run of its own."""
        self._reuse([twin.row_id for twin in self._twins])
        failures = [
            NewFailure(twin.row_id, twin.text_hash, self._failed[twin.text_hash])
            for twin in self._twins
            if twin.text_hash in self._failed
        ]
        if failures:
            self._report = self._report.plus(self._keep(0, [], failures, None))

    def _count_ended(
        self, under_way: set[Future[EmbedReport]], progress: Callable[[int], None]
    ) -> set[Future[EmbedReport]]:
        """Wait for one to end at least; those that go on."""
        ended, going_on = wait(under_way, return_when=FIRST_COMPLETED)
        for each in ended:
            self._report = self._report.plus(each.result())
        progress(self._report.seen)
        return going_on

    def _begun(self) -> int:
        """The run's number, made when the first texts are read: threads would each make their own."""
        if self._number is None:
            with self._pool.transaction() as conn:
                self._number = embedding_runs.add_run(conn, self._room.kind, self._room.model)
        return self._number

    def _embed(self, batch: list[PendingText]) -> EmbedReport:
        if not embedding_runs.is_alive(self._lock):
            return EmbedReport(stopped=LOCK_LOST)
        with self._pool.transaction() as conn:
            embedding_runs.mark_progress(conn, self._begun(), in_hand=len(batch))
        results = self._embedder.embed([pending.text for pending in batch])
        vectors: list[NewVector] = []
        failures: list[NewFailure] = []
        stopped: str | None = None
        for pending, result in zip(batch, results, strict=True):
            if isinstance(result, EmbedderAway):
                stopped = str(result)
            elif isinstance(result, EmbeddingError):
                failures.append(NewFailure(pending.row_id, pending.text_hash, str(result)))
            else:
                vectors.append(NewVector(pending.row_id, pending.text_hash, result))
        return self._keep(len(batch), vectors, failures, stopped)

    def _keep(
        self, texts: int, vectors: list[NewVector], failures: list[NewFailure], stopped: str | None
    ) -> EmbedReport:
        kind, model = self._room.kind, self._room.model
        if not embedding_runs.is_alive(self._lock):
            stopped = LOCK_LOST
        with self._pool.transaction() as conn:
            if stopped == LOCK_LOST and not embedding_runs.try_lock_again(conn, kind, model):
                vectors, failures = [], []  # another run makes them, and may be writing them now
            done = self._room.save(conn, vectors) if vectors else 0
            forget_failures(conn, kind, model, [new.row_id for new in vectors])
            save_failures(conn, kind, model, failures, self._now)
            embedding_runs.mark_progress(conn, self._begun(), in_hand=-texts, done=done, failed=len(failures))
        for failed in failures:
            self._failed[failed.text_hash] = failed.error
            log.warning("%s %d could not be embedded with %s: %s", kind, failed.row_id, model, failed.error)
        return EmbedReport(done, 0, len(failures), stopped)
