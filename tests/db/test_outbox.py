import itertools
import threading
import time
from contextlib import closing

import pytest

from db.conversations import conversation_of
from db.outbox import add_outbox, cancel_expired
from db.outbox_claims import Claimed, claim_outbox, ensure_pace, hold_channel
from db.outbox_marks import mark_dead, mark_sent, mark_unknown, mark_waiting
from db.pool import Connection, Pool
from db.query import execute, value


def put(conn: Connection, chat: str, *, priority: int = 0, text: str = "x") -> int:
    ensure_pace(conn, "telegram")
    return add_outbox(
        conn,
        conversation_id=conversation_of(conn, "telegram", chat),
        channel="telegram",
        chat=chat,
        user_id=None,
        body={"kind": "say", "key": text},
        priority=priority,
    )


def claim(conn: Connection, *, limit: int = 50, per_second: float = 1000, per_chat: float = 0) -> list[Claimed]:
    return claim_outbox(
        conn, "telegram", limit=limit, lease_seconds=60, per_second=per_second, seconds_per_chat=per_chat
    )


def test_only_the_first_message_of_each_chat_is_claimed(conn: Connection) -> None:
    first, _second, other = put(conn, "1"), put(conn, "1"), put(conn, "2")
    assert sorted(message.id for message in claim(conn)) == [first, other]
    assert claim(conn) == []


def test_a_reply_goes_before_a_digest(conn: Connection) -> None:
    put(conn, "1", priority=1)
    reply = put(conn, "1")
    assert [message.id for message in claim(conn)] == [reply]


def test_a_sent_message_makes_way_for_the_next(conn: Connection) -> None:
    first, second = put(conn, "1"), put(conn, "1")
    claim(conn)
    mark_sent(conn, first, 1, channel_message_id="99")
    assert [message.id for message in claim(conn)] == [second]


def test_a_message_whose_sender_died_is_claimed_again(conn: Connection) -> None:
    message = put(conn, "1")
    claim(conn)
    execute(conn, "UPDATE outbox SET claimed_until = now() - interval '1 second'")
    assert [(again.id, again.attempts) for again in claim(conn)] == [(message, 2)]


def test_an_unknown_fate_is_tried_again_later_and_holds_the_chat(conn: Connection) -> None:
    message = put(conn, "1")
    put(conn, "1")
    claim(conn)
    mark_unknown(conn, message, 1, error="no answer", after_seconds=60)
    assert claim(conn) == []
    execute(conn, "UPDATE outbox SET send_at = now() WHERE id = %s", (message,))
    assert [again.id for again in claim(conn)] == [message]


def test_a_held_channel_sends_nothing(conn: Connection) -> None:
    message = put(conn, "1")
    hold_channel(conn, "telegram", seconds=30)
    assert claim(conn) == []
    execute(conn, "UPDATE channel_pace SET held_until = now()")
    assert [again.id for again in claim(conn)] == [message]


def test_what_expired_is_cancelled_and_does_not_hold_the_chat(conn: Connection) -> None:
    old, fresh = put(conn, "1"), put(conn, "1")
    execute(conn, "UPDATE outbox SET expires_at = now() - interval '1 second' WHERE id = %s", (old,))
    assert [message.id for message in claim(conn)] == [fresh]
    assert cancel_expired(conn) == [old]


def test_the_pace_of_a_channel_holds_over_many_workers(fresh_database_url: str) -> None:
    per_second, sent = 40.0, []
    with closing(Pool(fresh_database_url, size=6)) as pool:
        with pool.transaction() as conn:
            for number in range(40):
                put(conn, str(number))

        def work() -> None:
            while len(sent) < 40:
                with pool.transaction() as conn:
                    claimed = claim(conn, limit=4, per_second=per_second)
                sent.extend(time.monotonic() + message.wait_seconds for message in claimed)
                time.sleep(0.02)

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
    sent.sort()
    gaps = [later - earlier for earlier, later in itertools.pairwise(sent)]
    assert len(sent) == 40
    assert sent[-1] - sent[0] == pytest.approx(39 / per_second, abs=0.15)
    assert sum(gap < 0.5 / per_second for gap in gaps) <= 4  # the clocks of two processes differ by a little


def test_the_pace_of_a_chat_holds(fresh_database_url: str) -> None:
    with closing(Pool(fresh_database_url, size=2)) as pool:
        with pool.transaction() as conn:
            first, second = put(conn, "1"), put(conn, "1")
        with pool.transaction() as conn:
            assert [message.id for message in claim(conn, per_chat=0.6)] == [first]
            mark_sent(conn, first, 1, channel_message_id="1")
        with pool.transaction() as conn:
            assert claim(conn, per_chat=0.6) == []
        time.sleep(0.6)
        with pool.transaction() as conn:
            (message,) = claim(conn, per_chat=0.6)
            assert message.id == second
            assert value(conn, "SELECT count(*) FROM chat_pace") == 1


def test_a_late_sender_changes_nothing_any_more(conn: Connection) -> None:
    message = put(conn, "1")
    claim(conn)
    execute(conn, "UPDATE outbox SET claimed_until = now() - interval '1 second'")
    claim(conn)
    assert mark_sent(conn, message, 2, channel_message_id="7") == 1
    assert mark_waiting(conn, message, 1, error="late", after_seconds=0) == 0
    assert mark_dead(conn, message, 1, error="late") == 0
    assert value(conn, "SELECT status FROM outbox") == "sent"


def test_a_failure_that_the_message_is_not_to_blame_for_uses_up_no_attempt(conn: Connection) -> None:
    message = put(conn, "1")
    for _ in range(9):
        claim(conn)
        assert mark_waiting(conn, message, 1, error="flood", after_seconds=0, counts=False) == 1
    assert value(conn, "SELECT attempts FROM outbox") == 0


def test_an_expired_message_whose_sender_died_is_cancelled_too(conn: Connection) -> None:
    message = put(conn, "1")
    claim(conn)
    execute(conn, "UPDATE outbox SET expires_at = now() - interval '1 second'")
    assert cancel_expired(conn) == []
    execute(conn, "UPDATE outbox SET claimed_until = now() - interval '1 second'")
    assert cancel_expired(conn) == [message]
