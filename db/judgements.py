"""What a language model thought of postings: kept in Redis for a week; and how often it was asked, in PostgreSQL."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from db.kept_values import KeptValues
from db.query import execute, one

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812
    from redis import Redis

KEPT_SECONDS = 7 * 24 * 3600


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

    def __init__(self, client: Redis | None) -> None:
        self._kept = KeptValues(client, "judgement", seconds=KEPT_SECONDS, loss="postings are judged anew")

    def find(self, key: str) -> Mapping[str, Any] | None:
        """The judgement kept; None where there is none."""
        kept = self._kept.find(key)
        found: Mapping[str, Any] | None = None if kept is None else json.loads(kept)
        return found

    def keep(self, key: str, judgement: Mapping[str, Any]) -> None:
        """Keep it for a week."""
        self._kept.keep(key, json.dumps(judgement))


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
