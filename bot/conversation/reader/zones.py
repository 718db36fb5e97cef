"""Time zones: guessed from where people live or look for work, and read from what they say ("Lagos time", "GMT+3").

Source of countries and zones: `zone.tab` of the tzdata package, read once, when first needed.
"""

from __future__ import annotations

import functools
import math
import re
from datetime import datetime, timedelta
from importlib import resources
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from jobs.parsing.places import parse_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.places import StoredPlace
    from jobs.parsing.places import Place

NEAR_DEGREES = 1.2  # a place this close to a zone's own city keeps that city's time
FURTHEST_OFFSET = 14
# Where a country has several zones: the zone by the middle longitude of the land that keeps it, for its main zones.
MAIN_ZONES = {
    "US": {"America/New_York": -80, "America/Chicago": -93, "America/Denver": -108, "America/Los_Angeles": -119},
    "CA": {
        "America/Halifax": -63,
        "America/Toronto": -78,
        "America/Winnipeg": -97,
        "America/Edmonton": -113,
        "America/Vancouver": -123,
    },
    "BR": {"America/Sao_Paulo": -46, "America/Manaus": -60, "America/Rio_Branco": -69},
    "MX": {"America/Mexico_City": -99, "America/Hermosillo": -110, "America/Tijuana": -116},
    "AU": {"Australia/Sydney": 148, "Australia/Adelaide": 137, "Australia/Perth": 119},
    "ID": {"Asia/Jakarta": 107, "Asia/Makassar": 118, "Asia/Jayapura": 135},
    "RU": {"Europe/Moscow": 40, "Asia/Yekaterinburg": 61, "Asia/Novosibirsk": 83, "Asia/Vladivostok": 132},
    "CD": {"Africa/Kinshasa": 17, "Africa/Lubumbashi": 27},
    "KZ": {"Asia/Almaty": 72},
}
# The zone most people keep in countries where zone.tab lists outlying islands or towns besides.
USUAL = {
    "AR": "America/Argentina/Buenos_Aires",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "GB": "Europe/London",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PS": "Asia/Gaza",
    "PT": "Europe/Lisbon",
    "UA": "Europe/Kyiv",
    "UZ": "Asia/Tashkent",
    "MN": "Asia/Ulaanbaatar",
    "VN": "Asia/Ho_Chi_Minh",
}
PART_HOURS = {
    "+3:30": "Asia/Tehran",
    "+4:30": "Asia/Kabul",
    "+5:30": "Asia/Kolkata",
    "+5:45": "Asia/Kathmandu",
    "+6:30": "Asia/Yangon",
    "+9:30": "Australia/Darwin",
    "-3:30": "America/St_Johns",
}
NAMED = {
    "utc": "UTC",
    "gmt": "UTC",
    "wat": "Africa/Lagos",
    "eat": "Africa/Nairobi",
    "cat": "Africa/Maputo",
    "sast": "Africa/Johannesburg",
    "ist": "Asia/Kolkata",
    "cet": "Europe/Berlin",
    "cest": "Europe/Berlin",
    "bst": "Europe/London",
    "est": "America/New_York",
    "edt": "America/New_York",
    "eastern": "America/New_York",
    "cst": "America/Chicago",
    "cdt": "America/Chicago",
    "central": "America/Chicago",
    "mst": "America/Denver",
    "mdt": "America/Denver",
    "mountain": "America/Denver",
    "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles",
    "pacific": "America/Los_Angeles",
}
_OFFSET = re.compile(
    r"\b(?:utc|gmt)\s?(?P<sign>[+-])\s?(?P<hours>\d{1,2})(?::?(?P<minutes>30|45|00))?(?!\d)", re.IGNORECASE
)
_TIME_OF = re.compile(r"(?P<name>[^\W\d_](?:[^\W\d_]|[ .'/_-]){1,40}?)(?:'s)? time(?: ?zone)?\b", re.IGNORECASE)
_ZONE_IS = re.compile(r"\btime ?zone(?: is|:| to)?\s+(?P<name>[^\W\d_](?:[^\W\d_]|[ ./_+-]){1,40})", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:my|the|it|is|in|at|to|use|set|change|am|pm|i|live|i'm|time|zone|timezone|a|and|on|every|day|o'clock|"
    r"in the|morning|evening|please)\s+)+",
    re.IGNORECASE,
)


