"""Where a posting or a person is: location fields, answers and sentences to cities, regions and countries."""

from __future__ import annotations

import math
import re

from jobs.parsing.countries import country_code, regions_by_spelling
from jobs.parsing.feed_places import LONGEST_NAME
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import gazetteer, misspelt_city
from jobs.parsing.location_text import ALTERNATIVES, OTHER_ALTERNATIVES, places_only, without_lead
from jobs.parsing.place_mentions import mentions
from jobs.parsing.place_parts import MOST_PLACES, Place, names_city, places_of
from jobs.parsing.state_letters import with_commas, without_states

__all__ = ["Place", "country_code", "distance_km", "find_places", "parse_places"]

EARTH_RADIUS_KM = 6371.0
MOST_PIECES = 30  # of one location: what has more is prose, and 20 places are told at most
# What is short for a city beside other cities of its country, and is else the code of another country.
SHORT_CITIES = {"PH": ("Port Harcourt", "NG"), "PE": ("Gqeberha", "ZA")}
_NAME_WITH_BRACKETS = re.compile(r"([^\W\d_][\w .'\u2019-]{1,40}?)\s?\(([\w .'\u2019-]{2,30})\)")


def parse_places(text: str, *, country: str | None = None) -> tuple[Place, ...]:
    """The places of a location field or of an answer to "where?"; () where it names none, as in "Remote".

    Among namesakes one in the hinted `country` wins, then the largest.
    """
    plain, states = without_states(with_commas(places_only(_NAME_WITH_BRACKETS.sub(_one_name, text))))
    found = _of_all_pieces(plain, country) + [Place(None, each.name, each.country, None, None) for each in states]
    if not found and len(text) <= LONGEST_NAME and folded(text) not in regions_by_spelling():
        guess = misspelt_city(without_lead(plain.partition(",")[0]))
        found = places_of(guess, country) if guess else []
    if not found:
        return find_places(plain, country=country)
    return tuple(_without_shadows(_with_short_cities(found))[:MOST_PLACES])


def find_places(text: str, *, country: str | None = None) -> tuple[Place, ...]:
    """The places named in a sentence, as in "data engineer in Amsterdam, python"; everyday words are left alone."""
    found: list[Place] = []
    for mention in mentions(text):
        places = places_of(mention.written, country)
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


def _of_all_pieces(plain: str, country: str | None) -> list[Place]:
    found: list[Place] = []
    whole = "," not in plain and names_city(plain)
    for piece in [plain] if whole else ALTERNATIVES.split(plain)[:MOST_PIECES]:
        found += [place for place in dict.fromkeys(_of_piece(piece, country)) if place not in found]
    return found


def _of_piece(piece: str, country: str | None) -> list[Place]:
    """Its places together, as in "Trinidad and Tobago", or one by one, as in "Lagos and Abuja"."""
    together = places_of(piece, country)
    parts = OTHER_ALTERNATIVES.split(piece)[:MOST_PLACES]
    if len(parts) == 1 or (together and not all(map(names_city, parts))):
        return together
    return [place for part in parts for place in places_of(part, country)] or together


def _with_short_cities(places: list[Place]) -> list[Place]:
    """Port Harcourt, not the Philippines, of "Lagos, Abuja, PH"."""
    if len(places) == 1 or not any(place.city is None and place.country in SHORT_CITIES for place in places):
        return places
    around = {place.country for place in places if place.city}
    read: list[Place] = []
    for place in places:
        name, country = SHORT_CITIES.get(place.country or "", ("", ""))
        short = place.city is None and place.region is None and around == {country}
        read += places_of(name, country) if short else [place]
    return list(dict.fromkeys(read))


def _one_name(match: re.Match[str]) -> str:
    """Without brackets where they are part of the name: "Halle (Saale)"."""
    name = f"{match[1]} {match[2]}"
    return name if folded(name) in gazetteer().places else match[0]


def _without_shadows(places: list[Place]) -> list[Place]:
    """A country alone is dropped when a place inside it is named as well."""
    inside = {place.country for place in places if place.city or place.region}
    return [place for place in places if place.city or place.region or place.country not in inside]
