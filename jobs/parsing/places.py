"""Where a posting or a person is: location fields, answers and sentences to cities, regions and countries."""

from __future__ import annotations

import math
from dataclasses import dataclass

from jobs.parsing.countries import country_code, regions_by_spelling
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import City, Region, gazetteer, misspelt_city, region_of, regions_named
from jobs.parsing.location_text import ALTERNATIVES, NO_PLACE, OTHER_ALTERNATIVES, places_only, shortened, without_lead
from jobs.parsing.place_mentions import mentions

__all__ = ["Place", "country_code", "distance_km", "find_places", "parse_places"]

EARTH_RADIUS_KM = 6371.0
HINT_FACTOR = 100  # a namesake in the hinted country wins unless another city weighs this many times more
MOST_PLACES = 20
LONGEST_NAME = 60  # characters
FEW_WORDS = 5
TWO_LETTERS = 2
FEED_PARTS = 3  # city, region, country


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known. `country` is ISO 3166 alpha-2; degrees are those of the city."""

    city: str | None
    region: str | None
    country: str | None
    latitude: float | None
    longitude: float | None


@dataclass(slots=True)
class _Reading:
    """One place in the making: what the parts of "Amsterdam, NH, NL" have said so far."""

    cities: list[City]
    written: str = ""
    typed: str | None = None
    region: Region | None = None
    country: str | None = None


def parse_places(text: str, *, country: str | None = None) -> tuple[Place, ...]:
    """The places of a location field or of an answer to "where?"; () where it names none, as in "Remote".

    Among namesakes one in the hinted `country` wins, then the largest.
    """
    found: list[Place] = []
    plain = places_only(text)
    whole = _place_of(plain, country)
    pieces = [plain] if whole and whole.city and "," not in plain else ALTERNATIVES.split(plain)
    for piece in pieces:
        places = _places_of(piece, country) or [
            p for part in OTHER_ALTERNATIVES.split(piece)[:MOST_PLACES] for p in _places_of(part, country)
        ]
        found += [place for place in dict.fromkeys(places) if place not in found]
    if (
        not found
        and folded(text) not in regions_by_spelling()
        and len(text) <= LONGEST_NAME
        and (guess := misspelt_city(without_lead(plain.partition(",")[0])))
    ):
        found = _places_of(guess, country)
    return tuple(_without_shadows(found)[:MOST_PLACES])


def _places_of(piece: str, hint: str | None) -> list[Place]:
    places = [_place(reading, hint) for reading in _readings(piece, hint)]
    return [place for place in places if place is not None]


def find_places(text: str, *, country: str | None = None) -> tuple[Place, ...]:
    """The places named in a sentence, as in "data engineer in Amsterdam, python"; everyday words are left alone."""
    found: list[Place] = []
    for mention in mentions(text):
        places = _places_of(mention.written, country)
        found += [place for place in places if place not in found]
    return tuple(_without_shadows(found)[:MOST_PLACES])


def distance_km(a: Place, b: Place) -> float | None:
    """Great-circle distance in kilometres; None where a coordinate is missing."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    north_a, north_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    half = math.sin((north_b - north_a) / 2) ** 2 + math.cos(north_a) * math.cos(north_b) * math.sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(min(1.0, half)))


def _place_of(text: str, hint: str | None) -> Place | None:
    cities = _cities(text)
    return _place(_Reading(cities, country=None), hint) if cities else None


def _cities(part: str) -> list[City]:
    """The cities that a name may mean; when there are none, those of the name without "Greater" or "area"."""
    name = folded(part)
    if not name or len(name) > LONGEST_NAME or name in NO_PLACE:
        return []
    found = gazetteer().cities(name)
    if found:
        return found
    shorter = shortened(part)
    return _cities(shorter) if shorter and folded(shorter) != name else []


def _readings(piece: str, hint: str | None) -> list[_Reading]:
    parts = [part for part in (part.strip(" .:-\t\u2013") for part in piece.split(",")) if part]
    if structured := _structured(parts):
        return [structured]
    readings: list[_Reading] = []
    for part in parts[: 3 * MOST_PLACES]:
        if not readings or not _refines(readings, part):
            readings.append(_new_reading(part, hint))
    return readings


def _structured(parts: list[str]) -> _Reading | None:
    """Reads "city, region, country", as feeds write it, from its end: "Grou, FR, NL" is not in France."""
    if len(parts) != FEED_PARTS or not (country := country_code(parts[2])):
        return None
    region = _region_in(regions_named(parts[1]), country)
    if region is None and (len(parts[1]) > TWO_LETTERS or not parts[1].isupper()):
        return None
    cities = [city for city in _cities(parts[0]) if city.country == country]
    cities = cities or (_cities_of_the_first_words(parts[0], region) if region else [])
    return _Reading(cities, parts[0], _as_typed(parts[0]), region, country)


