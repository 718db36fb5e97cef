"""Many people, each with a digest that waits to be sent; written by a few statements."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.query import execute, many
from tests.factories import LAGOS, add_job

if TYPE_CHECKING:
    from db.pool import Connection

POSTINGS = 3
POSTING = "Nurse"


def add_digests(conn: Connection, channel: str, people: int, *, first: int = 100_001) -> list[str]:
    """One digest of three postings for each of so many new people; their chats."""
    today = datetime.now(UTC).date()
    jobs = [
        add_job(conn, title=f"{POSTING} {n}", places=[LAGOS], posted_on=today, expires_on=today + timedelta(days=9))
        for n in range(POSTINGS)
    ]
    chats = [str(first + n) for n in range(people)]
    execute(
        conn,
        """
        WITH people AS (
            INSERT INTO users (language, country) SELECT 'en', 'NG' FROM generate_series(1, %(people)s) RETURNING id
        ), numbered AS (
            SELECT id, (%(first)s + row_number() OVER (ORDER BY id) - 1)::text AS chat FROM people
        ), reached AS (
            INSERT INTO channel_accounts (user_id, channel, address, last_inbound_at)
            SELECT id, %(channel)s, chat, now() FROM numbered
        ), wishes AS (
            INSERT INTO user_preferences (user_id, job_roles) SELECT id, '{Nurse}' FROM numbered
        ), talks AS (
            INSERT INTO conversations (channel, chat, user_id) SELECT %(channel)s, chat, id FROM numbered
            RETURNING id, chat, user_id
        ), found AS (
            INSERT INTO matches (user_id, job_id, cluster_key, score, grade, factors, reasons)
            SELECT user_id, job, 'key-' || job, 80, 'A', '{}', '[]' FROM talks, unnest(%(jobs)s::bigint[]) AS job
            RETURNING id, user_id, job_id
        )
        INSERT INTO outbox (conversation_id, channel, chat, user_id, priority, expires_at, body)
        SELECT t.id, %(channel)s, t.chat, t.user_id, 1, now() + interval '1 day', jsonb_build_object(
                   'kind', 'digest', 'digest_id', 1, 'items',
                   jsonb_agg(jsonb_build_object('job_id', f.job_id, 'match_id', f.id) ORDER BY f.id))
        FROM talks t JOIN found f ON f.user_id = t.user_id GROUP BY t.id, t.chat, t.user_id
        """,
        {"people": people, "first": first, "channel": channel, "jobs": jobs},
    )
    execute(
        conn,
        """
        UPDATE matches SET outbox_id = o.id FROM outbox o WHERE o.user_id = matches.user_id
        """,
    )
    return chats


def by_status(conn: Connection) -> dict[str, int]:
    """How many messages are in each status."""
    found = many(conn, "SELECT status, count(*)::int AS n FROM outbox GROUP BY 1", (), lambda status, n: (status, n))
    return dict(found)
