"""`exchange_rates`: what currencies are worth, by day; the newest day of each counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute_rows, many

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """So many units of the currency (ISO 4217) for one US dollar, on a day; `source` says who gave it."""

    currency: str
    per_usd: float
    rated_on: date
    source: str


def find_latest_rates(conn: Connection) -> list[ExchangeRate]:
    """The newest rate of each currency, by code."""
    return many(
        conn,
        """
        -- what each currency is worth, as lately as known
        SELECT DISTINCT ON (currency) currency, per_usd, rated_on, source
        FROM exchange_rates ORDER BY currency, rated_on DESC
        """,
        (),
        ExchangeRate,
    )


def save_rates(conn: Connection, rates: Sequence[ExchangeRate]) -> int:
    """Add rates, or replace those of the same currency and day, of which none may be there twice; how many."""
    written = execute_rows(
        conn,
        """
        -- rates of some days
        INSERT INTO exchange_rates (currency, per_usd, rated_on, source) VALUES %s
        ON CONFLICT (currency, rated_on) DO UPDATE SET per_usd = excluded.per_usd, source = excluded.source
        RETURNING currency
        """,
        [(rate.currency, rate.per_usd, rate.rated_on, rate.source) for rate in rates],
    )
    return len(written)
