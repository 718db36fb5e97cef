"""What a sent, failed or unwanted message means for its row, its chat, its channel and what it would have shown."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import Failure
from db.channel_troubles import save_trouble
from db.matches import release_planned
from db.outbox_claims import hold_channel
from db.outbox_marks import (
    cancel_chat,
    mark_cancelled,
    mark_dead,
    mark_parked,
    mark_part_sent,
    mark_sent,
    mark_unknown,
    mark_waiting,
    save_body,
)
from db.users import mark_unreachable

if TYPE_CHECKING:
    from bot.channels.base import Permit, Sender
    from db.outbox_claims import Claimed
    from db.pool import Connection

ATTEMPTS = 6
HALT_SECONDS = 300.0
TROUBLE_NOTED_FOR = timedelta(minutes=15)  # a refusal that still holds comes again every five minutes
LONGEST_PAUSE_SECONDS = 300.0


def took(conn: Connection, message: Claimed, channel_id: str, *, parts_left: int) -> None:
    """The channel took it; what it holds has been shown."""
    if parts_left > 0:
        mark_part_sent(conn, message.id, message.attempts, parts=message.part + 1, channel_message_id=channel_id)
        return
    shown = [item["match_id"] for item in message.body.get("items", ()) if item.get("match_id")]
    mark_sent(conn, message.id, message.attempts, channel_message_id=channel_id, matches=shown)


def cancel(conn: Connection, message: Claimed, reason: str) -> None:
    """It is not wanted any more; what it would have shown may be shown another time."""
    mark_cancelled(conn, message.id, message.attempts, error=reason)
    release_planned(conn, message.id)


def called_off(conn: Connection, message: Claimed, sender: Sender) -> None:
    """It was let go by the channel's rules and then not sent: what they noted of it is taken back."""
    if sender.settled is not None:
        sender.settled(conn, message, Failure("drop", "called off before it was sent"), datetime.now(UTC))


def park(conn: Connection, message: Claimed, reason: str) -> None:
    """It waits until the person writes."""
    mark_parked(conn, message.id, message.attempts, reason=reason)


def bury(conn: Connection, message: Claimed, reason: str) -> None:
    """It cannot be sent; what it would have shown may be shown another time."""
    mark_dead(conn, message.id, message.attempts, error=reason)
    release_planned(conn, message.id)


def replace_by_template(conn: Connection, message: Claimed, permit: Permit) -> dict[str, Any]:
    """The body that goes out in a message's stead; its row keeps it."""
    body = permit.body or {}
    save_body(conn, message.id, message.attempts, body)
    return body


def settle(conn: Connection, message: Claimed, failure: Failure, sender: Sender) -> None:
    """Mark a failed send as what it means, and pause or close what it concerns.

    A pause that the channel asks for, and a channel that refuses us altogether, use up no attempt.
    """
    if sender.settled is not None:
        sender.settled(conn, message, failure, datetime.now(UTC))
    blameless = failure.action == "halt" or failure.retry_after_seconds is not None
    exhausted = not blameless and message.attempts - message.part >= ATTEMPTS
    if failure.action == "hold":
        park(conn, message, failure.reason)
    elif failure.action in ("drop", "gone") or exhausted:
        bury(conn, message, failure.reason)
        if failure.action == "gone":
            close_chat(conn, message.channel, message.chat, failure.reason)
    elif failure.action == "unknown":
        mark_unknown(conn, message.id, message.attempts, error=failure.reason, after_seconds=sender.unknown_seconds)
    else:
        _again_later(conn, message, failure, counts=not blameless)


def close_chat(conn: Connection, channel: str, chat: str, reason: str) -> None:
    """The chat cannot be reached until the person writes: nothing is planned for it, and what waits is called off."""
    mark_unreachable(conn, channel, chat, reason)
    for message in cancel_chat(conn, channel, chat, reason=reason):
        release_planned(conn, message)


def _again_later(conn: Connection, message: Claimed, failure: Failure, *, counts: bool) -> None:
    pause = failure.retry_after_seconds or _backoff_seconds(message.attempts)
    halted = failure.action == "halt"
    after = 0.0 if halted else pause
    mark_waiting(conn, message.id, message.attempts, error=failure.reason, after_seconds=after, counts=counts)
    if halted or failure.whole_channel:
        seconds = HALT_SECONDS if halted else pause
        if halted:
            until = datetime.now(UTC) + TROUBLE_NOTED_FOR
            save_trouble(conn, message.channel, "access", failure.reason, until=until)
        hold_channel(conn, message.channel, seconds=seconds, reason=failure.reason)


def _backoff_seconds(attempts: int) -> float:
    return min(LONGEST_PAUSE_SECONDS, 2.0**attempts) * random.uniform(0.75, 1.25)  # noqa: S311 - jitter
