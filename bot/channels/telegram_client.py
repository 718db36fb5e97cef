"""Telegram for senders in other threads: messages by a plain client, everything else by python-telegram-bot's Bot.

A message by the Bot costs 1.3 ms of processor, by the plain client 0.2. The Bot has one event loop in a thread of its
own, for the life of the process: `asyncio.run` for every call breaks on the second, a new Bot each time costs 47 ms.
"""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from telegram import Bot, BotCommand
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)
from telegram.request import HTTPXRequest

from bot.channels.wire import NoAnswer, Wire, WireError

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Sequence

    from telegram import WebhookInfo

    from bot.channels.wire import Answer as Told
    from settings import Settings

log = logging.getLogger(__name__)
Answer = TypeVar("Answer")
Keyboard = list[list[dict[str, str]]]  # rows of buttons, as Telegram reads them
CONNECTIONS = 64  # as many as there can be senders, so that none waits for one
ALLOWED_UPDATES = ("message", "callback_query", "my_chat_member")


class TelegramClient:
    """Sends as one bot. `close` ends its loop."""

    def __init__(self, token: str, base_url: str, timeout_seconds: float) -> None:
        logging.getLogger("httpx").setLevel(logging.WARNING)  # its INFO lines show the address, and so the token
        self._limit = timeout_seconds
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="telegram", daemon=True)
        self._thread.start()
        self._wire = Wire(f"{base_url}/bot{token}", timeout_seconds=timeout_seconds, connections=CONNECTIONS)
        self._bot = Bot(
            token,
            base_url=f"{base_url}/bot",
            base_file_url=f"{base_url}/file/bot",
            request=_request(timeout_seconds),
            get_updates_request=_request(timeout_seconds),
        )

    @classmethod
    def from_settings(cls, settings: Settings) -> TelegramClient | None:
        """The configured bot, or None when there is no token."""
        if settings.telegram_bot_token is None:
            return None
        return cls(
            settings.telegram_bot_token.get_secret_value(),
            settings.telegram_base_url,
            settings.telegram_timeout_seconds,
        )

    def send(self, chat: int, html: str, keyboard: Keyboard, document: tuple[str, bytes] | None) -> str:
        """Send one message, with rows of buttons below it; its id.

        Raises:
            TelegramError: it was refused, or nobody answered in time.
        """
        if document is None:
            return str(self._post("sendMessage", _message(chat, html, keyboard))["message_id"])
        name, content = document
        form: dict[str, Any] = {"chat_id": str(chat), "caption": html[:1000], "parse_mode": "HTML"}
        form |= {"reply_markup": json.dumps({"inline_keyboard": keyboard})} if keyboard else {}
        form |= {"document": (name, content, "application/octet-stream")}
        return str(self._told(lambda: self._wire.post_form("sendDocument", form))["message_id"])

    def edit(self, chat: int, message: int, html: str, keyboard: Keyboard) -> None:
        """Put another text and keyboard in place of a message's; to say the same again is no failure.

        Raises:
            TelegramError: it was refused (the message is gone, or too old), or nobody answered in time.
        """
        try:
            self._post("editMessageText", _message(chat, html, keyboard) | {"message_id": message})
        except BadRequest as error:
            if "message is not modified" not in str(error).lower():
                raise

    def _post(self, method: str, said: dict[str, Any]) -> dict[str, Any]:
        return self._told(lambda: self._wire.post(method, said))

    def _told(self, ask: Callable[[], Told]) -> dict[str, Any]:
        try:
            answer = ask()
        except NoAnswer as error:
            raise TimedOut from error
        except WireError as error:
            raise NetworkError(str(error)) from error
        told = answer.document()
        if not told.get("ok"):
            raise _refusal(answer.status, told)
        return dict(told["result"])

    def answer(self, callback_id: str) -> None:
        """Stop the spinner on a tapped button; too late is no matter."""
        try:
            self.run(self._bot.answer_callback_query(callback_id))
        except (TelegramError, TimeoutError) as error:
            log.debug("a tap could not be answered: %s", error)

    def updates(self, after: int | None, wait_seconds: int) -> list[dict[str, Any]]:
        """Updates by long polling, as JSON objects; those before `after` are confirmed.

        Raises:
            TelegramError: refused, or no connection.
        """
        # Not Bot.get_updates: one update that it cannot read fails the whole batch, for ever, and is logged in full.
        wanted = {"timeout": wait_seconds, "allowed_updates": json.dumps(ALLOWED_UPDATES)}
        if after is not None:
            wanted["offset"] = after
        call = self._bot.request.post(
            f"{self._bot.base_url}/getUpdates?{urlencode(wanted)}", read_timeout=self._limit + wait_seconds
        )
        found = self.run(call, extra_seconds=wait_seconds)
        return found if isinstance(found, list) else []

    def set_commands(self, described: Sequence[tuple[str, str]], language: str) -> bool:
        """Set the menu of commands, as (name, what it does), for a language ("" for all without one of their own).

        Raises:
            TelegramError: refused, or no connection.
        """
        commands = [BotCommand(name, words) for name, words in described]
        return bool(self.run(self._bot.set_my_commands(commands, language_code=language or None)))

    def set_webhook(self, url: str, secret: str) -> None:
        """Have updates posted to this address, with the secret in a header.

        Raises:
            TelegramError: refused (no https, a wrong port, a name that does not resolve), or no connection.
        """
        self.run(self._bot.set_webhook(url, secret_token=secret, allowed_updates=ALLOWED_UPDATES))

    def drop_webhook(self) -> bool:
        """Stop Telegram from calling a webhook, so that polling is allowed.

        Raises:
            TelegramError: refused, or no connection.
        """
        return bool(self.run(self._bot.delete_webhook()))

    def webhook(self) -> WebhookInfo:
        """What Telegram knows of the webhook, and what went wrong there last.

        Raises:
            TelegramError: refused, or no connection.
        """
        return self.run(self._bot.get_webhook_info())

    def bot_name(self) -> str:
        """The bot's user name.

        Raises:
            TelegramError: refused, or no connection.
        """
        return str(self.run(self._bot.get_me()).username)

    def run(self, call: Coroutine[Any, Any, Answer], extra_seconds: float = 0) -> Answer:
        """Run one of the Bot's coroutines on the loop, within twice the time limit of its parts."""
        return asyncio.run_coroutine_threadsafe(call, self._loop).result(self._limit * 2 + extra_seconds)

    def close(self) -> None:
        """Close the connections and end the loop."""
        self._wire.close()
        self.run(self._shut_requests())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(self._limit)
        self._loop.close()

    async def _shut_requests(self) -> None:
        for request in self._bot._request:  # noqa: SLF001 - Bot.shutdown does this, but only after a getMe
            await request.shutdown()


