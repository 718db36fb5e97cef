"""What is forgotten when its time is over, a bounded number of rows at a time so that no transaction grows long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def forget_inbox_payloads(conn: Connection, *, finished_before: datetime, limit: int) -> int:
    """Drop what people wrote from finished events, dead ones included; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- the words of finished events
        UPDATE inbox SET payload = NULL WHERE id IN (
            SELECT id FROM inbox WHERE status <> 'waiting' AND payload IS NOT NULL AND finished_at < %s LIMIT %s)
        """,
        (finished_before, limit),
    )


def delete_outbox(conn: Connection, *, created_before: datetime, limit: int) -> int:
    """Delete messages that are sent, called off or given up; how many, at most `limit`.

    They repeat what people wrote, so they go when the words of the inbox do; until then an admin can replay dead ones.
    """
    return execute(
        conn,
        """
        -- old messages that need nothing more
        DELETE FROM outbox WHERE id IN (
            SELECT id FROM outbox
            WHERE (status IN ('sent', 'cancelled', 'dead') OR status = 'unknown' AND send_at = 'infinity')
              AND created_at < %s LIMIT %s)
        """,
        (created_before, limit),
    )


def delete_deliveries(conn: Connection, *, received_before: datetime, limit: int) -> int:
    """Delete what was told of messages that are unknown here; how many, at most `limit`. The others go with theirs."""
    return execute(
        conn,
        """
        -- statuses of messages that nobody knows
        DELETE FROM deliveries WHERE (channel, channel_message_id) IN (
            SELECT channel, channel_message_id FROM deliveries WHERE outbox_id IS NULL AND received_at < %s LIMIT %s)
        """,
        (received_before, limit),
    )


def delete_inbox(conn: Connection, *, finished_before: datetime, limit: int) -> int:
    """Delete finished events, dead ones included; how many, at most `limit`.

    Their ids kept repeats out: channels redeliver for 24 hours (Telegram) to 7 days (WhatsApp), so keep them longer.
    """
    return execute(
        conn,
        """
        -- old events that need nothing more
        DELETE FROM inbox WHERE id IN (
            SELECT id FROM inbox WHERE status <> 'waiting' AND finished_at < %s LIMIT %s)
        """,
        (finished_before, limit),
    )


def delete_task_runs(conn: Connection, *, slot_before: datetime, limit: int) -> int:
    """Delete closed runs of the ledger; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- old closed runs
        DELETE FROM task_runs WHERE (task, slot) IN (
            SELECT task, slot FROM task_runs WHERE status IN ('done', 'failed') AND slot < %s LIMIT %s)
        """,
        (slot_before, limit),
    )


def delete_searches(conn: Connection, *, created_before: datetime, limit: int) -> int:
    """Delete the notes of what was searched for; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- old notes of searches
        DELETE FROM searches WHERE id IN (SELECT id FROM searches WHERE created_at < %s LIMIT %s)
        """,
        (created_before, limit),
    )


def forget_search_words(conn: Connection, *, created_before: datetime, limit: int) -> int:
    """Drop what was searched for from the notes of searches; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- the words of old searches
        UPDATE searches SET words = NULL WHERE id IN (
            SELECT id FROM searches WHERE words IS NOT NULL AND created_at < %s LIMIT %s)
        """,
        (created_before, limit),
    )


def delete_chat_pace(conn: Connection, *, free_before: datetime, limit: int) -> int:
    """Delete the pace of chats that could be written to again before then; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- the pace of chats that nothing was sent to of late
        DELETE FROM chat_pace WHERE (channel, chat) IN (
            SELECT channel, chat FROM chat_pace WHERE next_send_at < %s LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (free_before, limit),
    )


def delete_jobs(conn: Connection, *, over_before: datetime, limit: int) -> int:
    """Delete postings that ended, or were last read, before then, with their raw payloads; how many, at most `limit`.

    Those that a feed still lists stay, as they would come back as new; so do those held for reports, as they hold back
    their copies. What people were shown, saved and did with them stays.
    """
    return int(
        value(
            conn,
            """
            -- postings that ended long ago
            WITH gone AS (
                DELETE FROM canonical_jobs WHERE id IN (
                    SELECT id FROM canonical_jobs AS job
                    WHERE status <> 'ACTIVE' AND held_at IS NULL
                      AND updated_at < %(before)s AND expires_on < %(before)s::date
                      AND NOT EXISTS (SELECT FROM feed_listings AS listed
                                      WHERE listed.source = job.source AND listed.source_job_id = job.source_job_id)
                    LIMIT %(limit)s FOR UPDATE SKIP LOCKED)
                RETURNING id, source, source_job_id),
            payloads AS (
                DELETE FROM raw_jobs USING gone
                WHERE raw_jobs.source = gone.source AND raw_jobs.source_job_id = gone.source_job_id),
            vectorless AS (
                DELETE FROM embedding_failures USING gone
                WHERE embedding_failures.kind = 'job' AND embedding_failures.row_id = gone.id)
            SELECT count(*) FROM gone
            """,
            {"before": over_before, "limit": limit},
        )
    )


def delete_imports(conn: Connection, *, started_before: datetime, limit: int) -> int:
    """Delete the records of old imports with the rows that they lost; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- old imports
        DELETE FROM import_batches WHERE id IN (
            SELECT id FROM import_batches WHERE started_at < %s AND status <> 'IN_PROGRESS' LIMIT %s)
        """,
        (started_before, limit),
    )


def delete_enrichments(conn: Connection, *, asked_before: datetime, limit: int) -> int:
    """Delete old answers of language models about texts that no posting has any more; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- answers that nothing uses
        DELETE FROM enrichments WHERE (content_hash, model) IN (
            SELECT content_hash, model FROM enrichments
            WHERE asked_at < %s
              AND NOT EXISTS (SELECT FROM canonical_jobs WHERE enrichment_hash = enrichments.content_hash) LIMIT %s)
        """,
        (asked_before, limit),
    )
