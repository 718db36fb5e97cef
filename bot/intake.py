"""Takes events into the inbox; a word that means stop takes effect in the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.texts.words import is_stop
from db.inbox import add_event
from db.suppressions import add_suppression, address_hash

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.channels.base import Event
    from db.pool import Connection
    from settings import Settings


def take_in(conn: Connection, channel: str, events: Iterable[Event], settings: Settings) -> int:
    """Insert each event once; how many were new. The caller commits, then rings."""
    new = 0
    for event in events:
        added = add_event(
            conn,
            channel=channel,
            event_id=event.event_id,
            chat=event.chat,
            kind=event.kind,
            payload=_storable(event.payload),
        )
        new += added
        if added and event.payload.get("kind") == "text" and is_stop(str(event.payload.get("text", ""))):
            hashed = address_hash(settings.secret_key.get_secret_value(), channel, event.chat)
            add_suppression(conn, channel, hashed, "said stop")
    return new


def _storable(payload: dict[str, Any]) -> dict[str, Any]:
    """Without NUL and half surrogates: JSON may carry them, PostgreSQL's text cannot."""
    return {
        name: value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
        for name, value in payload.items()
    }
