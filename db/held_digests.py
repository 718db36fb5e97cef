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


def is_flushed(conn: Connection, user_id: int, conversation_id: int, *, within_seconds: float) -> bool:
    """Whether the digest that waited for a person was put up just now, and none waits any more."""
    found = value(
        conn,
        """
        -- is what they ask for on its way already?
        SELECT 1 FROM outbox o
        WHERE o.conversation_id = %s AND o.priority > 0 AND o.body ->> 'kind' = 'digest'
          AND o.created_at > now() - %s * interval '1 second'
          AND NOT EXISTS (SELECT 1 FROM held_digests h WHERE h.user_id = %s) LIMIT 1
        """,
        (conversation_id, within_seconds, user_id),
    )
    return found is not None


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
