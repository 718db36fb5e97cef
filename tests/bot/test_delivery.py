"""From a row of the outbox to the stub Telegram, and what becomes of the row."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from bot.channels import telegram
from bot.channels.base import Sender
from bot.channels.telegram_client import TelegramClient
from bot.delivery import Delivery
from bot.last_look import LastLook, Outgoing
from bot.outcomes import ATTEMPTS
from db.channel_troubles import find_troubles
from db.conversations import conversation_of
from db.matches import add_planned
from db.outbox import add_outbox
from db.outbox_claims import Claimed, ensure_pace
from db.pool import Pool
from db.preferences import Preferences, save_preferences
from db.query import execute, value
from db.redis import Bell
from db.suppressions import add_suppression, address_hash
from db.users import add_user
from matching.retrieval import Match
from tests.factories import add_job
from tests.stubs.telegram import TOKEN, TelegramStub

KEY = "k" * 32


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


@pytest.fixture
def sender(stub: TelegramStub) -> Iterator[Sender]:
    client = TelegramClient(TOKEN, stub.url, 0.5)
    yield Sender("telegram", 1000, 0, telegram.render, partial(telegram.send, client), telegram.classify_error)
    client.close()


@pytest.fixture
def delivery(pool: Pool, sender: Sender) -> Delivery:
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
    return Delivery(pool, sender, secret_key=KEY, threads=4)


def put(pool: Pool, body: dict[str, Any] | None = None, **columns: Any) -> int:
    with pool.transaction() as conn:
        return add_outbox(
            conn,
            conversation_id=conversation_of(conn, "telegram", "7001"),
            channel="telegram",
            chat="7001",
            user_id=columns.pop("user_id", None),
            body=body or {"kind": "say", "key": "thanks"},
            **columns,
        )


def row(pool: Pool, message: int) -> dict[str, Any]:
    with pool.transaction() as conn:
        return dict(value(conn, "SELECT to_jsonb(o) FROM outbox o WHERE id = %s", (message,)))


def send_all(delivery: Delivery) -> int:
    claimed = delivery.claim(10)
    for message in claimed:
        delivery.deliver(message)
    return len(claimed)


def person(pool: Pool) -> int:
    with pool.transaction() as conn:
        user = add_user(conn, "telegram", "7001", language="en", time_zone="UTC", country=None, digest_hour=8)
        save_preferences(conn, Preferences(user_id=user.id))
        return user.id


def digest(pool: Pool, user: int) -> tuple[int, int]:
    """A digest of one posting for this person: its message and its posting."""
    with pool.transaction() as conn:
        job = add_job(conn)
        match = Match(job, f"key-{job}", 80, "A", {}, (), (), ())
        (match_id,) = add_planned(conn, user, None, [match]).values()
    body = {"kind": "digest", "digest_id": 1, "items": [{"job_id": job, "match_id": match_id}]}
    message = put(pool, body, priority=1, user_id=user)
    with pool.transaction() as conn:
        execute(conn, "UPDATE matches SET outbox_id = %s", (message,))
    return message, job


def test_a_message_is_sent_and_marked_with_the_channels_id(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    message = put(pool)
    assert send_all(delivery) == 1
    assert [sent.text for sent in stub.sent] == ["You are welcome!"]
    assert (row(pool, message)["status"], row(pool, message)["channel_message_id"]) == ("sent", "1")
    assert send_all(delivery) == 0


def test_planned_becomes_shown_only_when_the_channel_took_it(
    pool: Pool, delivery: Delivery, stub: TelegramStub
) -> None:
    user = person(pool)
    stub.broken = 1
    message, _ = digest(pool, user)
    send_all(delivery)
    with pool.transaction() as conn:
        assert value(conn, "SELECT shown_at FROM matches") is None
        execute(conn, "UPDATE outbox SET send_at = now()")
    send_all(delivery)
    with pool.transaction() as conn:
        assert value(conn, "SELECT shown_at FROM matches") is not None
    assert row(pool, message)["status"] == "sent"


def test_a_flood_answer_pauses_the_whole_channel(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    stub.flood, stub.flood_seconds = 1, 30
    message = put(pool)
    send_all(delivery)
    assert row(pool, message)["status"] == "waiting"
    with pool.transaction() as conn:
        pause = value(conn, "SELECT extract(epoch FROM held_until - now()) FROM channel_pace")
        execute(conn, "UPDATE outbox SET send_at = now()")
    assert float(pause) > 25
    assert send_all(delivery) == 0


def test_a_blocked_chat_gets_one_attempt_and_its_matches_are_released(
    pool: Pool, delivery: Delivery, stub: TelegramStub
) -> None:
    stub.blocked.add(7001)
    user = person(pool)
    message, _ = digest(pool, user)
    send_all(delivery)
    assert row(pool, message)["status"] == "dead"
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM matches") == 0
        assert value(conn, "SELECT reachable FROM channel_accounts WHERE user_id = %s", (user,)) is False


def test_a_lost_answer_leaves_the_fate_unknown_and_is_tried_again_later(
    pool: Pool, delivery: Delivery, stub: TelegramStub
) -> None:
    stub.drop = 1
    message = put(pool)
    send_all(delivery)
    assert row(pool, message)["status"] == "unknown"
    assert send_all(delivery) == 0
    with pool.transaction() as conn:
        execute(conn, "UPDATE outbox SET send_at = now()")
    send_all(delivery)
    assert row(pool, message)["status"] == "sent"


def test_failures_end_in_a_dead_letter_with_the_reason(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    stub.broken = 100
    message = put(pool)
    for _ in range(ATTEMPTS):
        with pool.transaction() as conn:
            execute(conn, "UPDATE outbox SET send_at = now() WHERE status = 'waiting'")
        send_all(delivery)
    found = row(pool, message)
    assert (found["status"], found["attempts"]) == ("dead", ATTEMPTS)
    assert "Bad Gateway" in found["last_error"]


def test_a_message_that_cannot_be_put_into_words_does_not_block_its_chat(
    pool: Pool, delivery: Delivery, stub: TelegramStub
) -> None:
    broken = put(pool, {"kind": "poem"})
    put(pool)
    send_all(delivery)
    send_all(delivery)
    assert row(pool, broken)["status"] == "dead"
    assert len(stub.sent) == 1


def test_no_digest_begins_after_stop(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    user = person(pool)
    message, _ = digest(pool, user)
    reply = put(pool)
    with pool.transaction() as conn:
        add_suppression(conn, "telegram", address_hash(KEY, "telegram", "7001"), "said stop")
    send_all(delivery)
    send_all(delivery)
    assert row(pool, reply)["status"] == "sent"  # the confirmation still goes
    assert row(pool, message)["status"] == "cancelled"
    assert len(stub.sent) == 1
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM matches") == 0


def test_an_expired_digest_is_cancelled_and_released(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    message, _ = digest(pool, person(pool))
    with pool.transaction() as conn:
        execute(conn, "UPDATE outbox SET expires_at = %s", (datetime(2026, 1, 1, tzinfo=UTC),))
    assert send_all(delivery) == 0
    assert delivery.expire() == 1
    assert row(pool, message)["status"] == "cancelled"
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM matches") == 0
    assert stub.sent == []


def test_a_posting_deleted_since_is_left_out_with_a_word(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    _, job = digest(pool, person(pool))
    with pool.transaction() as conn:
        execute(conn, "DELETE FROM canonical_jobs WHERE id = %s", (job,))
    send_all(delivery)
    assert "taken down" in stub.sent[0].text


def test_the_loop_waits_for_an_absent_database_and_then_goes_on(
    fresh_database_url: str, pool: Pool, sender: Sender, stub: TelegramStub, caplog: pytest.LogCaptureFixture
) -> None:
    put(pool)
    flaky = FlakyPool(fresh_database_url, failures=2)
    stop = threading.Event()
    delivery = Delivery(flaky, sender, secret_key=KEY, threads=2)
    loop = threading.Thread(target=delivery.run, args=(stop, Bell(None, "outbox")))
    loop.start()
    for _ in range(100):
        if stub.sent or stop.wait(0.05):
            break
    stop.set()
    loop.join(5)
    flaky.close()
    assert len(stub.sent) == 1
    assert "Cannot reach PostgreSQL" in caplog.text


class FlakyPool(Pool):
    """A pool whose server is away for the first few transactions."""

    def __init__(self, url: str, *, failures: int) -> None:
        super().__init__(url)
        self.good, self.failures = url, failures

    def transaction(self, *, single: bool = False) -> Any:
        self.failures -= 1
        self._url = "postgresql://postgres@127.0.0.1:1/nowhere" if self.failures >= 0 else self.good
        return super().transaction(single=single)


def test_two_deliveries_send_each_message_once(
    pool: Pool, sender: Sender, stub: TelegramStub, wait_until: Callable[..., None]
) -> None:
    for _ in range(20):
        put(pool)
    stop = threading.Event()
    loops = [
        threading.Thread(target=Delivery(pool, sender, secret_key=KEY, threads=2).run, args=(stop, Bell(None, "x")))
        for _ in range(2)
    ]
    for loop in loops:
        loop.start()
    wait_until(lambda: len(stub.sent) >= 20, seconds=20)
    stop.set()
    for loop in loops:
        loop.join(5)
    assert len(stub.sent) == 20


def test_a_message_sent_while_the_database_goes_away_is_marked_when_it_is_back(
    fresh_database_url: str, pool: Pool, sender: Sender, stub: TelegramStub
) -> None:
    message = put(pool)
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
    flaky = FlakyPool(fresh_database_url, failures=0)
    delivery = Delivery(flaky, sender, secret_key=KEY, threads=1)
    (claimed,) = delivery.claim(1)
    send, flaky_sender = sender.send, FailAfterSend(flaky)
    delivery._sender = replace(sender, send=lambda chat, rendered: flaky_sender(send(chat, rendered)))
    delivery.deliver(claimed)
    flaky.close()
    assert row(pool, message)["status"] == "sent"
    assert len(stub.sent) == 1


class FailAfterSend:
    """Takes the database away at the moment the channel has answered, for two attempts."""

    def __init__(self, pool: FlakyPool) -> None:
        self.pool = pool

    def __call__(self, channel_id: str) -> str:
        self.pool.close()
        self.pool._closed = False
        self.pool.failures = 2
        return channel_id


def test_a_message_that_missed_its_place_by_far_takes_a_new_one(pool: Pool, sender: Sender, stub: TelegramStub) -> None:
    patient = replace(sender, per_second=2, seconds_per_chat=0, late_seconds=0.3)
    slow = Delivery(pool, patient, secret_key=KEY, threads=1)
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
        execute(conn, "UPDATE channel_pace SET next_send_at = now() + interval '0.2 seconds'")
    put(pool)
    (claimed,) = slow.claim(1)
    with pool.transaction() as conn:
        first = value(conn, "SELECT next_send_at FROM channel_pace")
    began = time.monotonic()
    slow.deliver(claimed, claimed_at=began - 1.0)  # its place went by while the machine stood still
    assert len(stub.sent) == 1
    assert time.monotonic() - began > 0.4  # the place after the missed one
    with pool.transaction() as conn:
        assert value(conn, "SELECT next_send_at FROM channel_pace") == first + timedelta(seconds=0.5)


def test_a_late_message_goes_at_once_and_takes_up_two_places(pool: Pool, sender: Sender, stub: TelegramStub) -> None:
    patient = replace(sender, per_second=2, seconds_per_chat=0, late_seconds=0.15)
    slow = Delivery(pool, patient, secret_key=KEY, threads=1)
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
    for late, places in ((0.0, 0.0), (0.2, 0.5)):
        with pool.transaction() as conn:
            execute(conn, "UPDATE channel_pace SET next_send_at = now() + interval '0.2 seconds'")
        put(pool)
        (claimed,) = slow.claim(1)
        with pool.transaction() as conn:
            before = value(conn, "SELECT next_send_at FROM channel_pace")
        began = time.monotonic()
        slow.deliver(claimed, claimed_at=began - late - (claimed.wait_seconds if late else 0))
        with pool.transaction() as conn:
            after = value(conn, "SELECT next_send_at FROM channel_pace")
        assert (after - before).total_seconds() == pytest.approx(places, abs=0.01)
    assert len(stub.sent) == 2


class SlowLook:
    """Looks, and then the machine stands still while the person says stop."""

    def __init__(self, pool: Pool, look: LastLook) -> None:
        self.pool, self.look, self.again = pool, look, look.again

    def at(self, message: Claimed, words: list[Any], *, hold: bool) -> Outgoing | None:
        outgoing = self.look.at(message, words, hold=hold)
        with self.pool.transaction() as conn:
            add_suppression(conn, "telegram", address_hash(KEY, "telegram", "7001"), "said stop")
        time.sleep(0.6)
        return outgoing


@pytest.mark.parametrize("protected", [True, False])
def test_a_stop_after_the_look_counts_where_the_next_place_is_far(
    pool: Pool, sender: Sender, stub: TelegramStub, *, protected: bool
) -> None:
    message, _ = digest(pool, person(pool))
    delivery = Delivery(pool, replace(sender, per_second=1), secret_key=KEY, threads=1)
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
    slow = SlowLook(pool, delivery._look)
    if not protected:
        slow.again = lambda _message: True
    delivery._look = slow  # type: ignore[assignment]
    send_all(delivery)
    assert (stub.sent == []) is protected
    assert row(pool, message)["status"] == ("cancelled" if protected else "sent")


def test_a_refused_token_pauses_the_channel_and_is_told_to_admins(pool: Pool, stub: TelegramStub) -> None:
    client = TelegramClient("9001:another_token_ABCDEFGHIJKLMNOPQRSTUV", stub.url, 0.5)
    wrong = Sender("telegram", 1000, 0, telegram.render, partial(telegram.send, client), telegram.classify_error)
    message = put(pool)
    with pool.transaction() as conn:
        ensure_pace(conn, "telegram")
    send_all(Delivery(pool, wrong, secret_key=KEY, threads=1))
    client.close()
    assert (row(pool, message)["status"], row(pool, message)["attempts"]) == ("waiting", 0)
    with pool.transaction() as conn:
        (trouble,) = find_troubles(conn, datetime.now(UTC))
        assert value(conn, "SELECT held_until > now() + interval '4 minutes' FROM channel_pace")
    assert "TELEGRAM_BOT_TOKEN" in trouble.trouble


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE users SET status = 'paused'",
        "UPDATE users SET status = 'stopped'",
        "UPDATE users SET paused_until = now() + interval '2 days'",
        "UPDATE user_preferences SET frequency = 'off'",
    ],
)
def test_a_waiting_digest_is_not_sent_to_somebody_who_paused_since(
    pool: Pool, delivery: Delivery, stub: TelegramStub, change: str
) -> None:
    message, _ = digest(pool, person(pool))
    with pool.transaction() as conn:
        execute(conn, change)
    send_all(delivery)
    assert stub.sent == []
    assert row(pool, message)["status"] == "cancelled"
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM matches") == 0


def test_floods_and_a_dead_token_never_bury_a_message(pool: Pool, delivery: Delivery, stub: TelegramStub) -> None:
    stub.flood = 3 * ATTEMPTS
    message = put(pool)
    for _ in range(3 * ATTEMPTS):
        with pool.transaction() as conn:
            execute(conn, "UPDATE outbox SET send_at = now()")
            execute(conn, "UPDATE channel_pace SET held_until = now()")
        send_all(delivery)
    assert row(pool, message)["status"] == "waiting"
    with pool.transaction() as conn:
        execute(conn, "UPDATE outbox SET send_at = now()")
        execute(conn, "UPDATE channel_pace SET held_until = now()")
    send_all(delivery)
    assert row(pool, message)["status"] == "sent"
