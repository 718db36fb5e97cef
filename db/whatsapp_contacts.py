"""What WhatsApp's rules ask about a person: when they wrote, what they agreed to, which templates they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any

from db.query import execute, one

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

OPT_IN = "whatsapp messages"  # the purpose of the consent


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of a person on WhatsApp; times are None where it never happened.

    `unanswered` counts the templates since they last wrote; `window_refused_at` is when WhatsApp said that the window
    is closed although it seemed open.
    """

    last_inbound_at: datetime | None = None
    window_refused_at: datetime | None = None
    opted_in_at: datetime | None = None
    marketing_stopped_at: datetime | None = None
    last_template_at: datetime | None = None
    unanswered: int = 0


@dataclass(frozen=True, slots=True)
class ReachedChat:
    """A chat at the moment of sending: who is there (None: nobody any more), and the addresses that hold now.

    `troubles` are the subjects of what stands against the channel as a whole.
    """

    contact: Contact | None
    addresses: tuple[str, ...]
    troubles: frozenset[str]


def get_reached_chat(conn: Connection, chat: str) -> ReachedChat:
    """What the rules ask before a message goes; `addresses` has the chat itself where no other is known."""
    return one(
        conn,
        """
        -- what the rules ask before a message goes
        SELECT a.id IS NOT NULL AS known, a.last_inbound_at, a.window_refused_at, a.marketing_stopped_at,
               (SELECT max(c.given_at) FROM consents c
                WHERE c.user_id = a.user_id AND c.purpose = %(opt_in)s AND c.withdrawn_at IS NULL) AS opted_in_at,
               t.last_template_at, coalesce(t.unanswered, 0) AS unanswered,
               (SELECT array_agg(w.address ORDER BY w.lasting DESC)
                FROM whatsapp_addresses w JOIN conversations c ON c.id = w.conversation_id
                WHERE c.channel = 'whatsapp' AND c.chat = %(chat)s AND w.current) AS addresses,
               (SELECT array_agg(subject) FROM channel_troubles
                WHERE channel = 'whatsapp' AND (until IS NULL OR until > now())) AS troubles
        FROM (SELECT) AS always LEFT JOIN channel_accounts a ON a.channel = 'whatsapp' AND a.address = %(chat)s
        LEFT JOIN LATERAL (
            SELECT max(sent_at) AS last_template_at,
                   (count(*) FILTER (WHERE sent_at > coalesce(a.last_inbound_at, '-infinity')))::integer AS unanswered
            FROM template_messages WHERE user_id = a.user_id AND failed_at IS NULL) t ON true
        """,
        {"opt_in": OPT_IN, "chat": chat},
        lambda **columns: _reached(chat, **columns),
    )


def _reached(
    chat: str,
    *,
    known: bool,
    addresses: list[str] | None,
    troubles: list[str] | None,
    **facts: Any,  # noqa: ANN401 - a Contact's
) -> ReachedChat:
    contact = Contact(**facts) if known else None
    return ReachedChat(contact, tuple(addresses or [chat]), frozenset(troubles or ()))


def mark_marketing(conn: Connection, chat: str, *, stopped_at: datetime | None) -> int:
    """They stopped marketing messages in WhatsApp's menu at this time, or (None) take them again."""
    return execute(
        conn,
        """
        -- marketing messages stopped or resumed
        UPDATE channel_accounts SET marketing_stopped_at = %s WHERE channel = 'whatsapp' AND address = %s
        """,
        (stopped_at, chat),
    )


def mark_marketing_resumed(conn: Connection, chat: str, at: datetime) -> int:
    """They took marketing messages again at this time; a later stop, told of earlier, stands."""
    return execute(
        conn,
        """
        -- marketing messages resumed, unless they were stopped since
        UPDATE channel_accounts SET marketing_stopped_at = NULL
        WHERE channel = 'whatsapp' AND address = %s AND marketing_stopped_at <= %s
        """,
        (chat, at),
    )


def mark_window_refused(conn: Connection, chat: str, at: datetime) -> int:
    """WhatsApp says that the window is closed: nothing free-form until they write again."""
    return execute(
        conn,
        """
        -- the window is closed, whatever we thought
        UPDATE channel_accounts SET window_refused_at = %s WHERE channel = 'whatsapp' AND address = %s
        """,
        (at, chat),
    )


def withdraw_opt_in(conn: Connection, user_id: int) -> int:
    """They said stop: their agreement is over, and stays on record with the time."""
    return execute(
        conn,
        """
        -- an agreement that was withdrawn
        UPDATE consents SET withdrawn_at = now() WHERE user_id = %s AND purpose = %s AND withdrawn_at IS NULL
        """,
        (user_id, OPT_IN),
    )
