"""`held_digests`: digests that wait until their reader writes, one for each, planned afresh when it goes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def hold_digest(conn: Connection, user_id: int, digest_id: int) -> int:
    """This digest waits; an earlier one that waited is taken up into it. 0 where the digest is gone by now."""
    return execute(
        conn,
        """
        -- a digest that waits for its reader
        INSERT INTO held_digests (user_id, digest_id)
        SELECT user_id, id FROM digests WHERE id = %s AND user_id = %s
        ON CONFLICT (user_id) DO UPDATE SET digest_id = excluded.digest_id, held_at = now()
        """,
        (digest_id, user_id),
    )


def claim_held(conn: Connection, user_id: int) -> int | None:
    """Take a person's waiting digest, once: it is gone with the transaction, and there again if that fails."""
    found = value(
        conn,
        """
        -- a waiting digest goes
        DELETE FROM held_digests WHERE user_id = %s RETURNING digest_id
        """,
        (user_id,),
    )
    return None if found is None else int(found)


def release_parked(conn: Connection, conversation_id: int) -> int:
    """Replies that waited for the person to write may go; how many."""
    return execute(
        conn,
        """
        -- replies that waited for the person to write
        UPDATE outbox SET send_at = now()
        WHERE conversation_id = %s AND status = 'waiting' AND send_at = 'infinity'
        """,
        (conversation_id,),
    )


def drop_instead(conn: Connection, outbox_id: int, *, error: str) -> int:
    """A digest that is held as such needs no row of its own in the line, and what it showed may be shown again."""
    execute(
        conn,
        """
        -- what was to be shown, or was shown to nobody
        DELETE FROM matches WHERE outbox_id = %s AND status = 'SUGGESTED'
        """,
        (outbox_id,),
    )
    return execute(
        conn,
        """
        -- planned afresh when the person writes
        UPDATE outbox SET status = 'cancelled', claimed_until = NULL, last_error = %s WHERE id = %s
        """,
        (error, outbox_id),
    )
