"""Messages of people whom we know come in by one statement; whatever asks for more goes the whole way."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg2.extensions
import pytest

from bot.channels.base import Event, Identity
from bot.intake import take_in, take_in_known
from bot.web.app import create_app
from db.query import execute, value
from db.suppressions import address_hash, is_suppressed
from tests.stubs.whatsapp_callbacks import notification
from tests.web.visits import CountingBell
from tests.whatsapp.house import BSUID, PHONE
from tests.whatsapp.test_whatsapp_webhook import message, post

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.pool import Connection, Pool
    from settings import Settings

OTHER_BSUID, OTHER_PHONE = "DE.10020030040050061", "491519990002"
KNOWN, OTHER = Identity(BSUID, PHONE), Identity(OTHER_BSUID, OTHER_PHONE)
STATUS = Event("status", "", "status", {"status": "delivered", "message_id": "wamid.O"})


def said(event_id: str, who: Identity, text: str = "hello", kind: str = "message") -> Event:
    return Event(event_id, who.lasting or who.phone, kind, {"kind": "text", "text": text}, who)


@pytest.fixture
def known(pool: Pool, settings: Settings) -> Pool:
    """Two people have written before."""
    with pool.transaction() as conn:
        take_in(conn, "whatsapp", [said("first", KNOWN), said("second", OTHER)], settings)
    return pool


@contextmanager
def watched(pool: Pool) -> Iterator[tuple[Connection, list[Any]]]:
    """A connection as the webhook's first look has it, and the statements that go over it."""
    statements: list[Any] = []

    class Watched(psycopg2.extensions.cursor):
        def execute(self, query: Any, vars: Any = None) -> None:  # noqa: A002 - the driver's name
            statements.append(query)
            super().execute(query, vars)

    with pool.transaction(single=True) as conn:
        conn.cursor_factory = Watched
        try:
            yield conn, statements
        finally:
            conn.cursor_factory = None


def stored(pool: Pool, where: str = "true") -> int:
    with pool.transaction() as conn:
        return int(value(conn, f"SELECT count(*) FROM inbox WHERE {where}"))


def test_known_people_are_taken_in_by_one_statement_under_their_chats(known: Pool, settings: Settings) -> None:
    told = [said("a", KNOWN), said("b", Identity(BSUID)), said("c", Identity("", PHONE)), said("d", OTHER), STATUS]
    with watched(known) as (conn, statements):
        assert take_in_known(conn, "whatsapp", told, settings) == 5
    assert len(statements) == 1
    with known.transaction() as conn:
        chats = "SELECT string_agg(event_id || ' ' || chat, ', ' ORDER BY event_id) FROM inbox JOIN conversations c"
        found = value(conn, f"{chats} ON c.id = conversation_id WHERE event_id IN ('a', 'b', 'c', 'd')")
    assert found == f"a {BSUID}, b {BSUID}, c {BSUID}, d {OTHER_BSUID}"
    assert stored(known, "kind = 'status' AND conversation_id IS NULL") == 1


@pytest.mark.parametrize(
    ("event", "chat"),
    [
        (said("a", KNOWN), BSUID),
        (said("a", Identity(OTHER_BSUID)), OTHER_BSUID),
        (said("a", Identity("", PHONE)), BSUID),
        (STATUS, None),
    ],
)
def test_a_single_event_finds_its_chat_by_any_of_its_addresses(
    known: Pool, settings: Settings, event: Event, chat: str | None
) -> None:
    with watched(known) as (conn, statements):
        assert [take_in_known(conn, "whatsapp", [event], settings) for _ in range(2)] == [1, 0]
    assert len(statements) == 2
    with known.transaction() as conn:
        where = "SELECT chat FROM inbox LEFT JOIN conversations c ON c.id = conversation_id WHERE event_id = %s"
        assert value(conn, where, (event.event_id,)) == chat


def test_a_chat_on_telegram_is_known_once_it_was_begun(pool: Pool, settings: Settings) -> None:
    first, second = (Event(name, "7", "message", {"kind": "text", "text": "hello"}) for name in "ab")
    with watched(pool) as (conn, statements):
        assert take_in_known(conn, "telegram", [first], settings) is None
        assert stored(pool) == 0
        assert take_in(conn, "telegram", [first], settings) == 1
        statements.clear()
        assert take_in_known(conn, "telegram", [second], settings) == 1
    assert len(statements) == 1


