"""What a WhatsApp event does beside its turn: it opens the window, frees what waited, and may be a choice typed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.channels.whatsapp import NAME
from bot.channels.whatsapp.choices import typed_choice
from bot.contents import quick_replies
from bot.conversation.model import Incoming
from bot.readers import said_at
from bot.texts.words import is_stop, says_cancel
from bot.whatsapp.rules import SHOW_HELD
from db.conversations import abandon_chat, hold_chat
from db.held_digests import claim_held, is_flushed, release_parked
from db.inbox import mark_done
from db.outbox import find_last_sent
from db.whatsapp_contacts import mark_marketing, mark_marketing_resumed
from matching.digest.held import plan_held
from matching.digest.rules import DigestRules

if TYPE_CHECKING:
    from db.conversations import Lease
    from db.inbox import WaitingEvent
    from db.pool import Connection, Pool
    from db.users import User
    from settings import Settings

TAPPED_AGAIN_SECONDS = 60.0  # the same button, while what it asked for is on its way
LONGEST_LABEL = 80  # characters of a text that may be a choice


def take_preference(conn: Connection, lease: Lease, event: WaitingEvent) -> None:
    """They stopped or resumed marketing messages in WhatsApp's own menu."""
    at = said_at(event) or datetime.now(UTC)
    if event.payload.get("marketing") == "stop":
        mark_marketing(conn, lease.chat, stopped_at=at)
    else:
        mark_marketing_resumed(conn, lease.chat, at)


def wants_no_answer(conn: Connection, lease: Lease, event: WaitingEvent, user: User) -> bool:
    """Take in that they wrote; whether that is all, as for a reaction, a second tap, a second STOP."""
    if lease.channel != NAME:
        return False
    release_parked(conn, lease.conversation_id)
    if asks_for_held(event) and is_flushed(conn, user.id, lease.conversation_id, within_seconds=TAPPED_AGAIN_SECONDS):
        return True
    text = str(event.payload.get("text", ""))
    said_again = user.status == "stopped" and (is_stop(text) or says_cancel(text))
    return event.payload.get("kind") == "silent" or said_again


def understood(conn: Connection, lease: Lease, event: WaitingEvent, language: str) -> WaitingEvent:
    """The event, or the tap that a number or a label typed out stands for."""
    text = str(event.payload.get("text", ""))
    if lease.channel != NAME or event.payload.get("kind") != "text" or len(text) > LONGEST_LABEL or is_stop(text):
        return event
    body = find_last_sent(conn, lease.conversation_id)
    action = typed_choice(text, quick_replies(body, language)) if body else ""
    return replace(event, payload=event.payload | {"kind": "action", "text": action}) if action else event


def asks_for_held(event: WaitingEvent) -> bool:
    """Whether it is the tap on the template's "Show my jobs"."""
    return event.payload.get("kind") == "action" and event.payload.get("text") == SHOW_HELD


def without_held(incoming: Incoming) -> Incoming:
    """Where nothing waits any more, "Show my jobs" is what it says."""
    return Incoming("action", "jobs") if incoming == Incoming("action", SHOW_HELD) else incoming


def flush(pool: Pool, lease: Lease, event: WaitingEvent, settings: Settings, *, instead: bool = False) -> bool:
    """Put up the digest that waited for this person to write; `instead` of the event's turn, which is over then.

    Raises:
        LeaseLost: another worker has the chat, and the digest waits on.
    """
    if lease.channel != NAME or event.kind != "message" or lease.user_id is None:
        return False
    with pool.transaction() as conn:
        if instead:
            hold_chat(conn, lease)
        put_up = _plan_held(conn, lease.user_id, settings)
        if instead and put_up:
            mark_done(conn, event.id)
            abandon_chat(conn, lease)
        return put_up


def _plan_held(conn: Connection, user_id: int, settings: Settings) -> bool:
    """Plan it afresh, once; whether something is on its way."""
    held = claim_held(conn, user_id)
    if held is None:
        return False
    outcome = plan_held(conn, held, now=datetime.now(UTC), rules=DigestRules.from_settings(settings))
    return outcome == "planned"
