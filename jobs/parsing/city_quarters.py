"""Quarters of cities, which the list of places has as cities of their own: they are shown as the city they are in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import gazetteer

if TYPE_CHECKING:
    from jobs.parsing.gazetteer import City

QUARTER_PEOPLE = 50_000  # a smaller namesake abroad, beside a much larger city, is that city's quarter
MUCH_LARGER = 10
LARGER = 5  # how much larger than "Hamburg-Altona" Hamburg is at least
_DISTRICT = re.compile(r"(?:(?<=Paris)|(?<=Lyon)|(?<=Marseille)) \d\d\b.*")


def is_quarter(city: City, of: City) -> bool:
    """Whether a small namesake abroad is rather a quarter of the other city."""
    return city.population < QUARTER_PEOPLE and of.population > MUCH_LARGER * city.population


def city_of_quarter(part: str, cities: list[City]) -> list[City]:
    """The large city of "Berlin-Kreuzberg", which is none of `cities`; nothing for other names."""
    first = part.partition("-")[0]
    if first == part or not cities or folded(cities[0].name) == folded(part):
        return []
    whole = gazetteer().cities(folded(first))
    same = bool(whole) and (whole[0].country, whole[0].region) == (cities[0].country, cities[0].region)
    return whole if same and whole[0].population > LARGER * cities[0].population else []


def without_district(name: str) -> str:
    """Only "Paris" of "Paris 15 Vaugirard"."""
    return _DISTRICT.sub("", name)
