"""`applied_jobs`: what a person says they applied to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class AppliedJob:
    """A posting that a person applied to, as it was then."""

    job_id: int
    title: str
    company: str | None
    url: str | None
    applied_at: datetime


def add_applied(conn: Connection, user_id: int, job_id: int) -> int:
    """Note an application with the posting's title, company and link, so that it outlives the posting."""
    return execute(
        conn,
        """
        -- note an application
        INSERT INTO applied_jobs (user_id, job_id, title, company, url)
        SELECT %s, id, title, company, url FROM canonical_jobs WHERE id = %s ON CONFLICT DO NOTHING
        """,
        (user_id, job_id),
    )


def find_applied(conn: Connection, user_id: int) -> list[AppliedJob]:
    """A person's applications, the latest first."""
    return many(
        conn,
        """
        -- a person's applications
        SELECT job_id, title, company, url, applied_at FROM applied_jobs WHERE user_id = %s ORDER BY applied_at DESC
        """,
        (user_id,),
        AppliedJob,
    )
