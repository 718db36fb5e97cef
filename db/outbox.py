"""`outbox`: everything that goes out, in order, at the channel's pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.query import execute, many, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to be sent by whoever claimed it, `wait_seconds` from now."""

    id: int
    conversation_id: int
    channel: str
    chat: str
    user_id: int | None
    body: dict[str, Any]
    priority: int
    attempts: int
    wait_seconds: float


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


def claim_outbox(
    conn: Connection,
    channel: str,
    *,
    limit: int,
    lease_seconds: float,
    per_second: float,
    seconds_per_chat: float,
    horizon_seconds: float = 0.25,
) -> list[Claimed]:
    """Claim the messages that may go within the next `horizon_seconds`, and take their places in the pace.

    The channel's row is locked for the statement, so claims of one channel come one after the other over all workers
    and the pace is exact. Of each chat only the first message is taken. A message whose sender died (its lease ran
    out) or whose fate stayed unknown is taken again.
    """
    return many(
        conn,
        """
        -- claim what may go now: the first message of each chat, at the pace of chat and channel
        WITH pace AS MATERIALIZED (
            SELECT greatest(next_send_at, clock_timestamp()) AS free_at
            FROM channel_pace WHERE channel = %(channel)s FOR UPDATE
        ), ready AS MATERIALIZED (
            SELECT o.id, o.chat, o.priority
            FROM outbox o LEFT JOIN chat_pace c ON c.channel = o.channel AND c.chat = o.chat
            WHERE o.channel = %(channel)s AND o.status IN ('waiting', 'sending', 'unknown')
              AND (o.status <> 'sending' OR o.claimed_until < now())
              AND o.send_at <= now() AND (o.expires_at IS NULL OR o.expires_at > now())
              AND coalesce(c.next_send_at, '-infinity') <= now() + %(horizon)s * interval '1 second'
              AND NOT EXISTS (
                  SELECT 1 FROM outbox earlier
                  WHERE earlier.conversation_id = o.conversation_id
                    AND earlier.status IN ('waiting', 'sending', 'unknown') AND earlier.send_at < 'infinity'
                    AND (earlier.expires_at IS NULL OR earlier.expires_at > now())
                    AND (earlier.priority, earlier.id) < (o.priority, o.id))
            ORDER BY o.priority, o.id
            LIMIT (SELECT greatest(0, least(%(limit)s, 1 + floor(%(per_second)s
                          * (%(horizon)s - extract(epoch FROM free_at - clock_timestamp())))))::integer FROM pace)
            FOR UPDATE OF o SKIP LOCKED
        ), places AS MATERIALIZED (
            SELECT ready.id, ready.chat,
                   greatest(pace.free_at + (row_number() OVER (ORDER BY ready.priority, ready.id) - 1)
                                           * (interval '1 second' / %(per_second)s),
                            coalesce(c.next_send_at, '-infinity')) AS at
            FROM ready CROSS JOIN pace LEFT JOIN chat_pace c ON c.channel = %(channel)s AND c.chat = ready.chat
        ), channel_taken AS (
            UPDATE channel_pace SET next_send_at = pace.free_at + (SELECT count(*) FROM places)
                                                                  * (interval '1 second' / %(per_second)s)
            FROM pace WHERE channel = %(channel)s AND EXISTS (SELECT 1 FROM places)
        ), chats_taken AS (
            INSERT INTO chat_pace (channel, chat, next_send_at)
            SELECT %(channel)s, chat, at + %(seconds_per_chat)s * interval '1 second' FROM places
            ON CONFLICT (channel, chat) DO UPDATE SET next_send_at = excluded.next_send_at
        )
        UPDATE outbox SET status = 'sending', attempts = attempts + 1,
                          claimed_until = now() + %(lease)s * interval '1 second'
        FROM places WHERE outbox.id = places.id
        RETURNING outbox.id, conversation_id, channel, outbox.chat, user_id, body, priority, attempts,
                  greatest(0, extract(epoch FROM places.at - clock_timestamp()))::float8 AS wait_seconds
        """,
        {
            "channel": channel,
            "limit": limit,
            "lease": lease_seconds,
            "per_second": per_second,
            "seconds_per_chat": seconds_per_chat,
            "horizon": horizon_seconds,
        },
        Claimed,
    )


def ensure_pace(conn: Connection, channel: str) -> int:
    """Give the channel its row of pace; without it nothing is claimed."""
    return execute(
        conn,
        """
        -- the channel's place in time
        INSERT INTO channel_pace (channel) VALUES (%s) ON CONFLICT DO NOTHING
        """,
        (channel,),
    )


def hold_channel(conn: Connection, channel: str, *, seconds: float) -> int:
    """Nobody sends on this channel for so long (it asked for a pause)."""
    return execute(
        conn,
        """
        -- the channel asked for a pause
        UPDATE channel_pace SET next_send_at = greatest(next_send_at, now() + %s * interval '1 second')
        WHERE channel = %s
        """,
        (seconds, channel),
    )


def mark_sent(conn: Connection, message: int, attempt: int, *, channel_message_id: str) -> int:
    """The channel took it. Every mark is for one attempt only: 0 rows mean that another has claimed the message."""
    return execute(
        conn,
        """
        -- the channel took the message
        UPDATE outbox SET status = 'sent', sent_at = now(), channel_message_id = %s, claimed_until = NULL,
                          last_error = NULL
        WHERE id = %s AND attempts = %s AND status = 'sending'
        """,
        (channel_message_id, message, attempt),
    )


def mark_waiting(
    conn: Connection, message: int, attempt: int, *, error: str, after_seconds: float, counts: bool = True
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
