"""Claims on `outbox`: who sends what, and when, at the pace of chat and channel, exact over all workers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.query import execute, many, maybe, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


HORIZON_SECONDS = 0.3  # how long a reply may have to wait behind digests
REFILL_SECONDS = 0.12  # before the end of the places given out: time to claim more and to put them into words
CLOCKS_DIFFER_SECONDS = 0.01  # between a worker that comes at that moment and the server


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message to be sent by whoever claimed it, `wait_seconds` from now; `part` of its messages have gone already."""

    id: int
    conversation_id: int
    channel: str
    chat: str
    user_id: int | None
    body: dict[str, Any]
    priority: int
    attempts: int
    wait_seconds: float
    part: int = 0
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Clearance:
    """What is known of a claimed message at the moment of sending.

    `held`: the channel asked for a pause. `suppressed`: the address said stop. `wanted`: the person gets daily messages
    at this moment (neither paused nor stopped nor switched off).
    """

    held: bool
    suppressed: bool
    wanted: bool


def claim_outbox(
    conn: Connection,
    channel: str,
    *,
    limit: int,
    lease_seconds: float,
    per_second: float,
    seconds_per_chat: float,
    burst_per_chat: int = 1,
    horizon_seconds: float = HORIZON_SECONDS,
) -> list[Claimed]:
    """Claim the messages that may go within the next `horizon_seconds`, and take their places in the pace.

    Digests are claimed only when the places given out come to an end, so that one worker takes many at once, where
    several would take one each; a reply is claimed as soon as there is a place for it.

    The channel's row is locked for the statement, so claims of one channel come one after the other over all workers
    and the pace is exact. Of each chat only the first message is taken; `burst_per_chat` of them may go at once before
    the pace of the chat holds. A message whose sender died (its lease ran out) or whose fate stayed unknown is taken
    again.
    """
    return many(
        conn,
        """
        -- claim what may go now: the first message of each chat, at the pace of chat and channel
        WITH pace AS MATERIALIZED (
            SELECT greatest(next_send_at, held_until, clock_timestamp()) AS free_at,
                   next_send_at <= clock_timestamp() + %(refill)s * interval '1 second' AS is_ending
            FROM channel_pace WHERE channel = %(channel)s FOR UPDATE
        ), ready AS MATERIALIZED (
            SELECT o.id, o.chat, o.priority
            FROM outbox o LEFT JOIN chat_pace c ON c.channel = o.channel AND c.chat = o.chat
            WHERE o.channel = %(channel)s AND o.status IN ('waiting', 'sending', 'unknown') AND o.send_at < 'infinity'
              AND (o.status <> 'sending' OR o.claimed_until < now())
              AND o.send_at <= now() AND (o.expires_at IS NULL OR o.expires_at > now())
              AND (o.priority = 0 OR (SELECT is_ending FROM pace))
              AND coalesce(c.next_send_at - %(ahead)s * interval '1 second', '-infinity') <= (SELECT free_at FROM pace)
              AND NOT EXISTS (
                  SELECT 1 FROM outbox earlier
                  WHERE earlier.conversation_id = o.conversation_id
                    AND earlier.status IN ('waiting', 'sending', 'unknown') AND earlier.send_at < 'infinity'
                    AND (earlier.expires_at IS NULL OR earlier.expires_at > now())
                    AND (earlier.priority, earlier.id) < (o.priority, o.id))
            ORDER BY o.priority, o.id
            LIMIT (SELECT greatest(0, least(%(limit)s, 1 + floor(%(per_second)s
                          * (%(horizon)s - extract(epoch FROM free_at - clock_timestamp())))))::integer FROM pace)
            FOR UPDATE OF o SKIP LOCKED
        ), places AS MATERIALIZED (
            SELECT ready.id, ready.chat,
                   pace.free_at + (row_number() OVER (ORDER BY ready.priority, ready.id) - 1)
                                  * (interval '1 second' / %(per_second)s) AS at
            FROM ready CROSS JOIN pace
        ), channel_taken AS (
            UPDATE channel_pace SET next_send_at = pace.free_at + (SELECT count(*) FROM places)
                                                                  * (interval '1 second' / %(per_second)s)
            FROM pace WHERE channel = %(channel)s AND EXISTS (SELECT 1 FROM places)
        ), chats_taken AS (
            INSERT INTO chat_pace (channel, chat, next_send_at)
            SELECT %(channel)s, chat, at + %(seconds_per_chat)s * interval '1 second' FROM places
            ON CONFLICT (channel, chat) DO UPDATE SET next_send_at =
                greatest(chat_pace.next_send_at + %(seconds_per_chat)s * interval '1 second', excluded.next_send_at)
        )
        UPDATE outbox SET status = 'sending', attempts = attempts + 1,
                          claimed_until = now() + %(lease)s * interval '1 second'
        FROM places WHERE outbox.id = places.id
        RETURNING outbox.id, conversation_id, channel, outbox.chat, user_id, body, priority, attempts, part,
                  coalesce((SELECT language FROM users WHERE users.id = user_id), 'en') AS language,
                  greatest(0, extract(epoch FROM places.at - clock_timestamp()))::float8 AS wait_seconds
        """,
        {
            "channel": channel,
            "limit": limit,
            "lease": lease_seconds,
            "per_second": per_second,
            "seconds_per_chat": seconds_per_chat,
            "ahead": (burst_per_chat - 1) * seconds_per_chat,
            "horizon": horizon_seconds,
            "refill": REFILL_SECONDS + CLOCKS_DIFFER_SECONDS,
        },
        Claimed,
    )