@functools.cache
def _zones() -> dict[str, dict[str, tuple[float, float]]]:
    """Country to its zones, each with the coordinates of its city."""
    zones: dict[str, dict[str, tuple[float, float]]] = {}
    for row in (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            country, where, name = row.split("\t")[:3]
            zones.setdefault(country, {})[name] = _degrees(where)
    return zones


def _degrees(where: str) -> tuple[float, float]:
    """Signed degrees, minutes and sometimes seconds: "+0627+00324" as (6.45, 3.4)."""
    latitude, longitude = re.findall(r"[+-]\d+", where)
    return _angle(latitude, 2), _angle(longitude, 3)


def _angle(written: str, degree_digits: int) -> float:
    digits = written[1:].ljust(degree_digits + 4, "0")
    value = int(digits[:degree_digits]) + int(digits[degree_digits : degree_digits + 2]) / 60 + int(digits[-2:]) / 3600
    return -value if written.startswith("-") else value


@functools.cache
def _zone_by_city() -> dict[str, str]:
    every = (resources.files("tzdata") / "zones").read_text("utf-8").split()
    by_city = {
        name.rpartition("/")[2].replace("_", " ").lower(): name
        for name in every
        if "/" in name and not name.startswith("Etc")
    }
    return by_city | {
        city.rpartition("/")[2].replace("_", " ").lower(): city for zones in _zones().values() for city in zones
    }


def zone_of(places: Iterable[StoredPlace | Place]) -> str | None:
    """The zone of the first place whose country is known; None where it has several and nothing tells which."""
    place = next((place for place in places if place.country), None)
    if place is None:
        return None
    country = place.country or ""
    zones = _zones().get(country, {})
    if len(zones) == 1:
        return next(iter(zones))
    if place.latitude is not None and place.longitude is not None and country in MAIN_ZONES:
        return _nearest(country, zones, place.latitude, place.longitude)
    return USUAL.get(country)


def _nearest(country: str, zones: dict[str, tuple[float, float]], latitude: float, longitude: float) -> str:
    close = min(zones, key=lambda name: math.dist(zones[name], (latitude, longitude)))
    if math.dist(zones[close], (latitude, longitude)) <= NEAR_DEGREES:
        return close
    return min(MAIN_ZONES[country], key=lambda name: abs(MAIN_ZONES[country][name] - longitude))


def read_zone(text: str, *, country: str | None, now: datetime, bare: bool = False) -> str | None:
    """The zone that a text names: an offset, "Lagos time", "Africa/Lagos", "EAT"; with `bare` also a mere city.

    An offset means the zone of the person's country where that keeps it now.
    """
    if match := _OFFSET.search(text):
        return _by_offset(match["sign"], int(match["hours"]), match["minutes"] or "00", country, now)
    for pattern in (_ZONE_IS, _TIME_OF):
        if (match := pattern.search(text)) and (zone := _by_name(match["name"], country)):
            return zone
    return _by_name(text, country) if bare else _by_identifier(text)


def _by_identifier(text: str) -> str | None:
    match = re.search(r"\b[A-Z][A-Za-z]+/[A-Za-z_/-]+", text)
    return match[0] if match and match[0] in (resources.files("tzdata") / "zones").read_text("utf-8").split() else None


def _by_name(name: str, country: str | None) -> str | None:
    plain = _LEAD.sub("", f"{name.strip()} ").strip(" .,!?")
    found = _by_identifier(name) or NAMED.get(plain.lower()) or _zone_by_city().get(plain.lower())
    if found or not re.search(r"[^\W\d_]{3}", plain):
        return found
    return zone_of(parse_places(plain, country=country))


def _by_offset(sign: str, hours: int, minutes: str, country: str | None, now: datetime) -> str | None:
    if hours > FURTHEST_OFFSET:
        return None
    if minutes != "00":
        return PART_HOURS.get(f"{sign}{hours}:{minutes}")
    offset = timedelta(hours=hours if sign == "+" else -hours)
    own = next(
        (name for name in _zones().get(country or "", {}) if now.astimezone(ZoneInfo(name)).utcoffset() == offset), None
    )
    if own or not hours:
        return own or "UTC"
    other_sign = "-" if sign == "+" else "+"  # Etc/GMT-3 is three hours east
    return None if (sign == "-" and hours > 12) else f"Etc/GMT{other_sign}{hours}"  # noqa: PLR2004 - the zones there are


def local_clock(time_zone: str, now: datetime) -> str:
    """The time of day in a zone as "14:05"."""
    return f"{now.astimezone(known_zone(time_zone)):%H:%M}"


def known_zone(time_zone: str) -> ZoneInfo:
    """The zone of this name; UTC when it is not known."""
    try:
        return ZoneInfo(time_zone)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")
