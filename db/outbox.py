"""`outbox`: everything that goes out. Who sends it when is in `outbox_claims`, what became of it in `outbox_marks`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.query import many, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def add_outbox(
    conn: Connection,
    *,
    conversation_id: int,
    channel: str,
    chat: str,
    user_id: int | None,
    body: dict[str, Any],
    priority: int = 0,
    inbox_id: int | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Put a message up for sending; its id."""
    return int(
        value(
            conn,
            """
            -- a message to be sent
            INSERT INTO outbox (conversation_id, channel, chat, user_id, body, priority, inbox_id, expires_at)
            VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id
            """,
            (conversation_id, channel, chat, user_id, Json(body), priority, inbox_id, expires_at),
        )
    )


def is_reply(conn: Connection, conversation_id: int, channel_message_id: str) -> bool:
    """Whether a message of ours in a chat, by the channel's id, was a reply and no digest; False for an unknown one."""
    found = value(
        conn,
        """
        -- was it a reply?
        SELECT 1 FROM outbox WHERE conversation_id = %s AND channel_message_id = %s AND priority = 0
        """,
        (conversation_id, channel_message_id),
    )
    return found is not None


def cancel_expired(conn: Connection) -> list[int]:
    """Cancel what is too old to be sent; the ids."""
    return many(
        conn,
        """
        -- yesterday's digest is not sent today
        UPDATE outbox SET status = 'cancelled', last_error = 'expired before it could be sent'
        WHERE expires_at <= now()
          AND (status IN ('waiting', 'unknown') OR (status = 'sending' AND claimed_until < now())) RETURNING id
        """,
        (),
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


def cancel_unasked(conn: Connection, user_id: int) -> list[int]:
    """Cancel the digests that wait for a person; the ids."""
    return many(
        conn,
        """
        -- nothing unasked to somebody who said stop
        UPDATE outbox SET status = 'cancelled', last_error = 'the person said stop'
        WHERE user_id = %s AND status IN ('waiting', 'unknown') AND priority > 0 RETURNING id
        """,
        (user_id,),
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


@dataclass(frozen=True, slots=True)
class StatusCount:
    """How many messages of a channel are in a status; `parked` of them wait until the person writes."""

    channel: str
    status: str
    messages: int
    parked: int


def count_by_status(conn: Connection) -> list[StatusCount]:
    """What is in the outbox, by channel and status."""
    return many(
        conn,
        """
        -- how many messages are in each status
        SELECT channel, status, count(*) AS messages,
               count(*) FILTER (WHERE status = 'waiting' AND send_at = 'infinity') AS parked
        FROM outbox GROUP BY channel, status ORDER BY channel, status
        """,
        (),
        StatusCount,
    )


def find_last_sent(conn: Connection, conversation_id: int) -> dict[str, Any] | None:
    """The body of the last message that went out in a chat."""
    return value(  # type: ignore[no-any-return]
        conn,
        """
        -- what a typed answer answers
        SELECT body FROM outbox WHERE conversation_id = %s AND status IN ('sent', 'unknown') ORDER BY id DESC LIMIT 1
        """,
        (conversation_id,),
    )


def find_arrived(conn: Connection, conversation_id: int) -> dict[str, Any] | None:
    """The body of the last digest that was sent in a chat since its last turn ended."""
    return value(  # type: ignore[no-any-return]
        conn,
        """
        -- postings that came unasked since somebody wrote
        SELECT o.body FROM outbox o JOIN conversations c ON c.id = o.conversation_id
        WHERE o.conversation_id = %s AND o.sent_at > c.updated_at AND o.body ->> 'kind' = 'digest'
        ORDER BY o.id DESC LIMIT 1
        """,
        (conversation_id,),
    )
