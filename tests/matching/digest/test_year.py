"""A year of digests over forty time zones, with the planner looking now and then only."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest

from db.digests import add_due, find_time_zones
from matching.digest.due import due_hours, is_quiet, local
from tests.factories import add_account, add_preferences, add_user, insert

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

ZONES = [
    "Pacific/Pago_Pago",
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Mexico_City",
    "America/Chicago",
    "America/New_York",
    "America/Havana",
    "America/Bogota",
    "America/Caracas",
    "America/Halifax",
    "America/St_Johns",
    "America/Santiago",
    "America/Asuncion",
    "America/Sao_Paulo",
    "Atlantic/Azores",
    "Africa/Accra",
    "Europe/London",
    "Africa/Casablanca",
    "Africa/Lagos",
    "Europe/Amsterdam",
    "Africa/Cairo",
    "Africa/Johannesburg",
    "Europe/Athens",
    "Asia/Beirut",
    "Africa/Nairobi",
    "Europe/Moscow",
    "Asia/Tehran",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Yangon",
    "Asia/Bangkok",
    "Asia/Manila",
    "Asia/Tokyo",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Apia",
]
LOOK = timedelta(hours=2, minutes=55)  # less than for how long a missed hour is made up for
# Over the changes of the clocks of both hemispheres; the whole year is in benchmarks/digests/year.py.
SPANS = [(date(2026, 3, 4), 38), (date(2026, 4, 20), 12), (date(2026, 8, 31), 12), (date(2026, 10, 1), 40)]


@pytest.mark.parametrize(("begin", "days"), SPANS)
def test_every_due_digest_comes_once_and_none_in_quiet_hours(conn: Connection, begin: date, days: int) -> None:
    hours: dict[int, tuple[str, int]] = {}
    for number, zone in enumerate(ZONES):
        for hour in (number % 24, 2, 0):
            user = add_user(conn, time_zone=zone, digest_hour=hour, quiet_from=22, quiet_until=6)
            add_account(conn, user)
            add_preferences(conn, user)
            hours[user] = (zone, 6 if is_quiet(hour, (22, 6)) else hour)
    start = datetime(begin.year, begin.month, begin.day, tzinfo=UTC)
    for look in range(days * 24 * 60 // int(LOOK.total_seconds() // 60)):
        add_due(conn, due_hours(start + look * LOOK, find_time_zones(conn)))
    with conn.cursor() as cursor:
        cursor.execute("SELECT user_id, slot FROM digests")
        rows = cursor.fetchall()
    by_day: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for user, slot in rows:
        zone, hour = hours[user]
        here = local(slot, zone)
        assert not is_quiet(here.hour, (22, 6))
        assert here.hour == hour or _is_skipped(here, hour), (zone, here)
        by_day[user][here.date()] += 1
    for user, wished in hours.items():
        wanted = [begin + timedelta(days=day) for day in range(2, days - 2)]
        missed = {day for day in wanted if by_day[user][day] != 1}
        assert not missed, (wished, missed)


def _is_skipped(here: datetime, hour: int) -> bool:
    """Whether the clocks of that day jump over the hour."""
    wanted = here.replace(hour=hour, minute=0, fold=0)
    return wanted.astimezone(UTC).astimezone(ZoneInfo(str(here.tzinfo))).hour != hour


def test_a_weekly_search_comes_on_its_days_and_a_slowed_person_once_a_week(conn: Connection) -> None:
    given = {
        "on its days": ({}, {"frequency": "weekly", "weekly_days": [2, 5]}),
        "on the first of the days": ({"digest_days": [3]}, {"frequency": "weekly"}),
        "slowed": ({"slowed_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"frequency": "daily"}),
        "instant": ({}, {"frequency": "instant"}),
        "slowed instant": ({"slowed_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"frequency": "instant"}),
        "off": ({"slowed_at": datetime(2026, 1, 1, tzinfo=UTC)}, {"frequency": "off"}),
    }
    people = {}
    for name, (person, search) in given.items():
        people[add_user(conn, digest_hour=8, **person)] = name
        add_account(conn, max(people))
        add_preferences(conn, max(people), **search)
    for day in range(7):
        add_due(conn, due_hours(datetime(2026, 3, 9 + day, 8, tzinfo=UTC), ["UTC"]))
    with conn.cursor() as cursor:
        cursor.execute("SELECT user_id, extract(isodow FROM slot)::int FROM digests ORDER BY slot")
        found = defaultdict(list)
        for user, weekday in cursor.fetchall():
            found[people[user]].append(weekday)
    assert found == {
        "on its days": [2, 5],
        "on the first of the days": [3],
        "slowed": [1],
        "slowed instant": [1],
    }


def test_an_instant_message_does_not_stand_for_the_days_digest(conn: Connection) -> None:
    user = add_user(conn, digest_hour=8)
    add_account(conn, user)
    add_preferences(conn, user)
    insert(conn, "digests", {"user_id": user, "slot": datetime(2026, 3, 9, 7, tzinfo=UTC), "kind": "instant"})
    assert add_due(conn, due_hours(datetime(2026, 3, 9, 8, tzinfo=UTC), ["UTC"])) == 1