def _request(seconds: float) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=8,
        read_timeout=seconds,
        write_timeout=seconds,
        connect_timeout=min(seconds, 5.0),
        pool_timeout=seconds,
        httpx_kwargs={"trust_env": False},
    )


def _message(chat: int, html: str, keyboard: Keyboard) -> dict[str, Any]:
    said = {"chat_id": chat, "text": html, "parse_mode": "HTML", "link_preview_options": {"is_disabled": True}}
    return said | ({"reply_markup": {"inline_keyboard": keyboard}} if keyboard else {})


def _refusal(status: int, told: dict[str, Any]) -> TelegramError:
    """python-telegram-bot's error for a refusal."""
    description, parameters = str(told.get("description", "")), told.get("parameters") or {}
    if "retry_after" in parameters:
        return RetryAfter(int(parameters["retry_after"]))
    if "migrate_to_chat_id" in parameters:
        return ChatMigrated(int(parameters["migrate_to_chat_id"]))
    kinds: dict[int, Callable[[str], TelegramError]] = {
        400: BadRequest,
        401: InvalidToken,
        403: Forbidden,
        404: InvalidToken,
        409: Conflict,
        413: BadRequest,
        421: InvalidToken,
    }
    return kinds.get(status, NetworkError)(description or f"status {status}")
