"""What waits anywhere for a worker, seen by one cheap look; whoever then comes claims exactly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.outbox_claims import HORIZON_SECONDS, REFILL_SECONDS
from db.query import many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def find_waiting(conn: Connection) -> frozenset[str]:
    """The topics of which something may be taken up: "inbox" (turns), "statuses", "outbox:" and each channel.

    It may be less than it seems: a chat keeps its own order and pace.
    """
    return frozenset(
        many(
            conn,
            """
            -- what waits for a worker
            SELECT 'inbox' AS topic WHERE EXISTS (
                SELECT FROM inbox i JOIN conversations c ON c.id = i.conversation_id
                WHERE i.status = 'waiting' AND i.kind <> 'status' AND i.retry_at <= now()
                  AND (c.leased_until IS NULL OR c.leased_until < now()))
            UNION ALL
            SELECT 'statuses' WHERE EXISTS (
                SELECT FROM inbox WHERE status = 'waiting' AND kind = 'status' AND retry_at <= now())
            UNION ALL
            SELECT 'outbox:' || p.channel FROM channel_pace p
            WHERE greatest(p.next_send_at, p.held_until) <= now() + %(horizon)s * interval '1 second' AND EXISTS (
                SELECT FROM outbox o
                WHERE o.channel = p.channel AND o.status IN ('waiting', 'sending', 'unknown')
                  AND o.send_at < 'infinity' AND o.send_at <= now()
                  AND (o.status <> 'sending' OR o.claimed_until < now())
                  AND (o.expires_at IS NULL OR o.expires_at > now())
                  AND (o.priority = 0 OR p.next_send_at <= now() + %(refill)s * interval '1 second'))
            """,
            {"horizon": HORIZON_SECONDS, "refill": REFILL_SECONDS},
            lambda topic: str(topic),  # noqa: PLW0108 - called by the column's name
        )
    )
