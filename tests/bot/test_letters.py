"""`python -m bot outbox`: what waits and what failed, without a word of what people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from bot.letters import NoSuchLetter, list_letters, replay
from db.conversations import conversation_of
from db.outbox import add_outbox
from db.outbox_claims import ensure_pace, hold_channel
from db.query import execute, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def put(conn: Connection, status: str, send_at: str = "now") -> int:
    message = add_outbox(
        conn,
        conversation_id=conversation_of(conn, "telegram", "7001"),
        channel="telegram",
        chat="7001",
        user_id=None,
        body={"kind": "say", "key": "thanks"},
    )
    execute(conn, "UPDATE outbox SET status = %s, send_at = %s, last_error = 'why'", (status, send_at))
    return message


def test_what_waits_is_counted_and_dead_letters_are_listed_and_replayed(conn: Connection) -> None:
    message = put(conn, "dead")
    lines = list_letters(conn)
    assert lines[0] == "telegram: dead 1"
    assert lines[1].startswith(f"outbox:{message}  telegram  reply  0 tries  why")
    assert lines[2].startswith("1 dead letters. Replay")
    assert replay(conn, f"outbox:{message}") == "1 put back into line"
    assert value(conn, "SELECT status FROM outbox") == "waiting"
    assert replay(conn, "all") == "0 put back into line"


def test_what_is_parked_is_told_apart(conn: Connection) -> None:
    put(conn, "waiting", "infinity")
    assert list_letters(conn) == ["telegram: waiting 1, 1 until they write", "0 dead letters"]


def test_a_paused_channel_says_why(conn: Connection) -> None:
    ensure_pace(conn, "telegram")
    hold_channel(conn, "telegram", seconds=30, reason="Telegram refuses the token")
    assert list_letters(conn)[0] == "telegram: paused for 30 s: Telegram refuses the token"


@pytest.mark.parametrize("name", ["", "7", "outbox:", "outbox:x", "letters:7"])
def test_a_wrong_name_says_what_to_say(conn: Connection, name: str) -> None:
    with pytest.raises(NoSuchLetter, match="outbox:ID"):
        replay(conn, name)