def _cities_of_the_first_words(part: str, region: Region) -> list[City]:
    """The city that "Utrecht Binnenstad" and "Rotterdam-The Hague metropolitan area" begin with."""
    words = folded(part).split()
    for count in range(len(words) - 1, 0, -1):
        name = " ".join(words[:count])
        found = [c for c in gazetteer().cities(name) if (c.country, c.region) == (region.country, region.code)]
        if found and len(name) > TWO_LETTERS + 1:
            return found
    return []


def _refines(readings: list[_Reading], part: str) -> bool:
    """Whether a part says more of the place before it; if so it is taken into it (a country into all before it)."""
    last = readings[-1]
    regions, country = regions_named(part), country_code(part) or _lower_code(part)
    elsewhere = not any(city.country == country for city in last.cities)
    if country and elsewhere and (region := _region_in(regions_named(last.written), country)):
        last.cities, last.region, last.country, last.typed = (
            [],
            region,
            country,
            None,
        )  # "LA, NG" is the state of Lagos, "Georgia, USA" no country
        return True
    if last.country is not None or _is_another_city(last, part, regions):
        return False
    matching = [r for r in regions if _fits(last, r.country, r.code)]
    if matching and (not country or not any(c.country == country for c in last.cities)):
        last.region = max(matching, key=lambda region: _weight(last, region))
        last.country = last.region.country
        return True
    if country:
        for reading in readings:
            reading.country = reading.country or country
            reading.region = reading.region or _region_in(regions_named(reading.written), country)
        return True
    if regions and not last.cities and last.typed:
        last.region, last.country = regions[0], regions[0].country
        return True
    return False


def _is_another_city(last: _Reading, part: str, regions: list[Region]) -> bool:
    return (
        not regions
        and country_code(part) is None
        and _lower_code(part) is None
        and bool(last.cities or last.region or _cities(part))
    )


def _lower_code(part: str) -> str | None:
    return country_code(part.upper()) if len(part) == TWO_LETTERS and part.isalpha() else None


def _fits(reading: _Reading, country: str, region: str) -> bool:
    if reading.cities:
        return any(city.country == country and city.region == region for city in reading.cities)
    return False


def _weight(reading: _Reading, region: Region) -> float:
    return max(
        (c.weight for c in reading.cities if c.country == region.country and c.region == region.code), default=0.0
    )


def _region_in(regions: list[Region], country: str) -> Region | None:
    return next((region for region in regions if region.country == country), None)


def _new_reading(part: str, hint: str | None) -> _Reading:
    name = folded(part)
    if name in NO_PLACE or name in regions_by_spelling():
        return _Reading([])
    cities = _cities(part)
    country = country_code(part)
    if country and not (cities and _outweighs_country(cities[0], part)) and part != "LA":  # Los Angeles, not Laos
        return _Reading([], part, country=country)
    regions = regions_named(part)
    region = _region_in(regions, hint) if hint else None
    if not cities and regions and len(part) > TWO_LETTERS:
        region = region or regions[0]
    if region and not cities:
        return _Reading([], part, region=region, country=region.country)
    return _Reading(cities, part, typed=_as_typed(part))


def _outweighs_country(city: City, part: str) -> bool:
    """Singapore and Luxembourg are cities too; Mexico and Panama are meant as countries."""
    return folded(city.name) == folded(part) and city.country == country_code(part)


def _as_typed(part: str) -> str | None:
    plain = " ".join(part.split())
    good = plain and not any(character.isdigit() for character in plain) and len(plain.split()) <= FEW_WORDS
    return plain if good and len(plain) > TWO_LETTERS else None


def _place(reading: _Reading, hint: str | None) -> Place | None:
    city = _chosen(reading, hint)
    region = reading.region.name if reading.region else None
    if city:
        return Place(
            city.name,
            region_of(city) or region,
            city.country,
            city.latitude,
            city.longitude,
        )
    if reading.country is None:
        return None
    typed = reading.typed if folded(reading.typed or "") not in NO_PLACE else None
    if reading.region and typed and folded(typed) == folded(reading.region.name):
        typed = None
    return Place(typed, region, reading.country, None, None)


def _chosen(reading: _Reading, hint: str | None) -> City | None:
    cities = [c for c in reading.cities if reading.country in {None, c.country}]
    if reading.region:
        cities = [c for c in cities if c.region == reading.region.code] or cities
    if not cities:
        return None
    heaviest = cities[0]
    hinted = next((city for city in cities if city.country == hint), heaviest)
    return heaviest if heaviest.weight > hinted.weight * HINT_FACTOR else hinted


def _without_shadows(places: list[Place]) -> list[Place]:
    """A country alone is dropped when a place inside it is named as well."""
    inside = {place.country for place in places if place.city or place.region}
    return [place for place in places if place.city or place.region or place.country not in inside]
