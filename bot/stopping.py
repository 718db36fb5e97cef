"""Whether a text ends all messages, judged in the webhook's transaction, before any turn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.channels import whatsapp
from bot.conversation.backing_out import backs_out
from bot.texts.words import is_stop, says_cancel
from db.conversations import find_state

if TYPE_CHECKING:
    from db.pool import Connection


def says_stop(conn: Connection, channel: str, chat: str, text: str) -> bool:
    """A word that means stop; on WhatsApp CANCEL is one too, but where it backs out of an open question."""
    if not may_stop(channel, text):
        return False
    if is_stop(text):
        return True
    state = find_state(conn, channel, chat)
    return not backs_out(step=state.get("step"), editing=state.get("editing"), pending=state.get("pending"))


def may_stop(channel: str, text: str) -> bool:
    """Whether `says_stop` can be true, told by the text alone."""
    return is_stop(text) or (channel == whatsapp.NAME and says_cancel(text))
