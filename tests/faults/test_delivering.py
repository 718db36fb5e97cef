"""Pauses, kills, stops and blocks in the middle of a run; each protection is also switched off, and then seen missed.

The full sizes are in benchmarks/faults.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.channels import telegram
from bot.channels.base import Event
from bot.intake import take_in
from bot.turns import Turns
from db.query import execute, value
from tests.faults.delivering import (
    KEY,
    delivering,
    drain,
    flooded,
    killed_after_acceptance,
    stop_racing,
    wait_for_senders,
)
from tests.faults.killed_on_whatsapp import killed_after_whatsapp_took_it
from tests.many_digests import add_digests
from tests.stubs.pace import most_within
from tests.stubs.telegram import TelegramStub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from bot.channels.base import Failure
    from db.pool import Pool
    from settings import Settings

pytestmark = pytest.mark.faults

FORGETS_PAUSES = """
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN NEW.held_until := OLD.held_until; RETURN NEW; END $$;
    CREATE TRIGGER forget BEFORE UPDATE ON channel_pace FOR EACH ROW EXECUTE FUNCTION forget()
"""
FORGETS_PACE = FORGETS_PAUSES.replace("held_until", "next_send_at")
FORGETS_STOPS = """
    CREATE FUNCTION forget() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$;
    CREATE TRIGGER forget BEFORE INSERT ON suppressions FOR EACH ROW EXECUTE FUNCTION forget()
"""


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


def sabotage(pool: Pool, statement: str) -> None:
    with pool.transaction() as conn:
        execute(conn, statement)


@pytest.mark.parametrize("protected", [True, False])
def test_a_pause_that_the_channel_asks_for_is_kept_by_everyone(
    fresh_database_url: str, pool: Pool, stub: TelegramStub, *, protected: bool
) -> None:
    if not protected:
        sabotage(pool, FORGETS_PAUSES)
    with delivering(fresh_database_url, stub, per_second=60):
        seen = flooded(pool, stub, people=30, share=0.1, pause_seconds=1, seconds=60)
    assert seen.sent == 30
    assert seen.pauses > 0
    assert (seen.too_early == 0) is protected


@pytest.mark.parametrize("protected", [True, False])
def test_the_pace_holds_over_several_senders(
    fresh_database_url: str, pool: Pool, stub: TelegramStub, *, protected: bool
) -> None:
    if not protected:
        sabotage(pool, FORGETS_PACE)
    with delivering(fresh_database_url, stub, instances=4, per_second=18.5):
        wait_for_senders(pool)
        with pool.transaction() as conn:
            add_digests(conn, "telegram", 50)
        drain(pool, seconds=40)
    assert len(stub.sent) == 50
    # 19 places; senders and stub share this process, and a machine that stalls sees a few more at once.
    assert (most_within([sent.at for sent in stub.sent]) <= 23) is protected


def test_nothing_is_lost_when_senders_are_killed_after_the_channel_took_the_message(
    fresh_database_url: str, stub: TelegramStub
) -> None:
    seen = killed_after_acceptance(fresh_database_url, stub, messages=20, kills=5)
    assert (seen.arrived, seen.kills) == (20, 5)
    assert seen.duplicates <= seen.kills


@pytest.mark.parametrize("told", [True, False])
def test_a_status_tells_of_what_a_killed_sender_had_sent_on_whatsapp(fresh_database_url: str, *, told: bool) -> None:
    seen = killed_after_whatsapp_took_it(fresh_database_url, messages=20, kills=5, told=told)
    assert (seen.arrived, seen.kills) == (20, 5)
    assert (seen.duplicates == 0) is told
    assert seen.duplicates <= seen.kills


def test_without_an_end_to_claims_a_killed_senders_messages_would_be_lost(
    fresh_database_url: str, pool: Pool, stub: TelegramStub
) -> None:
    sabotage(
        pool,
        """
        CREATE FUNCTION for_ever() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN NEW.claimed_until := 'infinity'; RETURN NEW; END $$;
        CREATE TRIGGER for_ever BEFORE UPDATE ON outbox FOR EACH ROW WHEN (NEW.status = 'sending')
        EXECUTE FUNCTION for_ever()
        """,
    )
    with pytest.raises(AssertionError, match="not drained"):
        killed_after_acceptance(fresh_database_url, stub, messages=6, kills=3, seconds=4)


@pytest.mark.parametrize("protected", [True, False])
def test_no_send_begins_a_second_after_a_stop_was_committed(
    fresh_database_url: str,
    pool: Pool,
    stub: TelegramStub,
    make_settings: Callable[..., Settings],
    *,
    protected: bool,
) -> None:
    if not protected:
        sabotage(pool, FORGETS_STOPS)
    with delivering(fresh_database_url, stub, per_second=25):
        seen = stop_racing(pool, stub, make_settings(secret_key=KEY), people=100, seconds=2)
    assert seen.stopped == 100
    assert (seen.too_late == 0) is protected
    if protected:
        with pool.transaction() as conn:
            assert value(conn, "SELECT count(*) FROM outbox WHERE status = 'cancelled'") > 20
            assert value(conn, "SELECT count(*) FROM matches WHERE shown_at IS NULL") == 0  # released


def stubborn(error: Exception) -> Failure:
    """As whoever takes a block for a passing trouble."""
    found = telegram.classify_error(error)
    return replace(found, action="retry", retry_after_seconds=0.1) if found.action == "gone" else found


@pytest.mark.parametrize("protected", [True, False])
def test_a_blocked_chat_gets_one_attempt_and_start_brings_it_back(
    fresh_database_url: str,
    pool: Pool,
    stub: TelegramStub,
    make_settings: Callable[..., Settings],
    wait_until: Callable[..., None],
    *,
    protected: bool,
) -> None:
    judge = telegram.classify_error if protected else stubborn
    with delivering(fresh_database_url, stub, classify_error=judge, seconds_per_chat=0.0):
        wait_for_senders(pool)
        stub.blocked, stub.unknown, stub.deactivated = {100_001}, {100_002}, {100_003}
        with pool.transaction() as conn:
            add_digests(conn, "telegram", 4)
        wait_until(lambda: len(stub.attempts) >= 4 + 3 * (not protected))
    attempts = [chat for chat, _ in stub.attempts]
    assert (len(attempts) == len(set(attempts)) == 4) is protected
    if protected:
        settings = make_settings(secret_key=KEY)
        with pool.transaction() as conn:
            assert value(conn, "SELECT count(*) FROM channel_accounts WHERE NOT reachable") == 3
            said = Event("1", "100001", "message", {"kind": "text", "text": "/start"})
            take_in(conn, "telegram", [said], settings)
        turns = Turns(pool, None, settings, lambda _: None)  # type: ignore[arg-type]
        turns.handle(turns.lease())  # type: ignore[arg-type]
        with pool.transaction() as conn:
            assert value(conn, "SELECT reachable FROM channel_accounts WHERE address = '100001'") is True
