"""The comma-separated parts of one location, such as "Amsterdam, NH, NL", put together into places."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.parsing.city_quarters import city_of_quarter, is_quarter, without_district
from jobs.parsing.countries import country_code, regions_by_spelling
from jobs.parsing.feed_places import TWO_LETTERS, WELL_KNOWN, Reading, as_typed, cities_called, from_its_end, region_in
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import (
    City,
    Region,
    gazetteer,
    misspelt_city,
    ordinary_words,
    region_of,
    regions_named,
)
from jobs.parsing.location_text import NO_PLACE
from jobs.parsing.state_letters import state_of_that_name

HINT_FACTOR = 100  # a namesake in the hinted country wins unless another city weighs this many times more
MOST_PLACES = 20
MOST_WORDS = 4  # of a city that begins or ends a longer part
SHORTEST_LEADING = 4  # letters of a city that begins or ends a longer part
LEADING_PEOPLE = 100_000  # so large is a city that is meant in "Melbourne VIC" and "Bole Lemi"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as far as it is known. `country` is ISO 3166 alpha-2; degrees are those of the city."""

    city: str | None
    region: str | None
    country: str | None
    latitude: float | None
    longitude: float | None


def places_of(piece: str, hint: str | None) -> list[Place]:
    """The places of parts separated by commas; among namesakes one in the hinted country wins."""
    places = (_place(reading, hint) for reading in _without_quarters(_readings(piece, hint), hint))
    return [place for place in places if place is not None]


def names_city(text: str) -> bool:
    """Whether the whole text is the name of a city."""
    return bool(cities_called(text))


def _readings(piece: str, hint: str | None) -> list[Reading]:
    parts = [part for part in (part.strip(" .:-\t\u2013") for part in piece.split(",")) if part]
    if whole := from_its_end(parts):
        return [whole]
    readings: list[Reading] = []
    for part in _with_joined_aliases(parts[: 3 * MOST_PLACES]):
        if not readings or not _refines(readings, part):
            readings.append(_new_reading(part, hint))
    return readings


def _with_joined_aliases(parts: list[str]) -> list[str]:
    """Takes "Mexico, Addis Ababa" for one name where the list of aliases says that it is a quarter."""
    joined: list[str] = []
    for part in parts:
        pair = f"{joined[-1]} {part}" if joined else ""
        if pair and folded(pair) in gazetteer().aliases:
            joined[-1] = pair
        else:
            joined.append(part)
    return joined


def _without_quarters(readings: list[Reading], hint: str | None) -> list[Reading]:
    """The readings without the quarters of a city among them: "Upper Hill, Nairobi" is one place."""
    chosen = [_chosen(reading, hint) for reading in readings]
    largest = max((city for city in chosen if city), key=lambda city: city.weight, default=None)
    if largest is None or len(readings) == 1:
        return readings
    kept: list[Reading] = []
    for reading, city in zip(readings, chosen, strict=True):
        if city is None and reading.typed and not reading.region and reading.country in {None, largest.country}:
            continue
        if city and city.country != largest.country and reading.country is None:
            reading.cities = [c for c in reading.cities if c.country == largest.country] or reading.cities
            if _chosen(reading, hint) == city and is_quarter(city, largest):
                continue
        kept.append(reading)
    return kept


def _refines(readings: list[Reading], part: str) -> bool:
    """Whether a part says more of the place before it; if so it is taken into it (a country into all before it)."""
    last = readings[-1]
    regions, country = regions_named(part), country_code(part) or _lower_code(part)
    elsewhere = not any(city.country == country for city in last.cities)
    if country and elsewhere and (region := region_in(regions_named(last.written), country)):
        # "LA, NG" is the state of Lagos, "Georgia, USA" no country.
        last.cities, last.region, last.country, last.typed = [], region, country, None
        return True
    if last.country is not None or _is_another_city(last, part, regions):
        return False
    matching = [r for r in regions if _fits(last, r.country, r.code)]
    meant = max(matching, key=lambda region: _weight(last, region), default=None)
    # "Vitória, ES" is in Espírito Santo, where the larger city of that name lies, "Salem, IN" is in India.
    if meant and not any(c.country == country and c.weight >= _weight(last, meant) for c in last.cities):
        last.region = meant
        last.country = last.region.country
        return True
    if country:
        if elsewhere and any(city.population >= WELL_KNOWN for city in last.cities):
            return False  # "Addis Ababa (Mexico)" is not in Mexico
        for reading in readings:
            reading.country, reading.country_written = reading.country or country, part
            reading.region = reading.region or region_in(regions_named(reading.written), country)
        return True
    return _takes_region(last, part, regions)


