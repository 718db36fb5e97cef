"""Locations as feeds write them, from quarter to country: "Mitte, Stuttgart, Baden-Württemberg, Deutschland"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.parsing.countries import country_code
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import City, Region, gazetteer, may_be_a_town, regions_named
from jobs.parsing.location_text import NO_PLACE, shortened

LONGEST_NAME = 60  # characters
FEW_WORDS = 5
TWO_LETTERS = 2
FEED_PARTS = 3  # city, region, country
QUARTER_PEOPLE = 100_000  # a smaller place before a town of the same state is a part or a suburb of it
WELL_KNOWN = 300_000  # people: a country in which such a city does not lie is another place
_DISTRICT = re.compile(r"(?:\bcounty|\bdistrict|\bparish)$|kreis\b|^county\b", re.IGNORECASE)


@dataclass(slots=True)
class Reading:
    """One place in the making: what the parts of "Amsterdam, NH, NL" have said so far."""

    cities: list[City]
    written: str = ""
    typed: str | None = None
    region: Region | None = None
    country: str | None = None
    country_written: str = ""


def from_its_end(parts: list[str]) -> Reading | None:
    """The place of "city, region, country", and of four parts with the quarter or the district as well; else None.

    Read from its end "Grou, FR, NL" is not in France.
    """
    country = country_code(parts[-1]) if len(parts) in {FEED_PARTS, FEED_PARTS + 1} else None
    if country is None:
        return None
    region = region_in(regions_named(parts[-2]), country)
    if len(parts) > FEED_PARTS:
        return _of_four(parts, region) if region else None
    if region is None and (len(parts[1]) > TWO_LETTERS or not parts[1].isupper()):
        return None
    cities = [city for city in cities_called(parts[0]) if city.country == country]
    cities = cities or (_cities_of_the_first_words(parts[0], region) if region else [])
    return Reading(cities, parts[0], as_typed(parts[0]), region, country, parts[2])


def _of_four(parts: list[str], region: Region) -> Reading | None:
    """Of "quarter, city" the city, of "town, district" the town; None where both may be meant, as "Mumbai, Pune"."""
    first, second, _, country_written = parts
    towns, around = _towns_in(first, region), _towns_in(second, region)
    if _DISTRICT.search(second):
        return Reading(towns or around, first, as_typed(first), region, region.country, country_written)
    elsewhere = (city for city in cities_called(first) if city.country == region.country)
    apart = any(town.population >= QUARTER_PEOPLE for town in towns)
    if not around or apart or (not towns and any(city.population >= WELL_KNOWN for city in elsewhere)):
        return None
    return Reading(around, second, as_typed(second), region, region.country, country_written)


def _towns_in(part: str, region: Region) -> list[City]:
    named = [city for city in cities_called(part) if (city.country, city.region) == (region.country, region.code)]
    return named or _cities_of_the_first_words(part, region)


def cities_called(part: str) -> list[City]:
    """The cities that a name may mean; when there are none, those of the name without "Greater" or "area"."""
    name = folded(part)
    if not name or len(name) > LONGEST_NAME or name in NO_PLACE:
        return []
    found = gazetteer().cities(name)
    if found:
        return found
    shorter = shortened(part)
    return cities_called(shorter) if shorter and folded(shorter) != name else []


def _cities_of_the_first_words(part: str, region: Region) -> list[City]:
    """The city that "Utrecht Binnenstad" and "Rotterdam-The Hague metropolitan area" begin with."""
    words = folded(part).split()
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count])
        found = [c for c in gazetteer().cities(name) if (c.country, c.region) == (region.country, region.code)]
        if found and len(name) > TWO_LETTERS + 1:
            return found
    return []


def region_in(regions: list[Region], country: str) -> Region | None:
    """The first of the regions that lies in the country."""
    return next((region for region in regions if region.country == country), None)


def as_typed(part: str) -> str | None:
    """The name of a town that is not known, as it is written; None for what is none."""
    words = part.removesuffix(" Kreis").split()
    plain = " ".join(words)
    good = len(plain) > TWO_LETTERS and len(words) <= FEW_WORDS and not any(map(str.isdigit, plain))
    return plain if good and may_be_a_town(plain) else None
