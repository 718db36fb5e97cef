"""`saved_jobs`: a person's list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class SavedJob:
    """A posting on a person's list, as it was when saved."""

    job_id: int
    title: str
    company: str | None
    url: str | None
    saved_at: datetime


def add_saved(conn: Connection, user_id: int, job_id: int) -> int:
    """Put a posting on the list with its title, company and link, so that it outlives the posting."""
    return execute(
        conn,
        """
        -- keep a posting on a person's list
        INSERT INTO saved_jobs (user_id, job_id, title, company, url)
        SELECT %s, id, title, company, url FROM canonical_jobs WHERE id = %s ON CONFLICT DO NOTHING
        """,
        (user_id, job_id),
    )


def find_saved(conn: Connection, user_id: int) -> list[SavedJob]:
    """A person's list, the latest first."""
    return many(
        conn,
        """
        -- a person's list
        SELECT job_id, title, company, url, saved_at FROM saved_jobs WHERE user_id = %s ORDER BY saved_at DESC
        """,
        (user_id,),
        SavedJob,
    )
