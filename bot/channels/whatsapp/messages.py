"""What a person sent on WhatsApp, by its type, as the payload of our event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.texts.words import is_stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MEDIA = frozenset({"image", "document", "audio", "video", "sticker"})
SPOKEN = "say:"  # the action of a button that stands for typing these words


def payload_of(message: Mapping[str, Any]) -> dict[str, Any]:
    """`{"kind", "text"}`; what wants no answer (a reaction, a deletion) is of the kind "silent".

    Raises:
        KeyError, TypeError, ValueError, AttributeError: a part that it must have is missing or of the wrong type.
    """
    name = str(message["type"])
    if name in MEDIA:
        return _media(name, message)
    return READ.get(name, _unsupported)(message)


def _text(message: Mapping[str, Any]) -> dict[str, Any]:
    return _said(message["text"]["body"])


def _said(words: object) -> dict[str, Any]:
    if not isinstance(words, str):
        raise TypeError("words are no text")
    return {"kind": "text", "text": words}


def _chosen(action: object) -> dict[str, Any]:
    """A tap; one that stands for words is those words, so that STOP counts however it was said."""
    if not isinstance(action, str):
        raise TypeError("an action is no text")
    if action.startswith(SPOKEN):
        return _said(action.removeprefix(SPOKEN))
    return {"kind": "action", "text": action}


def _interactive(message: Mapping[str, Any]) -> dict[str, Any]:
    reply = message.get("interactive")
    if not isinstance(reply, dict) or reply.get("type") not in ("button_reply", "list_reply"):
        return _unsupported(message)
    return _chosen(reply[reply["type"]]["id"])


def _template_button(message: Mapping[str, Any]) -> dict[str, Any]:
    button = message["button"]
    chosen, label = _chosen(button["payload"]), button.get("text")
    if chosen["kind"] == "action" and isinstance(label, str) and is_stop(label):  # of a template by other hands
        return _said(label)
    return chosen


def _location(message: Mapping[str, Any]) -> dict[str, Any]:
    pin = message["location"]
    return {"kind": "other", "text": f"location:{float(pin['latitude']):.4f},{float(pin['longitude']):.4f}"}


def _media(name: str, message: Mapping[str, Any]) -> dict[str, Any]:
    sent = message[name]
    if sent.get("caption"):  # what is written below a picture is what they mean
        return _said(sent["caption"])
    return {"kind": "other", "text": "voice" if sent.get("voice") else name}


def _edit(message: Mapping[str, Any]) -> dict[str, Any]:
    """What a message says now; an edit that changed no words wants no answer."""
    after = payload_of(message["edit"]["message"])
    return after if after["kind"] == "text" else {"kind": "silent", "text": "edit"}


def _unsupported(message: Mapping[str, Any]) -> dict[str, Any]:
    inner = message.get("unsupported")
    if isinstance(inner, dict) and inner.get("type") == "poll":
        return {"kind": "other", "text": "poll"}
    return {"kind": "other", "text": "message"}


READ: dict[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "text": _text,
    "interactive": _interactive,
    "button": _template_button,
    "location": _location,
    "contacts": lambda _: {"kind": "other", "text": "contacts"},
    "order": lambda _: {"kind": "other", "text": "order"},
    "reaction": lambda _: {"kind": "silent", "text": "reaction"},
    "edit": _edit,
    "revoke": lambda _: {"kind": "silent", "text": "revoke"},
    "request_welcome": lambda _: _said("/start"),
}