def find_clearance(conn: Connection, message: Claimed, address_hash: bytes) -> Clearance | None:
    """Whether a claimed message may go at this very moment; None when it is gone or another has claimed it since."""
    return maybe(
        conn,
        """
        -- the last look before a message goes
        SELECT p.held_until > clock_timestamp() AS held,
               EXISTS (SELECT 1 FROM suppressions s WHERE s.channel = o.channel AND s.address_hash = %s) AS suppressed,
               coalesce((u.status = 'active' OR u.status = 'paused' AND u.paused_until <= now())
                        AND (u.paused_until IS NULL OR u.paused_until <= now())
                        AND EXISTS (SELECT 1 FROM user_preferences w WHERE w.user_id = u.id AND w.frequency <> 'off'),
                        false) AS wanted
        FROM outbox o JOIN channel_pace p ON p.channel = o.channel LEFT JOIN users u ON u.id = o.user_id
        WHERE o.id = %s AND o.attempts = %s AND o.status = 'sending'
        """,
        (address_hash, message.id, message.attempts),
        Clearance,
    )


def take_place(conn: Connection, channel: str, *, per_second: float) -> float:
    """Take one more place in the channel's pace, for a claimed message that missed its own; in how many seconds."""
    return float(
        value(
            conn,
            """
            -- a place in time for one message
            UPDATE channel_pace
            SET next_send_at = greatest(next_send_at, clock_timestamp()) + interval '1 second' / %(per_second)s
            WHERE channel = %(channel)s
            RETURNING extract(epoch FROM next_send_at - clock_timestamp())::float8 - 1.0 / %(per_second)s
            """,
            {"channel": channel, "per_second": per_second},
        )
    )


def ensure_pace(conn: Connection, channel: str) -> int:
    """Give the channel its row of pace; without it nothing is claimed."""
    return execute(
        conn,
        """
        -- the channel's place in time
        INSERT INTO channel_pace (channel) VALUES (%s) ON CONFLICT DO NOTHING
        """,
        (channel,),
    )


def hold_channel(conn: Connection, channel: str, *, seconds: float, reason: str | None = None) -> int:
    """Nobody sends on this channel for so long: it asked for a pause, or refuses us altogether."""
    return execute(
        conn,
        """
        -- the channel asked for a pause
        UPDATE channel_pace SET held_until = greatest(held_until, now() + %s * interval '1 second'), held_reason = %s
        WHERE channel = %s
        """,
        (seconds, reason, channel),
    )


@dataclass(frozen=True, slots=True)
class Pause:
    """A channel on which nobody sends for so many seconds more, and why."""

    channel: str
    seconds: float
    reason: str | None


def find_pauses(conn: Connection) -> list[Pause]:
    """The channels that are paused now."""
    return many(
        conn,
        """
        -- channels that are paused
        SELECT channel, extract(epoch FROM held_until - now())::float8 AS seconds, held_reason AS reason
        FROM channel_pace WHERE held_until > now() ORDER BY channel
        """,
        (),
        Pause,
    )
