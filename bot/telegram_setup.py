"""Connects a Telegram bot: sets its webhook and menus, and tells what is wrong with them."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from telegram.error import InvalidToken, TelegramError

from bot.channels.telegram_client import ALLOWED_UPDATES, TelegramClient
from bot.telegram_menu import set_menus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telegram import WebhookInfo

    from settings import Settings

PATH = "/webhooks/telegram"
BACKLOG = 100


class SetupFailed(Exception):
    """It cannot be set up; the message says why and what to do."""


def set_webhook(settings: Settings) -> list[str]:
    """Have updates posted to PUBLIC_URL, and set the menus of commands; what was done, in lines.

    Raises:
        SetupFailed: a setting is missing, or Telegram refuses.
    """
    if settings.public_url is None or settings.telegram_webhook_secret is None:
        raise SetupFailed("Set PUBLIC_URL (https) and TELEGRAM_WEBHOOK_SECRET first; without them: python -m bot poll")
    address, secret = settings.public_url + PATH, settings.telegram_webhook_secret.get_secret_value()

    def work(client: TelegramClient) -> Iterator[str]:
        client.set_webhook(address, secret)
        yield f"@{client.bot_name()} posts its updates to {address}"
        yield f"{set_menus(client)} menus of commands set"

    return _ask(settings, work)


def set_menu(settings: Settings) -> list[str]:
    """Set the menus of commands alone, for a bot that is polled.

    Raises:
        SetupFailed: no token, or Telegram refuses.
    """
    return _ask(settings, lambda client: iter([f"{set_menus(client)} menus of commands set"]))


def delete_webhook(settings: Settings) -> list[str]:
    """Have no updates posted any more.

    Raises:
        SetupFailed: no token, or Telegram refuses.
    """

    def work(client: TelegramClient) -> Iterator[str]:
        client.drop_webhook()
        yield "The webhook is removed. Updates wait 24 hours at Telegram; python -m bot poll fetches them."

    return _ask(settings, work)


def describe(settings: Settings) -> list[str]:
    """Who the bot is, what Telegram knows of its webhook, and what to mend.

    Raises:
        SetupFailed: no token, or Telegram refuses.
    """

    def work(client: TelegramClient) -> Iterator[str]:
        yield f"Bot: @{client.bot_name()}"
        info = client.webhook()
        yield f"Webhook: {info.url or 'none'}; {info.pending_update_count} updates wait"
        if info.last_error_message:
            yield f"Last error: {info.last_error_message} ({info.last_error_date})"
        yield from (f"- {advice}" for advice in _advice(info, settings))

    return _ask(settings, work)


def _advice(info: WebhookInfo, settings: Settings) -> Iterator[str]:
    if not info.url:
        yield "no webhook is set: python -m bot telegram set-webhook, or python -m bot poll on a laptop"
        return
    if settings.public_url is not None and info.url != settings.public_url + PATH:
        yield f"it should be {settings.public_url + PATH}: python -m bot telegram set-webhook"
    missing = set(ALLOWED_UPDATES) - set(info.allowed_updates or ALLOWED_UPDATES)
    if missing:
        yield f"updates of kind {', '.join(sorted(missing))} are not asked for: python -m bot telegram set-webhook"
    if info.last_error_message and "403" in info.last_error_message:
        yield "TELEGRAM_WEBHOOK_SECRET here is not the one that Telegram sends: python -m bot telegram set-webhook"
    if info.pending_update_count > BACKLOG:
        yield "updates pile up: does the web process answer at that address?"


def _ask(settings: Settings, work: Callable[[TelegramClient], Iterator[str]]) -> list[str]:
    client = TelegramClient.from_settings(settings)
    if client is None:
        raise SetupFailed("TELEGRAM_BOT_TOKEN is not set: get one from @BotFather and put it into .env")
    with closing(client):
        try:
            return list(work(client))
        except InvalidToken as error:
            raise SetupFailed("Telegram refuses the token: check TELEGRAM_BOT_TOKEN") from error
        except (TelegramError, TimeoutError) as error:
            raise SetupFailed(f"Telegram does not do it: {error or 'no answer in time'}") from error
