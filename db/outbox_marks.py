"""Marks on `outbox`: what became of a claimed message.

Every mark is for one attempt only: 0 rows mean that another has claimed the message since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


def mark_sent(
    conn: Connection, message: int, attempt: int, *, channel_message_id: str, matches: Sequence[int] = ()
) -> int:
    """The channel took it, and with it these matches were shown; with "" for its id, the one known already stays."""
    return execute(
        conn,
        """
        -- the channel took the message, and what it holds was shown
        WITH marked AS (
            UPDATE outbox SET status = 'sent', sent_at = now(), claimed_until = NULL, last_error = NULL,
                              channel_message_id = coalesce(nullif(%s, ''), channel_message_id, '')
            WHERE id = %s AND attempts = %s AND status = 'sending' RETURNING id
        ), shown AS (
            UPDATE matches SET shown_at = now() FROM marked WHERE matches.id = ANY (%s) AND shown_at IS NULL
        )
        SELECT id FROM marked
        """,
        (channel_message_id, message, attempt, list(matches)),
    )


def mark_part_sent(conn: Connection, message: int, attempt: int, *, parts: int, channel_message_id: str) -> int:
    """The channel took one of several messages; `parts` have gone by now, the next waits for its place."""
    return execute(
        conn,
        """
        -- the channel took a part of the message
        UPDATE outbox SET status = 'waiting', send_at = now(), claimed_until = NULL, part = %s,
                          channel_message_id = %s
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (parts, channel_message_id, message, attempt),
    )


def mark_waiting(
    conn: Connection, message: int, attempt: int, *, error: str | None, after_seconds: float, counts: bool = True
) -> int:
    """It was not taken and is tried again later; `counts=False` when the message is not to blame."""
    return execute(
        conn,
        """
        -- the message was not taken; again later
        UPDATE outbox SET status = 'waiting', send_at = now() + %s * interval '1 second', claimed_until = NULL,
                          last_error = %s, attempts = attempts - %s
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (after_seconds, error, 0 if counts else 1, message, attempt),
    )


def mark_parked(conn: Connection, message: int, attempt: int, *, reason: str) -> int:
    """It waits until the person writes."""
    return execute(
        conn,
        """
        -- the message waits until the person writes
        UPDATE outbox SET status = 'waiting', send_at = 'infinity', claimed_until = NULL, last_error = %s,
                          attempts = attempts - 1
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (reason, message, attempt),
    )


def mark_unknown(conn: Connection, message: int, attempt: int, *, error: str, after_seconds: float | None) -> int:
    """It may have arrived. It is tried again after so long, or never."""
    return execute(
        conn,
        """
        -- the answer was lost
        UPDATE outbox SET status = 'unknown', claimed_until = NULL, last_error = %s,
                          send_at = coalesce(now() + %s * interval '1 second', 'infinity')
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (error, after_seconds, message, attempt),
    )


def mark_dead(conn: Connection, message: int, attempt: int, *, error: str) -> int:
    """It cannot be sent; an admin can replay it."""
    return execute(
        conn,
        """
        -- the message cannot be sent
        UPDATE outbox SET status = 'dead', claimed_until = NULL, last_error = %s
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (error, message, attempt),
    )


def mark_cancelled(conn: Connection, message: int, attempt: int, *, error: str) -> int:
    """It is not wanted any more."""
    return execute(
        conn,
        """
        -- the message is not wanted any more
        UPDATE outbox SET status = 'cancelled', claimed_until = NULL, last_error = %s
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (error, message, attempt),
    )


def save_body(conn: Connection, message: int, attempt: int, body: dict[str, Any]) -> int:
    """Something else goes out in this message's stead, in its row."""
    return execute(
        conn,
        """
        -- another body for a claimed message
        UPDATE outbox SET body = %s WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (Json(body), message, attempt),
    )


def cancel_chat(conn: Connection, channel: str, chat: str, *, reason: str) -> list[int]:
    """Call off what waits for a chat that cannot be reached; the ids."""
    return many(
        conn,
        """
        -- nothing more to a chat that cannot be reached
        UPDATE outbox SET status = 'cancelled', last_error = %s
        WHERE conversation_id = (SELECT id FROM conversations WHERE channel = %s AND chat = %s)
          AND status IN ('waiting', 'unknown') RETURNING id
        """,
        (reason, channel, chat),
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )
