"""Small changes to wishes: each takes the wishes and gives changed ones, with every list bounded."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING

from db.places import StoredPlace
from jobs.parsing.salary import Pay, parse_pay

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.preferences import Preferences
    from jobs.parsing.places import Place

MOST_ROLES, MOST_SKILLS, MOST_PLACES, MOST_EXCLUDED = 6, 40, 10, 20
LONGEST_NAME = 60  # characters
LONGEST_RADIUS = 1000  # km
GREATEST_PAY = 1e12
_PERIOD_WORDS = {
    "hour": re.compile(r"\b(?:hour|hourly|hr)s?\b", re.IGNORECASE),
    "day": re.compile(r"\b(?:day|daily)s?\b", re.IGNORECASE),
    "week": re.compile(r"\b(?:week|weekly|wk)s?\b", re.IGNORECASE),
    "month": re.compile(r"\b(?:month|monthly|mo|mth)s?\b", re.IGNORECASE),
    "year": re.compile(r"\b(?:year|yearly|annual|annually|annum|yr|pa)s?\b", re.IGNORECASE),
}
ARRANGEMENTS = ("onsite", "hybrid", "remote")


def joined_names(names: Iterable[str], most: int) -> tuple[str, ...]:
    """The names without repetitions (whatever their case), trimmed and at most so many."""
    once: dict[str, str] = {}
    for name in names:
        trimmed = " ".join(name.split())[:LONGEST_NAME].strip()
        if trimmed:
            once.setdefault(trimmed.casefold(), trimmed)
    return tuple(once.values())[:most]


def without_names(names: Iterable[str], gone: Iterable[str]) -> tuple[str, ...]:
    """The names that are not among the gone ones, whatever their case."""
    dropped = {name.casefold() for name in gone}
    return tuple(name for name in names if name.casefold() not in dropped)


def stored(place: Place) -> StoredPlace:
    """A parsed place as wishes keep it."""
    return StoredPlace(place.city, place.region, place.country, place.latitude, place.longitude)


def joined_places(places: Iterable[StoredPlace]) -> tuple[StoredPlace, ...]:
    """The places, each once."""
    return tuple({(place.city, place.region, place.country): place for place in places}.values())[:MOST_PLACES]


def same_place(wished: StoredPlace, named: StoredPlace) -> bool:
    """Whether the wished place is the named one, or lies in the named region or country."""
    if named.city:
        return (wished.city, wished.country) == (named.city, named.country)
    if named.region:
        return (wished.region, wished.country) == (named.region, named.country)
    return wished.country == named.country


def with_pay(
    wishes: Preferences, phrase: str, country: str | None, *, currency: str | None = None
) -> Preferences | None:
    """The wishes with this pay; None when the phrase names none.

    A currency or period that is not said stays as it was, else the currency is that of the country.
    `currency` is one that was said apart from the amount.
    """
    pay = parse_pay(phrase, country=country, bare_numbers=True)
    if pay is None:
        return None
    low, high = _least_and_most(pay)
    if low is None and high is None:
        return None
    said = parse_pay(phrase, bare_numbers=True)
    currency_said = said is not None and said.currency is not None
    if currency_said or currency is None:
        currency = pay.currency if currency_said else wishes.salary_currency or pay.currency
    return replace(
        wishes,
        salary_min=low,
        salary_max=high,
        salary_currency=currency,
        salary_period=pay.period or wishes.salary_period,
    )


def with_changed_pay(wishes: Preferences, phrase: str, sign: int) -> Preferences | None:
    """The wishes with the amount of the phrase put on top of the least pay (sign 1) or taken off (-1).

    None where no pay is known, the phrase names no amount, or nothing would be left.
    """
    pay = parse_pay(phrase, bare_numbers=True)
    step = pay.min if pay is not None and pay.min is not None else pay.max if pay is not None else None
    if step is None or wishes.salary_min is None or not 0 < wishes.salary_min + sign * step <= GREATEST_PAY:
        return None
    return replace(wishes, salary_min=wishes.salary_min + sign * step)


def _least_and_most(pay: Pay) -> tuple[float | None, float | None]:
    """One amount is the least that is wanted."""
    low, high = (
        None if end is None or not math.isfinite(end) or not 0 < end <= GREATEST_PAY else end
        for end in (pay.min, pay.max)
    )
    return (low, None) if low == high else (low, high)


def without_pay(wishes: Preferences) -> Preferences:
    """The wishes with any pay."""
    return replace(wishes, salary_min=None, salary_max=None, salary_currency=None, salary_period=None)


def period_named(text: str) -> str | None:
    """The period that an answer without figures names: "a month", "yearly"."""
    if re.search(r"\d", text):
        return None
    return next((name for name, pattern in _PERIOD_WORDS.items() if pattern.search(text)), None)


def without_place_named(wishes: Preferences, name: str) -> Preferences:
    """The wishes without the places whose city or region has this name."""
    gone = name.casefold()
    held = wishes.preferred_locations
    kept = tuple(
        place for place in held if gone not in {(part or "").casefold() for part in (place.city, place.region)}
    )
    return replace(wishes, preferred_locations=kept)


def without_exclusion(wishes: Preferences, names: Iterable[str]) -> Preferences:
    """The wishes with the word or company of any of these names allowed again."""
    again = tuple(names)
    return replace(
        wishes,
        excluded_words=without_names(wishes.excluded_words, again),
        excluded_companies=without_names(wishes.excluded_companies, again),
    )
