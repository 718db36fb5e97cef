"""People who open and answer nothing: they are written to less often."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def claim_silent(conn: Connection, *, silent_since: datetime, least_sent: int, limit: int) -> list[int]:
    """People whose messages with jobs reached them since before then, so many at least, with no sign of life after.

    A sign is a word, a tap or an opened posting. Their rows are held until the transaction ends.
    """
    return many(
        conn,
        """
        -- who is written to and never answers
        SELECT u.id FROM users u
        WHERE u.status = 'active' AND u.slowed_at IS NULL
          AND (u.hour_set_at IS NULL OR u.hour_set_at < %(since)s)
          AND EXISTS (SELECT FROM user_preferences p WHERE p.user_id = u.id AND p.frequency IN ('daily', 'instant'))
          AND EXISTS (SELECT FROM channel_accounts a WHERE a.user_id = u.id AND a.reachable)
          AND NOT EXISTS (SELECT FROM channel_accounts a WHERE a.user_id = u.id AND a.last_inbound_at > %(since)s)
          AND NOT EXISTS (SELECT FROM feedback f WHERE f.user_id = u.id AND f.created_at > %(since)s)
          AND EXISTS (SELECT FROM matches m WHERE m.user_id = u.id AND m.digest_id IS NOT NULL
                      AND m.shown_at IS NOT NULL AND m.shown_at <= %(since)s)
          AND (SELECT count(DISTINCT m.digest_id) FROM matches m
               WHERE m.user_id = u.id AND m.shown_at > %(since)s) >= %(least)s
        ORDER BY u.id LIMIT %(limit)s FOR NO KEY UPDATE OF u SKIP LOCKED
        """,
        {"since": silent_since, "least": least_sent, "limit": limit},
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


def mark_slowed(conn: Connection, user_ids: Sequence[int], now: datetime) -> int:
    """Their jobs come once a week from now on."""
    return execute(
        conn,
        """
        -- jobs once a week from now on
        UPDATE users SET slowed_at = %s WHERE id = ANY (%s)
        """,
        (now, list(user_ids)),
    )
