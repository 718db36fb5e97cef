"""Takes events into the inbox; a word that means stop takes effect in the same statement."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.channels import whatsapp
from bot.channels.base import Identity
from bot.stopping import may_stop, says_stop
from bot.whatsapp.people import settle
from db.inbox import NewEvent, Sent, add_events, add_known_event, add_known_events
from db.suppressions import address_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.channels.base import Event
    from db.pool import Connection
    from settings import Settings

PASSING = "callback_id"  # of no use later than at once
NOBODY = Identity()


def take_in(conn: Connection, channel: str, events: Sequence[Event], settings: Settings) -> int:
    """Insert each event once; how many were new. The caller commits, then rings."""
    events = [replace(event, payload=_kept(event.payload)) for event in events]
    if channel == whatsapp.NAME:
        events = settle(conn, events, settings)
    if not events:
        return 0
    arrived = [_new_event(conn, channel, event, settings) for event in _in_one_order(events)]
    return len(add_events(conn, channel, arrived, most_per_minute=settings.inbox_per_minute))


def take_in_known(conn: Connection, channel: str, events: Sequence[Event], settings: Settings) -> int | None:
    """As `take_in`, by one statement; None, and nothing taken in, where there is more to do.

    More: a chat to begin, addresses to settle, what a channel says of ourselves, or a word that may stop. A chat that
    moves meanwhile costs nothing: what came into it follows when its turn begins.
    """
    if not events:
        return 0
    if any(_asks_for_more(channel, event) for event in events):
        return None
    sent, most = [_sent(event) for event in _in_one_order(events)], settings.inbox_per_minute
    if len(sent) == 1:
        taken = add_known_event(conn, channel, sent[0], most_per_minute=most)
        return None if taken is None else int(taken)
    new = add_known_events(conn, channel, sent, most_per_minute=most)
    return None if new is None else len(new)


def _asks_for_more(channel: str, event: Event) -> bool:
    """Whether more is to be done than to take it in."""
    moved = event.identity is not None and bool(event.identity.former)
    return moved or event.kind == "account" or (_is_typed(event) and may_stop(channel, _text(event)))


def _sent(event: Event) -> Sent:
    who = event.identity or NOBODY
    return Sent(NewEvent(event.event_id, event.chat, event.kind, _kept(event.payload)), who.lasting, who.phone)


def _in_one_order(events: Sequence[Event]) -> list[Event]:
    """Messages as they came, then statuses by id: two bodies with the same statuses never wait for each other."""
    return sorted(events, key=lambda event: event.event_id if event.kind == "status" else "")


def _new_event(conn: Connection, channel: str, event: Event, settings: Settings) -> NewEvent:
    stop_hash = None
    if _is_typed(event) and says_stop(conn, channel, event.chat, _text(event)):
        stop_hash = address_hash(settings.secret_key.get_secret_value(), channel, event.chat)
    return NewEvent(event.event_id, event.chat, event.kind, event.payload, stop_hash)


def _is_typed(event: Event) -> bool:
    return bool(event.payload.get("kind") == "text")


def _text(event: Event) -> str:
    return _clean(str(event.payload.get("text", "")))


def _kept(told: dict[str, Any]) -> dict[str, Any]:
    """What is stored, however deep, without NUL and half surrogates: JSON may carry them, PostgreSQL's text cannot."""
    return {
        name: _clean(given) if isinstance(given, str) else _kept(given) if isinstance(given, dict) else given
        for name, given in told.items()
        if name != PASSING
    }


def _clean(words: str) -> str:
    return words.replace("\x00", "").encode("utf-8", "replace").decode()
