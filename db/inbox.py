"""`inbox`: everything that comes in, once."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    with conn.cursor() as cursor:
        cursor.execute(
            """
            -- events, each once, and who said stop
            SELECT take_in(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::bytea[], %s)
            """,
            (
                channel,
                [event.event_id for event in events],
                [event.chat for event in events],
                [event.kind for event in events],
                [json.dumps(event.payload) for event in events],
                [event.stop_hash for event in events],
                most_per_minute,
            ),
        )
        return {event_id for (event_id,) in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Sent:
    """An event and who sent it, by a lasting id and a phone number; "" where the channel does not say."""

    event: NewEvent
    lasting: str
    phone: str


def add_known_event(conn: Connection, channel: str, sent: Sent, *, most_per_minute: int = NO_LIMIT) -> bool | None:
    """Take in an event, once, under the chat behind its addresses, or the chat it names where it has none.

    It may not mean stop. True when it was new, None where its chat is not known.
    """
    event = sent.event
    taken: bool | None = value(
        conn,
        """
        -- an event of a chat that we know, once
        SELECT take_in_one(%s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            *(channel, event.event_id, event.chat, sent.lasting, sent.phone),
            *(event.kind, json.dumps(event.payload), most_per_minute),
        ),
    )
    return taken


def add_known_events(
    conn: Connection, channel: str, sent: Sequence[Sent], *, most_per_minute: int = NO_LIMIT
) -> set[str] | None:
    """As `add_known_event`, for several: the ids of the new ones; None, and nothing taken in, where one is not known.

    None of them may mean stop.
    """
    with conn.cursor() as cursor:
        cursor.execute(
            """
            -- events of people whom we know, each once
            SELECT take_in_known(%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s)
            """,
            (
                channel,
                [each.event.event_id for each in sent],
                [each.event.chat for each in sent],
                [each.lasting for each in sent],
                [each.phone for each in sent],
                [each.event.kind for each in sent],
                [json.dumps(each.event.payload) for each in sent],
                most_per_minute,
            ),
        )
        new = {event_id for (event_id,) in cursor.fetchall()}
    return None if None in new else new


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