def test_what_a_known_person_sends_beyond_the_measure_is_let_go(known: Pool, settings: Settings) -> None:
    settings = settings.model_copy(update={"inbox_per_minute": 10})
    with known.transaction(single=True) as conn:
        taken = [take_in_known(conn, "whatsapp", [said(f"n{n}", KNOWN)], settings) for n in range(12)]
        assert taken == [1] * 9 + [0] * 3  # they had written once
        assert take_in_known(conn, "whatsapp", [said("other", OTHER)], settings) == 1
        assert take_in(conn, "whatsapp", [said("stop", KNOWN, text="STOP")], settings) == 1


def test_a_repeat_is_taken_once_and_nothing_is_nothing(known: Pool, settings: Settings) -> None:
    with watched(known) as (conn, statements):
        taken = [take_in_known(conn, "whatsapp", [said("a", KNOWN), STATUS], settings) for _ in range(2)]
        assert taken == [2, 0]
        assert take_in_known(conn, "whatsapp", [], settings) == 0
    assert len(statements) == 2


def test_statuses_that_name_nobody_pass_where_nobody_is_known(pool: Pool, settings: Settings) -> None:
    with watched(pool) as (conn, _):
        assert take_in_known(conn, "whatsapp", [STATUS], settings) == 1
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM conversations") == 0


@pytest.mark.parametrize(
    "who",
    [
        Identity("DE.9"),
        Identity("", "491519990009"),
        Identity(BSUID, "491519990009"),
        Identity("DE.9", PHONE),
        Identity(BSUID, OTHER_PHONE),
    ],
)
def test_an_unknown_address_or_two_chats_are_settled_first_and_nothing_is_stored(
    known: Pool, settings: Settings, who: Identity
) -> None:
    before = stored(known)
    with watched(known) as (conn, _):
        assert take_in_known(conn, "whatsapp", [said("a", KNOWN), STATUS, said("b", who)], settings) is None
        assert take_in_known(conn, "whatsapp", [said("b", who)], settings) is None
    assert stored(known) == before


@pytest.mark.parametrize(
    "event",
    [
        said("a", KNOWN, text="STOP"),
        said("a", KNOWN, text="ST\x00OP"),
        said("a", KNOWN, text="cancel"),
        said("a", Identity("DE.9", former=(BSUID,)), kind="member"),
        Event("a", "", "account", {"subject": "account", "trouble": "restricted"}),
    ],
)
def test_what_asks_for_more_is_not_even_tried(known: Pool, settings: Settings, event: Event) -> None:
    with watched(known) as (conn, statements):
        assert take_in_known(conn, "whatsapp", [said("b", OTHER), event], settings) is None
        assert take_in_known(conn, "whatsapp", [event], settings) is None
    assert statements == []


def test_a_known_persons_stop_goes_the_whole_way(known: Pool, settings: Settings) -> None:
    app = create_app(settings, known, CountingBell())
    assert post(app, notification({"messages": [message(1, "STOP")]})).status_code == 200
    assert stored(known) == 3
    secret_key = settings.secret_key.get_secret_value()
    with known.transaction() as conn:
        assert is_suppressed(conn, "whatsapp", address_hash(secret_key, "whatsapp", BSUID))


def test_a_chat_that_is_erased_while_its_address_is_looked_up_is_begun_anew(known: Pool, settings: Settings) -> None:
    def write() -> int | None:
        with known.transaction(single=True) as conn:
            return take_in_known(conn, "whatsapp", [said("a", KNOWN)], settings)

    before = stored(known)
    with ThreadPoolExecutor(1) as beside:
        with known.transaction() as conn:
            execute(conn, "LOCK TABLE conversations IN ACCESS EXCLUSIVE MODE")
            writing = beside.submit(write)
            time.sleep(0.3)
            execute(conn, "DELETE FROM whatsapp_addresses WHERE address IN (%s, %s)", (BSUID, PHONE))
            execute(conn, "UPDATE conversations SET chat = 'deleted-' || id WHERE chat = %s", (BSUID,))
        assert writing.result(10) is None
    assert stored(known) == before
