"""The last look before a message goes: whether it is wanted still, and what the channel's own rules let go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.contents import NO_POSTINGS, content_of
from bot.outcomes import called_off, cancel, park, replace_by_template, took
from db.deliveries import find_arrival
from db.outbox_claims import find_clearance
from db.outbox_marks import mark_waiting
from db.suppressions import address_hash

if TYPE_CHECKING:
    from bot.channels.base import Permit, Sender
    from db.outbox_claims import Claimed, Clearance
    from db.pool import Connection, Pool


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message about to be handed over: to whom, and all messages of its row, of which `part` is the one to go."""

    to: Any
    messages: list[Any]
    part: int


class LastLook:
    """For one channel. What stands against a message is marked on its row at once."""

    def __init__(self, pool: Pool, sender: Sender, secret_key: str) -> None:
        self._pool = pool
        self._sender = sender
        self._secret_key = secret_key

    def at(self, message: Claimed, words: list[Any], *, hold: bool = False) -> Outgoing | None:
        """What goes now, None for nothing; `hold` when it was claimed too long ago. Each statement by itself.

        A kill between the mark of a called-off digest and the release of what it would have shown does no harm: only
        what waits, is being sent or is unknown keeps a posting from being planned again.
        """
        with self._pool.transaction(single=True) as conn:
            clearance = self._clearance(conn, message)
            if clearance is None:
                return None
            if message.part >= len(words):  # a status told that the last one arrived
                took(conn, message, "", parts_left=0)
                return None
            if message.attempts > message.part + 1 and (arrived := find_arrival(conn, message)) is not None:
                took(conn, message, arrived, parts_left=len(words) - 1 - message.part)
                return None
            if not self._may_go(conn, message, clearance, hold=hold):
                return None
            permit = self._sender.permit(conn, message, datetime.now(UTC)) if self._sender.permit else None
        if permit is None:
            return Outgoing(message.chat, words, message.part)
        return self._permitted(message, words, permit)

    def again(self, message: Claimed) -> bool:
        """Whether it may go still, where the first look has grown old."""
        with self._pool.transaction() as conn:
            clearance = self._clearance(conn, message)
            if clearance is None:
                return False
            if self._may_go(conn, message, clearance):
                return True
            if not clearance.held:
                called_off(conn, message, self._sender)
            return False

    def _clearance(self, conn: Connection, message: Claimed) -> Clearance | None:
        return find_clearance(conn, message, address_hash(self._secret_key, message.channel, message.chat))

    def _may_go(self, conn: Connection, message: Claimed, clearance: Clearance, *, hold: bool = False) -> bool:
        if clearance.held or hold:
            mark_waiting(conn, message.id, message.attempts, error=None, after_seconds=0, counts=False)
            return False
        if message.priority > 0 and (clearance.suppressed or not clearance.wanted):
            cancel(conn, message, "the person does not want it any more")
            return False
        return True

    def _permitted(self, message: Claimed, words: list[Any], permit: Permit) -> Outgoing | None:
        """These messages, a template in their stead, or nothing."""
        if permit.action == "as_is":
            return Outgoing(permit.to, words, message.part)
        with self._pool.transaction() as conn:
            if permit.action == "call_back" and self._sender.call_back is not None:
                permit = self._sender.call_back(conn, message, permit)
            if permit.action == "template":
                return self._template(replace_by_template(conn, message, permit), message, permit)
            (park if permit.action == "hold" else cancel)(conn, message, permit.reason)
            return None

    def _template(self, body: dict[str, Any], message: Claimed, permit: Permit) -> Outgoing:
        content = content_of(body, NO_POSTINGS, language=message.language, today=datetime.now(UTC).date())
        return Outgoing(permit.to, [self._sender.render(content, message.language)], 0)
