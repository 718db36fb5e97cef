"""Two workers on the same texts wait for each other, but never in a circle."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from db.enrichments import Answer, claim_contents, mark_failed, release_contents, save_answers
from db.query import execute, value

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Connection, Pool

MODEL, NOW = "model", datetime(2026, 11, 1, 12, tzinfo=UTC)
WRITES: dict[str, Callable[[Connection], object]] = {
    "answers": lambda conn: save_answers(conn, MODEL, [Answer(each, ("industry",), {}) for each in ("b", "a")]),
    "failures": lambda conn: mark_failed(conn, MODEL, {"b": "odd", "a": "odd"}, NOW),
    "releases": lambda conn: release_contents(conn, MODEL, ["b", "a"]),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_worker_writes_while_another_claims(
    pool: Pool, write: Callable[[Connection], object], wait_until: Callable[..., None]
) -> None:
    def beside(work: Callable[[Connection], object]) -> Future[object]:
        def run() -> object:
            with pool.transaction() as conn:
                return work(conn)

        return threads.submit(run)

    def waiting() -> int:
        with pool.transaction() as conn:
            return int(value(conn, "SELECT count(*) FROM pg_locks WHERE NOT granted"))

    with pool.transaction() as conn:
        assert len(claim_contents(conn, MODEL, ["a", "b"], now=NOW, lease_seconds=60)) == 2
    with ThreadPoolExecutor(2) as threads:
        with pool.transaction() as conn:
            execute(conn, "SELECT FROM enrichments WHERE content_hash = 'b' FOR UPDATE")
            writing = beside(write)
            wait_until(lambda: waiting() >= 1)
            claiming = beside(lambda conn: claim_contents(conn, MODEL, ["a", "b"], now=NOW, lease_seconds=60))
            wait_until(lambda: waiting() >= 2)
        writing.result(10)
        claiming.result(10)
