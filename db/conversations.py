"""`conversations`: one per chat, leased to one worker at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.errors import LeaseLost, NotFound
from db.query import execute, maybe, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Lease:
    """A chat held by one worker. Whoever comes later gets a higher fence.

    `moved_to` is the chat in which its person is answered now, if that is another.
    """

    conversation_id: int
    channel: str
    chat: str
    user_id: int | None
    state: dict[str, Any]
    fence: int
    moved_to: int | None = None


def conversation_of(conn: Connection, channel: str, chat: str) -> int:
    """The id of the chat's conversation, begun when there is none."""
    found = _find(conn, channel, chat)
    if found is None:
        made = value(
            conn,
            """
            -- begin a conversation, unless another request does so right now
            INSERT INTO conversations (channel, chat) VALUES (%s, %s) ON CONFLICT DO NOTHING RETURNING id
            """,
            (channel, chat),
        )
        found = made if made is not None else _find(conn, channel, chat)
    if found is None:
        raise NotFound(f"The conversation of a {channel} chat was removed the moment it was begun.")
    return found


def _find(conn: Connection, channel: str, chat: str) -> int | None:
    return value(  # type: ignore[no-any-return]
        conn,
        """
        -- the conversation of a chat
        SELECT id FROM conversations WHERE channel = %s AND chat = %s
        """,
        (channel, chat),
    )


def find_state(conn: Connection, channel: str, chat: str) -> dict[str, Any]:
    """Where a chat stands; {} for one that has not begun."""
    found = value(
        conn,
        """
        -- where a chat stands
        SELECT state FROM conversations WHERE channel = %s AND chat = %s
        """,
        (channel, chat),
    )
    return found or {}


def lease_chat(conn: Connection, seconds: float) -> Lease | None:
    """Take the chat of the oldest event that may be worked on; None when there is nothing to do.

    An event that waits for its next try keeps the later ones of its chat waiting too, so order holds.
    """
    return maybe(
        conn,
        """
        -- lease the chat of the oldest waiting event
        UPDATE conversations SET fence = fence + 1, leased_until = now() + %s * interval '1 second'
        WHERE id = (
            SELECT c.id FROM inbox i JOIN conversations c ON c.id = i.conversation_id
            WHERE i.status = 'waiting' AND i.kind <> 'status' AND i.retry_at <= now()
              AND (c.leased_until IS NULL OR c.leased_until < now())
              AND NOT EXISTS (SELECT 1 FROM inbox earlier WHERE earlier.conversation_id = i.conversation_id
                              AND earlier.status = 'waiting' AND earlier.id < i.id)
            ORDER BY i.id LIMIT 1
            FOR NO KEY UPDATE OF c SKIP LOCKED)
        RETURNING id AS conversation_id, channel, chat, user_id, state, fence, moved_to
        """,
        (seconds,),
        Lease,
    )


def hold_chat(conn: Connection, lease: Lease) -> None:
    """Lock the conversation for this transaction, if it is still ours.

    Raises:
        LeaseLost: another worker has it now.
    """
    held = value(
        conn,
        """
        -- is the lease still ours?
        SELECT 1 FROM conversations WHERE id = %s AND fence = %s FOR NO KEY UPDATE
        """,
        (lease.conversation_id, lease.fence),
    )
    if held is None:
        raise LeaseLost


def release_chat(conn: Connection, lease: Lease, *, state: dict[str, Any], user_id: int | None) -> int:
    """Give the chat back with its new state."""
    return execute(
        conn,
        """
        -- keep the state, end the lease
        UPDATE conversations SET state = %s, user_id = %s, leased_until = NULL, updated_at = now()
        WHERE id = %s AND fence = %s
        """,
        (Json(state), user_id, lease.conversation_id, lease.fence),
    )


def abandon_chat(conn: Connection, lease: Lease) -> int:
    """Give the chat back as it was."""
    return execute(
        conn,
        """
        -- end the lease, change nothing
        UPDATE conversations SET leased_until = NULL WHERE id = %s AND fence = %s
        """,
        (lease.conversation_id, lease.fence),
    )


def forget_words(conn: Connection, conversation_id: int) -> None:
    """Drop what was said in a chat whose person asked to be deleted; ids stay, so that repeats are still known."""
    execute(
        conn,
        """
        -- the words a person wrote
        UPDATE inbox SET payload = NULL WHERE conversation_id = %s AND status <> 'waiting'
        """,
        (conversation_id,),
    )
    execute(
        conn,
        """
        -- the words the bot wrote, and what it was about to write
        DELETE FROM outbox WHERE conversation_id = %s
        """,
        (conversation_id,),
    )


def erase_departed(conn: Connection, *, after_seconds: float) -> int:
    """Remove the addresses of deleted people once their farewell had time to arrive; how many messages went."""
    return execute(
        conn,
        """
        -- a deleted person's chat keeps neither address nor words; event ids stay, so that repeats are known
        WITH departed AS (
            SELECT id, channel, chat FROM conversations
            WHERE state ->> 'step' = 'deleted' AND updated_at < now() - %s * interval '1 second'
              AND NOT EXISTS (SELECT 1 FROM inbox WHERE conversation_id = conversations.id AND status = 'waiting')
            FOR UPDATE
        ), renamed AS (
            UPDATE conversations SET chat = 'deleted-' || conversations.id, state = '{}', updated_at = now()
            FROM departed WHERE conversations.id = departed.id
        ), paced AS (
            DELETE FROM chat_pace USING departed
            WHERE chat_pace.channel = departed.channel AND chat_pace.chat = departed.chat
        ), unaddressed AS (
            DELETE FROM whatsapp_addresses USING departed WHERE whatsapp_addresses.conversation_id = departed.id
        ), said AS (
            UPDATE inbox SET payload = NULL FROM departed WHERE conversation_id = departed.id)
        DELETE FROM outbox USING departed WHERE conversation_id = departed.id
        """,
        (after_seconds,),
    )
