"""What was said in one chat, for the channels whose reader comes and asks: the web chat and the terminal."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any

from db.query import many, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Sent:
    """A message of the bot, as its outbox body."""

    id: int
    body: dict[str, Any]
    language: str
    sent_at: datetime
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """Words or a tap of the person, as the inbox payload."""

    event_id: str
    payload: dict[str, Any]
    received_at: datetime


def find_sent_after(
    conn: Connection,
    channel: str,
    chat: str,
    after: int,
    *,
    overlap_seconds: float = 0.0,
    known: Sequence[int] = (),
    limit: int = 100,
) -> list[Sent]:
    """The newest `limit` messages sent to a chat after message `after` (0: from the beginning), as they were sent.

    The cursor for the next call is the id of the last one. It goes by time of sending and not by id: a reply may
    overtake a digest. Two sendings that end at the same instant may become visible in either order, so a reader that
    must not miss one asks for an overlap, and names what it knows already.
    """
    return many(
        conn,
        """
        -- what was sent to a chat after a message, oldest first
        SELECT * FROM (
            SELECT o.id, o.body, coalesce(u.language, 'en') AS language, o.sent_at, o.user_id
            FROM conversations c
            JOIN outbox o ON o.conversation_id = c.id AND o.status = 'sent'
            LEFT JOIN outbox seen ON seen.id = %(after)s AND seen.conversation_id = c.id
            LEFT JOIN users u ON u.id = o.user_id
            WHERE c.channel = %(channel)s AND c.chat = %(chat)s AND o.id <> ALL (%(known)s)
              AND CASE WHEN seen.sent_at IS NULL THEN o.id > %(after)s
                       ELSE (o.sent_at, o.id) > (seen.sent_at - make_interval(secs => %(overlap)s), seen.id) END
            ORDER BY o.sent_at DESC, o.id DESC LIMIT %(limit)s) AS newest
        ORDER BY sent_at, id
        """,
        {
            "channel": channel,
            "chat": chat,
            "after": after,
            "overlap": overlap_seconds,
            "known": [after, *known],
            "limit": limit,
        },
        Sent,
    )


def find_said_after(
    conn: Connection, channel: str, chat: str, after: int, *, overlap_seconds: float = 0.0, limit: int = 100
) -> list[Said]:
    """The newest `limit` texts and taps that came in after message `after` was sent (0: from the beginning).

    What retention has dropped is left out. `overlap_seconds` as in `find_sent_after`.
    """
    return many(
        conn,
        """
        -- what a person said after a message was sent, oldest first
        SELECT event_id, payload, received_at FROM (
            SELECT i.id, i.event_id, i.payload, i.received_at
            FROM conversations c
            JOIN inbox i ON i.conversation_id = c.id
            LEFT JOIN outbox seen ON seen.id = %(after)s AND seen.conversation_id = c.id
            WHERE c.channel = %(channel)s AND c.chat = %(chat)s
              AND i.kind = 'message' AND i.payload ->> 'kind' IN ('text', 'action')
              AND i.received_at > coalesce(seen.sent_at - make_interval(secs => %(overlap)s), '-infinity')
            ORDER BY i.id DESC LIMIT %(limit)s) AS newest
        ORDER BY received_at, id
        """,
        {"channel": channel, "chat": chat, "after": after, "overlap": overlap_seconds, "limit": limit},
        Said,
    )


def is_working(conn: Connection, channel: str, chat: str) -> bool:
    """Whether an answer is on its way: an event waits for its turn or a reply waits to be sent."""
    found = value(
        conn,
        """
        -- is an answer on its way to this chat?
        SELECT 1 FROM conversations c
        WHERE c.channel = %s AND c.chat = %s
          AND (EXISTS (SELECT 1 FROM inbox WHERE conversation_id = c.id AND status = 'waiting')
               OR EXISTS (SELECT 1 FROM outbox WHERE conversation_id = c.id AND status IN ('waiting', 'sending')
                                                 AND priority = 0))
        """,
        (channel, chat),
    )
    return found is not None


def count_waiting(conn: Connection, channel: str, chat: str) -> int:
    """How many events of a chat wait for their turn."""
    return int(
        value(
            conn,
            """
            -- events of a chat that wait for their turn
            SELECT count(*) FROM conversations c JOIN inbox i ON i.conversation_id = c.id AND i.status = 'waiting'
            WHERE c.channel = %s AND c.chat = %s
            """,
            (channel, chat),
        )
    )
