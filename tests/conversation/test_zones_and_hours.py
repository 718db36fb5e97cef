from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reader.hours import is_doubtful_hour, named_hour, read_hour
from bot.conversation.reader.revisions import stored
from bot.conversation.reader.zones import local_clock, read_zone, zone_of
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
    ("said", "hour"),
    [
        ("11 at night", 23),
        ("12 at night", 0),
        ("seven in the evening", 19),
        ("8h du soir", 20),
        ("7 h du matin", 7),
        ("3h de l'après-midi", 15),
        ("à midi", 12),
        ("minuit", 0),
        ("6 da tarde", 18),
        ("às oito da noite", 20),
        ("meia-noite", 0),
        ("a las 6 de la tarde", 18),
        ("siete de la mañana", 7),
        ("a la una de la tarde", 13),
        ("2 de la madrugada", 2),
        ("7 for evening", 19),
        ("8 for morning", 8),
        ("one moment", None),
    ],
)
def test_hours_with_their_part_of_the_day_in_six_languages(said: str, hour: int | None) -> None:
    assert read_hour(said) == hour


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("saa mbili asubuhi", 8),
        ("saa 2 asubuhi", 8),
        ("saa sita mchana", 12),
        ("saa moja jioni", 19),
        ("saa kumi na mbili jioni", 18),
        ("saa tatu usiku", 21),
        ("saa sita usiku", 0),
        ("saa 8 asubuhi", 8),
        ("saa 18", 18),
        ("saa mbili", None),
        ("saa 8 usiku", None),
    ],
)
def test_the_swahili_clock_counts_from_sunrise_and_sunset(said: str, hour: int | None) -> None:
    assert read_hour(said) == hour
    assert is_doubtful_hour(said) == (hour is None)


@pytest.mark.parametrize(
    ("said", "hour"),
    [
        ("send jobs every day at 8", 8),
        ("nitumie saa moja jioni", 19),
        ("envoyez à 19h", 19),
        ("mándame a las 7 de la noche", 19),
        ("manda às 8h da manhã", 8),
        ("send am for 7 for evening", 19),
        ("saa mbili asubuhi", 8),
        ("send me jobs around 5 km", None),
        ("send me 5 jobs", None),
        ("I want night shift", None),
        ("driver in the morning", None),
    ],
)
def test_an_hour_to_be_written_to_at_is_heard_unasked(said: str, hour: int | None) -> None:
    assert named_hour(said) == hour


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
