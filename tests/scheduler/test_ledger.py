from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.errors import LeaseLost
from db.task_runs import (
    TaskRun,
    add_runs,
    claim_run,
    find_history,
    find_run,
    find_stranded,
    lock_task,
    mark_done,
    mark_given_up,
    renew_lease,
)
from scheduler import ledger
from scheduler.ledger import Interrupted, TaskBusy, TaskFailed, Watch, run_slot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.pool import Pool

SLOT = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
NEXT = SLOT + timedelta(minutes=1)


def enter(pool: Pool, *slots: datetime, task: str = "digests") -> list[datetime]:
    with pool.transaction() as conn:
        return add_runs(conn, task, slots)


def claim(pool: Pool, slot: datetime = SLOT, *, seconds: float = 60.0, task: str = "digests") -> int | None:
    with pool.transaction() as conn:
        lock_task(conn, task)
        return claim_run(conn, task, slot, lease_seconds=seconds)


def look(pool: Pool, slot: datetime = SLOT) -> TaskRun:
    with pool.transaction() as conn:
        run = find_run(conn, "digests", slot)
    assert run is not None
    return run


def do(
    pool: Pool,
    body: Callable[[Watch], Mapping[str, Any]],
    *,
    slot: datetime = SLOT,
    limit: float = 60.0,
    stopping: threading.Event | None = None,
) -> Mapping[str, Any] | None:
    return run_slot(
        pool, "digests", slot, body, time_limit=timedelta(seconds=limit), stopping=stopping or threading.Event()
    )


def test_slot_is_entered_once_by_many_at_the_same_moment(pool: Pool) -> None:
    start = threading.Barrier(6)

    def enter_together(_: int) -> list[datetime]:
        start.wait()
        return enter(pool, SLOT, NEXT)

    with ThreadPoolExecutor(6) as threads:
        entered = [slot for slots in threads.map(enter_together, range(6)) for slot in slots]
    assert sorted(entered) == [SLOT, NEXT]


def test_run_is_claimed_by_one_of_many(pool: Pool) -> None:
    enter(pool, SLOT)
    with ThreadPoolExecutor(6) as threads:
        attempts = list(threads.map(lambda _: claim(pool), range(6)))
    assert sorted(attempt for attempt in attempts if attempt) == [1]


def test_two_slots_of_one_task_do_not_overlap(pool: Pool) -> None:
    enter(pool, SLOT, NEXT)
    enter(pool, SLOT, task="expire")
    assert claim(pool, SLOT) == 1
    assert claim(pool, NEXT) is None
    assert claim(pool, SLOT, task="expire") == 1


def test_done_run_keeps_its_summary_and_is_not_done_again(pool: Pool) -> None:
    enter(pool, SLOT)
    calls: list[int] = []
    assert do(pool, lambda _: {"sent": 3}) == {"sent": 3}
    assert do(pool, lambda _: {"sent": len(calls)}) is None
    run = look(pool)
    assert (run.status, run.summary, run.attempts, run.leased_until) == ("done", {"sent": 3}, 1, None)


def test_failed_run_keeps_where_it_failed_but_no_words_and_may_be_tried_again(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    enter(pool, SLOT)

    def fail(_: Watch) -> dict[str, Any]:
        raise ValueError("no such model\nsecond line")

    with pytest.raises(TaskFailed) as failure:
        do(pool, fail)
    assert failure.value.attempt == 1
    assert "no such model" not in f"{failure.value} {look(pool).error} {caplog.text}"
    run = look(pool)
    assert run.status == "failed"
    assert str(run.error).startswith("ValueError at test_ledger.py:")
    assert do(pool, lambda _: {}) == {}
    assert (look(pool).status, look(pool).error, look(pool).attempts) == ("done", None, 2)


def test_running_task_is_busy(pool: Pool) -> None:
    enter(pool, SLOT)
    claim(pool)
    with pytest.raises(TaskBusy):
        do(pool, lambda _: {})


def test_run_whose_lease_ran_out_is_taken_up_and_its_first_holder_fenced_off(pool: Pool) -> None:
    enter(pool, SLOT)
    assert claim(pool, seconds=0.01) == 1
    time.sleep(0.05)
    with pool.transaction() as conn:
        assert [run.slot for run in find_stranded(conn, waited_seconds=30, limit=10)] == [SLOT]
    assert claim(pool) == 2
    with pool.transaction() as conn:
        assert not renew_lease(conn, "digests", SLOT, 1, lease_seconds=60)
        assert not mark_done(conn, "digests", SLOT, 1, {})
        assert mark_done(conn, "digests", SLOT, 2, {})


def test_holder_that_was_overtaken_marks_nothing(pool: Pool) -> None:
    enter(pool, SLOT)

    def overtaken(_: Watch) -> dict[str, Any]:
        with pool.transaction() as conn, conn.cursor() as cursor:
            cursor.execute("UPDATE task_runs SET attempts = attempts + 1")
        return {"mine": True}

    with pytest.raises(LeaseLost):
        do(pool, overtaken)
    assert look(pool).summary is None


def test_lease_is_renewed_while_the_body_works(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "LEASE_SECONDS", 0.5)
    monkeypatch.setattr(ledger, "RENEW_SECONDS", 0.1)
    enter(pool, SLOT)

    def work(watch: Watch) -> dict[str, Any]:
        time.sleep(1.0)
        watch.check()
        return {"overtaken": claim(pool)}

    assert do(pool, work) == {"overtaken": None}


def test_run_past_its_time_limit_is_stopped_at_its_next_step(pool: Pool) -> None:
    enter(pool, SLOT)

    def endless(watch: Watch) -> dict[str, Any]:
        while True:
            watch.check()
            time.sleep(0.01)

    with pytest.raises(TaskFailed, match="TimeLimitReached"):
        do(pool, endless, limit=0.1)
    assert "TimeLimitReached" in str(look(pool).error)


def test_stopping_process_gives_its_run_back(pool: Pool) -> None:
    enter(pool, SLOT)
    stopping = threading.Event()

    def told_to_stop(watch: Watch) -> dict[str, Any]:
        stopping.set()
        watch.check()
        return {}

    with pytest.raises(Interrupted):
        do(pool, told_to_stop, stopping=stopping)
    assert (look(pool).status, look(pool).error) == ("deferred", None)
    assert do(pool, lambda _: {}) == {}


def test_run_whose_workers_keep_vanishing_is_given_up(pool: Pool) -> None:
    enter(pool, SLOT)
    for _ in range(3):
        claim(pool, seconds=0.001)
        time.sleep(0.01)
    with pool.transaction() as conn:
        assert mark_given_up(conn, most_attempts=4) == 0
        assert mark_given_up(conn, most_attempts=3) == 1
    assert (look(pool).status, look(pool).error) == ("failed", "given up: 3 workers vanished in the middle of it")


def test_history_shows_the_newest_first_and_can_be_narrowed(pool: Pool) -> None:
    enter(pool, SLOT, NEXT)
    enter(pool, SLOT, task="expire")
    with pool.transaction() as conn:
        assert [(run.task, run.slot) for run in find_history(conn)] == [
            ("digests", NEXT),
            ("digests", SLOT),
            ("expire", SLOT),
        ]
        assert [run.task for run in find_history(conn, task="expire")] == ["expire"]
        assert len(find_history(conn, limit=1)) == 1
