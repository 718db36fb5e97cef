"""What a person's feed of the last days held, in Redis for a day. Losing Redis costs time, nothing else."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

import redis

from db.query import many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812

log = logging.getLogger(__name__)

KEPT_SECONDS = 24 * 3600


class FeedCache:
    """Lists of JSON objects by person and by what the list was made from."""

    def __init__(self, client: redis.Redis | None) -> None:
        self._client = client

    def find(self, user_id: int, made_from: str) -> list[dict[str, Any]] | None:
        """The list as kept; None where there is none, or Redis is away."""
        if self._client is None:
            return None
        try:
            kept = self._client.get(_key(user_id, made_from))
        except redis.RedisError as error:
            log.warning("Redis is away (%s): the feed is made anew", type(error).__name__)
            return None
        return None if kept is None else list(json.loads(str(kept)))

    def keep(self, user_id: int, made_from: str, items: Sequence[dict[str, Any]]) -> None:
        """Keep the list for a day."""
        if self._client is None:
            return
        try:
            self._client.set(_key(user_id, made_from), json.dumps(list(items)), ex=KEPT_SECONDS)
        except redis.RedisError as error:
            log.warning("Redis is away (%s): the feed is not kept", type(error).__name__)


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


def _key(user_id: int, made_from: str) -> str:
    return f"jobherald:feed:{user_id}:{made_from}"
