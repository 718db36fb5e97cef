"""How the bot is used: a few counts for the operator."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import one

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Usage:
    """Counts of now, and of the last seven days."""

    people: int
    active: int
    stopped: int
    searches: int
    wrote: int
    shown: int
    opened: int
    saved: int
    applied: int
    hidden: int


def get_usage(conn: Connection) -> Usage:
    """People and their searches, and what happened in the last seven days."""
    return one(
        conn,
        """
        -- how the bot is used
        WITH reactions AS (
            SELECT kind, count(*) AS times FROM feedback WHERE created_at > now() - interval '7 days' GROUP BY kind
        )
        SELECT (SELECT count(*) FROM users) AS people,
               (SELECT count(*) FROM users WHERE status = 'active') AS active,
               (SELECT count(*) FROM users WHERE status = 'stopped') AS stopped,
               (SELECT count(*) FROM user_preferences) AS searches,
               (SELECT count(DISTINCT user_id) FROM channel_accounts
                WHERE last_inbound_at > now() - interval '7 days') AS wrote,
               (SELECT count(*) FROM matches WHERE shown_at > now() - interval '7 days') AS shown,
               coalesce((SELECT times FROM reactions WHERE kind = 'viewed'), 0) AS opened,
               coalesce((SELECT times FROM reactions WHERE kind = 'saved'), 0) AS saved,
               coalesce((SELECT times FROM reactions WHERE kind = 'applied'), 0) AS applied,
               coalesce((SELECT times FROM reactions WHERE kind = 'hidden'), 0) AS hidden
        """,
        (),
        Usage,
    )
