"""What a person's feed of the last days held, in Redis for a day. Losing Redis costs time, nothing else."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from db.kept_values import KeptValues
from db.query import many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812
    from redis import Redis

KEPT_SECONDS = 24 * 3600


class FeedCache:
    """Lists of JSON objects by person and by what the list was made from."""

    def __init__(self, client: Redis | None) -> None:
        self._kept = KeptValues(client, "feed", seconds=KEPT_SECONDS, loss="feeds are made anew")

    def find(self, user_id: int, made_from: str) -> list[dict[str, Any]] | None:
        """The list as kept; None where there is none, or Redis is away."""
        return self._kept.find(f"{user_id}:{made_from}", json.loads)

    def keep(self, user_id: int, made_from: str, items: Sequence[dict[str, Any]]) -> None:
        """Keep the list for a day."""
        self._kept.keep(f"{user_id}:{made_from}", json.dumps(list(items)))


def find_still_new(conn: Connection, user_id: int, ids: Sequence[int], today: date) -> set[int]:
    """Which of these postings are still open and were not shown to the person, hidden or applied to, nor a copy."""
    return set(
        many(
            conn,
            """
            -- of a kept feed, what can still be shown
            SELECT open.job_id AS id FROM open_jobs AS open JOIN canonical_jobs AS job ON job.id = open.job_id
            WHERE open.job_id = ANY (%(ids)s) AND open.expires_on >= %(today)s
              AND NOT EXISTS (SELECT FROM canonical_jobs AS held
                              WHERE held.cluster_key = job.cluster_key AND held.held_at IS NOT NULL)
              AND NOT EXISTS (SELECT FROM matches AS known
                              WHERE known.user_id = %(user)s AND known.cluster_key = job.cluster_key
                                AND (known.shown_at IS NOT NULL OR known.status IN ('REJECTED', 'APPLIED')))
            """,
            {"ids": list(ids), "today": today, "user": user_id},
            lambda id: int(id),  # noqa: A006, PLW0108 - the column's name
        )
    )
