from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.retention import (
    delete_chat_pace,
    delete_enrichments,
    delete_imports,
    delete_inbox,
    delete_jobs,
    delete_outbox,
    delete_searches,
    delete_task_runs,
    forget_inbox_payloads,
)
from tests.factories import add_job, insert

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
WEEK_AGO = NOW - timedelta(days=7)


def query(conn: Connection, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@pytest.fixture
def rows(conn: Connection) -> Connection:
    """Events and messages of one chat: one of each kind, eight and six days old."""
    query(conn, "INSERT INTO conversations (channel, chat) VALUES ('web', 'a')")
    for days, name in ((8, "old"), (6, "new")):
        for status in ("waiting", "done", "dead"):
            query(
                conn,
                """INSERT INTO inbox (channel, event_id, conversation_id, kind, payload, status, received_at,
                                      finished_at)
                   SELECT 'web', %s, id, 'message', '{}', %s, %s, %s FROM conversations""",
                f"{name} {status}",
                status,
                NOW - timedelta(days=days),
                None if status == "waiting" else NOW - timedelta(days=days),
            )
        for status in ("waiting", "sent", "dead", "cancelled"):
            query(
                conn,
                """INSERT INTO outbox (conversation_id, inbox_id, channel, chat, body, status, created_at)
                   SELECT conversation_id, id, 'web', %s, '{}', %s, %s FROM inbox WHERE event_id = %s""",
                f"{name} {status}",
                status,
                NOW - timedelta(days=days),
                f"{name} done",
            )
        for status in ("done", "failed", "running", "deferred"):
            query(
                conn,
                "INSERT INTO task_runs (task, slot, status) VALUES (%s, %s, %s)",
                f"{name} {status}",
                NOW - timedelta(days=days),
                status,
            )
    return conn


def test_only_old_finished_events_lose_their_words(rows: Connection) -> None:
    assert forget_inbox_payloads(rows, finished_before=WEEK_AGO, limit=10) == 2
    assert query(rows, "SELECT event_id FROM inbox WHERE payload IS NULL ORDER BY 1") == [("old dead",), ("old done",)]
    assert forget_inbox_payloads(rows, finished_before=WEEK_AGO, limit=10) == 0


def test_only_old_finished_events_go_and_their_replies_stay(rows: Connection) -> None:
    assert delete_inbox(rows, finished_before=WEEK_AGO, limit=10) == 2
    assert query(rows, "SELECT event_id FROM inbox WHERE event_id LIKE 'old%%'") == [("old waiting",)]
    assert query(rows, "SELECT count(*) FROM outbox WHERE inbox_id IS NULL") == [(4,)]


def test_only_old_messages_that_need_nothing_more_go(rows: Connection) -> None:
    assert delete_outbox(rows, created_before=WEEK_AGO, limit=10) == 3
    assert query(rows, "SELECT chat FROM outbox WHERE chat LIKE 'old%%'") == [("old waiting",)]


def test_notes_of_searches_and_idle_chats_go(rows: Connection) -> None:
    for days in (91, 89):
        query(rows, "INSERT INTO users DEFAULT VALUES")
        query(
            rows,
            """INSERT INTO searches (user_id, kind, results, latency_ms, created_at)
               SELECT max(id), 'jobs', 0, 1, %s FROM users""",
            NOW - timedelta(days=days),
        )
        query(rows, "INSERT INTO chat_pace VALUES ('web', %s, %s)", str(days), NOW - timedelta(days=days - 89))
    assert delete_searches(rows, created_before=NOW - timedelta(days=90), limit=10) == 1
    assert delete_chat_pace(rows, free_before=NOW - timedelta(days=1), limit=10) == 1
    assert query(rows, "SELECT chat FROM chat_pace") == [("89",)]


def test_only_old_closed_runs_go(rows: Connection) -> None:
    assert delete_task_runs(rows, slot_before=WEEK_AGO, limit=10) == 2
    assert query(rows, "SELECT task FROM task_runs WHERE task LIKE 'old%%' ORDER BY 1") == [
        ("old deferred",),
        ("old running",),
    ]


def test_limit_bounds_each_step(rows: Connection) -> None:
    assert [delete_outbox(rows, created_before=WEEK_AGO, limit=1) for _ in range(3)] == [1, 1, 1]


LONG_AGO = NOW - timedelta(days=180)


def add_old_job(conn: Connection, name: str, **given: Any) -> int:
    """A posting that expired 200 days ago, with the record that it was read from and a text without a vector."""
    over = NOW - timedelta(days=200)
    job = add_job(conn, source_job_id=name, **({"status": "EXPIRED", "expires_on": over, "updated_at": over} | given))
    insert(conn, "raw_jobs", {"source": "test", "source_job_id": name, "payload": "{}", "payload_hash": "x"})
    failure = {"kind": "job", "row_id": job, "model": "m", "text_hash": "x", "error": "x"}
    insert(conn, "embedding_failures", failure, returning="row_id")
    return job


def test_only_postings_that_ended_long_ago_go_with_what_they_came_as(conn: Connection) -> None:
    lately = NOW - timedelta(days=179)
    for status in ("EXPIRED", "CLOSED", "FILLED"):
        add_old_job(conn, f"old {status}", status=status)
    add_old_job(conn, "open", status="ACTIVE")
    add_old_job(conn, "lately", updated_at=lately)
    add_old_job(conn, "read long ago", expires_on=lately)
    add_old_job(conn, "held", held_at=LONG_AGO)
    add_old_job(conn, "listed")
    feed = insert(conn, "feeds", {"name": "acme", "kind": "greenhouse", "every_seconds": 3600})
    listing = {"feed_id": feed, "source": "test", "source_job_id": "listed", "listed_at": NOW}
    insert(conn, "feed_listings", listing, returning="feed_id")

    assert [delete_jobs(conn, over_before=LONG_AGO, limit=2) for _ in range(3)] == [2, 1, 0]

    left = [("held",), ("lately",), ("listed",), ("open",), ("read long ago",)]
    assert query(conn, "SELECT source_job_id FROM canonical_jobs WHERE source = 'test' ORDER BY 1") == left
    assert query(conn, "SELECT source_job_id FROM raw_jobs WHERE source = 'test' ORDER BY 1") == left
    assert query(conn, "SELECT count(*) FROM embedding_failures WHERE model = 'm'") == [(5,)]


def test_only_old_imports_that_ended_go_with_the_rows_they_lost(conn: Connection) -> None:
    for days, status in ((181, "COMPLETED"), (181, "FAILED"), (181, "IN_PROGRESS"), (179, "COMPLETED")):
        batch = insert(conn, "import_batches", {
            "source": "s", "file_name": f"{status} {days}", "status": status, "started_at": NOW - timedelta(days=days),
        })  # fmt: skip
        lost = {"batch_id": batch, "number": 1, "line": 1, "reason": "x"}
        insert(conn, "import_failures", lost, returning="line")
        raw = {"source": "s", "source_job_id": str(batch), "payload": "{}", "payload_hash": "x", "batch_id": batch}
        insert(conn, "raw_jobs", raw)
    assert delete_imports(conn, started_before=LONG_AGO, limit=9) == 2
    assert query(conn, "SELECT file_name FROM import_batches WHERE source = 's' ORDER BY 1") == [
        ("COMPLETED 179",),
        ("IN_PROGRESS 181",),
    ]
    assert query(conn, "SELECT count(*) FROM import_failures") == [(2,)]
    assert query(conn, "SELECT count(*), count(batch_id) FROM raw_jobs WHERE source = 's'") == [(4, 2)]


def test_only_old_answers_that_no_posting_uses_go(conn: Connection) -> None:
    job = add_job(conn, title="Net mender")
    ((used,),) = query(conn, "SELECT enrichment_hash FROM canonical_jobs WHERE id = %s", job)
    for content_hash, days in ((used, 181), ("unused", 181), ("lately", 179)):
        answer = {"content_hash": content_hash, "model": "m", "asked_at": NOW - timedelta(days=days)}
        insert(conn, "enrichments", answer, returning="model")
    assert delete_enrichments(conn, asked_before=LONG_AGO, limit=9) == 1
    assert query(conn, "SELECT content_hash FROM enrichments WHERE content_hash = 'unused'") == []
