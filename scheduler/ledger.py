"""Does one run under its lease in the ledger: started once at a time, renewed while it works, fenced when it ends."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.errors import LeaseLost, StorageError
from db.failure_trace import where
from db.task_runs import claim_run, find_run, lock_task, mark_done, mark_failed, release_run, renew_lease

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime, timedelta

    from db.pool import Pool

log = logging.getLogger(__name__)

LEASE_SECONDS = 20.0  # how long after its worker's death a run is taken up again
RENEW_SECONDS = 5.0


class TaskBusy(Exception):
    """The task is running already; try again a little later."""


class TaskFailed(Exception):
    """A run failed; type and places of the error are its message and in the ledger. `attempt` counts from 1."""

    def __init__(self, message: str, attempt: int) -> None:
        super().__init__(message)
        self.attempt = attempt


class Interrupted(Exception):
    """This process was asked to stop; the run goes back to be done elsewhere."""


class TimeLimitReached(Exception):
    """The run took longer than its time limit and was stopped."""


@dataclass(frozen=True, slots=True)
class Lease:
    """Which run is held, by which attempt."""

    task: str
    slot: datetime
    attempt: int


class Watch:
    """Tells a run, whenever it asks, whether it may go on."""

    def __init__(self, time_limit: timedelta, stopping: threading.Event) -> None:
        self._ends_at = time.monotonic() + time_limit.total_seconds()
        self._time_limit = time_limit
        self._stopping = stopping
        self._lost = threading.Event()

    def check(self) -> None:
        """Return when the run may go on.

        Raises:
            LeaseLost: somebody else has taken the run over.
            Interrupted: this process was asked to stop.
            TimeLimitReached: it has had its time.
        """
        if self._lost.is_set():
            raise LeaseLost("Another worker has taken this run over.")
        if self._stopping.is_set():
            raise Interrupted
        if self.overdue():
            raise TimeLimitReached(f"stopped after its time limit of {self._time_limit}")

    def overdue(self) -> bool:
        """Whether the time limit has passed."""
        return time.monotonic() > self._ends_at

    def lose(self) -> None:
        """Somebody else has taken the run over."""
        self._lost.set()


def run_slot(
    pool: Pool,
    task: str,
    slot: datetime,
    body: Callable[[Watch], Mapping[str, Any]],
    *,
    time_limit: timedelta,
    stopping: threading.Event,
) -> Mapping[str, Any] | None:
    """Do one run that is in the ledger; its summary, or None when it was done before.

    Raises:
        TaskBusy: a run of this task is under a live lease.
        TaskFailed: the body failed or ran over its time limit.
        Interrupted: the process is stopping; the run is open again.
        LeaseLost: somebody else took it over; nothing was marked.
    """
    lease = _claim(pool, task, slot)
    if lease is None:
        return None
    started = time.monotonic()
    watch = Watch(time_limit, stopping)
    try:
        with _kept(pool, lease, watch):
            summary = body(watch)
    except LeaseLost:
        raise
    except Interrupted:
        _release(pool, lease)
        raise
    except (Exception, KeyboardInterrupt) as error:
        _fail(pool, lease, error)
        raise TaskFailed(where(error), lease.attempt) from error
    with pool.transaction() as conn:
        if not mark_done(conn, task, slot, lease.attempt, summary):
            raise LeaseLost("Another worker has taken this run over.")
    log.info("%s of %s done in %.1f s: %s", task, slot, time.monotonic() - started, dict(summary))
    return summary


def _claim(pool: Pool, task: str, slot: datetime) -> Lease | None:
    with pool.transaction() as conn:
        lock_task(conn, task)
        attempt = claim_run(conn, task, slot, lease_seconds=LEASE_SECONDS)
        if attempt is not None:
            return Lease(task, slot, attempt)
        run = find_run(conn, task, slot)
    if run is None or run.status == "done":
        return None
    raise TaskBusy(f"{task} is running already")


@contextmanager
def _kept(pool: Pool, lease: Lease, watch: Watch) -> Iterator[None]:
    """Renew the lease from a thread of its own for as long as the block, but not beyond the time limit."""
    done = threading.Event()
    thread = threading.Thread(target=_renew, args=(pool, lease, watch, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _renew(pool: Pool, lease: Lease, watch: Watch, done: threading.Event) -> None:
    while not done.wait(RENEW_SECONDS) and not watch.overdue():
        try:
            with pool.transaction() as conn:
                kept = renew_lease(conn, lease.task, lease.slot, lease.attempt, lease_seconds=LEASE_SECONDS)
        except StorageError as error:
            log.warning("cannot renew the lease of %s: %s", lease.task, error)
        else:
            if not kept:
                watch.lose()
                return


def _release(pool: Pool, lease: Lease) -> None:
    with pool.transaction() as conn:
        release_run(conn, lease.task, lease.slot, lease.attempt)
    log.info("%s of %s is interrupted and open again", lease.task, lease.slot)


def _fail(pool: Pool, lease: Lease, error: BaseException) -> None:
    log.error("%s of %s failed (attempt %d): %s", lease.task, lease.slot, lease.attempt, where(error))
    with pool.transaction() as conn:
        mark_failed(conn, lease.task, lease.slot, lease.attempt, where(error))
