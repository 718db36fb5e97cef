"""The part of the hard filters that the database looks at: a coarse superset of the masks in matching/filters.py."""

from __future__ import annotations

import math
from datetime import date, timedelta
from typing import TYPE_CHECKING

from db.open_jobs import Narrowing
from matching.filters import YEARS_OVER, YEARS_SHORT, least_pay
from matching.reach import NEAR_KM

if TYPE_CHECKING:
    from db.places import StoredPlace
    from matching.rules import MatchRules
    from matching.wishes import Wish

YEARS_ROUNDING = 0.01  # the database keeps years in four bytes; the masks decide
KM_PER_DEGREE = 111.0  # of latitude, and of longitude at the equator; rather too small than too large
WIDEST_DEGREES = 20.0  # beyond that so many squares would be listed that they narrow nothing
HIGHEST_LATITUDE = 85.0


def narrowing(wish: Wish, rules: MatchRules, today: date) -> Narrowing:
    """What a posting needs at least to pass the masks: never stricter than they are."""
    return Narrowing(
        today=today,
        posted_since=today - timedelta(days=rules.max_age_days),
        fresh_since=None if rules.fresh_days is None else today - timedelta(days=rules.fresh_days),
        modes=sorted(wish.arrangements) or None,
        countries=None if wish.place_countries is None else sorted(wish.place_countries),
        remote_countries=None if wish.relocates else sorted(wish.remote_countries) or None,
        cells=near_cells(wish),
        employment_types=sorted(wish.employment_types) or None,
        least_pay=least_pay(wish),
        currency=wish.currency,
        years=wish.years,
        years_short=YEARS_SHORT + wish.grace + YEARS_ROUNDING,
        years_over=YEARS_OVER + wish.grace + YEARS_ROUNDING,
    )


def near_cells(wish: Wish) -> list[int] | None:
    """The squares in which a town has to lie to be near one wished for; None where a wish is no town or known by name.

    A town of the same name counts up to 50 km away whatever the radius, so no less is looked at.
    """
    if not wish.places or wish.relocates:
        return None
    around = [_around(place, max(wish.radius_km or NEAR_KM, NEAR_KM)) for place in wish.places]
    squares: set[int] = set()
    for each in around:
        if each is None:
            return None
        squares |= each
    return sorted(squares)


def cell(latitude: float, longitude: float) -> int:
    """The number of the square of one degree that a point lies in; as the migration of `open_jobs` counts them."""
    return (math.floor(latitude) + 90) * 360 + math.floor(longitude) + 180


def _around(place: StoredPlace, radius_km: float) -> set[int] | None:
    """All squares with a point within the radius."""
    if not place.city or place.latitude is None or place.longitude is None or abs(place.latitude) > HIGHEST_LATITUDE:
        return None
    up = radius_km / KM_PER_DEGREE
    furthest = min(abs(place.latitude) + up, 89.0)
    aside = up / math.cos(math.radians(furthest))
    if max(up, aside) > WIDEST_DEGREES:
        return None
    return {
        cell(latitude, (longitude + 180) % 360 - 180)
        for latitude in range(math.floor(place.latitude - up), math.floor(place.latitude + up) + 1)
        for longitude in range(math.floor(place.longitude - aside), math.floor(place.longitude + aside) + 1)
    }
