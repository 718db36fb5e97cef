"""When a posting's time is over: by its dates, or because the feed that lists everything lists it no more."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.known_jobs import mark_expired

if TYPE_CHECKING:
    from datetime import datetime

    from db.pool import Connection

LEAST_SHARE = 0.2  # a feed that lists less than this of what it did has had an accident, most likely
SHRUNK_BELIEVED_AFTER = timedelta(days=2)


def last_day(*, posted_on: date | None, deadline_on: date | None, imported_on: date, after_days: int) -> date:
    """The earliest of the deadline, posted + `after_days` and imported + `after_days` (30 by the platform's rule)."""
    lives = timedelta(days=after_days)
    ends = [imported_on + lives, deadline_on, posted_on + lives if posted_on is not None else None]
    return min(end for end in ends if end is not None)


def expire(conn: Connection, today: date) -> int:
    """Close every open posting whose last day is before today; how many."""
    return mark_expired(conn, today)


def has_shrunk(before: int, listed: int, *, since: datetime | None, now: datetime) -> bool:
    """Whether what a feed lists now, against before, is too little to close the rest; believed when it lasts.

    `since` is when it first listed so little, None when it did not the last time.
    """
    believed = since is not None and now - since >= SHRUNK_BELIEVED_AFTER
    return listed < LEAST_SHARE * before and not believed
