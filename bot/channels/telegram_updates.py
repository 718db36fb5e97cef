"""Telegram's updates as our events. Read by hand: python-telegram-bot's own reader takes ten times as long."""

from __future__ import annotations

import json
import logging
import re
from typing import TYPE_CHECKING, Any

from bot.channels.base import Event, MalformedBody

if TYPE_CHECKING:
    from settings import Settings

log = logging.getLogger(__name__)

ADDRESSED_COMMAND = re.compile(r"^(/\w+)@\w+")
# What a message may hold beside text, the more telling name first: an animation is a document too.
SENT_THINGS = ("contact", "photo", "animation", "document", "voice", "sticker", "video", "video_note", "audio", "poll")
# What Telegram notes in a chat by itself: nobody said anything.
SERVICE_NOTES = frozenset(
    {"pinned_message", "write_access_allowed", "message_auto_delete_timer_changed", "chat_background_set"}
)


def parse(body: bytes, _settings: Settings | None = None) -> list[Event]:
    """The event in an update; none for kinds that are not for us.

    One that is an update but cannot be read is passed over: Telegram would send it for a day, and nothing else of its
    chat meanwhile.

    Raises:
        MalformedBody: this is no update.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody(f"not JSON: {error}") from error
    if not isinstance(document, dict) or type(document.get("update_id")) is not int:
        raise MalformedBody("an update is a JSON object with a whole number as update_id")
    try:
        return event_of(document)
    except MalformedBody as error:
        log.warning("passed over: %s", error)
        return []


def event_of(document: dict[str, Any]) -> list[Event]:
    """The event in one update given as a JSON object, as from getUpdates.

    Raises:
        MalformedBody: a part that it must have is missing or of the wrong type.
    """
    event_id = str(document["update_id"])
    try:
        if "message" in document:
            return _message(event_id, document["message"])
        if "callback_query" in document:
            return _tap(event_id, document["callback_query"])
        if "my_chat_member" in document:
            return _membership(event_id, document["my_chat_member"])
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise MalformedBody(f"update {event_id}: {type(error).__name__}: {error}") from error
    return []


def _message(event_id: str, message: dict[str, Any]) -> list[Event]:
    chat, private = _chat(message["chat"])
    if SERVICE_NOTES & message.keys():
        return []
    written = message.get("text")
    text = ADDRESSED_COMMAND.sub(r"\1", written or "")
    if not private:
        return [Event(event_id, chat, "message", {"kind": "group"})] if text.startswith("/") else []
    if written is not None:
        payload = {"kind": "text", "text": text}
    elif message.get("caption"):  # what is written below a picture is what they mean
        payload = {"kind": "text", "text": ADDRESSED_COMMAND.sub(r"\1", message["caption"])}
    elif "location" in message:
        place = message["location"]
        payload = {"kind": "other", "text": f"location:{place['latitude']:.4f},{place['longitude']:.4f}"}
    else:
        payload = {"kind": "other", "text": next((name for name in SENT_THINGS if message.get(name)), "message")}
    return [Event(event_id, chat, "message", payload | _language(message.get("from")))]


def _tap(event_id: str, query: dict[str, Any]) -> list[Event]:
    callback, action, tapped, person = query["id"], query.get("data"), query.get("message"), query["from"]
    chat, private = _chat(tapped["chat"]) if tapped is not None else (str(_number(person["id"])), True)
    if action is None or not private:
        return []
    payload = {"kind": "action", "text": _words(action), "callback_id": _words(callback)}
    if tapped is not None:
        payload["message"] = str(_number(tapped["message_id"]))
    return [Event(event_id, chat, "message", payload | _language(person))]


def _membership(event_id: str, change: dict[str, Any]) -> list[Event]:
    chat, private = _chat(change["chat"])
    blocked = change["new_chat_member"]["status"] in ("kicked", "left")
    return [Event(event_id, chat, "member", {"kind": "blocked" if blocked else "unblocked"})] if private else []


def _chat(chat: dict[str, Any]) -> tuple[str, bool]:
    """The chat's id, and whether it is a person's own."""
    return str(_number(chat["id"])), _words(chat["type"]) == "private"


def _language(person: dict[str, Any] | None) -> dict[str, str]:
    code = _words(person.get("language_code") or "") if person is not None else ""
    if not code:
        return {}
    region = {"app_language": code} if "-" in code else {}  # tells the country of somebody new
    return {"language": code.partition("-")[0].lower()} | region


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("an id is a whole number")
    return value


def _words(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("a text was expected")
    return value
