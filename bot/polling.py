"""Telegram by long polling, for a laptop without a public address. Updates enter by the same inbox as the webhook's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels import telegram
from bot.channels.base import MalformedBody
from bot.channels.telegram_client import TelegramClient
from bot.intake import take_in
from db.errors import StorageError

if TYPE_CHECKING:
    from threading import Event as Stop

    from db.pool import Pool
    from db.redis import Bell
    from settings import Settings

log = logging.getLogger(__name__)
WAIT_SECONDS = 20
PAUSE_SECONDS = 3.0


class PollingFailed(Exception):
    """Polling cannot go on; the message says what to do."""


def poll(settings: Settings, pool: Pool, bell: Bell, stop: Stop, *, drop_webhook: bool = False) -> None:
    """Fetch updates until told to stop. They are confirmed to Telegram only after they are committed.

    Raises:
        PollingFailed: no token, a refused token, or a webhook in the way.
    """
    client = TelegramClient.from_settings(settings)
    if client is None:
        raise PollingFailed("TELEGRAM_BOT_TOKEN is not set: get one from @BotFather and put it into .env")
    try:
        if drop_webhook:
            client.drop_webhook()
        confirmed: int | None = None
        while not stop.is_set():
            confirmed = _round(client, settings, pool, bell, stop, confirmed)
    finally:
        client.close()


def _round(
    client: TelegramClient, settings: Settings, pool: Pool, bell: Bell, stop: Stop, confirmed: int | None
) -> int | None:
    try:
        updates = client.updates(confirmed, WAIT_SECONDS)
        for update in updates:
            _take_in(client, update, settings, pool, bell)
            confirmed = int(update["update_id"]) + 1
    except InvalidToken as error:
        raise PollingFailed("Telegram refuses the token: check TELEGRAM_BOT_TOKEN") from error
    except Conflict as error:
        raise PollingFailed(f"{error}\nTo poll instead of the webhook: python -m bot poll --drop-webhook") from error
    except (TelegramError, TimeoutError, StorageError) as error:
        log.warning("polling pauses for %.0f s: %s", PAUSE_SECONDS, type(error).__name__)
        stop.wait(PAUSE_SECONDS)
    return confirmed


def _take_in(client: TelegramClient, update: dict[str, object], settings: Settings, pool: Pool, bell: Bell) -> None:
    try:
        events = telegram.event_of(update)
    except MalformedBody as error:
        log.warning("an update was passed over: %s", error)
        return
    with pool.transaction() as conn:
        take_in(conn, telegram.NAME, events, settings)
    bell.ring()
    if callback := telegram.acknowledge(events).get("callback_query_id"):
        client.answer(callback)
