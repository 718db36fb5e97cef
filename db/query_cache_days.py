"""`query_cache_days`: how often the vector of a query was in Redis already."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, one

if TYPE_CHECKING:
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class CacheUse:
    """How often a query's vector was there already, and how often it was not."""

    hits: int
    misses: int

    @property
    def hit_rate(self) -> float | None:
        """From 0 to 1, None where nothing was asked."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else None


def add_cache_use(conn: Connection, day: date, model: str, *, hits: int, misses: int) -> None:
    """Count lookups of a day."""
    execute(
        conn,
        """
        -- lookups of query vectors
        INSERT INTO query_cache_days AS held (day, model, hits, misses) VALUES (%s, %s, %s, %s)
        ON CONFLICT (day, model) DO UPDATE SET hits = held.hits + excluded.hits, misses = held.misses + excluded.misses
        """,
        (day, model, hits, misses),
    )


def get_cache_use(conn: Connection, since: date) -> CacheUse:
    """Lookups of all models since a day."""
    return one(
        conn,
        """
        -- how often a query's vector was there
        SELECT coalesce(sum(hits), 0)::bigint AS hits, coalesce(sum(misses), 0)::bigint AS misses FROM query_cache_days
        WHERE day >= %s
        """,
        (since,),
        CacheUse,
    )


def delete_cache_days(conn: Connection, before: date) -> int:
    """Forget old days; how many rows went."""
    return execute(
        conn,
        """
        -- old days
        DELETE FROM query_cache_days WHERE day < %s
        """,
        (before,),
    )
