"""`outbox`: everything that goes out. Who sends it when is in `outbox_claims`, what became of it in `outbox_marks`."""

from __future__ import annotations

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
