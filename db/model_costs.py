"""`model_costs`: what every paid call of a model used and cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db.model_budget import day_of
from db.query import one

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Costs:
    """US dollars of this UTC day, of the week since Monday, and of the calendar month."""

    today_usd: float
    week_usd: float
    month_usd: float


def get_costs(conn: Connection, now: datetime) -> Costs:
    """What models have cost, by all purposes."""
    today = day_of(now)
    week, month = today - timedelta(days=today.weekday()), today.replace(day=1)
    return one(
        conn,
        """
        -- the models' cost by day, week and month
        SELECT coalesce(sum(cost_usd) FILTER (WHERE created_at >= %(today)s), 0)::float8 AS today_usd,
               coalesce(sum(cost_usd) FILTER (WHERE created_at >= %(week)s), 0)::float8 AS week_usd,
               coalesce(sum(cost_usd) FILTER (WHERE created_at >= %(month)s), 0)::float8 AS month_usd
        FROM model_costs WHERE created_at >= %(first)s
        """,
        {"today": today, "week": week, "month": month, "first": min(week, month)},
        Costs,
    )
