"""`deliveries`: how far each message came, as the channel's statuses tell it, in whatever order they come."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.outbox_claims import Claimed
from db.query import execute, many, maybe, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Progress:
    """A message that came further. `outbox_id` is None when its row is unknown; `failure` as the channel told it."""

    channel: str
    channel_message_id: str
    outbox_id: int | None
    status: str
    failure: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Applied:
    """How many statuses were worked off, and the messages that came further by them."""

    statuses: int
    progress: tuple[Progress, ...]


def apply_statuses(conn: Connection, *, limit: int) -> Applied:
    """Work off waiting statuses, the oldest first: a status that is not further than the known one changes nothing.

    A template that the channel says is free costs nothing, and its price is the day's again.

    Batches of several workers touch messages in the same order, so they do not wait for each other in a circle.
    """
    rows = many(
        conn,
        """
        -- how far messages came: a batch of statuses, none of which takes a message back
        WITH batch AS MATERIALIZED (
            SELECT id, channel, payload ->> 'message' AS message, payload ->> 'status' AS status,
                   CASE WHEN payload ->> 'outbox' ~ '^[0-9]{1,18}$' THEN (payload ->> 'outbox')::bigint END AS row,
                   CASE payload ->> 'status' WHEN 'sent' THEN 1 WHEN 'failed' THEN 2 WHEN 'delivered' THEN 3
                                             WHEN 'read' THEN 4 END AS rank,
                   CASE WHEN payload ->> 'at' ~ '^[0-9]{1,11}$' THEN to_timestamp((payload ->> 'at')::float8)
                        ELSE received_at END AS at,
                   payload -> 'failure' AS failure, payload ? 'free' AS free
            FROM inbox WHERE status = 'waiting' AND kind = 'status' AND retry_at <= now()
            ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        ), furthest AS MATERIALIZED (
            SELECT DISTINCT ON (channel, message) channel, message, row, status, rank, at, failure
            FROM batch WHERE rank IS NOT NULL AND message IS NOT NULL ORDER BY channel, message, rank DESC, at, id
        ), known AS MATERIALIZED (
            SELECT f.*, coalesce(o.id, (SELECT id FROM outbox WHERE channel = f.channel AND channel_message_id <> ''
                                        AND channel_message_id = f.message LIMIT 1)) AS outbox_id
            FROM furthest f LEFT JOIN outbox o ON o.id = f.row AND o.channel = f.channel
        ), moved AS (
            INSERT INTO deliveries (channel, channel_message_id, outbox_id, status, rank, status_at, error_code)
            SELECT channel, message, outbox_id, status, rank, at,
                   CASE WHEN failure ->> 'code' ~ '^[0-9]{1,9}$' THEN (failure ->> 'code')::integer END
            FROM known ORDER BY channel, message
            ON CONFLICT (channel, channel_message_id) DO UPDATE
            SET status = excluded.status, rank = excluded.rank, status_at = excluded.status_at, received_at = now(),
                error_code = excluded.error_code, outbox_id = coalesce(deliveries.outbox_id, excluded.outbox_id)
            WHERE deliveries.rank < excluded.rank
            RETURNING channel, channel_message_id, outbox_id, status
        ), free AS (
            SELECT t.outbox_id, t.cost_usd, (t.sent_at AT TIME ZONE 'UTC')::date AS day FROM template_messages t
            WHERE t.outbox_id IN (SELECT row FROM batch WHERE free) AND t.cost_usd > 0 AND t.failed_at IS NULL
            FOR UPDATE
        ), given AS (
            UPDATE template_messages t SET cost_usd = 0 FROM free WHERE t.outbox_id = free.outbox_id
        ), given_back AS (
            UPDATE template_spending s SET usd = greatest(0, s.usd - f.usd)
            FROM (SELECT day, sum(cost_usd) AS usd FROM free GROUP BY day) f WHERE s.day = f.day
        ), done AS (
            UPDATE inbox SET status = 'done', finished_at = now() FROM batch WHERE inbox.id = batch.id RETURNING 1
        )
        SELECT (SELECT count(*) FROM batch) AS statuses, moved.channel, moved.channel_message_id, moved.outbox_id,
               moved.status, furthest.failure
        FROM (SELECT 1) AS always LEFT JOIN moved ON true
             LEFT JOIN furthest ON furthest.channel = moved.channel AND furthest.message = moved.channel_message_id
        """,
        {"limit": limit},
        lambda **columns: columns,
    )
    progress = [
        Progress(**{name: value for name, value in row.items() if name != "statuses"})
        for row in rows
        if row["channel_message_id"] is not None
    ]
    return Applied(rows[0]["statuses"], tuple(progress))


def mark_arrived(conn: Connection, message: int, channel_message_id: str) -> int:
    """A message whose answer was lost did arrive: it goes on with what comes after it, if anything.

    So does one whose sender was killed between the channel's answer and our mark. One told of already changes nothing.
    """
    return execute(
        conn,
        """
        -- the answer was lost, but a status came
        UPDATE outbox SET status = 'waiting', part = part + 1, send_at = now(), claimed_until = NULL, expires_at = NULL,
                          channel_message_id = %(told)s
        WHERE id = %(message)s AND channel_message_id IS DISTINCT FROM %(told)s
          AND (status = 'unknown' OR status = 'sending' AND claimed_until < now())
        """,
        {"message": message, "told": channel_message_id},
    )


def find_arrival(conn: Connection, message: Claimed) -> str | None:
    """The channel's id of the part that a claim is about to send, where a status tells that it arrived already.

    Its sender was killed after the channel's answer, and the status came while the claim still ran.
    """
    found = value(
        conn,
        """
        -- has this been sent before?
        SELECT (array_agg(channel_message_id ORDER BY received_at DESC))[1] FROM deliveries
        WHERE outbox_id = %s AND status <> 'failed' HAVING count(*) > %s
        """,
        (message.id, message.part),
    )
    return None if found is None else str(found)


def reopen_failed(conn: Connection, message: int, channel_message_id: str) -> Claimed | None:
    """Claim a message that the channel took and then failed to deliver, so that its failure can be settled.

    Its status may overtake our own mark: then the sender's mark, for which it is too late, changes nothing.
    """
    return maybe(
        conn,
        """
        -- taken by the channel, then failed
        UPDATE outbox SET status = 'sending', claimed_until = now() + interval '1 minute'
        WHERE id = %(message)s AND (status = 'sent' AND channel_message_id = %(told)s OR status = 'unknown'
                                    OR status = 'sending' AND attempts = part + 1)
        RETURNING id, conversation_id, channel, chat, user_id, body, priority, attempts, part, 0::float8 AS wait_seconds
        """,
        {"message": message, "told": channel_message_id},
        Claimed,
    )
