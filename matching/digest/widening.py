"""The ways to widen a search by one tap."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from db.places import StoredPlace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.preferences import Preferences

LOWER_PAY = 0.8


def widened(search: Preferences) -> Iterator[tuple[str, Preferences]]:
    """The ways to widen a search that make a difference, each by its name, the smallest step first."""
    countries = {place.country for place in search.preferred_locations if place.country}
    narrower = any(place.city or place.region for place in search.preferred_locations)
    if narrower and countries:
        places = tuple(StoredPlace(country=country) for country in sorted(countries))
        yield "country", replace(search, preferred_locations=places, radius_km=None)
    if search.work_arrangements:
        yield "arrangement", replace(search, work_arrangements=())
    if search.employment_types:
        yield "types", replace(search, employment_types=())
    if search.salary_min is not None:
        yield "pay", replace(search, salary_min=round(search.salary_min * LOWER_PAY))
    if search.preferred_locations:
        yield "anywhere", replace(search, preferred_locations=(), radius_km=None, willing_to_relocate=None)
