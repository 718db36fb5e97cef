from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.retention import (
    delete_chat_pace,
    delete_inbox,
    delete_outbox,
    delete_searches,
    delete_task_runs,
    forget_inbox_payloads,
)

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
