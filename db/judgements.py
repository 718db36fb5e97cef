"""What a language model thought of postings: kept in Redis for a week; and how often it was asked, in PostgreSQL."""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import redis

from db.query import execute, one

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812

log = logging.getLogger(__name__)

KEPT_SECONDS = 7 * 24 * 3600
RETRY_AFTER_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class JudgementUse:
    """Of the postings `found` for people: asked about, judged before, and left unjudged among the best."""

    found: int
    asked: int
    cached: int
    unjudged: int

    @property
    def saved_share(self) -> float:
        """The share of calls saved against asking about every posting found, 0 to 1."""
        return 1.0 - self.asked / self.found if self.found else 0.0


class JudgementCache:
    """Judgements as JSON objects by a key of everything they rest on. Losing Redis costs calls, nothing else."""

    def __init__(self, client: redis.Redis | None) -> None:
        self._client = client
        self._silent_until = 0.0

    def find(self, key: str) -> Mapping[str, Any] | None:
        """The judgement kept; None where there is none."""
        if self._client is None or time.monotonic() < self._silent_until:
            return None
        try:
            kept = self._client.get(f"jobherald:judgement:{key}")
        except redis.RedisError as error:
            self._fall_silent(error)
            return None
        found: Mapping[str, Any] | None = None if kept is None else json.loads(str(kept))
        return found

    def keep(self, key: str, judgement: Mapping[str, Any]) -> None:
        """Keep it for a week."""
        if self._client is None or time.monotonic() < self._silent_until:
            return
        try:
            self._client.set(f"jobherald:judgement:{key}", json.dumps(judgement), ex=KEPT_SECONDS)
        except redis.RedisError as error:
            self._fall_silent(error)

    def _fall_silent(self, error: Exception) -> None:
        log.warning("Redis is away (%s): postings are judged anew", type(error).__name__)
        self._silent_until = time.monotonic() + RETRY_AFTER_SECONDS


def add_judgement_use(conn: Connection, day: date, use: JudgementUse) -> int:
    """Count one search of a day."""
    return execute(
        conn,
        """
        -- how often the language model was asked about postings
        INSERT INTO judgement_days AS held (day, found, asked, cached, unjudged) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (day) DO UPDATE SET found = held.found + excluded.found, asked = held.asked + excluded.asked,
            cached = held.cached + excluded.cached, unjudged = held.unjudged + excluded.unjudged
        """,
        (day, use.found, use.asked, use.cached, use.unjudged),
    )


def get_judgement_use(conn: Connection, since: date) -> JudgementUse:
    """All searches since a day."""
    return one(
        conn,
        """
        -- how often the language model was asked about postings, and how often not
        SELECT coalesce(sum(found), 0)::bigint AS found, coalesce(sum(asked), 0)::bigint AS asked,
               coalesce(sum(cached), 0)::bigint AS cached, coalesce(sum(unjudged), 0)::bigint AS unjudged
        FROM judgement_days WHERE day >= %s
        """,
        (since,),
        JudgementUse,
    )


def delete_judgement_days(conn: Connection, before: date) -> int:
    """Forget old days; how many rows went."""
    return execute(
        conn,
        """
        -- old days
        DELETE FROM judgement_days WHERE day < %s
        """,
        (before,),
    )
