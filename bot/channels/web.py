"""The web chat: messages are JSON for the browser, which comes for them by outbox cursor."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.apply_links import PATH
from bot.channels.base import Event, Failure, MalformedBody

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.contents import CardView, Content

NAME = "web"
EVENT_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
ACTION_BYTES = 64
LINKS = ("https://", "http://", PATH)


def parse(body: bytes, chat: str, language: str | None) -> Event:
    """The event in what the browser sent: `{"event_id", "kind": "text"|"action", "text"}`.

    Raises:
        MalformedBody: it is something else.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise MalformedBody("The body is not JSON.") from error
    if not isinstance(sent, dict):
        raise MalformedBody("The body is not a JSON object.")
    given, kind, text = sent.get("event_id"), sent.get("kind"), sent.get("text")
    if not isinstance(given, str) or not EVENT_ID.fullmatch(given):
        raise MalformedBody("event_id must be 8 to 64 of A-Z a-z 0-9 _ -")
    if kind not in ("text", "action") or not isinstance(text, str) or not text.strip():
        raise MalformedBody('kind must be "text" or "action", and text must hold something')
    if kind == "action" and len(text.encode("utf-8", "replace")) > ACTION_BYTES:
        raise MalformedBody(f"an action has at most {ACTION_BYTES} bytes")
    payload = {"kind": kind, "text": text} | ({"language": language} if language else {})
    return Event(_event_id(given, chat), chat, "message", payload)


def _event_id(given: str, chat: str) -> str:
    """The browser's own id, made unique to its chat; a digest, because event ids outlive a deleted chat's address."""
    return f"{given}.{hashlib.sha256(f'{chat}:{given}'.encode()).hexdigest()[:16]}"


def given_id(event_id: str) -> str:
    """The id that the browser gave the event."""
    return event_id.partition(".")[0]


def render(content: Content, _language: str) -> dict[str, Any]:
    """Our content as JSON: text, a file to keep, cards with their buttons, and rows of quick replies."""
    name, inside = content.file or ("", "")
    return {
        "text": content.text.replace(inside, "").strip() if inside else content.text,
        "file": {"name": name, "content": inside} if name else None,
        "cards": [_card(view) for view in content.cards],
        "buttons": [_buttons(row) for row in content.buttons],
    }


def _card(view: CardView) -> dict[str, Any]:
    card = asdict(view.card)
    card["url"] = view.card.url if view.card.url.lower().startswith(LINKS) else ""
    return card | {"number": view.number, "open": view.open_label, "buttons": _buttons(view.buttons)}


def _buttons(pairs: Iterable[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "action": action} for label, action in pairs]


def send(_client: None, _chat: str, _rendered: dict[str, Any]) -> str:
    """Nothing to hand over: the browser comes for it."""
    return ""


def classify_error(error: Exception) -> Failure:
    """Nothing can fail here but our own code."""
    return Failure("drop", f"{type(error).__name__}: {error}")
