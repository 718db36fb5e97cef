"""What a posting pays: its columns first, then its pay text, then its description."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, TypedDict

from jobs.parsing.plausible_pay import is_implausible, with_likely_period
from jobs.parsing.repeats import remembered
from jobs.parsing.salary import Pay, by_the_week, currency_of_country, parse_pay
from jobs.passages import about_pay

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

PERIODS = {"biweek": "fortnight", "bi-week": "fortnight", "fortnight": "fortnight", "hour": "hour", "hr": "hour",
           "dai": "day", "day": "day", "week": "week", "month": "month", "year": "year", "annual": "year",
           "annum": "year"}  # fmt: skip
# No salaried job pays this many dollars a year; scrapers write USD where the site names no currency (Nigeria's do).
MOST_DOLLARS_A_YEAR = 300_000
INDEED_OF_COUNTRY = re.compile(r"https?://(?P<country>[a-z]{2})\.indeed\.com/", re.IGNORECASE)
DOLLARS = re.compile(r"\$ ?\d|\busd\b|\bdollars?\b", re.IGNORECASE)
# A sum for the whole of a job has no period, and none is guessed.
ONE_SUM = re.compile(
    r"\b(?:fixed|project|lump|one[- ]?(?:time|off)|commission|per (?:piece|task|trip|word))\b", re.IGNORECASE
)
LARGEST_FIGURE = 1e12  # beyond it a column holds no money in any currency
CURRENCIES_TAKEN_FOR_DOLLARS = frozenset(
    {"NGN", "KES", "ETB", "TZS", "UGX", "RWF", "GHS", "ZAR", "EGP",
     "XOF", "XAF", "INR", "PKR", "BDT", "PHP", "IDR", "VND"}
)  # fmt: skip


class PayColumns(TypedDict, total=False):
    """The columns of `NewJob` for pay; none where nothing is said."""

    salary_min: float | None
    salary_max: float | None
    salary_currency: str | None
    salary_period: str | None
    salary_annual_min: float | None
    salary_annual_max: float | None
    salary_doubt: str | None


def pay_columns(pay: Pay) -> PayColumns:
    """The pay as a posting stores it, by the year as well; the doubt about it is left out."""
    annual_min, annual_max = pay.annual()
    return {
        "salary_min": pay.min,
        "salary_max": pay.max,
        "salary_currency": pay.currency,
        "salary_period": pay.period,
        "salary_annual_min": annual_min,
        "salary_annual_max": annual_max,
    }


def stated_pay(posting: SourcePosting, description: str, country: str | None) -> tuple[Pay | None, str | None]:
    """The pay of a posting in this country (ISO 3166 alpha-2), None where nothing says it, and what was doubted.

    The doubt is "currency" where another one than the feed's is meant, and "amount" where the feed's figures cannot be
    and were left out; the pay is then what the texts say. A period that is not said is the one that the figures can
    only mean, if there is one (see `with_likely_period`).
    """
    given = _from_columns(posting, country) or _from_text(posting, country)
    if given is None:
        return _of_prose(posting, description, country), None
    meant = _true_currency(given, posting, description, country)
    doubt = "currency" if meant.currency != given.currency else None
    meant = _with_period(meant, posting)
    if not is_implausible(meant):
        return meant, doubt
    said = _of_prose(posting, description, country)
    return said or Pay(None, None, meant.currency, None), "amount"


def _of_prose(posting: SourcePosting, description: str, country: str | None) -> Pay | None:
    said = _from_prose(description, country)
    said = _with_period(said, posting) if said else None
    return None if said is None or is_implausible(said) else said


def _with_period(pay: Pay, posting: SourcePosting) -> Pay:
    return pay if ONE_SUM.search(f"{posting.interval} {posting.salary}") else with_likely_period(pay)


def _from_columns(posting: SourcePosting, country: str | None) -> Pay | None:
    low, high = _figure(posting.salary_min), _figure(posting.salary_max)
    if low is None and high is None:
        return None
    if low is not None and high is not None and low > high:
        low, high = high, low
    return by_the_week(Pay(low, high, _currency(posting.currency, country), _period(posting.interval)))


@remembered
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
    return by_the_week(Pay(said.min, said.max, currency, said.period or _period(posting.interval)))


def _currency(named: str, country: str | None) -> str | None:
    if re.fullmatch(r"[A-Za-z]{3}", named):
        return named.upper()
    said = parse_pay(f"{named} 1000", country=country) if named else None
    return said.currency if said else None


def _period(named: str) -> str | None:
    return next((period for start, period in PERIODS.items() if start in named.lower()), None)


def _true_currency(pay: Pay, posting: SourcePosting, description: str, country: str | None) -> Pay:
    """With the country's currency where "USD" is a scraper's guess.

    It is where the sum is none in dollars, and on Indeed's site of the country, which pays in local money, unless the
    posting itself speaks of dollars.
    """
    own = currency_of_country(country) if country else None
    if pay.currency != "USD" or own not in CURRENCIES_TAKEN_FOR_DOLLARS:
        return pay
    top = max((figure for figure in with_likely_period(pay).annual() if figure is not None), default=0)
    local_site = INDEED_OF_COUNTRY.match(posting.url)
    guessed = local_site and local_site["country"].upper() == country and not posting.salary
    if top > MOST_DOLLARS_A_YEAR or (guessed and not DOLLARS.search(description)):
        return replace(pay, currency=own)
    return pay
