"""How each posting's place answers a person's: by name, by distance, by region or country, or by remote work."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from jobs.parsing.folding import folded
from matching.candidates import MODE_UNKNOWN, MODES, Booleans, Candidates, Floats, Integers, PlaceArrays

if TYPE_CHECKING:
    from db.places import StoredPlace
    from matching.wishes import Wish

NEAR_KM = 50.0
EARTH_RADIUS_KM = 6371.0
REMOTE = MODES.index("remote")


class Level(IntEnum):
    """How well a place on site fits, the better the higher. From UNKNOWN on it passes."""

    ELSEWHERE = 0
    SAME_REGION = 1
    UNKNOWN = 2
    COUNTRY = 3
    REGION = 4
    NEAR = 5
    CITY = 6


class Remote(IntEnum):
    """Whether a remote posting is open to the person. From UNKNOWN on it passes."""

    NO = 0
    UNKNOWN = 1
    LIMITED = 2
    OPEN = 3


@dataclass(frozen=True, slots=True)
class Reach:
    """For each posting: its best Level and the place that has it, and, where it is remote, its Remote.

    `place` and `wished` are positions in `Candidates.places.stored` and `Wish.places`, -1 where no place was compared.
    `distance_km` is between these two, NaN where not known.
    """

    level: Integers
    place: Integers
    wished: Integers
    distance_km: Floats
    is_remote: Booleans
    remote: Integers

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish) -> Reach:
        """Compare every place of every posting with every place wished for."""
        level, place, wished, distance = _best_places(candidates, wish)
        possible = _country_possible(candidates, wish)
        level = np.where(possible, level, np.minimum(level, Level.ELSEWHERE))
        return cls(level, place, wished, distance, candidates.mode == REMOTE, _remote(candidates, wish))


def _best_places(candidates: Candidates, wish: Wish) -> tuple[Integers, Integers, Integers, Floats]:
    places, size = candidates.places, len(candidates)
    if not wish.places or not size:
        nothing = np.full(size, -1, dtype=np.int64)
        return np.full(size, Level.UNKNOWN, dtype=np.int64), nothing, nothing, np.full(size, np.nan)
    near_km = wish.radius_km or NEAR_KM
    compared = [_compare(places, place, near_km) for place in wish.places]
    levels = np.stack([level for level, _ in compared])
    distances = np.stack([distance for _, distance in compared])
    # Nearest first among equal levels, so that the reason names the nearest place.
    order = levels - np.nan_to_num(np.minimum(distances, 20_000.0), nan=20_000.0) / 40_000.0
    wished = order.argmax(axis=0)
    best = order.max(axis=0)
    place = _first_best(best, places.starts)
    return levels[wished[place], place], place, wished[place], distances[wished[place], place]


def _first_best(values: Floats, starts: Integers) -> Integers:
    """Where each run that begins at `starts` has its greatest value for the first time."""
    lengths = np.diff(starts, append=len(values))
    is_best = values == np.repeat(np.maximum.reduceat(values, starts), lengths)
    positions = np.where(is_best, np.arange(len(values)), len(values))
    return np.minimum.reduceat(positions, starts)


def _compare(places: PlaceArrays, wished: StoredPlace, near_km: float = NEAR_KM) -> tuple[Integers, Floats]:
    """Level and distance in km of every place against one wished for."""
    country = _code(places.countries, wished.country)
    country_known = (places.country >= 0) & (wished.country is not None)
    in_country = (places.country == country) | ~country_known
    distance = distances_km(places.latitude, places.longitude, wished.latitude, wished.longitude)
    region = _code(places.regions, wished.region)
    regions_known = (places.region >= 0) & (wished.region is not None)
    same_region = regions_known & (places.region == region) & in_country
    level = np.full(len(places.city), Level.ELSEWHERE, dtype=np.int64)
    if wished.city:
        same_city = (places.city == _code(places.cities, wished.city)) & in_country & ~(distance > NEAR_KM)
        nowhere_else = (places.city < 0) & in_country & (~regions_known | same_region)
        level[same_region] = Level.SAME_REGION
        level[nowhere_else] = Level.UNKNOWN
        level[(distance <= near_km) & in_country] = Level.NEAR
        level[same_city] = Level.CITY
    elif wished.region:
        level[in_country & ~regions_known] = Level.UNKNOWN
        level[same_region] = Level.REGION
    else:
        level[in_country] = Level.UNKNOWN
        level[in_country & country_known] = Level.COUNTRY
    return level, distance


def lies_in(places: PlaceArrays, named: StoredPlace) -> Booleans:
    """Which places are in the city, region or country named; one that is not known is not."""
    if named.city:
        inside = places.city == _code(places.cities, named.city)
    elif named.region:
        inside = places.region == _code(places.regions, named.region)
    else:
        return np.asarray(places.country == _code(places.countries, named.country), dtype=np.bool_)
    other = (places.country >= 0) & (places.country != _code(places.countries, named.country))
    return np.asarray(inside & ~(other & (named.country is not None)), dtype=np.bool_)


def _code(index: dict[str, int], name: str | None) -> int:
    """The code of a name, -2 for one that no posting has (-1 stands for: not known)."""
    return -2 if name is None else index.get(folded(name), -2)


def distances_km(latitudes: Floats, longitudes: Floats, latitude: float | None, longitude: float | None) -> Floats:
    """Great-circle distances in km from one point to many, NaN where a coordinate is missing."""
    if latitude is None or longitude is None:
        return np.full(len(latitudes), np.nan)
    north, east = np.radians(latitudes), np.radians(longitudes)
    own_north, own_east = np.radians(latitude), np.radians(longitude)
    half_chord = (
        np.sin((north - own_north) / 2) ** 2 + np.cos(north) * np.cos(own_north) * np.sin((east - own_east) / 2) ** 2
    )
    distances: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half_chord, 0.0, 1.0)))
    return distances


def _country_possible(candidates: Candidates, wish: Wish) -> Booleans:
    """Whether the posting may be in one of the countries wished for; the database narrows by the same rule."""
    if wish.place_countries is None:
        return np.ones(len(candidates), dtype=np.bool_)
    possible: Booleans = (candidates.countries.counts() == 0) | candidates.countries.any_of(wish.place_countries)
    return possible


def _remote(candidates: Candidates, wish: Wish) -> Integers:
    """The Remote of each posting as if it were remote."""
    scope_known = (candidates.remote_scope.counts() > 0) | candidates.worldwide
    open_to = candidates.worldwide | candidates.remote_scope.any_of(wish.remote_countries)
    closed = Remote.NO if wish.remote_countries else Remote.LIMITED
    level = np.where(open_to, Remote.OPEN, closed)
    level = np.where(scope_known, level, Remote.UNKNOWN)
    if wish.relocates:  # they may move to where it is, unless it is said from where one may work
        movable = (level == Remote.NO) & ~candidates.remote_said
        level = np.where(movable, Remote.LIMITED, level)
    return level.astype(np.int64)


def arrangement_unknown(candidates: Candidates) -> Booleans:
    """Where the posting does not say whether one works on site."""
    unknown: Booleans = candidates.mode == MODE_UNKNOWN
    return unknown
