"""`channel_troubles`: what stands against sending on a channel as a whole, for health and for the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong with a channel's token, account, campaign or template, since when."""

    channel: str
    subject: str
    trouble: str
    noted_at: datetime


def save_trouble(conn: Connection, channel: str, subject: str, trouble: str, *, until: datetime | None = None) -> int:
    """Note what is wrong; the time of the first notice stays while the words do."""
    return execute(
        conn,
        """
        -- something is wrong with a channel
        INSERT INTO channel_troubles AS old (channel, subject, trouble, until) VALUES (%s, %s, %s, %s)
        ON CONFLICT (channel, subject) DO UPDATE SET trouble = excluded.trouble, until = excluded.until,
            noted_at = CASE WHEN old.trouble = excluded.trouble THEN old.noted_at ELSE now() END
        """,
        (channel, subject, trouble, until),
    )


def clear_trouble(conn: Connection, channel: str, subject: str) -> int:
    """It is well again."""
    return execute(
        conn,
        """
        -- well again
        DELETE FROM channel_troubles WHERE channel = %s AND subject = %s
        """,
        (channel, subject),
    )


def find_troubles(conn: Connection, now: datetime, channel: str | None = None) -> list[Trouble]:
    """What is wrong now, on one channel or on all."""
    return many(
        conn,
        """
        -- what is wrong with the channels
        SELECT channel, subject, trouble, noted_at FROM channel_troubles
        WHERE (until IS NULL OR until > %s) AND (%s::text IS NULL OR channel = %s) ORDER BY channel, subject
        """,
        (now, channel, channel),
        Trouble,
    )
