"""Statuses in any order, repeated: a message never goes back, and lost answers are found again."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.channels.base import Failure, Sender
from bot.statuses import StatusLoop
from db.conversations import conversation_of
from db.inbox import NewEvent, add_events
from db.outbox import add_outbox
from db.outbox_claims import claim_outbox, ensure_pace
from db.outbox_marks import mark_sent, mark_unknown
from db.pool import Pool
from db.query import execute, value
from db.retention import delete_deliveries
from db.suppressions import is_suppressed

numbers = itertools.count(1)
CHANNEL = "whatsapp"


@pytest.fixture
def loop(pool: Pool) -> StatusLoop:
    settled: list[Failure] = []
    sender = Sender(
        CHANNEL,
        80,
        6,
        render=lambda *_: "",
        send=lambda *_: "",
        classify_error=lambda error: Failure("drop", str(error)),
        settled=lambda _conn, _message, failure, _now: settled.append(failure),
    )
    return StatusLoop(pool, [sender])


def sent_message(pool: Pool, *, mark: str = "sent") -> int:
    with pool.transaction() as conn:
        ensure_pace(conn, CHANNEL)
        message = add_outbox(
            conn,
            conversation_id=conversation_of(conn, CHANNEL, "chat"),
            channel=CHANNEL,
            chat="chat",
            user_id=None,
            body={"kind": "say", "key": "thanks"},
        )
        claim_outbox(conn, CHANNEL, limit=1, lease_seconds=60, per_second=1000, seconds_per_chat=0)
        if mark == "sent":
            mark_sent(conn, message, 1, channel_message_id=f"wamid.{message}")
        elif mark == "unknown":
            mark_unknown(conn, message, 1, error="no answer", after_seconds=60)
    return message


def tell(pool: Pool, message: int, status: str, **more: Any) -> None:
    payload = {"status": status, "message": f"wamid.{message}", "outbox": str(message), "at": 1795000000} | more
    with pool.transaction() as conn:
        assert add_events(conn, CHANNEL, [NewEvent(f"{next(numbers)}", "", "status", payload)])


def row(pool: Pool, message: int) -> dict[str, Any]:
    with pool.transaction() as conn:
        return dict(value(conn, "SELECT to_jsonb(o) FROM outbox o WHERE id = %s", (message,)))


def known(pool: Pool) -> list[str]:
    with pool.transaction() as conn:
        return list(value(conn, "SELECT array_agg(status ORDER BY channel_message_id) FROM deliveries"))


def test_whatever_the_order_a_status_never_goes_back(pool: Pool, loop: StatusLoop) -> None:
    messages = [sent_message(pool) for _ in range(6)]
    told = [(message, status) for message in messages for status in ("sent", "delivered", "read") for _ in range(5)]
    random.Random(5).shuffle(told)
    for index, (message, status) in enumerate(told):
        tell(pool, message, status)
        if index % 7 == 0:
            loop.apply()
    loop.apply()
    assert known(pool) == ["read"] * 6
    tell(pool, messages[0], "sent")
    tell(pool, messages[0], "failed", failure={"action": "drop", "reason": "late"})
    loop.apply()
    assert known(pool) == ["read"] * 6
    assert row(pool, messages[0])["status"] == "sent"


def test_forgetting_how_far_a_message_came_would_take_it_back(pool: Pool, loop: StatusLoop) -> None:
    message = sent_message(pool)
    for status in ("read", "sent"):
        tell(pool, message, status)
        loop.apply()
        with pool.transaction() as conn:
            execute(conn, "UPDATE deliveries SET rank = 0")
    assert known(pool) == ["sent"]


@pytest.mark.parametrize("mark", ["unknown", "killed"])
def test_a_lost_answer_is_found_again_by_the_status(pool: Pool, loop: StatusLoop, mark: str) -> None:
    message = sent_message(pool, mark=mark)
    if mark == "killed":
        with pool.transaction() as conn:
            execute(conn, "UPDATE outbox SET claimed_until = now() - interval '1 second'")
    for status in ("sent", "delivered"):
        tell(pool, message, status)
        loop.apply()
    found = row(pool, message)
    assert (found["status"], found["part"], found["channel_message_id"]) == ("waiting", 1, f"wamid.{message}")


def test_a_message_in_hand_is_left_to_its_sender(pool: Pool, loop: StatusLoop) -> None:
    message = sent_message(pool, mark="in hand")
    tell(pool, message, "sent")
    loop.apply()
    assert row(pool, message)["status"] == "sending"


@pytest.mark.parametrize(
    ("failure", "status", "parked"),
    [
        ({"action": "hold", "reason": "131047", "code": 131047}, "waiting", True),
        ({"action": "drop", "reason": "131026"}, "dead", False),
        ({"action": "gone", "reason": "gone"}, "dead", False),
        ({"action": "retry", "reason": "131049", "retry_after_seconds": 86400}, "waiting", False),
        (None, "dead", False),
    ],
)
def test_a_late_failure_is_settled_as_an_early_one(
    pool: Pool, loop: StatusLoop, failure: dict[str, Any] | None, status: str, *, parked: bool
) -> None:
    message = sent_message(pool)
    tell(pool, message, "failed", **({"failure": failure} if failure else {}))
    loop.apply()
    found = row(pool, message)
    assert found["status"] == status
    assert (found["send_at"] == "infinity") is parked


def test_statuses_need_no_chat_and_are_done_also_when_unreadable(pool: Pool, loop: StatusLoop) -> None:
    with pool.transaction() as conn:
        add_events(
            conn, CHANNEL, [NewEvent("x", "", "status", {"status": "sent", "message": "of nobody", "at": "soon"})]
        )
        add_events(conn, CHANNEL, [NewEvent("y", "", "status", {"status": "teleported"})])
        add_events(conn, CHANNEL, [NewEvent("z", "", "status", {"status": "read", "message": "a", "outbox": "9" * 18})])
    assert loop.apply() == 3
    assert loop.apply() == 0
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM inbox WHERE status = 'done'") == 3
        assert value(conn, "SELECT count(*) FROM conversations") == 0
        assert delete_deliveries(conn, received_before=datetime.now(UTC) - timedelta(days=1), limit=10) == 0
        assert delete_deliveries(conn, received_before=datetime.now(UTC) + timedelta(days=1), limit=10) == 2


def test_a_flood_is_let_go_but_never_a_stop(pool: Pool) -> None:
    with pool.transaction() as conn:
        events = [NewEvent(f"f{n}", "7", "message", {"kind": "text", "text": "hi"}) for n in range(15)]
        taken = sum(len(add_events(conn, CHANNEL, [event], most_per_minute=10)) for event in events)
        assert taken == 10
        stop = NewEvent("stop", "7", "message", {"kind": "text", "text": "stop"}, stop_hash=b"h" * 32)
        assert add_events(conn, CHANNEL, [stop], most_per_minute=10) == {"stop"}
        assert is_suppressed(conn, CHANNEL, b"h" * 32)
        execute(conn, "UPDATE inbox SET received_at = now() - interval '2 minutes'")
        assert add_events(conn, CHANNEL, [NewEvent("later", "7", "message", {})], most_per_minute=10)


def test_one_body_of_many_events_keeps_their_order_and_takes_each_once(pool: Pool) -> None:
    events = [NewEvent(f"e{n % 20}", f"chat {n % 3}", "message", {"n": n}) for n in range(30)]
    with pool.transaction() as conn:
        assert len(add_events(conn, CHANNEL, events)) == 20
        assert add_events(conn, CHANNEL, events) == set()
        in_order = value(conn, "SELECT array_agg((payload ->> 'n')::int ORDER BY id) FROM inbox")
        assert in_order == list(range(20))
