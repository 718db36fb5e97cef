from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.hours import read_hour
from bot.conversation.revisions import stored
from bot.conversation.zones import local_clock, read_zone, zone_of
from jobs.parsing.places import parse_places
from tests.conversation.chat import NOW


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("8", 8),
        ("7pm", 19),
        ("7 p.m.", 19),
        ("19:30", 19),
        ("18h", 18),
        ("8 in the evening", 20),
        ("morning", 8),
        ("12 am", 0),
        ("12", 12),
        ("24", 0),
        ("25", None),
        ("100", None),
        ("GMT+3", None),
        ("soon", None),
    ],
)
def test_hours_as_people_say_them(said: str, hour: int | None) -> None:
    assert read_hour(said) == hour


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("Lagos time", "Africa/Lagos"),
        ("8 am Nairobi time", "Africa/Nairobi"),
        ("my time zone is Berlin", "Europe/Berlin"),
        ("Austin time", "America/Chicago"),
        ("Africa/Addis_Ababa", "Africa/Addis_Ababa"),
        ("GMT+3", "Africa/Addis_Ababa"),
        ("GMT-5", "Etc/GMT+5"),
        ("utc+5:30", "Asia/Kolkata"),
        ("gmt+19", None),
        ("London", None),
        ("hello", None),
    ],
)
def test_zones_as_people_say_them(said: str, zone: str | None) -> None:
    assert read_zone(said, country="ET", now=NOW) == zone


@pytest.mark.parametrize(
    ("said", "zone"),
    [("London", "Europe/London"), ("Kisumu", "Africa/Nairobi"), ("EAT", "Africa/Nairobi"), ("x", None)],
)
def test_a_mere_city_is_a_zone_when_asked_for(said: str, zone: str | None) -> None:
    assert read_zone(said, country=None, now=NOW, bare=True) == zone


@pytest.mark.parametrize(
    ("place", "zone"),
    [
        ("Lagos", "Africa/Lagos"),
        ("Kenya", "Africa/Nairobi"),
        ("Berlin", "Europe/Berlin"),
        ("Austin, TX", "America/Chicago"),
        ("Phoenix", "America/Phoenix"),
        ("Atlanta", "America/New_York"),
        ("Toronto", "America/Toronto"),
        ("United States", None),
    ],
)
def test_the_zone_follows_from_the_place(place: str, zone: str | None) -> None:
    assert zone_of(map(stored, parse_places(place))) == zone


@given(st.text(max_size=60), st.booleans())
def test_reading_time_never_raises_and_gives_real_zones(said: str, bare: bool) -> None:  # noqa: FBT001 - drawn
    hour, zone = read_hour(said), read_zone(said, country="US", now=NOW, bare=bare)
    assert hour is None or 0 <= hour <= 23
    assert zone is None or ZoneInfo(zone)


def test_the_clock_of_an_unknown_zone_is_utc() -> None:
    assert local_clock("Nowhere/Atall", NOW) == "11:05"
    assert local_clock("Africa/Lagos", NOW) == "12:05"
