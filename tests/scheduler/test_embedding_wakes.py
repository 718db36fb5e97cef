from __future__ import annotations

import threading
from contextlib import closing
from typing import TYPE_CHECKING

from db.embedding_notices import Notices
from scheduler.embedding_wakes import listening
from tests.texts_to_embed import add_jobs, add_person, new_job

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from db.pool import Pool


def test_a_written_text_is_heard_whoever_wrote_it(pool: Pool, fresh_database_url: str) -> None:
    with closing(Notices(fresh_database_url)) as notices:
        assert notices.wait(0.05) == set()
        add_jobs(pool, new_job(1), new_job(2))
        assert notices.wait(5) == {"job"}
        add_person(pool, "Nurse")
        assert notices.wait(5) == {"preference"}
        with pool.transaction() as conn:
            conn.cursor().execute("UPDATE canonical_jobs SET status = 'EXPIRED'")
        assert notices.wait(0.1) == set()


def test_a_worker_runs_the_task_at_once(pool: Pool, fresh_database_url: str, wait_until: Callable[..., None]) -> None:
    runs: list[str] = []
    stopping = threading.Event()

    def run(task: str, slot: datetime) -> None:
        runs.append(task)

    with listening(fresh_database_url, pool, run, stopping):
        # Until it listens, nothing is heard: write until it does.
        def heard() -> bool:
            add_person(pool, "Nurse")
            return "embed-people" in runs

        wait_until(heard)
        add_jobs(pool, new_job(1))
        wait_until(lambda: "embed-jobs" in runs)
    assert set(runs) == {"embed-people", "embed-jobs"}
