from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ai.hashing import HashingEmbedder
from db.redis import Bell
from db.task_runs import add_runs, find_run
from scheduler import tasks
from scheduler.ledger import Interrupted, Watch
from scheduler.schedule import SCHEDULE
from scheduler.tasks import BODIES, run_once
from scheduler.workplace import Workplace

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool
    from settings import Settings

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


class LoudBell(Bell):
    """Counts its rings."""

    def __init__(self) -> None:
        super().__init__(None, "outbox")
        self.rings = 0

    def ring(self) -> None:
        self.rings += 1


@pytest.fixture
def place(pool: Pool, fresh_database_url: str, make_settings: Callable[..., Settings]) -> Workplace:
    settings = make_settings(database_url=fresh_database_url)
    return Workplace(settings, pool, HashingEmbedder(64, name="hashing-v3"), LoudBell())


@pytest.fixture
def watch() -> Watch:
    return Watch(timedelta(minutes=1), threading.Event())


def execute(pool: Pool, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def add_job(pool: Pool, title: str, *, expires_on: datetime) -> None:
    execute(
        pool,
        """INSERT INTO canonical_jobs (source, source_job_id, title, posted_on, expires_on, cluster_key, embedding_text,
               embedding_hash, content_hash, search_document)
           SELECT 'test', title, title, %s, %s, title, title, title, '', to_tsvector('simple', title)
           FROM (VALUES (%s)) AS given (title)""",
        NOW,
        expires_on,
        title,
    )


def test_every_task_of_the_schedule_has_its_body_and_no_other() -> None:
    assert set(BODIES) == {task.name for task in SCHEDULE}


def test_every_body_does_its_work_in_an_empty_house(place: Workplace, watch: Watch) -> None:
    for body in BODIES.values():
        assert set(body(place, watch, NOW).values()) <= {0}


def test_new_posting_gets_its_vector_once(place: Workplace, watch: Watch) -> None:
    add_job(place.pool, "Nurse", expires_on=NOW + timedelta(days=30))
    assert BODIES["embed-jobs"](place, watch, NOW) == {"done": 1, "failed": 0}
    assert BODIES["embed-jobs"](place, watch, NOW) == {"done": 0, "failed": 0}


def test_old_vectors_are_made_anew(place: Workplace, watch: Watch) -> None:
    add_job(place.pool, "Nurse", expires_on=NOW + timedelta(days=30))
    BODIES["embed-jobs"](place, watch, NOW)
    execute(place.pool, "UPDATE job_embeddings SET created_at = %s", NOW - timedelta(days=31))
    assert BODIES["refresh-stale"](place, watch, NOW) == {"done": 1, "failed": 0}


def test_postings_go_the_day_after_their_last(place: Workplace, watch: Watch) -> None:
    add_job(place.pool, "Nurse", expires_on=NOW)
    assert BODIES["expire"](place, watch, NOW) == {"expired": 0}
    assert BODIES["expire"](place, watch, NOW + timedelta(days=1)) == {"expired": 1}


def test_planned_digest_wakes_delivery(place: Workplace, watch: Watch) -> None:
    add_job(place.pool, "Nurse", expires_on=NOW + timedelta(days=30))
    execute(
        place.pool,
        """WITH person AS (
               INSERT INTO users (digest_hour, created_at) VALUES (%s, %s) RETURNING id),
           account AS (INSERT INTO channel_accounts (user_id, channel, address) SELECT id, 'web', 'a' FROM person),
           chat AS (INSERT INTO conversations (user_id, channel, chat) SELECT id, 'web', 'a' FROM person)
           INSERT INTO user_preferences (user_id, job_roles, embedding_text)
           SELECT id, '{Nurse}', 'Nurse' FROM person""",
        NOW.hour,
        NOW - timedelta(days=1),
    )
    assert BODIES["digests"](place, watch, NOW)["planned"] == 1
    assert execute(place.pool, "SELECT body ->> 'kind' FROM outbox") == [("digest",)]
    assert BODIES["digests"](place, watch, NOW + timedelta(minutes=1))["planned"] == 0
    assert place.outbox_bell.rings == 1  # type: ignore[attr-defined]


def test_retention_works_on_until_nothing_is_left(
    place: Workplace, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "ROWS_AT_A_TIME", 2)
    execute(place.pool, "INSERT INTO conversations (channel, chat) VALUES ('web', 'a')")
    for days in (5, 8, 8, 8, 61, 61, 61):
        execute(
            place.pool,
            """INSERT INTO inbox (channel, event_id, conversation_id, kind, payload, status, finished_at)
               SELECT 'web', gen_random_uuid(), id, 'message', '{}', 'done', %s FROM conversations""",
            NOW - timedelta(days=days),
        )
    gone = BODIES["retention"](place, watch, NOW)
    assert {name: count for name, count in gone.items() if count} == {"payloads": 6, "inbox": 3}
    assert execute(place.pool, "SELECT count(*), count(payload) FROM inbox") == [(4, 1)]


def test_retention_deletes_postings_that_are_over_for_the_set_time(place: Workplace, watch: Watch) -> None:
    for days in (181, 179):
        over = NOW - timedelta(days=days)
        add_job(place.pool, f"Nurse {days}", expires_on=over)
        execute(place.pool, "UPDATE canonical_jobs SET status = 'EXPIRED', updated_at = %s WHERE expires_on = %s",
                over, over.date())  # fmt: skip
    execute(place.pool, "INSERT INTO import_batches (source, file_name, started_at) VALUES ('a', 'a', %s)",
            NOW - timedelta(days=181))  # fmt: skip
    gone = BODIES["retention"](place, watch, NOW)
    assert {name: count for name, count in gone.items() if count} == {"postings": 1, "imports": 1}
    assert execute(place.pool, "SELECT title FROM canonical_jobs") == [("Nurse 179",)]


def test_run_that_is_told_to_stop_is_open_again(place: Workplace) -> None:
    with place.pool.transaction() as conn:
        add_runs(conn, "expire", [NOW])
    stopping = threading.Event()
    stopping.set()
    with pytest.raises(Interrupted):
        run_once(place, "expire", NOW, stopping)
    assert run_once(place, "expire", NOW, threading.Event()) == {"expired": 0}
    with place.pool.transaction() as conn:
        run = find_run(conn, "expire", NOW)
    assert run is not None
    assert (run.status, run.attempts) == ("done", 2)
