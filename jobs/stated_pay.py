"""What a posting pays: its columns first, then its pay text, then its description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.salary import Pay, currency_of_country, parse_pay
from jobs.passages import about_pay

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

PERIODS = {"hour": "hour", "hr": "hour", "dai": "day", "day": "day", "week": "week", "month": "month", "year": "year",
           "annual": "year", "annum": "year"}  # fmt: skip
# No salaried job pays this many dollars a year; scrapers write USD where the site names no currency (Nigeria's do).
MOST_DOLLARS_A_YEAR = 300_000
LARGEST_FIGURE = 1e12  # beyond it a column holds no money in any currency
CURRENCIES_TAKEN_FOR_DOLLARS = frozenset(
    {"NGN", "KES", "ETB", "TZS", "UGX", "RWF", "GHS", "ZAR", "EGP",
     "XOF", "XAF", "INR", "PKR", "BDT", "PHP", "IDR", "VND"}
)  # fmt: skip


def stated_pay(posting: SourcePosting, description: str, country: str | None) -> Pay | None:
    """The pay of a posting in this country (ISO 3166 alpha-2), or None where nothing says it."""
    pay = _from_columns(posting, country) or _from_text(posting, country) or _from_prose(description, country)
    return _true_currency(pay, country) if pay else None


def _from_columns(posting: SourcePosting, country: str | None) -> Pay | None:
    low, high = _figure(posting.salary_min), _figure(posting.salary_max)
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Pay(low, high, _currency(posting.currency, country), _period(posting.interval))


def _from_prose(description: str, country: str | None) -> Pay | None:
    passages = about_pay(description)
    return parse_pay(passages, country=country) if passages else None


def _figure(given: float | None) -> float | None:
    return given if given is not None and 0 < given <= LARGEST_FIGURE else None


def _from_text(posting: SourcePosting, country: str | None) -> Pay | None:
    said = parse_pay(posting.salary, country=country, bare_numbers=True) if posting.salary else None
    if said is None:
        return None
    currency = said.currency or _currency(posting.currency, country)
    return Pay(said.min, said.max, currency, said.period or _period(posting.interval))


def _currency(named: str, country: str | None) -> str | None:
    if re.fullmatch(r"[A-Za-z]{3}", named):
        return named.upper()
    said = parse_pay(f"{named} 1000", country=country) if named else None
    return said.currency if said else None


def _period(named: str) -> str | None:
    return next((period for start, period in PERIODS.items() if start in named.lower()), None)


def _true_currency(pay: Pay, country: str | None) -> Pay:
    own = currency_of_country(country) if country else None
    top = max((figure for figure in pay.annual() if figure is not None), default=0)
    if pay.currency == "USD" and own in CURRENCIES_TAKEN_FOR_DOLLARS and top > MOST_DOLLARS_A_YEAR:
        return Pay(pay.min, pay.max, own, pay.period)
    return pay
