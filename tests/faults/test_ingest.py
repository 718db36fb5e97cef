"""Webhooks repeated, crowded and mixed: every event has its effect once, and statuses do not slow messages down."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from bot.statuses import StatusLoop
from db.inbox import NewEvent, add_events
from db.query import execute, value
from db.redis import Bell
from tests.faults.delivering import GOES_BACK, post_statuses
from tests.product import SECRET, Product, product, text_update, whatsapp_settings
from tests.stubs.telegram import TelegramStub
from tests.stubs.whatsapp import WhatsAppStub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from db.pool import Pool

pytestmark = pytest.mark.faults

TAKES_REPEATS = """
    DO $$ BEGIN
        ALTER TABLE inbox DROP CONSTRAINT inbox_channel_event_id_key;
        EXECUTE replace(pg_get_functiondef('take_in'::regproc), 'ON CONFLICT (channel, event_id) DO NOTHING', '');
        EXECUTE replace(pg_get_functiondef('take_in_one'::regproc), 'ON CONFLICT (channel, event_id) DO NOTHING', '');
    END $$
"""


@pytest.fixture
def running(fresh_database_url: str, redis_url: str, tmp_path: Path) -> Iterator[Product]:
    settings = whatsapp_settings("http://127.0.0.1:1")
    with TelegramStub() as stub, product(fresh_database_url, redis_url, stub.url, tmp_path / "log", **settings) as made:
        yield made


def post_all(running: Product, updates: list[dict[str, Any]], *, at_once: int) -> list[float]:
    """Deliver updates over so many connections; how long each answer took. Every answer has to be 200."""
    own, opened = threading.local(), ExitStack()

    def post(update: dict[str, Any]) -> float:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection("127.0.0.1", running.port, timeout=15)
            opened.callback(own.connection.close)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        began = time.monotonic()
        own.connection.request("POST", "/webhooks/telegram", json.dumps(update), headers)
        answer = own.connection.getresponse()
        answer.read()
        assert answer.status == 200
        return time.monotonic() - began

    with opened, ThreadPoolExecutor(at_once) as posters:
        return list(posters.map(post, updates))


@pytest.mark.parametrize("protected", [True, False])
def test_an_event_sent_three_times_at_once_has_one_effect(running: Product, pool: Pool, *, protected: bool) -> None:
    if not protected:
        with pool.transaction() as conn:
            execute(conn, TAKES_REPEATS)
    running.start("web", processes=2)
    updates = [text_update(number, number % 20 + 1, "hello") for number in range(1, 101) for _ in range(3)]
    post_all(running, updates, at_once=24)
    with pool.transaction() as conn:
        assert (value(conn, "SELECT count(*) FROM inbox") == 100) is protected
        assert value(conn, "SELECT count(DISTINCT event_id) FROM inbox") == 100
        assert value(conn, "SELECT count(*) FROM conversations") == 20


AS_TURNS = """
    CREATE FUNCTION as_a_turn() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO conversations (channel, chat) VALUES ('whatsapp', 'statuses') ON CONFLICT DO NOTHING;
        NEW.kind := 'member';
        NEW.conversation_id := (SELECT id FROM conversations WHERE channel = 'whatsapp' AND chat = 'statuses');
        RETURN NEW;
    END $$;
    CREATE TRIGGER as_a_turn BEFORE INSERT ON inbox FOR EACH ROW WHEN (NEW.kind = 'status') EXECUTE FUNCTION as_a_turn()
"""


@pytest.mark.parametrize("protected", [True, False])
def test_a_crowd_of_statuses_is_worked_off_in_batches_and_not_as_turns(
    running: Product, pool: Pool, wait_until: Callable[..., None], *, protected: bool
) -> None:
    if not protected:
        with pool.transaction() as conn:
            execute(conn, AS_TURNS)
    running.start("worker")
    told = [NewEvent(f"s{n}", "", "status", {"status": "sent", "message": f"wamid.{n}"}) for n in range(3000)]
    with pool.transaction() as conn:
        add_events(conn, "whatsapp", told)
    wait_until(lambda: worked_off(pool) > 0, seconds=40)
    time.sleep(3)
    assert (worked_off(pool) == len(told)) is protected


def worked_off(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(value(conn, "SELECT count(*) FROM inbox WHERE status = 'done'"))


THE_LAST_WORD_COUNTS = """
    CREATE SEQUENCE latest;
    CREATE FUNCTION latest() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.rank := nextval('latest'); RETURN NEW; END $$;
    CREATE TRIGGER latest BEFORE INSERT ON deliveries FOR EACH ROW EXECUTE FUNCTION latest()
