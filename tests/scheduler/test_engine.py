from __future__ import annotations

import asyncio
import threading
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import psycopg2
import pytest

from scheduler import engine
from scheduler.engine import QueueUnavailable, TaskQueue, work
from scheduler.ledger import TaskBusy, TaskFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SLOT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def execute(url: str, statement: str) -> list[tuple[Any, ...]]:
    with closing(psycopg2.connect(url)) as conn:
        conn.autocommit = True
        with conn.cursor() as cursor:
            cursor.execute(statement)
            return cursor.fetchall() if cursor.description else []


def wait_until(true: Callable[[], bool], seconds: float = 15.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "waited too long"
        time.sleep(0.02)


@pytest.fixture
def queue(fresh_database_url: str) -> Iterator[TaskQueue]:
    with closing(TaskQueue(fresh_database_url)) as queue:
        queue.open()
        yield queue


@contextmanager
def working(url: str, run: Callable[[str, str], Any], threads: int = 2) -> Iterator[None]:
    """A worker in a thread with an event loop of its own."""
    ready = threading.Event()
    ends: list[Callable[[], None]] = []

    async def until_stopped() -> None:
        stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        ends.append(lambda: loop.call_soon_threadsafe(stop.set))
        ready.set()
        await work(url, run, stop, threads=threads)

    thread = threading.Thread(target=lambda: asyncio.run(until_stopped()))
    thread.start()
    ready.wait(5)
    try:
        yield
    finally:
        ends[0]()
        thread.join(20)
        assert not thread.is_alive()


def test_queued_run_reaches_a_worker_once(fresh_database_url: str, queue: TaskQueue) -> None:
    done: list[tuple[str, str]] = []
    assert queue.defer("digests", SLOT)
    assert not queue.defer("digests", SLOT)
    with working(fresh_database_url, lambda task, slot: done.append((task, slot))):
        wait_until(lambda: bool(done))
    assert done == [("digests", SLOT.isoformat())]
    assert execute(fresh_database_url, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]


def test_runs_of_one_task_do_not_overlap_and_those_of_others_do(fresh_database_url: str, queue: TaskQueue) -> None:
    spans: list[tuple[str, float, float]] = []

    def take_time(task: str, _: str) -> None:
        started = time.monotonic()
        time.sleep(1.0)
        spans.append((task, started, time.monotonic()))

    for count in range(2):
        queue.defer("digests", SLOT + timedelta(minutes=count))
    queue.defer("expire", SLOT)
    with working(fresh_database_url, take_time):
        wait_until(lambda: len(spans) == 3)
    first, second = sorted(span[1:] for span in spans if span[0] == "digests")
    (other,) = (span[1:] for span in spans if span[0] == "expire")
    assert first[1] <= second[0]
    assert other[0] < first[1]


def test_digests_go_before_vectors(fresh_database_url: str, queue: TaskQueue) -> None:
    done: list[str] = []
    queue.defer("embed-jobs", SLOT)
    queue.defer("digests", SLOT, priority=10)
    with working(fresh_database_url, lambda task, _: done.append(task), threads=1):
        wait_until(lambda: len(done) == 2)
    assert done == ["digests", "embed-jobs"]


def test_busy_task_and_failed_run_are_tried_again(
    fresh_database_url: str, queue: TaskQueue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
    monkeypatch.setattr(engine, "RETRY_SECONDS", (0, 0))
    calls: list[int] = []

    def difficult(_: str, __: str) -> None:
        calls.append(1)
        if len(calls) == 1:
            raise TaskBusy
        raise TaskFailed("no", len(calls) - 1)

    queue.defer("digests", SLOT)
    with working(fresh_database_url, difficult):
        wait_until(lambda: execute(fresh_database_url, "SELECT status FROM procrastinate_jobs") == [("failed",)], 30)
    assert len(calls) == 4


def test_run_of_a_dead_worker_is_rescued(fresh_database_url: str, queue: TaskQueue) -> None:
    done: list[str] = []
    queue.defer("digests", SLOT)
    execute(
        fresh_database_url,
        """INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour');
           UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)""",
    )
    with working(fresh_database_url, lambda task, _: done.append(task)):
        wait_until(lambda: bool(done))
    assert done == ["digests"]


def test_rescue_of_a_run_that_is_queued_again_already_does_it_once(fresh_database_url: str, queue: TaskQueue) -> None:
    done: list[str] = []
    queue.defer("digests", SLOT)
    execute(
        fresh_database_url,
        """INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour');
           UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)""",
    )
    assert queue.defer("digests", SLOT)
    with working(fresh_database_url, lambda task, _: done.append(task)):
        wait_until(lambda: execute(fresh_database_url, "SELECT count(*) FROM procrastinate_jobs") == [(0,)])
    assert done == ["digests"]


def test_worker_outlives_the_loss_of_its_connections(fresh_database_url: str, queue: TaskQueue) -> None:
    done: list[str] = []
    with working(fresh_database_url, lambda _, slot: done.append(slot)):
        queue.defer("digests", SLOT)
        wait_until(lambda: len(done) == 1)
        execute(
            fresh_database_url,
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND pid <> pg_backend_pid()""",
        )
        wait_until(lambda: _defers(queue, SLOT + timedelta(minutes=1)))
        wait_until(lambda: len(done) == 2)
    assert done == [SLOT.isoformat(), (SLOT + timedelta(minutes=1)).isoformat()]


def _defers(queue: TaskQueue, slot: datetime) -> bool:
    try:
        return queue.defer("digests", slot)
    except QueueUnavailable:
        return False


def test_queue_without_a_database_says_so() -> None:
    with closing(TaskQueue("postgresql://postgres@/nowhere?host=/nonexistent")) as queue:
        queue.open()
        queue._pool.timeout = 0.2
        with pytest.raises(QueueUnavailable):
            queue.defer("digests", SLOT)
