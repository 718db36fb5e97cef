"""`model_costs`: what every paid call of a model used and cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, value

if TYPE_CHECKING:
    from datetime import datetime

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


def get_cost_since(conn: Connection, since: datetime) -> float:
    """US dollars spent since then."""
    return float(
        value(
            conn,
            """
            -- what models have cost since a time
            SELECT coalesce(sum(cost_usd), 0) FROM model_costs WHERE created_at >= %s
            """,
            (since,),
        )
    )