"""


@pytest.mark.parametrize("protected", [True, False])
def test_statuses_in_any_order_and_five_times_each_take_no_message_back(
    running: Product, pool: Pool, *, protected: bool
) -> None:
    running.start("web")
    with pool.transaction() as conn:
        execute(conn, GOES_BACK)
        if not protected:
            execute(conn, THE_LAST_WORD_COUNTS)
    told = [(f"wamid.OUT{n}", name) for n in range(40) for name in ("sent", "delivered", "read") for _ in range(5)]
    random.Random(11).shuffle(told)
    for at in range(0, len(told), 20):
        assert post_statuses(running.url, told[at : at + 20]) == 200
        StatusLoop(pool, []).apply()
    with pool.transaction() as conn:
        assert (value(conn, "SELECT count(*) FROM went_back") == 0) is protected
        assert (value(conn, "SELECT count(*) FROM deliveries WHERE status = 'read'") == 40) is protected


def test_statuses_do_not_slow_the_answer_to_messages(running: Product, pool: Pool) -> None:
    running.start("web")
    stop = threading.Event()

    def tell() -> None:
        for number in range(720):
            if stop.wait(1 / 240):
                return
            told = {"status": ("sent", "delivered", "read")[number % 3], "message": f"wamid.{number // 3}"}
            with pool.transaction(single=True) as conn:
                add_events(conn, "whatsapp", [NewEvent(f"s{number}", "", "status", told)])

    threads = [
        threading.Thread(target=tell),
        threading.Thread(target=StatusLoop(pool, []).run, args=(stop, Bell(None, "inbox"))),
    ]
    for thread in threads:
        thread.start()
    times = sorted(post_all(running, [text_update(n, n % 50 + 1, "hello") for n in range(1, 151)], at_once=2))
    stop.set()
    for thread in threads:
        thread.join()
    assert times[len(times) // 2] <= 0.25
    StatusLoop(pool, []).apply()
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM deliveries") > 0
        assert value(conn, "SELECT count(*) FROM inbox WHERE kind = 'status' AND status = 'waiting'") == 0


@pytest.mark.parametrize("told", [True, False])
def test_a_lost_answer_on_whatsapp_is_reconciled_by_its_status(
    fresh_database_url: str,
    redis_url: str,
    pool: Pool,
    tmp_path: Path,
    wait_until: Callable[..., None],
    *,
    told: bool,
) -> None:
    """Without statuses the fate stays unknown, and only sending again could end it."""
    with WhatsAppStub() as stub:
        settings = whatsapp_settings(stub.url)
        with product(fresh_database_url, redis_url, "http://127.0.0.1:1", tmp_path / "log", **settings) as running:
            running.start("web")
            running.start("worker")
            stub.callbacks.url = f"{running.url}/webhooks/whatsapp"
            stub.statuses = ("sent", "delivered") if told else ()
            stub.moods = ["drop"]
            stub.say("491510000001", "/help")
            wait_until(lambda: stub.sent, seconds=30)
            if told:
                wait_until(lambda: statuses(pool) == {"sent"}, seconds=20)
                assert len(stub.sent) == replies(pool)
            else:
                wait_until(lambda: "unknown" in statuses(pool), seconds=20)
                time.sleep(1)
                assert "unknown" in statuses(pool)


def statuses(pool: Pool) -> set[str]:
    with pool.transaction() as conn:
        return set(value(conn, "SELECT coalesce(array_agg(DISTINCT status), '{}') FROM outbox"))


def replies(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(value(conn, "SELECT count(*) FROM outbox"))
