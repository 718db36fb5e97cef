"""`searches`: a log of what was searched for, how much was found, and how long it took."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from psycopg2.extras import Json

from db.query import execute

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def add_search(
    conn: Connection,
    *,
    user_id: int | None,
    kind: str,
    model: str | None,
    results: int,
    latency_ms: float,
    filters: dict[str, Any] | None = None,
    method: str | None = None,
    experiment: str | None = None,
    words: str | None = None,
) -> int:
    """Note a search. `filters` says which were in use; `model` is None for words alone.

    `method` is how it was looked for, `experiment` the one that drew it; `words` what was sought, for a set time.
    """
    return execute(
        conn,
        """
        -- a search and its outcome
        INSERT INTO searches (user_id, kind, model, filters, results, latency_ms, method, experiment, words)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (user_id, kind, model, Json(filters or {}), results, latency_ms, method, experiment, words or None),
    )
