"""Dead letters: what failed for good in inbox and outbox, without a word of what people wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Literal

from db.query import execute, many, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """An event or a message that failed for good. `kind` is the event's kind or "reply" or "digest".

    `replayable`: a digest of yesterday and an event whose words were dropped are not.
    """

    box: Literal["inbox", "outbox"]
    id: int
    channel: str
    kind: str
    attempts: int
    error: str | None
    arrived_at: datetime
    replayable: bool


def find_dead(conn: Connection, *, limit: int = 200) -> list[DeadLetter]:
    """The newest dead letters of both boxes, the newest first."""
    return many(
        conn,
        """
        -- what failed for good, without its content
        SELECT 'inbox' AS box, id, channel, kind, attempts, last_error AS error, received_at AS arrived_at,
               payload IS NOT NULL AS replayable
        FROM inbox WHERE status = 'dead'
        UNION ALL
        SELECT 'outbox', id, channel, CASE WHEN priority = 0 THEN 'reply' ELSE 'digest' END, attempts, last_error,
               created_at, expires_at IS NULL OR expires_at > now()
        FROM outbox WHERE status = 'dead' OR (status = 'unknown' AND send_at = 'infinity')
        ORDER BY arrived_at DESC, box, id DESC LIMIT %s
        """,
        (limit,),
        DeadLetter,
    )


def replay_inbox(conn: Connection, event: int) -> int:
    """Put a dead event back into line; 0 when it is not dead or its words are gone."""
    return execute(
        conn,
        """
        -- a dead event has another turn
        UPDATE inbox SET status = 'waiting', attempts = 0, retry_at = now(), finished_at = NULL
        WHERE id = %s AND status = 'dead' AND payload IS NOT NULL
        """,
        (event,),
    )


def replay_outbox(conn: Connection, message: int) -> int:
    """Put a dead message back into line; 0 when it is not dead or its time is over."""
    return execute(
        conn,
        """
        -- a dead message is sent after all
        UPDATE outbox SET status = 'waiting', attempts = 0, send_at = now(), claimed_until = NULL
        WHERE id = %s AND (status = 'dead' OR (status = 'unknown' AND send_at = 'infinity'))
          AND (expires_at IS NULL OR expires_at > now())
        """,
        (message,),
    )


def replay_all(conn: Connection) -> int:
    """Put everything that can be replayed back into line; how many."""
    return int(
        value(
            conn,
            """
            -- all dead letters have another turn
            WITH events AS (
                UPDATE inbox SET status = 'waiting', attempts = 0, retry_at = now(), finished_at = NULL
                WHERE status = 'dead' AND payload IS NOT NULL RETURNING id
            ), messages AS (
                UPDATE outbox SET status = 'waiting', attempts = 0, send_at = now(), claimed_until = NULL
                WHERE (status = 'dead' OR (status = 'unknown' AND send_at = 'infinity'))
                  AND (expires_at IS NULL OR expires_at > now()) RETURNING id
            )
            SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM messages)
            """,
        )
    )
