"""`inbox`: everything that comes in, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.conversations import conversation_of
from db.query import execute, maybe, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

NO_LIMIT = 1_000_000


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """The event a worker is to handle."""

    id: int
    kind: str
    payload: dict[str, Any]
    attempts: int


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to be taken in. `stop_hash` is the keyed hash of its address when it means stop, else None."""

    event_id: str
    chat: str
    kind: str
    payload: dict[str, Any]
    stop_hash: bytes | None = None


def add_event(conn: Connection, *, channel: str, event_id: str, chat: str, kind: str, payload: dict[str, Any]) -> bool:
    """Take in one event; False when it is a repeat of one already taken."""
    return bool(add_events(conn, channel, [NewEvent(event_id, chat, kind, payload)]))


def add_events(
    conn: Connection, channel: str, events: Sequence[NewEvent], *, most_per_minute: int = NO_LIMIT
) -> set[str]:
    """Take in events, each once; the ids of those that were new.

    A chat that sends more than so many a minute loses the rest, but never a word that means stop: that also enters
    the suppressions, in the same statement. Statuses belong to no chat.
    """
    new = _add_to_known_chats(conn, channel, events, most_per_minute)
    if len(new) < len(events):
        unknown = [event for event in events if event.kind != "status" and event.event_id not in new]
        strangers = _without_conversation(conn, channel, [event.chat for event in unknown])
        for chat in sorted(strangers):
            conversation_of(conn, channel, chat)
        if strangers:
            theirs = [event for event in unknown if event.chat in strangers]
            new |= _add_to_known_chats(conn, channel, theirs, most_per_minute)
    return new


def _add_to_known_chats(conn: Connection, channel: str, events: Sequence[NewEvent], most_per_minute: int) -> set[str]:
    with conn.cursor() as cursor:
        cursor.execute(
            """
            -- events, each once, and who said stop; what is beyond a chat's measure is let go
            WITH given AS (
                SELECT * FROM unnest(%(ids)s::text[], %(chats)s::text[], %(kinds)s::text[], %(payloads)s::text[],
                                     %(stops)s::bytea[]) WITH ORDINALITY
                              AS given (event_id, chat, kind, payload, stop_hash, place)
            ), added AS (
                INSERT INTO inbox (channel, event_id, conversation_id, kind, payload)
                SELECT %(channel)s, event_id, c.id, kind, payload::jsonb
                FROM given LEFT JOIN conversations c ON c.channel = %(channel)s AND c.chat = given.chat
                                                        AND kind <> 'status'
                WHERE kind = 'status' OR c.id IS NOT NULL AND (stop_hash IS NOT NULL OR kind <> 'message'
                    OR NOT coalesce((SELECT received_at > now() - interval '1 minute' FROM inbox
                                     WHERE conversation_id = c.id ORDER BY id DESC OFFSET %(most)s LIMIT 1), false))
                ORDER BY place
                ON CONFLICT (channel, event_id) DO NOTHING RETURNING event_id
            ), stopped AS (
                INSERT INTO suppressions (channel, address_hash, reason)
                SELECT DISTINCT %(channel)s, stop_hash, 'said stop' FROM given JOIN added USING (event_id)
                WHERE stop_hash IS NOT NULL
                ON CONFLICT DO NOTHING
            )
            SELECT event_id FROM added
            """,
            {
                "channel": channel,
                "ids": [event.event_id for event in events],
                "chats": [event.chat for event in events],
                "kinds": [event.kind for event in events],
                "payloads": [json.dumps(event.payload) for event in events],
                "stops": [event.stop_hash for event in events],
                "most": most_per_minute - 1,
            },
        )
        return {event_id for (event_id,) in cursor.fetchall()}


def _without_conversation(conn: Connection, channel: str, chats: Sequence[str]) -> set[str]:
    found = value(
        conn,
        """
        -- chats that nobody has written from before
        SELECT coalesce(array_agg(DISTINCT chat), '{}') FROM unnest(%s::text[]) AS given (chat)
        WHERE NOT EXISTS (SELECT 1 FROM conversations c WHERE c.channel = %s AND c.chat = given.chat)
        """,
        (list(chats), channel),
    )
    return set(found)


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
