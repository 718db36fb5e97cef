"""Vectors of queries in Redis for a day, by model and text; and how often one was there, in `query_cache_days`."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from db.kept_values import KeptValues
from db.query import execute, one

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812
    from redis import Redis

KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True)
class CacheUse:
    """How often a query's vector was there already, and how often it was not."""

    hits: int
    misses: int

    @property
    def hit_rate(self) -> float | None:
        """From 0 to 1, None where nothing was asked."""
        return self.hits / (self.hits + self.misses) if self.hits + self.misses else None


class QueryCache:
    """Text hash and model to a float16 vector. Losing Redis costs a call of the model, nothing else."""

    def __init__(self, client: Redis | None) -> None:
        self._kept = KeptValues(client, "vector", seconds=KEPT_SECONDS, loss="vectors of queries are made anew")

    def find(self, model: str, text_hash: str) -> NDArray[np.float32] | None:
        """The vector as kept, float32; None where it is not known."""
        kept = self._kept.find(f"{model}:{text_hash}")
        return None if kept is None else np.frombuffer(base64.b64decode(kept), "<f2").astype(np.float32)

    def keep(self, model: str, text_hash: str, vector: NDArray[np.float32]) -> None:
        """Keep it for a day."""
        self._kept.keep(f"{model}:{text_hash}", base64.b64encode(vector.astype("<f2").tobytes()).decode())


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
