"""`link_codes`: codes by which a person's second channel is joined to the first, and the joining itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def add_link_code(conn: Connection, user_id: int, code_hash: bytes, *, minutes: int) -> int:
    """A new code in place of the person's earlier ones; codes that have run out go too."""
    execute(
        conn,
        """
        -- one code a person
        DELETE FROM link_codes WHERE user_id = %s OR expires_at <= now()
        """,
        (user_id,),
    )
    return execute(
        conn,
        """
        -- a code that links another chat
        INSERT INTO link_codes (code_hash, user_id, expires_at) VALUES (%s, %s, now() + %s * interval '1 minute')
        """,
        (code_hash, user_id, minutes),
    )


def find_linked_by(conn: Connection, code_hash: bytes) -> int | None:
    """Whose code it is, None for an unknown one or one that has run out."""
    found = value(
        conn,
        """
        -- whose code is it?
        SELECT user_id FROM link_codes WHERE code_hash = %s AND expires_at > now()
        """,
        (code_hash,),
    )
    return None if found is None else int(found)


def join_people(conn: Connection, gone: int, kept: int) -> int:
    """Give `kept` the chats and lists of `gone`, and remove `gone`; how many chats moved. Both rows must be locked."""
    moved = execute(
        conn,
        """
        -- the chats become those of the other person
        UPDATE channel_accounts SET user_id = %(kept)s WHERE user_id = %(gone)s
        """,
        {"kept": kept, "gone": gone},
    )
    execute(
        conn,
        """
        -- with their conversations
        UPDATE conversations SET user_id = %(kept)s WHERE user_id = %(gone)s
        """,
        {"kept": kept, "gone": gone},
    )
    execute(
        conn,
        """
        -- and the saved postings
        INSERT INTO saved_jobs (user_id, job_id, title, company, url, saved_at)
        SELECT %(kept)s, job_id, title, company, url, saved_at FROM saved_jobs WHERE user_id = %(gone)s
        ON CONFLICT DO NOTHING
        """,
        {"kept": kept, "gone": gone},
    )
    execute(
        conn,
        """
        -- and the applications
        INSERT INTO applied_jobs (user_id, job_id, title, company, url, applied_at)
        SELECT %(kept)s, job_id, title, company, url, applied_at FROM applied_jobs WHERE user_id = %(gone)s
        ON CONFLICT DO NOTHING
        """,
        {"kept": kept, "gone": gone},
    )
    execute(
        conn,
        """
        -- a code works once
        DELETE FROM link_codes WHERE user_id = %(kept)s
        """,
        {"kept": kept},
    )
    return moved
