"""When a posting's time is over."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.canonical_jobs import mark_expired

if TYPE_CHECKING:
    from db.pool import Connection


def last_day(*, posted_on: date | None, deadline_on: date | None, imported_on: date, after_days: int) -> date:
    """The earliest of the deadline, posted + `after_days` and imported + `after_days` (30 by the platform's rule)."""
    lives = timedelta(days=after_days)
    ends = [imported_on + lives, deadline_on, posted_on + lives if posted_on is not None else None]
    return min(end for end in ends if end is not None)


def expire(conn: Connection, today: date) -> int:
    """Close every open posting whose last day is before today; how many."""
    return mark_expired(conn, today)
