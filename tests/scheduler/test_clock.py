from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from db.advisory_lock import AdvisoryLock
from db.pool import Pool
from db.task_runs import add_runs, claim_run, find_history, mark_done
from db.tasks import find_tasks
from scheduler.clock import LOCK_KEY, Clock
from scheduler.engine import QueueUnavailable
from scheduler.schedule import Every, Task, every, get_task, hours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUICK = (Task("digests", every(seconds=1), "Each second.", time_limit=hours(1), catch_up=hours(1)),)
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class FakeQueue:
    """Remembers what was queued; refuses what waits already, as the real one does."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, datetime]] = []
        self.away = False

    def defer(self, task: str, slot: datetime, *, priority: int = 0) -> bool:
        if self.away:
            raise QueueUnavailable("connection refused")
        self.runs.append((task, slot))
        return True


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> float:
    started = time.monotonic()
    while not true():
        assert time.monotonic() - started < seconds, "waited too long"
        time.sleep(0.02)
    return time.monotonic() - started


@contextmanager
def running(clock: Clock) -> Iterator[threading.Event]:
    stop = threading.Event()
    thread = threading.Thread(target=clock.run, args=(stop,))
    thread.start()
    try:
        yield stop
    finally:
        stop.set()
        thread.join(10)
        assert not thread.is_alive()


@pytest.fixture
def queue() -> FakeQueue:
    return FakeQueue()


@pytest.fixture
def make_clock(fresh_database_url: str, pool: Pool, queue: FakeQueue) -> Callable[..., Clock]:
    def make(schedule: tuple[Task, ...] = QUICK, now: datetime | None = None) -> Clock:
        clock = {} if now is None else {"now": lambda: now}
        return Clock(fresh_database_url, pool, queue, schedule=schedule, **clock)

    return make


def end_lock_session(url: str) -> None:
    with closing(AdvisoryLock(url, LOCK_KEY)) as lock:
        lock.depose()


def test_due_slot_is_entered_and_queued_once(make_clock: Callable[..., Clock], queue: FakeQueue, pool: Pool) -> None:
    task = get_task("digests")
    for _ in range(3):
        make_clock(now=NOON + timedelta(seconds=20)).tick(task)
    assert queue.runs == [("digests", NOON)]
    with pool.transaction() as conn:
        assert [(run.slot, run.status) for run in find_history(conn)] == [(NOON, "deferred")]


def test_restart_within_the_minute_neither_doubles_nor_loses(
    make_clock: Callable[..., Clock], queue: FakeQueue
) -> None:
    task = get_task("digests")
    make_clock(now=NOON).tick(task)
    make_clock(now=NOON + timedelta(seconds=50)).tick(task)
    make_clock(now=NOON + timedelta(seconds=130)).tick(task)
    assert queue.runs == [("digests", NOON + timedelta(minutes=count)) for count in range(3)]


def test_clock_killed_between_ledger_and_queue_leaves_nothing_undone(
    make_clock: Callable[..., Clock], queue: FakeQueue, pool: Pool
) -> None:
    with pool.transaction() as conn:
        add_runs(conn, "digests", [NOON])
        with conn.cursor() as cursor:
            cursor.execute("UPDATE task_runs SET created_at = now() - interval '16 seconds'")
    clock = make_clock((get_task("digests"),), NOON)
    clock.sweep()
    assert queue.runs == [("digests", NOON)]


def test_run_whose_lease_ran_out_is_queued_again(
    make_clock: Callable[..., Clock], queue: FakeQueue, pool: Pool
) -> None:
    with pool.transaction() as conn:
        add_runs(conn, "digests", [NOON])
        claim_run(conn, "digests", NOON, lease_seconds=-1)
    make_clock((get_task("digests"),), NOON).sweep()
    assert queue.runs == [("digests", NOON)]


def test_fresh_and_done_runs_are_not_queued_again(
    make_clock: Callable[..., Clock], queue: FakeQueue, pool: Pool
) -> None:
    with pool.transaction() as conn:
        add_runs(conn, "digests", [NOON - timedelta(minutes=1), NOON])
        claim_run(conn, "digests", NOON, lease_seconds=60)
        mark_done(conn, "digests", NOON, 1, {})
    make_clock((get_task("digests"),), NOON).sweep()
    assert queue.runs == []


def test_slots_that_the_queue_refused_are_queued_when_it_is_back(
    make_clock: Callable[..., Clock], queue: FakeQueue, pool: Pool
) -> None:
    queue.away = True
    clock = make_clock((get_task("digests"),), NOON)
    clock.tick(get_task("digests"))
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("UPDATE task_runs SET created_at = now() - interval '16 seconds'")
    queue.away = False
    clock.sweep()
    assert queue.runs == [("digests", NOON)]


def test_schedule_is_written_for_others_and_old_lines_go(make_clock: Callable[..., Clock], pool: Pool) -> None:
    gone = Task("gone", Every(timedelta(hours=1)), "Was once.", time_limit=hours(1), catch_up=hours(1))
    make_clock((gone,), NOON).sweep()
    make_clock((get_task("embed-jobs"),), NOON).sweep()
    with pool.transaction() as conn:
        lines = find_tasks(conn)
    assert [(line.name, line.schedule, line.next_run_at) for line in lines] == [
        ("embed-jobs", "every 5 minutes", NOON + timedelta(minutes=5))
    ]


def test_one_of_two_clocks_leads_and_the_other_takes_over(make_clock: Callable[..., Clock]) -> None:
    first, second = make_clock(), make_clock()
    with running(second) as stop_second:
        wait_until(lambda: second.leading)
        with running(first):
            time.sleep(1.5)
            assert not first.leading
            stop_second.set()
            assert wait_until(lambda: first.leading) < 10


def test_leader_that_loses_its_connection_steps_down_and_no_slot_is_lost_or_doubled(
    make_clock: Callable[..., Clock], queue: FakeQueue, fresh_database_url: str, pool: Pool
) -> None:
    first, second = make_clock(), make_clock()
    with running(first):
        wait_until(lambda: first.leading)
        with running(second):
            time.sleep(1)
            end_lock_session(fresh_database_url)
            wait_until(lambda: second.leading or first.leading)
            time.sleep(3)
            assert [first.leading, second.leading].count(True) == 1
    slots = sorted(slot for _, slot in queue.runs)
    assert max(Counter(slots).values()) == 1
    assert slots == [slots[0] + timedelta(seconds=count) for count in range(len(slots))]
    assert len(slots) >= 4


def test_leader_that_gives_no_sign_of_life_is_deposed(
    make_clock: Callable[..., Clock], fresh_database_url: str
) -> None:
    with closing(AdvisoryLock(fresh_database_url, LOCK_KEY)) as frozen:
        assert frozen.acquire()
        make_clock().sweep()
        with closing(Pool(fresh_database_url, size=1)) as pool, pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute("UPDATE tasks SET seen_at = now() - interval '4 seconds'")
        clock = make_clock()
        with running(clock):
            assert wait_until(lambda: clock.leading) < 10


def test_clock_outlives_an_absent_database(pool: Pool, queue: FakeQueue) -> None:
    clock = Clock("postgresql://postgres@/nowhere?host=/nonexistent", pool, queue, schedule=QUICK)
    with running(clock):
        time.sleep(0.3)
        assert not clock.leading
