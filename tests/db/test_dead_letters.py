"""What may have another turn, and what may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.conversations import conversation_of
from db.dead_letters import find_dead, replay_all, replay_inbox, replay_outbox
from db.inbox import add_event, mark_dead
from db.outbox import add_outbox
from db.outbox_marks import mark_dead as mark_message_dead
from db.outbox_marks import mark_unknown
from db.query import execute, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def dead_event(conn: Connection) -> int:
    add_event(conn, channel="web", event_id="a", chat="7", kind="message", payload={"kind": "text", "text": "hello"})
    event = int(value(conn, "SELECT max(id) FROM inbox"))
    mark_dead(conn, event, error="ValueError")
    return event


def dead_message(conn: Connection, priority: int = 0) -> int:
    message = add_outbox(
        conn,
        conversation_id=conversation_of(conn, "web", "7"),
        channel="web",
        chat="7",
        user_id=None,
        body={},
        priority=priority,
    )
    execute(conn, "UPDATE outbox SET status = 'sending', attempts = 1 WHERE id = %s", (message,))
    mark_message_dead(conn, message, 1, error="Forbidden")
    return message


def test_nothing_is_dead_at_first(conn: Connection) -> None:
    assert find_dead(conn) == []
    assert replay_all(conn) == 0


def test_both_boxes_are_listed_and_replayed_with_fresh_tries(conn: Connection) -> None:
    event, message = dead_event(conn), dead_message(conn, priority=1)
    listed = {(one.box, one.id, one.kind, one.error, one.replayable) for one in find_dead(conn)}
    assert listed == {("inbox", event, "message", "ValueError", True), ("outbox", message, "digest", "Forbidden", True)}
    assert replay_all(conn) == 2
    assert find_dead(conn) == []
    assert value(conn, "SELECT status || attempts FROM inbox") == "waiting0"
    assert value(conn, "SELECT status || attempts FROM outbox") == "waiting0"


def test_an_event_whose_words_were_dropped_stays_dead(conn: Connection) -> None:
    event = dead_event(conn)
    execute(conn, "UPDATE inbox SET payload = NULL")
    assert [one.replayable for one in find_dead(conn)] == [False]
    assert (replay_inbox(conn, event), replay_all(conn)) == (0, 0)


def test_a_message_whose_time_is_over_stays_dead(conn: Connection) -> None:
    message = dead_message(conn)
    execute(conn, "UPDATE outbox SET expires_at = now() - interval '1 second'")
    assert [one.replayable for one in find_dead(conn)] == [False]
    assert (replay_outbox(conn, message), replay_all(conn)) == (0, 0)


def test_a_message_of_unknown_fate_that_waits_for_ever_is_listed(conn: Connection) -> None:
    message = dead_message(conn)
    execute(conn, "UPDATE outbox SET status = 'sending' WHERE id = %s", (message,))
    mark_unknown(conn, message, 1, error="timed out", after_seconds=None)
    assert [one.error for one in find_dead(conn)] == ["timed out"]
    assert replay_outbox(conn, message) == 1


def test_what_is_not_dead_is_not_touched(conn: Connection) -> None:
    event = dead_event(conn)
    execute(conn, "UPDATE inbox SET status = 'done'")
    assert replay_inbox(conn, event) == 0
    assert replay_outbox(conn, 12345) == 0
