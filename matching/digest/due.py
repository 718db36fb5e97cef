"""Whose hour has struck: the hours of every time zone, exact over changes of the clocks both ways."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from db.digests import DueHour, add_due, find_time_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from db.digest_people import DuePerson
    from db.pool import Connection
    from db.preferences import Preferences

log = logging.getLogger(__name__)

CAUGHT_UP_FOR = timedelta(hours=3)  # a missed hour is made up for so long
GOES_STALE_AFTER = timedelta(hours=12)  # an unsent digest is not sent later than this
HOURS_A_DAY = 24
MONDAY = 1


def due_hours(now: datetime, zones: Iterable[str]) -> list[DueHour]:
    """The hours that struck in each zone within the last three hours, `now` included.

    An hour that daylight saving skips strikes at the next instant there is, one that it repeats strikes the first time.
    """
    return [due for zone in zones for due in _due_in(now, zone)]


def open_due(conn: Connection, now: datetime) -> int:
    """Note the digests that have become due; how many are new."""
    hours = due_hours(now, find_time_zones(conn))
    return add_due(conn, hours) if hours else 0


def is_wanted(search: Preferences, person: DuePerson, slot: datetime) -> bool:
    """Whether a search takes part in the digest of this slot.

    A weekly one on its own days, else on the first of the person's; and so do all of somebody who was slowed down.
    """
    weekday = local(slot, person.time_zone).isoweekday()
    on_its_day = weekday in (search.weekly_days or (min(person.digest_days, default=MONDAY),))
    if search.frequency == "off" or person.slowed_at is not None:
        return search.frequency != "off" and on_its_day
    return search.frequency == "daily" or (search.frequency == "weekly" and on_its_day)


def is_quiet(hour: int, quiet: tuple[int, int]) -> bool:
    """Whether a local hour lies in quiet hours (from, until); equal ends mean that there are none."""
    start, end = quiet
    return start <= hour < end if start < end else (start != end and (hour >= start or hour < end))


def expiry(slot: datetime, zone: str, quiet: tuple[int, int]) -> datetime:
    """Until when a digest of this slot may be sent: twelve hours, but not into the quiet hours that come next."""
    latest = slot + GOES_STALE_AFTER
    if quiet[0] == quiet[1]:
        return latest
    today = local(slot, zone).date()
    begins = (instant_of(today + timedelta(days=ahead), quiet[0], _zone(zone)) for ahead in (0, 1))
    return min([latest, *(begin for begin in begins if begin > slot)])


def local(now: datetime, zone: str) -> datetime:
    """The time that the clocks of a zone show; UTC's for a zone that is not known here."""
    return now.astimezone(_zone(zone))


def _due_in(now: datetime, zone_name: str) -> Iterator[DueHour]:
    today = local(now, zone_name).date()
    since = now - CAUGHT_UP_FOR
    for day in (today - timedelta(days=1), today):
        for due in _hours_of(zone_name, day):
            if since < due.slot <= now:
                yield due


@lru_cache(maxsize=2048)
def _hours_of(zone_name: str, day: date) -> tuple[DueHour, ...]:
    zone = _zone(zone_name)
    begin, end = (instant_of(each, 0, zone) for each in (day, day + timedelta(days=1)))
    return tuple(
        DueHour(zone_name, hour, instant_of(day, hour, zone), begin, end, day.isoweekday())
        for hour in range(HOURS_A_DAY)
    )


def instant_of(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """When the clocks of a zone show this hour.

    Python reads a repeated hour as its first time (fold 0), and a skipped one with the offset of before, which for the
    first hour of the gap is the instant at which the clocks jump.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


@lru_cache(maxsize=1024)
def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        log.warning("time zone %r is not known here; its people get their digests by UTC", name)
        return ZoneInfo("UTC")
