"""`whatsapp_addresses`: the ids and phone numbers under which a WhatsApp chat is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Collection

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """An address and the chat that it leads to.

    `lasting_id` is the id by which the chat is reached now, None where only its number is known; `user_id` None where
    nobody has an account there (any more).
    """

    address: str
    conversation_id: int
    chat: str
    lasting_id: str | None
    user_id: int | None


def find_chats_behind(conn: Connection, addresses: Collection[str]) -> dict[str, KnownAddress]:
    """What is known of these addresses."""
    found = many(
        conn,
        """
        -- the chats behind some addresses
        SELECT w.address, w.conversation_id, c.chat,
               coalesce(c.user_id, (SELECT a.user_id FROM channel_accounts a
                                    WHERE a.channel = c.channel AND a.address = c.chat)) AS user_id,
               (SELECT l.address FROM whatsapp_addresses l
                WHERE l.conversation_id = w.conversation_id AND l.lasting AND l.current) AS lasting_id
        FROM whatsapp_addresses w JOIN conversations c ON c.id = w.conversation_id WHERE w.address = ANY (%s)
        """,
        (list(addresses),),
        KnownAddress,
    )
    return {known.address: known for known in found}


def lock_addresses(conn: Connection, addresses: Collection[str]) -> int:
    """Wait until nobody else settles who is behind these, and keep it so for this transaction.

    In one order for all, so that bodies that name the same people do not wait for each other in a circle.
    """
    return execute(
        conn,
        """
        -- one at a time decides who is behind an address
        SELECT pg_advisory_xact_lock(hashtextextended('whatsapp ' || address, 0)) FROM unnest(%s) AS address
        """,
        (sorted(addresses),),
    )


def lock_chats(conn: Connection, conversations: Collection[int]) -> int:
    """Wait for the turns that go on in these chats; none begins in them during this transaction."""
    return execute(
        conn,
        """
        -- no turn while two chats become one
        SELECT id FROM conversations WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE
        """,
        (list(conversations),),
    )


def find_whatsapp_addresses(conn: Connection, chat: str) -> list[str]:
    """The addresses by which a chat is reached now: its lasting id, its number, or both in this order."""
    return many(
        conn,
        """
        -- where a chat is reached
        SELECT w.address FROM whatsapp_addresses w JOIN conversations c ON c.id = w.conversation_id
        WHERE c.channel = 'whatsapp' AND c.chat = %s AND w.current ORDER BY w.lasting DESC
        """,
        (chat,),
        lambda address: str(address),  # noqa: PLW0108 - called by the column's name
    )


def save_whatsapp_address(conn: Connection, address: str, conversation_id: int, *, lasting: bool) -> int:
    """This address leads to this chat now; the chat's earlier one of the same kind holds no longer.

    A phone number that no longer holds is forgotten, because it will be given to somebody else.
    """
    execute(
        conn,
        """
        -- an earlier number may soon be another person's
        DELETE FROM whatsapp_addresses WHERE conversation_id = %s AND address <> %s AND NOT lasting AND NOT %s
        """,
        (conversation_id, address, lasting),
    )
    execute(
        conn,
        """
        -- an earlier id holds no longer
        UPDATE whatsapp_addresses SET current = false
        WHERE conversation_id = %s AND address <> %s AND lasting AND %s AND current
        """,
        (conversation_id, address, lasting),
    )
    return execute(
        conn,
        """
        -- where an address leads
        INSERT INTO whatsapp_addresses (address, conversation_id, lasting) VALUES (%s, %s, %s)
        ON CONFLICT (address) DO UPDATE SET conversation_id = excluded.conversation_id, current = true, noted_at = now()
        """,
        (address, conversation_id, lasting),
    )


def forget_phone(conn: Connection, phone: str) -> int:
    """A number that is its owner's no more."""
    return execute(
        conn,
        """
        -- a number that was given up
        DELETE FROM whatsapp_addresses WHERE address = %s AND NOT lasting
        """,
        (phone,),
    )


def move_chat(conn: Connection, *, gone: int, kept: int) -> None:
    """Two chats turn out to be one person's: what waits in the one is handled and sent in the other from now on.

    The worker that may hold the emptied chat loses its lease, so that nothing is decided on its old state.
    """
    execute(
        conn,
        """
        -- nobody goes on in the emptied chat
        UPDATE conversations SET fence = fence + 1, leased_until = NULL, user_id = NULL, state = '{}', moved_to = %s
        WHERE id = %s
        """,
        (kept, gone),
    )
    execute(
        conn,
        """
        -- what came in and waits
        UPDATE inbox SET conversation_id = %s WHERE conversation_id = %s AND status = 'waiting'
        """,
        (kept, gone),
    )
    execute(
        conn,
        """
        -- what waits to go out
        UPDATE outbox SET conversation_id = c.id, chat = c.chat FROM conversations c
        WHERE c.id = %s AND outbox.conversation_id = %s AND outbox.status IN ('waiting', 'unknown')
        """,
        (kept, gone),
    )
    execute(
        conn,
        """
        -- both addresses lead to the same chat
        UPDATE whatsapp_addresses SET conversation_id = %s WHERE conversation_id = %s
        """,
        (kept, gone),
    )


def forward_events(conn: Connection, *, moved: int, to: int) -> int:
    """What came into an emptied chat in the very moment of its move follows; how many events."""
    return execute(
        conn,
        """
        -- what came in while the chat moved
        UPDATE inbox SET conversation_id = %s WHERE conversation_id = %s AND status = 'waiting'
        """,
        (to, moved),
    )


def begin_anew(conn: Connection, conversation_id: int) -> int:
    """Somebody else has an emptied chat's address by now: it is theirs."""
    return execute(
        conn,
        """
        -- an address that was given to somebody else
        UPDATE conversations SET moved_to = NULL WHERE id = %s AND moved_to IS NOT NULL
        """,
        (conversation_id,),
    )


def drop_account_of(conn: Connection, conversation_id: int) -> int:
    """The emptied chat is no place to write to any more."""
    return execute(
        conn,
        """
        -- the account of an emptied chat
        DELETE FROM channel_accounts a USING conversations c
        WHERE c.id = %s AND a.channel = c.channel AND a.address = c.chat
        """,
        (conversation_id,),
    )
