"""Takes events into the inbox; a word that means stop takes effect in the same statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels import whatsapp
from bot.stopping import says_stop
from bot.whatsapp.people import recognised, settle
from db.inbox import NewEvent, add_events
from db.suppressions import address_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.base import Event
    from db.pool import Connection
    from settings import Settings

PASSING = "callback_id"  # of no use later than at once


def take_in(conn: Connection, channel: str, events: Sequence[Event], settings: Settings) -> int:
    """Insert each event once; how many were new. The caller commits, then rings."""
    events = [replace(event, payload=_storable(event.payload)) for event in events]
    if channel == whatsapp.NAME:
        events = settle(conn, events, settings)
    return _insert(conn, channel, events, settings)


def take_in_known(conn: Connection, channel: str, events: Sequence[Event], settings: Settings) -> int | None:
    """As `take_in`, each statement by itself; None where somebody's addresses have to be settled in a transaction.

    A chat that moves between the two statements costs nothing: what came into it follows when its turn begins.
    """
    events = [replace(event, payload=_storable(event.payload)) for event in events]
    if channel == whatsapp.NAME:
        known = recognised(conn, events)
        if known is None:
            return None
        events = known
    return _insert(conn, channel, events, settings)


def _insert(conn: Connection, channel: str, events: Sequence[Event], settings: Settings) -> int:
    if not events:
        return 0
    arrived = [_new_event(conn, channel, event, settings) for event in _in_one_order(events)]
    return len(add_events(conn, channel, arrived, most_per_minute=settings.inbox_per_minute))


def _in_one_order(events: Sequence[Event]) -> list[Event]:
    """Messages as they came, then statuses by id: two bodies with the same statuses never wait for each other."""
    return sorted(events, key=lambda event: event.event_id if event.kind == "status" else "")


def _new_event(conn: Connection, channel: str, event: Event, settings: Settings) -> NewEvent:
    stop_hash = None
    text = str(event.payload.get("text", ""))
    if event.payload.get("kind") == "text" and says_stop(conn, channel, event.chat, text):
        stop_hash = address_hash(settings.secret_key.get_secret_value(), channel, event.chat)
    payload = {name: value for name, value in event.payload.items() if name != PASSING}
    return NewEvent(event.event_id, event.chat, event.kind, payload, stop_hash)


def _storable(told: dict[str, Any]) -> dict[str, Any]:
    """Without NUL and half surrogates, however deep: JSON may carry them, PostgreSQL's text cannot."""
    return {name: _storable(value) if isinstance(value, dict) else _clean(value) for name, value in told.items()}


def _clean(value: object) -> object:
    return value.replace("\x00", "").encode("utf-8", "replace").decode() if isinstance(value, str) else value
