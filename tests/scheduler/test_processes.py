from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.pool import Pool
from db.task_runs import TaskRun, find_history

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.faults

ROOT = Path(__file__).resolve().parents[2]
EVERY = timedelta(seconds=2)


@pytest.fixture
def environment(fresh_database_url: str, redis_url: str, tmp_path: Path) -> dict[str, str]:
    own = {
        "DATABASE_URL": fresh_database_url,
        "REDIS_URL": redis_url,
        "SECRET_KEY": "x" * 32,
        "DATA_DIR": str(tmp_path),
        "EMBEDDING_PROVIDER": "hashing",
    }
    return os.environ | own


@contextmanager
def scheduler(environment: dict[str, str], log: Path, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A real process, stopped by SIGTERM at the end unless the test has ended it."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scheduler", *arguments], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scheduler", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def runs(url: str) -> dict[str, list[TaskRun]]:
    by_task: dict[str, list[TaskRun]] = defaultdict(list)
    with closing(Pool(url, size=1)) as pool, pool.transaction() as conn:
        for found in reversed(find_history(conn, limit=1000)):
            by_task[found.task].append(found)
    return by_task


def wait_until(true: Callable[[], bool], log: Path, seconds: float = 40.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, f"waited too long; the log: {log.read_text()[-5000:]}"
        assert "Traceback" not in log.read_text(), log.read_text()[-5000:]
        time.sleep(0.1)


def done(url: str) -> int:
    return min((len([run for run in of if run.status == "done"]) for of in runs(url).values()), default=0)


def test_each_slot_runs_once_though_the_clock_is_killed_and_restarted(
    environment: dict[str, str], fresh_database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with scheduler(environment, log, "work") as worker:
        for _ in range(2):
            before = done(fresh_database_url)
            with scheduler(environment, log, "run", "--every", "2") as clock:
                wait_until(lambda before=before: done(fresh_database_url) >= before + 2, log)  # type: ignore[misc]
                clock.send_signal(signal.SIGKILL)
                clock.wait(10)
        wait_until(lambda: all(run.status == "done" for of in runs(fresh_database_url).values() for run in of), log)
    assert worker.returncode == 0, log.read_text()
    for of in runs(fresh_database_url).values():
        assert [run.attempts for run in of] == [1] * len(of)
        assert [run.slot for run in of] == [of[0].slot + EVERY * count for count in range(len(of))]


def test_run_of_a_killed_worker_is_done_by_the_next(
    environment: dict[str, str], fresh_database_url: str, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    with closing(Pool(fresh_database_url, size=1)) as pool:
        with pool.transaction() as conn, scheduler(environment, log, "run", "--every", "3600"):
            with conn.cursor() as cursor:
                cursor.execute("LOCK TABLE canonical_jobs")
            with scheduler(environment, log, "work") as worker:
                wait_until(lambda: [run.status for run in runs(fresh_database_url)["expire"]] == ["running"], log)
                worker.send_signal(signal.SIGKILL)
        with scheduler(environment, log, "work"):
            wait_until(lambda: [run.status for run in runs(fresh_database_url)["expire"]] == ["done"], log)
    assert [run.attempts for run in runs(fresh_database_url)["expire"]] == [2]


def test_clock_and_worker_stop_at_once_when_told(environment: dict[str, str], tmp_path: Path) -> None:
    for command in ("run", "work"):
        log = tmp_path / command
        with scheduler(environment, log, command) as process:
            ready = "leading" if command == "run" else "ready"
            wait_until(lambda log=log, ready=ready: ready in log.read_text(), log)  # type: ignore[misc]
            process.send_signal(signal.SIGTERM)
            assert process.wait(10) == 0, log.read_text()
            assert "Traceback" not in log.read_text()


def test_once_runs_a_task_with_its_line_in_the_ledger(environment: dict[str, str], fresh_database_url: str) -> None:
    once = run(environment, "once", "expire")
    assert (once.returncode, once.stdout) == (0, "expire: expired 0\n"), once.stderr
    assert [run.status for run in runs(fresh_database_url)["expire"]] == ["done"]
    assert "expire" in run(environment, "history").stdout
    listed = run(environment, "list").stdout
    assert "embed-jobs     every 5 minutes" in listed
    assert "The clock has never run." in listed


def test_once_for_a_time_to_come_is_rehearsed_only(environment: dict[str, str], fresh_database_url: str) -> None:
    refused = run(environment, "once", "expire", "--at", "2099-01-01T08:00")
    assert refused.returncode == 1
    assert "--dry-run" in refused.stderr
    assert not runs(fresh_database_url)
    rehearsed = run(environment, "once", "digests", "--at", "2099-01-01T08:00", "--dry-run")
    assert (rehearsed.returncode, rehearsed.stdout) == (0, "Rehearsed, nothing kept: nobody is due\n")


def test_absent_database_is_named_with_what_to_do(environment: dict[str, str]) -> None:
    absent = environment | {"DATABASE_URL": "postgresql://postgres@/nowhere?host=/nonexistent"}
    listed = run(absent, "list")
    assert listed.returncode == 1
    assert "Cannot reach PostgreSQL" in listed.stderr
    assert "Traceback" not in listed.stderr
