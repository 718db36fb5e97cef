"""procrastinate, the engine that hands runs to workers: deferring a run, working them off, rescuing lost ones.

It guarantees delivery, one run of a task at a time (`lock`), no run queued twice (`queueing_lock`) and retries; that a
run is done once only is the ledger's business.
"""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from procrastinate import App, BaseRetryStrategy, RetryDecision, SyncPsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException, ProcrastinateException, UniqueViolation
from procrastinate.jobs import Status
from psycopg_pool import ConnectionPool, PoolTimeout

from scheduler.lasting_connector import LastingConnector
from scheduler.ledger import Interrupted, TaskBusy, TaskFailed

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from procrastinate.jobs import Job

log = logging.getLogger(__name__)

RUN_TASK = "run_task"
HELP_TASK = "help_with_digests"
HELPERS = "helpers"  # the queue of calls for help, from which each process takes one at a time
MOST_HELPERS = 16
BUSY_SECONDS = 5
RETRY_SECONDS = (5, 20, 60)  # short, since later runs of the same task wait behind a retry
FETCH_SECONDS = 1.0  # new runs are announced; this is for retried and rescued ones
HEARTBEAT_SECONDS = 5.0
STALLED_SECONDS = 20.0  # a worker without a heartbeat for so long is dead
TIDY_SECONDS = 3600.0
KEEP_FAILED_HOURS = 14 * 24
RECONNECT_SECONDS = (0.5, 1.0, 2.0, 5.0)
CONNECT = {"connect_timeout": 5, "application_name": "jobherald tasks"}


RUNS = "default"
HABITS: dict[str, Any] = {
    "install_signal_handlers": False,
    "delete_jobs": "successful",
    "fetch_job_polling_interval": FETCH_SECONDS,
    "update_heartbeat_interval": HEARTBEAT_SECONDS,
    "stalled_worker_timeout": STALLED_SECONDS,
}


class QueueUnavailable(Exception):
    """The queue of background work cannot be reached."""


class TaskQueue:
    """Where the clock puts runs; connects at first use and again after every loss."""

    def __init__(self, url: str) -> None:
        self._pool = ConnectionPool(
            url, kwargs=CONNECT, min_size=1, max_size=2, timeout=5.0, open=False, check=ConnectionPool.check_connection
        )
        self._app = App(connector=SyncPsycopgConnector())

    def open(self) -> None:
        """Start connecting in the background."""
        self._pool.open(wait=False)
        self._app.open(self._pool)

    def close(self) -> None:
        """Close its connections."""
        self._pool.close()

    def defer(self, task: str, slot: datetime, *, priority: int = 0) -> bool:
        """Queue one run; False when it is queued already.

        Raises:
            QueueUnavailable: the database is away.
        """
        waiting = self._app.configure_task(
            RUN_TASK, lock=task, queueing_lock=f"{task}:{slot.isoformat()}", priority=priority
        )
        try:
            waiting.defer(task=task, slot=slot.isoformat())
        except AlreadyEnqueued:
            return False
        except ConnectorException as error:
            raise QueueUnavailable(str(error.__cause__ or error)) from error
        return True

    def call_helpers(self, most: int) -> None:
        """Ask so many workers at most to help with the digests; as many calls wait as are not taken up yet.

        Nobody depends on their coming, so a database that is away is no error here.
        """
        for number in range(min(most, MOST_HELPERS)):
            call = self._app.configure_task(HELP_TASK, queue=HELPERS, queueing_lock=f"help {number}")
            with suppress(AlreadyEnqueued, ConnectorException):
                call.defer()


class Patience(BaseRetryStrategy):
    """When a run is tried again: soon when its task was busy or its worker stopped, three times when it failed."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:  # noqa: ARG002 - the library's signature
        """How long to wait, or None to give up."""
        if isinstance(exception, TaskFailed):
            if exception.attempt > len(RETRY_SECONDS):
                return None
            return RetryDecision(retry_in={"seconds": RETRY_SECONDS[exception.attempt - 1]})
        seconds = 0 if isinstance(exception, Interrupted) else BUSY_SECONDS
        return RetryDecision(retry_in={"seconds": seconds})


def _no_help() -> None:
    """The answer to calls of a worker that does not plan."""


async def work(
    url: str,
    run: Callable[[str, str], Any],
    stop: asyncio.Event,
    *,
    threads: int,
    help_out: Callable[[], Any] = _no_help,
) -> None:
    """Do queued runs as `run(task, slot)`, in threads, until told to stop; outlives every loss of the database.

    `help_out` answers a call for help with the digests, one at a time.
    """
    losses = 0
    while not stop.is_set():
        started = time.monotonic()
        try:
            await _work_until_lost(url, run, stop, threads=threads, help_out=help_out)
        except (ProcrastinateException, PoolTimeout) as error:
            log.warning("the database is away: %s", error.__cause__ or error)
        if not stop.is_set():
            losses = 0 if time.monotonic() - started > RECONNECT_SECONDS[-1] * 2 else losses + 1
            pause = RECONNECT_SECONDS[min(losses, len(RECONNECT_SECONDS) - 1)]
            log.warning("the worker starts again in %.1f s", pause)
            await _wait(stop, pause)


async def _work_until_lost(
    url: str, run: Callable[[str, str], Any], stop: asyncio.Event, *, threads: int, help_out: Callable[[], Any]
) -> None:
    app = _build_app(url, run, threads, help_out)
    async with app.open_async():
        log.info("the worker is ready: %d threads", threads)
        worker = asyncio.create_task(app.run_worker_async(queues=[RUNS], concurrency=threads, **HABITS))
        helper = asyncio.create_task(app.run_worker_async(queues=[HELPERS], concurrency=1, **HABITS))
        stopper = asyncio.create_task(stop.wait())
        rescuer = asyncio.create_task(_rescue_for_ever(app))
        await asyncio.wait({worker, helper, stopper}, return_when=asyncio.FIRST_COMPLETED)
        for task in (worker, helper, stopper, rescuer):
            task.cancel()
        ended = await asyncio.gather(worker, helper, stopper, rescuer, return_exceptions=True)
        for error in ended[:2]:
            if isinstance(error, Exception):
                raise error


def _build_app(url: str, run: Callable[[str, str], Any], threads: int, help_out: Callable[[], Any]) -> App:
    connector = LastingConnector(conninfo=url, kwargs=CONNECT, min_size=1, max_size=threads + 4, timeout=10.0)
    app = App(connector=connector)

    @app.task(name=RUN_TASK, retry=Patience())
    def run_task(task: str, slot: str) -> None:
        run(task, slot)

    @app.task(name=HELP_TASK, queue=HELPERS)
    def answer_call() -> None:
        help_out()

    return app


async def _rescue_for_ever(app: App) -> None:
    tidied = -TIDY_SECONDS
    while True:
        try:
            await _rescue(app)
            if time.monotonic() - tidied > TIDY_SECONDS:
                await app.job_manager.delete_old_jobs(
                    nb_hours=KEEP_FAILED_HOURS, include_failed=True, include_cancelled=True, include_aborted=True
                )
                tidied = time.monotonic()
        except ConnectorException as error:
            log.debug("no rescue this time: %s", error.__cause__ or error)
        await asyncio.sleep(HEARTBEAT_SECONDS)


async def _rescue(app: App) -> None:
    """Put the runs of dead workers back into the queue, or drop those that are queued again already."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        log.warning("rescuing %s from a dead worker", job.call_string)
        try:
            await app.job_manager.retry_job(job)
        except UniqueViolation:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


__all__ = ["QueueUnavailable", "TaskBusy", "TaskQueue", "work"]
