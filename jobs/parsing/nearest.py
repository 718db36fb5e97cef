"""The city nearest to a point on the map, as a place."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

import numpy as np

from jobs.parsing.gazetteer import City, gazetteer, region_of
from jobs.parsing.places import Place

if TYPE_CHECKING:
    from numpy.typing import NDArray

FURTHEST_KM = 150.0
TOWN = 15_000  # people: those who share a pin look for work in a town, not in the village beside it
CITY = 100_000
CITY_PULL_KM = 25.0  # a city this near is what people would name
EARTH_RADIUS_KM = 6371.0


def nearest_city(latitude: float, longitude: float) -> Place | None:
    """The large city within 25 km, else the nearest town within 150 km; None at sea and for no point on Earth."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):  # noqa: PLR2004 - degrees
        return None
    rows, north, east, people = _towns()
    distances = _distances_km(north, east, np.radians(latitude), np.radians(longitude))
    near = np.where(people >= CITY, distances, np.inf)
    best = int(near.argmin()) if near.min() <= CITY_PULL_KM else int(distances.argmin())
    return _place(int(rows[best])) if distances[best] <= FURTHEST_KM else None


def _place(row: int) -> Place:
    listed = gazetteer()
    city = City(
        listed.names[row],
        listed.countries[row],
        listed.regions[row],
        round(listed.latitudes[row], 4),
        round(listed.longitudes[row], 4),
        listed.populations[row],
        float(listed.populations[row]),
    )
    return Place(city.name, region_of(city), city.country, city.latitude, city.longitude)


def _distances_km(
    north: NDArray[np.float64], east: NDArray[np.float64], own_north: float, own_east: float
) -> NDArray[np.float64]:
    half = np.sin((north - own_north) / 2) ** 2 + np.cos(north) * np.cos(own_north) * np.sin((east - own_east) / 2) ** 2
    distances: NDArray[np.float64] = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0.0, 1.0)))
    return distances


@functools.cache
def _towns() -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Rows of the gazetteer, latitudes and longitudes in radians, and people."""
    listed = gazetteer()
    people = np.asarray(listed.populations, dtype=np.int64)
    rows = np.flatnonzero(people >= TOWN)
    north, east = (
        np.radians(np.asarray(each, dtype=np.float64))[rows] for each in (listed.latitudes, listed.longitudes)
    )
    return rows, north, east, people[rows]
