"""`inbox`: everything that comes in, once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.conversations import conversation_of
from db.query import execute, maybe, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """The event a worker is to handle."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int


def add_event(conn: Connection, *, channel: str, event_id: str, chat: str, kind: str, payload: dict[str, Any]) -> bool:
    """Take in one event; False when it is a repeat of one already taken."""
    added = value(
        conn,
        """
        -- one event, once
        INSERT INTO inbox (channel, event_id, conversation_id, kind, payload) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (channel, event_id) DO NOTHING RETURNING id
        """,
        (channel, event_id, conversation_of(conn, channel, chat), kind, Json(payload)),
    )
    return added is not None


def claim_first_waiting(conn: Connection, conversation_id: int) -> WaitingEvent | None:
    """The oldest waiting event of a leased chat. `attempts` counts this one too.

    Counted when begun, so that an event that kills its worker, or outlasts every lease, comes to an end as well.
    """
    return maybe(
        conn,
        """
        -- begin the oldest waiting event of a chat
        UPDATE inbox SET attempts = attempts + 1
        WHERE id = (SELECT id FROM inbox WHERE conversation_id = %s AND status = 'waiting' ORDER BY id LIMIT 1)
        RETURNING id, kind, coalesce(payload, '{}') AS payload, attempts
        """,
        (conversation_id,),
        WaitingEvent,
    )


def mark_done(conn: Connection, event: int) -> int:
    """The event is handled."""
    return execute(
        conn,
        """
        -- an event is handled
        UPDATE inbox SET status = 'done', finished_at = now() WHERE id = %s AND status = 'waiting'
        """,
        (event,),
    )


def mark_retry(conn: Connection, event: int, *, error: str, after_seconds: float) -> int:
    """The event failed and is tried again later."""
    return execute(
        conn,
        """
        -- an event failed; again later
        UPDATE inbox SET last_error = %s, retry_at = now() + %s * interval '1 second'
        WHERE id = %s AND status = 'waiting'
        """,
        (error, after_seconds, event),
    )


def mark_dead(conn: Connection, event: int, *, error: str) -> int:
    """The event failed too often; an admin can replay it."""
    return execute(
        conn,
        """
        -- an event failed too often
        UPDATE inbox SET status = 'dead', last_error = %s, finished_at = now() WHERE id = %s AND status = 'waiting'
        """,
        (error, event),
    )


def count_answered(conn: Connection, conversation_id: int, before: int, *, seconds: float, most: int) -> int:
    """How many events of a chat, before this one, were handled in the last so many seconds; it counts up to `most`."""
    found = value(
        conn,
        """
        -- how fast does a chat write?
        SELECT count(*) FROM (
            SELECT finished_at FROM inbox WHERE conversation_id = %s AND id < %s AND kind = 'message'
            ORDER BY id DESC LIMIT %s) AS latest
        WHERE finished_at > now() - %s * interval '1 second'
        """,
        (conversation_id, before, most, seconds),
    )
    return int(found)
