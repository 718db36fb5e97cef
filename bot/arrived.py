"""What came unasked since somebody's last turn: from then on it is the list that their numbers and words speak of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.codec import body_to_reply
from bot.conversation.model import ShowJobs
from db.outbox import find_arrived

if TYPE_CHECKING:
    from bot.conversation.model import Dialogue
    from db.pool import Connection


def with_arrived(conn: Connection, conversation_id: int, dialogue: Dialogue) -> Dialogue:
    """The dialogue with the postings of the digest that was sent since its last turn, if one was."""
    body = find_arrived(conn, conversation_id)
    reply = None if body is None else body_to_reply(body)
    if body is None or not isinstance(reply, ShowJobs):
        return dialogue
    return replace(dialogue, shown=reply.items, query="", digest=int(body.get("digest_id") or 0))
