"""What WhatsApp's rules ask about a person: when they wrote, what they agreed to, which templates they got."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, maybe

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


def find_contact(conn: Connection, chat: str) -> Contact | None:
    """What is known of who is behind a chat; None when nobody has an account there (any more)."""
    return maybe(
        conn,
        """
        -- what the rules ask about a person
        SELECT a.last_inbound_at, a.window_refused_at, a.marketing_stopped_at,
               (SELECT max(c.given_at) FROM consents c
                WHERE c.user_id = a.user_id AND c.purpose = %s AND c.withdrawn_at IS NULL) AS opted_in_at,
               max(t.sent_at) AS last_template_at,
               (count(t.outbox_id) FILTER (WHERE t.sent_at > coalesce(a.last_inbound_at, '-infinity')))::integer
                   AS unanswered
        FROM channel_accounts a LEFT JOIN template_messages t ON t.user_id = a.user_id AND t.failed_at IS NULL
        WHERE a.channel = 'whatsapp' AND a.address = %s GROUP BY a.id
        """,
        (OPT_IN, chat),
        Contact,
    )


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
