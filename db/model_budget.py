"""`model_reservations` and `model_budget_days`: what calls of models may still cost today, over all workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from db.query import execute, one, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

KEPT_DAYS = 60
NEARLY_SPENT = 0.8  # of the budget: from here on it is said


@dataclass(frozen=True, slots=True)
class DaySpending:
    """US dollars of one UTC day: paid, set aside for calls under way, and whether a call found no room."""

    paid_usd: float
    reserved_usd: float
    refused: bool


def day_of(now: datetime) -> datetime:
    """The beginning of the UTC day."""
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def add_reservation(
    conn: Connection, purpose: str, model: str, cost_usd: float, *, limit_usd: float, now: datetime
) -> int | None:
    """Set so much of today's limit aside; None when what was paid and set aside today leaves no room for it.

    The day's row is locked until the caller's transaction ends, so that two workers never take the same last dollar.
    """
    start = day_of(now)
    _lock_day(conn, start)
    reserved = value(
        conn,
        """
        -- set a cost aside while there is room for it
        INSERT INTO model_reservations (purpose, model, cost_usd, reserved_at)
        SELECT %(purpose)s, %(model)s, %(cost)s, %(now)s
        WHERE %(cost)s::numeric + (
            SELECT coalesce(sum(cost_usd), 0) FROM model_costs WHERE created_at >= %(start)s
        ) + (
            SELECT coalesce(sum(cost_usd), 0) FROM model_reservations WHERE reserved_at >= %(start)s
        ) <= %(limit)s::numeric
        RETURNING id
        """,
        {
            "purpose": purpose,
            "model": model,
            "cost": f"{cost_usd:.9f}",
            "limit": f"{limit_usd:.9f}",
            "now": now,
            "start": start,
        },
    )
    if reserved is None:
        _mark_refused(conn, start, now)
    return None if reserved is None else int(reserved)


def settle_reservation(conn: Connection, reservation: int, *, tokens: int, cost_usd: float) -> bool:
    """Put the true cost, booked on the day of the reservation, in its place; False when that was done before."""
    settled = execute(
        conn,
        """
        -- what was set aside becomes what was paid
        WITH settled AS (DELETE FROM model_reservations WHERE id = %s RETURNING purpose, model, reserved_at)
        INSERT INTO model_costs (purpose, model, tokens, cost_usd, created_at)
        SELECT purpose, model, %s, %s, reserved_at FROM settled
        """,
        (reservation, tokens, f"{cost_usd:.9f}"),
    )
    return settled > 0


def delete_reservation(conn: Connection, reservation: int) -> int:
    """Give back what was set aside for a call that cost nothing; how many rows went."""
    return execute(
        conn,
        """
        -- the call was not paid for
        DELETE FROM model_reservations WHERE id = %s
        """,
        (reservation,),
    )


def get_day_spending(conn: Connection, now: datetime) -> DaySpending:
    """What models have cost today (UTC), by all purposes."""
    return one(
        conn,
        """
        -- today's cost of models
        SELECT (SELECT coalesce(sum(cost_usd), 0)::float8 FROM model_costs WHERE created_at >= %(start)s) AS paid_usd,
               (SELECT coalesce(sum(cost_usd), 0)::float8 FROM model_reservations
                WHERE reserved_at >= %(start)s) AS reserved_usd,
               EXISTS (SELECT FROM model_budget_days
                       WHERE day = %(start)s::date AND refused_at IS NOT NULL) AS refused
        """,
        {"start": day_of(now)},
        DaySpending,
    )


def delete_past_days(conn: Connection, now: datetime) -> int:
    """Drop days and abandoned reservations of long ago; how many rows went."""
    before = day_of(now) - timedelta(days=KEPT_DAYS)
    return execute(
        conn,
        """
        -- old reservations of calls that never ended
        DELETE FROM model_reservations WHERE reserved_at < %s
        """,
        (before,),
    ) + execute(
        conn,
        """
        -- old budget days
        DELETE FROM model_budget_days WHERE day < %s
        """,
        (before.date(),),
    )


def _lock_day(conn: Connection, start: datetime) -> None:
    execute(
        conn,
        """
        -- the day's row, made and locked
        INSERT INTO model_budget_days (day) VALUES (%s)
        ON CONFLICT (day) DO UPDATE SET refused_at = model_budget_days.refused_at
        """,
        (start.date(),),
    )


def _mark_refused(conn: Connection, start: datetime, now: datetime) -> None:
    execute(
        conn,
        """
        -- the first time today that the budget had no room
        UPDATE model_budget_days SET refused_at = coalesce(refused_at, %s) WHERE day = %s
        """,
        (now, start.date()),
    )
