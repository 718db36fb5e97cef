"""Telegram by long polling: the same inbox, confirmed only after the commit."""

import threading
from collections.abc import Callable, Iterator

import pytest

from bot.polling import PollingFailed, poll
from db.pool import Pool
from db.query import value
from db.redis import Bell
from settings import Settings
from tests.product import text_update
from tests.stubs.telegram import TOKEN, TelegramStub


@pytest.fixture
def stub() -> Iterator[TelegramStub]:
    with TelegramStub() as stub:
        yield stub


def settings_for(make_settings: Callable[..., Settings], stub: TelegramStub, token: str = TOKEN) -> Settings:
    return make_settings(telegram_bot_token=token, telegram_base_url=stub.url, telegram_timeout_seconds=2)


def taken_in(pool: Pool) -> int:
    with pool.transaction() as conn:
        return int(value(conn, "SELECT count(*) FROM inbox"))


def test_updates_enter_the_inbox_once_and_are_confirmed_after_the_commit(
    pool: Pool, stub: TelegramStub, make_settings: Callable[..., Settings], wait_until: Callable[..., None]
) -> None:
    stub.updates += [text_update(5, 7, "hello"), {"update_id": 6, "message": {"broken": 1}}, text_update(7, 7, "more")]
    stop = threading.Event()
    settings = settings_for(make_settings, stub)
    poller = threading.Thread(target=poll, args=(settings, pool, Bell(None, "inbox"), stop))
    poller.start()
    wait_until(lambda: taken_in(pool) == 2)
    wait_until(lambda: not stub.updates)  # the next round has confirmed them
    stop.set()
    poller.join(15)
    assert not poller.is_alive()
    assert taken_in(pool) == 2


def test_a_webhook_in_the_way_is_explained_and_can_be_dropped(
    pool: Pool, stub: TelegramStub, make_settings: Callable[..., Settings], wait_until: Callable[..., None]
) -> None:
    stub.webhook = "https://bot.example.com/webhooks/telegram"
    stub.updates.append(text_update(5, 7, "hello"))
    settings = settings_for(make_settings, stub)
    with pytest.raises(PollingFailed, match="--drop-webhook"):
        poll(settings, pool, Bell(None, "inbox"), threading.Event())
    stop = threading.Event()
    poller = threading.Thread(
        target=poll, args=(settings, pool, Bell(None, "inbox"), stop), kwargs={"drop_webhook": True}
    )
    poller.start()
    wait_until(lambda: taken_in(pool) == 1)
    stop.set()
    poller.join(15)
    assert stub.webhook == ""


def test_a_refused_or_missing_token_says_what_to_do(
    pool: Pool, stub: TelegramStub, make_settings: Callable[..., Settings]
) -> None:
    bell, stop = Bell(None, "inbox"), threading.Event()
    with pytest.raises(PollingFailed, match="TELEGRAM_BOT_TOKEN"):
        poll(make_settings(), pool, bell, stop)
    with pytest.raises(PollingFailed, match="TELEGRAM_BOT_TOKEN"):
        poll(settings_for(make_settings, stub, "9001:another_token_ABCDEFGHIJKLMNOPQRSTUV"), pool, bell, stop)
