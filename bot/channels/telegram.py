"""Telegram: webhook updates in, HTML messages with inline keyboards out. Shapes: Bot API 10.0."""

from __future__ import annotations

import hmac
import warnings
from typing import TYPE_CHECKING

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.warnings import PTBDeprecationWarning

from bot.channels.base import Failure
from bot.channels.telegram_layout import ADDRESSES, Rendered, render
from bot.channels.telegram_updates import event_of, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bot.channels.base import Event
    from bot.channels.telegram_client import TelegramClient
    from settings import Settings

__all__ = ["NAME", "acknowledge", "classify_error", "event_of", "parse", "render", "send", "verify"]

NAME = "telegram"
LATE_SECONDS = 0.02  # half of what 28.2 a second may be late by, and never be more than 30
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


def verify(_body: bytes, headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether the secret that we gave Telegram came back; without one set nothing is accepted."""
    if settings.telegram_webhook_secret is None:
        return False
    given = headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, settings.telegram_webhook_secret.get_secret_value().encode())


def acknowledge(events: Iterable[Event]) -> dict[str, str]:
    """The call that the answer to a webhook can carry: it stops the spinner on the tapped button at once."""
    tapped = (event.payload["callback_id"] for event in events if "callback_id" in event.payload)
    return {"method": "answerCallbackQuery", "callback_query_id": callback} if (callback := next(tapped, None)) else {}


def send(client: TelegramClient, chat: str, rendered: Rendered) -> str:
    """Send, or put it in place of an earlier message; Telegram's message id.

    Raises:
        TelegramError: see `classify_error`.
    """
    keyboard = [[_button(label, action) for label, action in row] for row in rendered.keyboard]
    if rendered.edits is not None:
        try:
            client.edit(int(chat), int(rendered.edits), rendered.html, keyboard)
        except BadRequest as error:
            if not _cannot_be_edited(error):
                raise
        else:
            return rendered.edits
    return client.send(int(chat), rendered.html, keyboard, rendered.document)


def _cannot_be_edited(error: BadRequest) -> bool:
    """The message is gone or too old; that it says the same already is no failure (TelegramClient.edit)."""
    said = str(error).lower()
    return "chat not found" not in said and ("message" in said and ("edit" in said or "not found" in said))


def _button(label: str, action: str) -> dict[str, str]:
    return {"text": label, ("url" if action.startswith(ADDRESSES) else "callback_data"): action}


def classify_error(error: Exception) -> Failure:  # noqa: PLR0911 - one line for each kind there is
    """What a failed send means. PTB's BadRequest and TimedOut are NetworkErrors, so the order matters."""
    reason = f"{type(error).__name__}: {error}"[:300]
    if isinstance(error, RetryAfter):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PTBDeprecationWarning)
            wait = error.retry_after
        seconds = float(wait) if isinstance(wait, int) else wait.total_seconds()
        return Failure("retry", reason, retry_after_seconds=seconds, whole_channel=True)
    if isinstance(error, Forbidden) or (isinstance(error, BadRequest) and "chat not found" in str(error).lower()):
        return Failure("gone", reason)
    if isinstance(error, BadRequest | ChatMigrated):
        return Failure("drop", reason)
    if isinstance(error, InvalidToken):
        return Failure("halt", "Telegram refuses the token: check TELEGRAM_BOT_TOKEN")
    if isinstance(error, TimedOut):
        return Failure("unknown", reason)
    if isinstance(error, TelegramError | TimeoutError):
        return Failure("unknown" if isinstance(error, TimeoutError) else "retry", reason)
    return Failure("drop", reason)
