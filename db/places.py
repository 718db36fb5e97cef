"""A place as stored in `canonical_jobs.places` and `user_preferences.preferred_locations`."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class StoredPlace:
    """City and region by name, country as ISO 3166 alpha-2, coordinates in degrees; None where not known."""

    city: str | None = None
    region: str | None = None
    country: str | None = None
    latitude: float | None = None
    longitude: float | None = None


_NAMES = tuple(field.name for field in fields(StoredPlace))


def read_places(stored: Iterable[Mapping[str, Any]]) -> tuple[StoredPlace, ...]:
    """From the JSON list of a row."""
    return tuple(StoredPlace(**place) for place in stored)


@lru_cache(maxsize=8192)
def places_in(stored: str) -> tuple[StoredPlace, ...]:
    """From the JSON list of a row as text: many postings are in the same places."""
    return read_places(json.loads(stored))


def stored_places(places: Iterable[StoredPlace]) -> list[dict[str, Any]]:
    """To the JSON list of a row."""
    return [{name: getattr(place, name) for name in _NAMES} for place in places]
