"""What planning digests needs to know of many people at once: one statement each, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import many, value
from db.vector_copy import read_vectors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.vector_copy import StoredVectors


@dataclass(frozen=True, slots=True)
class DuePerson:
    """A person whose digest is to be planned, with what decides whether and what they may be sent.

    `had_lately` counts the messages with jobs of the last day (22 hours, so that a change of the clocks does not count
    twice), `silent_since` is when the first of the digests was due that came to nothing since the last message, and
    `shown_slots` are those of the earlier digests that were delivered, both within fifteen days. `looked_until` is the
    import up to which an instant search had been looked after.
    """

    digest_id: int
    user_id: int
    slot: datetime
    kind: str
    country: str | None
    status: str
    paused_until: datetime | None
    time_zone: str
    digest_hour: int
    digest_days: Sequence[int]
    quiet_from: int | None
    quiet_until: int | None
    digest_size: int | None
    least_grade: str | None
    daily_cap: int | None
    slowed_at: datetime | None
    had_lately: int
    silent_since: datetime | None
    shown_slots: Sequence[datetime] = ()
    looked_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Address:
    """A chat in which a person can be written to unasked."""

    conversation_id: int
    channel: str
    chat: str


def find_due_people(conn: Connection, digest_ids: Sequence[int]) -> list[DuePerson]:
    """The people of these digests, in the order of the digests' likeness."""
    return many(
        conn,
        """
        -- whose digests these are
        SELECT d.id AS digest_id, d.user_id, d.slot, d.kind, u.country, u.status, u.paused_until, u.time_zone,
               u.digest_hour, u.digest_days, u.quiet_from, u.quiet_until, u.digest_size, u.least_grade, u.daily_cap,
               u.slowed_at, lately.had_lately, silence.silent_since, lately.shown_slots, d.looked_until
        FROM digests d JOIN users u ON u.id = d.user_id CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE e.status IN ('planned', 'told') AND e.slot > d.slot - interval '22 hours')
                       AS had_lately,
                   max(e.slot) FILTER (WHERE e.status IN ('planned', 'told')) AS heard_at,
                   coalesce(array_agg(e.slot) FILTER (WHERE e.kind = 'daily' AND e.status = 'planned'
                       AND e.slot < d.slot AND EXISTS (
                       SELECT 1 FROM matches m WHERE m.user_id = e.user_id AND m.digest_id = e.id
                       AND m.shown_at IS NOT NULL)), '{}') AS shown_slots
            FROM digests e WHERE e.user_id = d.user_id AND e.id <> d.id AND e.slot > d.slot - interval '15 days'
        ) AS lately CROSS JOIN LATERAL (
            SELECT min(e.slot) AS silent_since FROM digests e
            WHERE e.user_id = d.user_id AND e.status = 'empty'
              AND e.slot > greatest(lately.heard_at, d.slot - interval '15 days')
        ) AS silence
        WHERE d.id = ANY (%s) ORDER BY d.likeness, d.id
        """,
        (list(digest_ids),),
        DuePerson,
    )


def count_instant(conn: Connection) -> int:
    """How many searches want new postings at once."""
    return int(
        value(
            conn,
            """
            -- searches that want new postings at once
            SELECT count(*) FROM user_preferences WHERE frequency = 'instant'
            """,
        )
    )


def find_instant_people(
    conn: Connection, *, newest: datetime, after_id: int, slot: datetime, limit: int
) -> list[DuePerson]:
    """People with an instant search who have not been looked after up to the `newest` import, by id after `after_id`.

    `slot` is that of the digest to be noted for them; their `looked_until` is up to which import they have been.
    """
    return many(
        conn,
        """
        -- who wants new postings at once
        SELECT 0 AS digest_id, u.id AS user_id, %(slot)s AS slot, 'instant' AS kind, u.country, u.status,
               u.paused_until, u.time_zone, u.digest_hour, u.digest_days, u.quiet_from, u.quiet_until, u.digest_size,
               u.least_grade, u.daily_cap, u.slowed_at,
               (SELECT count(*) FROM digests e WHERE e.user_id = u.id AND e.status IN ('planned', 'told')
                AND e.slot > %(slot)s - interval '22 hours') AS had_lately,
               NULL::timestamptz AS silent_since, looks.looked_until
        FROM users u LEFT JOIN instant_looks looks ON looks.user_id = u.id
        WHERE u.id > %(after)s AND u.status <> 'stopped' AND (u.paused_until IS NULL OR u.paused_until <= %(slot)s)
          AND u.slowed_at IS NULL AND (looks.looked_until IS NULL OR looks.looked_until < %(newest)s)
          AND EXISTS (SELECT 1 FROM user_preferences p WHERE p.user_id = u.id AND p.frequency = 'instant')
          AND EXISTS (SELECT 1 FROM channel_accounts a WHERE a.user_id = u.id AND a.reachable)
        ORDER BY u.id LIMIT %(limit)s
        """,
        {"slot": slot, "newest": newest, "after": after_id, "limit": limit},
        DuePerson,
    )


def find_addresses(conn: Connection, user_ids: Sequence[int]) -> dict[int, list[Address]]:
    """Where people may be written to unasked: the channel they chose, then the latest used chat; no terminal."""
    rows = many(
        conn,
        """
        -- people's reachable chats
        SELECT a.user_id, c.id AS conversation_id, a.channel, c.chat
        FROM channel_accounts a JOIN users u ON u.id = a.user_id JOIN conversations c
             ON c.user_id = a.user_id AND c.channel = a.channel AND c.chat = a.address
        WHERE a.user_id = ANY (%s) AND a.reachable AND a.channel <> 'console'
        ORDER BY a.channel IS NOT DISTINCT FROM u.digest_channel DESC, a.last_inbound_at DESC NULLS LAST, a.id
        """,
        (list(user_ids),),
        lambda user_id, conversation_id, channel, chat: (user_id, Address(conversation_id, channel, chat)),
    )
    found: dict[int, list[Address]] = defaultdict(list)
    for user, address in rows:
        found[user].append(address)
    return found


def find_search_vectors(conn: Connection, user_ids: Sequence[int], model: str) -> StoredVectors:
    """The vectors of people's searches that this model made from the wishes as they are now, by the search's id."""
    return read_vectors(
        conn,
        """
        -- the vectors of some people's searches
        SELECT id, user_embedding FROM user_preferences
        WHERE user_id = ANY (%s) AND embedding_model = %s AND user_embedding_hash = embedding_hash
        """,
        (list(user_ids), model),
    )


def find_known(conn: Connection, user_ids: Sequence[int]) -> list[tuple[int, str, int]]:
    """What these people have seen, hidden or applied to, or what is on its way: (person, cluster, posting)."""
    return many(
        conn,
        """
        -- what some people know already
        SELECT m.user_id, m.cluster_key, m.job_id FROM matches m
        WHERE m.user_id = ANY (%s)
          AND (m.shown_at IS NOT NULL OR m.status IN ('REJECTED', 'APPLIED')
               OR EXISTS (SELECT 1 FROM outbox o WHERE o.id = m.outbox_id
                          AND o.status IN ('waiting', 'sending', 'unknown')))
        """,
        (list(user_ids),),
        lambda user_id, cluster_key, job_id: (user_id, cluster_key, job_id),
    )
