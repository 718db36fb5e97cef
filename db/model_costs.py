"""`model_costs`: what every paid call of a model used and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


def add_cost(conn: Connection, purpose: str, model: str, tokens: int, cost_usd: float) -> None:
    """One call of a model, in tokens and US dollars."""
    execute(
        conn,
        """
        -- a paid call
        INSERT INTO model_costs (purpose, model, tokens, cost_usd) VALUES (%s, %s, %s, %s)
        """,
        (purpose, model, tokens, cost_usd),
    )
