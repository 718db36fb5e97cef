"""The clock: among all running ones one leads; at each due instant it enters the slot in the ledger and queues the run.

A slot entered twice is refused by the ledger's key; one entered but not queued, because the clock died between the two,
is queued by the sweep. So a clock may die, freeze or be cut off at any instant.
"""

from __future__ import annotations

import logging
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from db.advisory_lock import AdvisoryLock
from db.errors import StorageError, Unavailable
from db.task_runs import add_runs, find_last_slot, find_stranded, mark_given_up
from db.tasks import forget_other_tasks, mark_seen, save_task, seconds_since_seen
from scheduler.engine import QueueUnavailable
from scheduler.schedule import EPOCH, SCHEDULE, missed_slots

if TYPE_CHECKING:
    import threading
    from collections.abc import Callable, Iterator

    from db.pool import Pool
    from scheduler.schedule import Task

log = logging.getLogger(__name__)

LOCK_KEY = 1_405_121_002  # any number below 2**31, the same everywhere
LOOK_SECONDS = 1.0  # how often the leader proves that it holds the lock, and the others ask for it
SILENT_SECONDS = 5.0  # a leader that gives no sign of life for so long, twice looked at, is deposed
SWEEP_SECONDS = 10
STRANDED_SECONDS = 15.0
MOST_STRANDED = 200
MOST_ATTEMPTS = 5
MISFIRE_SECONDS = 60  # a firing later than this is dropped; the sweep finds its slot


class Queue(Protocol):
    """Where runs are put."""

    def defer(self, task: str, slot: datetime, *, priority: int = 0) -> bool:
        """Queue one run; False when it is queued already."""


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Clock:
    """One of maybe several clocks."""

    def __init__(
        self,
        url: str,
        pool: Pool,
        queue: Queue,
        *,
        schedule: tuple[Task, ...] = SCHEDULE,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._url = url
        self._pool = pool
        self._queue = queue
        self._schedule = schedule
        self._now = now
        self.leading = False

    def run(self, stop: threading.Event) -> None:
        """Lead, or wait to lead, until told to stop; outlives every loss of the database."""
        while not stop.is_set():
            try:
                with closing(AdvisoryLock(self._url, LOCK_KEY)) as lock:
                    self._wait_for_lead(lock, stop)
                    if not stop.is_set():
                        self._lead(lock, stop)
            except StorageError as error:
                log.warning("no leader here for now: %s", error)
                stop.wait(LOOK_SECONDS)

    def _wait_for_lead(self, lock: AdvisoryLock, stop: threading.Event) -> None:
        silent_looks = 0
        while not stop.is_set() and not lock.acquire():
            with lock.session() as conn:
                silent = (seconds_since_seen(conn) or 0.0) > SILENT_SECONDS
            silent_looks = silent_looks + 1 if silent else 0
            if silent_looks > 1:
                log.warning("the leader gives no sign of life: deposing it")
                lock.depose()
            stop.wait(LOOK_SECONDS)

    def _lead(self, lock: AdvisoryLock, stop: threading.Event) -> None:
        with lock.session() as conn:
            mark_seen(conn)
        log.info("leading %d tasks", len(self._schedule))
        with self._firing():
            self.leading = True
            try:
                while not stop.wait(LOOK_SECONDS):
                    with lock.session() as conn:
                        mark_seen(conn)
            finally:
                self.leading = False
        log.info("stepping down")

    @contextmanager
    def _firing(self) -> Iterator[None]:
        """APScheduler calling `tick` for each task at its due instants, for as long as the block."""
        scheduler = BackgroundScheduler(
            timezone=UTC,
            job_defaults={"misfire_grace_time": MISFIRE_SECONDS, "coalesce": True, "max_instances": 1},
        )
        for task in self._schedule:
            trigger = IntervalTrigger(
                seconds=task.when.period.total_seconds(), start_date=EPOCH + task.when.offset, timezone=UTC
            )
            scheduler.add_job(self.tick, trigger, args=[task], id=task.name)
        scheduler.add_job(self.sweep, "interval", seconds=SWEEP_SECONDS, id="sweep", next_run_time=datetime.now(UTC))
        scheduler.start()
        try:
            yield
        finally:
            scheduler.shutdown(wait=False)

    def tick(self, task: Task) -> None:
        """Enter and queue what is due of one task."""
        try:
            for slot in self._enter(task):
                self._defer(task.name, slot, task.priority)
        except StorageError as error:
            log.warning("%s waits for the next sweep: %s", task.name, error)

    def sweep(self) -> None:
        """Repair: slots that no firing entered, runs that were not queued, runs whose worker died."""
        started = time.monotonic()
        try:
            self._forget_others()
            for task in self._schedule:
                self.tick(task)
            self._defer_stranded()
        except StorageError as error:
            log.warning("the sweep waits for the next one: %s", error)
        log.debug("swept in %.3f s", time.monotonic() - started)

    def _enter(self, task: Task) -> list[datetime]:
        now = self._now()
        with self._pool.transaction() as conn:
            next_run_at = task.when.following(now)
            save_task(conn, task.name, schedule=str(task.when), description=task.description, next_run_at=next_run_at)
            return add_runs(conn, task.name, missed_slots(task, find_last_slot(conn, task.name), now))

    def _forget_others(self) -> None:
        with self._pool.transaction() as conn:
            forget_other_tasks(conn, [task.name for task in self._schedule])

    def _defer_stranded(self) -> None:
        with self._pool.transaction() as conn:
            mark_given_up(conn, most_attempts=MOST_ATTEMPTS)
            stranded = find_stranded(conn, waited_seconds=STRANDED_SECONDS, limit=MOST_STRANDED)
        priorities = {task.name: task.priority for task in self._schedule}
        for run in stranded:
            self._defer(run.task, run.slot, priorities.get(run.task, 0))

    def _defer(self, task: str, slot: datetime, priority: int) -> None:
        try:
            queued = self._queue.defer(task, slot, priority=priority)
        except QueueUnavailable as error:
            raise Unavailable(str(error)) from error
        if queued:
            log.debug("queued %s of %s", task, slot)