def _takes_region(last: Reading, part: str, regions: list[Region]) -> bool:
    """Puts an unknown place into the region after it, and "Bole Lemi, Addis Ababa" into the city of that name."""
    if not regions or last.cities or not last.typed:
        return False
    last.region, last.country = regions[0], regions[0].country
    name = folded(part)
    capital = (c for c in gazetteer().cities(name) if (c.country, c.region) == (last.country, regions[0].code))
    last.cities = [city for city in capital if folded(city.name) == name]
    return True


def _is_another_city(last: Reading, part: str, regions: list[Region]) -> bool:
    return (
        not regions
        and country_code(part) is None
        and _lower_code(part) is None
        and bool(last.cities or last.region or cities_called(part))
    )


def _lower_code(part: str) -> str | None:
    return country_code(part.upper()) if len(part) == TWO_LETTERS and part.isalpha() and part not in NO_PLACE else None


def _fits(reading: Reading, country: str, region: str) -> bool:
    if reading.cities:
        return any(city.country == country and city.region == region for city in reading.cities)
    return False


def _weight(reading: Reading, region: Region) -> float:
    return max(
        (c.weight for c in reading.cities if c.country == region.country and c.region == region.code), default=0.0
    )


def _new_reading(part: str, hint: str | None) -> Reading:
    name = folded(part)
    if name in NO_PLACE or name in regions_by_spelling():
        return Reading([])
    cities = cities_called(part)
    country = country_code(part)
    if country and not (cities and _outweighs_country(cities[0], part)) and part != "LA":  # Los Angeles, not Laos
        return Reading([], part, country=country)
    regions = regions_named(part)
    region = region_in(regions, hint) if hint else None
    if not cities and regions and len(part) > TWO_LETTERS:
        region = region or regions[0]
    if region and not cities:
        return Reading([], part, region=region, country=region.country)
    return Reading(city_of_quarter(part, cities) or cities or _city_inside(part), part, typed=as_typed(part))


def _city_inside(part: str) -> list[City]:
    """The large city with which a longer part begins or ends, as "Melbourne VIC" and "Kazanchis around Total" do."""
    words = folded(part).removesuffix(" town").split()
    counts = range(min(len(words) - 1, MOST_WORDS), 0, -1)
    for name in map(" ".join, (*(words[:count] for count in counts), *(words[-count:] for count in counts))):
        cities = gazetteer().cities(name)
        if not cities or len(name) < SHORTEST_LEADING or name in ordinary_words() or name in NO_PLACE:
            continue
        if name in gazetteer().aliases or cities[0].weight >= LEADING_PEOPLE:
            return cities
    return []


def _outweighs_country(city: City, part: str) -> bool:
    """Singapore and Luxembourg are cities too; Mexico and Panama are meant as countries."""
    return folded(city.name) == folded(part) and city.country == country_code(part)


def _place(reading: Reading, hint: str | None) -> Place | None:
    city = _chosen(reading, hint)
    if city and city.weight < WELL_KNOWN:
        state = state_of_that_name(reading.written, reading.cities, reading.country or hint)
        if state and folded(state.name) == folded(city.name) and reading.region in {None, state}:
            return Place(None, state.name, state.country, None, None)
    region = reading.region.name if reading.region else None
    if city:
        name = without_district(city.name)
        return Place(name, region_of(city) or region, city.country, city.latitude, city.longitude)
    if reading.country is None:
        return None
    typed = reading.typed if folded(reading.typed or "") not in NO_PLACE else None
    if typed and (meant := _misspelt_in(typed, reading.country, reading.region)):
        return _place(Reading([meant], country=reading.country), hint)
    if typed and (_in_passing(typed, reading) or (reading.region and folded(typed) == folded(reading.region.name))):
        typed = None
    return Place(typed, region, reading.country, None, None)


def _in_passing(typed: str, reading: Reading) -> bool:
    """Whether an unknown word is small beside a country in capitals, as no town is: "nach Absprache, Deutschland"."""
    return typed[0].islower() and reading.country_written.istitle()


def _misspelt_in(typed: str, country: str, region: Region | None) -> City | None:
    guess = misspelt_city(typed, country)
    cities = [city for city in gazetteer().cities(guess) if city.country == country] if guess else []
    return next((city for city in cities if region is None or city.region == region.code), None)


def _chosen(reading: Reading, hint: str | None) -> City | None:
    cities = [c for c in reading.cities if reading.country in {None, c.country}]
    if reading.region:
        cities = [c for c in cities if c.region == reading.region.code] or cities
    if not cities:
        return None
    heaviest = cities[0]
    hinted = next((city for city in cities if city.country == hint), heaviest)
    return heaviest if heaviest.weight > hinted.weight * HINT_FACTOR else hinted
