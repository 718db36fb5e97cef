"""Pay as written in postings and typed in chat, to a range in a currency for a period."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from jobs.parsing.amounts import Amount, amounts, legible
from jobs.parsing.currencies import currency_meant, currency_of_country, is_no_currency
from jobs.parsing.pay_context import (
    bounds,
    currency_nearby,
    follows_pay_label,
    joined,
    period_around,
    speaks_of_other_money,
    speaks_of_pay,
)

__all__ = ["Pay", "currency_of_country", "parse_pay"]

PERIODS_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
LEAST = 1  # "0.23 per kilometre" is no pay
LONG_TEXT = 120  # characters: longer is prose, where a lone price is no pay
RANGE_FACTOR = 30  # the ends of one pay range are never further apart
LEAST_RANGE_WITHOUT_PAY_WORD = 1000  # "3.045 tot 4.848 per maand"
LEAST_WITHOUT_CURRENCY = 100  # "pay grade 5" and "schaal 11" are no pay
YEARS = range(1900, 2101)
# "pays 12,000 merchants": a plural behind a figure without a currency says what is counted.
_COUNTED_THINGS = re.compile(
    r"\s(?:(?!with|from|plus|gross|basic|based|every)[a-z]{4,}\s)?(?!plus|less|this)[a-z]{3,}s\b(?<!gross|basis)"
)
# Weight of the evidence that a figure is pay; a candidate needs 2, in prose 3.
CURRENCY, PERIOD, PAY_WORD, RANGE, LABEL, OTHER_MONEY = 2, 2, 3, 2, 1, -5


@dataclass(frozen=True, slots=True)
class Pay:
    """A pay range. `currency` is ISO 4217; `period` is hour, day, week, month or year; None where it is not said."""

    min: float | None
    max: float | None
    currency: str | None
    period: str | None

    def annual(self) -> tuple[float | None, float | None]:
        """Both ends for a year of 2,080 hours, 260 days, 52 weeks or 12 months; (None, None) for an unknown period."""
        factor = PERIODS_A_YEAR.get(self.period or "")
        if factor is None:
            return None, None
        return (None if self.min is None else self.min * factor, None if self.max is None else self.max * factor)


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: Amount
    last: Amount
    low: float | None
    high: float | None

    @property
    def ranged(self) -> bool:
        return self.low is not None and self.high is not None and self.first is not self.last


def parse_pay(text: str, *, country: str | None = None, bare_numbers: bool = False) -> Pay | None:
    """The pay that a text offers or asks, or None.

    `country` (ISO 3166 alpha-2) settles shared names such as "$" and figures with no currency at all. With
    `bare_numbers`, for answers to a question about pay, a figure needs no currency or pay word beside it.
    """
    clean = legible(text)
    found = amounts(clean)
    weighed = [_weigh(clean, each, country, bare_numbers=bare_numbers) for each in _candidates(clean, found)]
    offers = [offer for offer in weighed if offer is not None]
    if not offers:
        return None
    return _completed(max(offers, key=lambda offer: offer[0])[1], [pay for _, pay in offers])


def _completed(best: Pay, offers: list[Pay]) -> Pay:
    """Of "€ 3,000 / € 4,000 … at most € 4,000 a month" both ends and the period."""
    for other in offers:
        shared = None not in (best.max, other.max) and best.max == other.max
        shared = shared or (None not in (best.min, other.min) and best.min == other.min)
        if not shared or other.currency != best.currency or (best.period and other.period not in {None, best.period}):
            continue
        period = best.period or other.period
        open_ended = best.min is None or best.max is None
        whole = other.min is not None and other.max is not None and other.min < other.max
        best = replace(other if open_ended and whole else best, period=period)
    return best


def _candidates(text: str, found: list[Amount]) -> list[_Candidate]:
    """Amounts, neighbours joined to ranges where the words between them say so."""
    candidates: list[_Candidate] = []
    taken: Amount | None = None
    for here, following in pairwise([*found, None]):
        if here is None or here is taken:
            continue
        pair = _range(text, here, following) if following else None
        if pair:
            taken = following
            candidates.append(pair)
        else:
            at_least, at_most = bounds(text, here)
            low = None if at_most else here.value
            candidates.append(_Candidate(here, here, low, None if at_least else here.value))
    return candidates


def _range(text: str, first: Amount, last: Amount) -> _Candidate | None:
    if not joined(text, first, last):
        return None
    low, high = first.value, last.value
    if first.factor == 1 and last.factor > 1 and low < high:  # "60-80k"
        low *= last.factor if low * last.factor <= high else 1
    elif last.factor == 1 and first.factor > 1 and high < low:  # "$150K - 180"
        high *= first.factor
    low, high = sorted((low, high))
    apart = high > low * RANGE_FACTOR
    return None if apart or low <= 0 else _Candidate(first, last, low, high)


def _weigh(text: str, candidate: _Candidate, country: str | None, *, bare_numbers: bool) -> tuple[int, Pay] | None:
    first, last = candidate.first, candidate.last
    beside = first.currency or last.currency
    if beside and is_no_currency(beside, country):
        beside = None
    top = max(candidate.low or 0, candidate.high or 0)
    if top < LEAST or (not beside and not bare_numbers and not _stands_without_currency(text, candidate, top)):
        return None
    period = period_around(text, first, last)
    currency = beside or currency_nearby(text, first, last)
    evidence = (
        (CURRENCY, beside or first.money),
        (PERIOD, period),
        (PAY_WORD, speaks_of_pay(text, first, last)),
        (RANGE, candidate.ranged),
        (LABEL, follows_pay_label(text, first)),
        (OTHER_MONEY, speaks_of_other_money(text, first, last)),
    )
    weight = sum(points for points, holds in evidence if holds)
    needed = 0 if bare_numbers else CURRENCY + (len(text) > LONG_TEXT)
    if weight < needed:
        return None
    return weight, Pay(candidate.low, candidate.high, _meant(currency, country), period)


def _stands_without_currency(text: str, candidate: _Candidate, top: float) -> bool:
    first, last = candidate.first, candidate.last
    period = period_around(text, first, last)
    if first.money or last.money or (period and last.factor > 1 and len(text) <= LONG_TEXT):
        return True
    if _COUNTED_THINGS.match(text, last.end):
        return False
    if period and candidate.ranged and top >= LEAST_RANGE_WITHOUT_PAY_WORD:
        return True
    if not speaks_of_pay(text, first, last, near=True):
        return False
    plain_year = first.factor == 1 and top in YEARS and first.plain and period is None
    return not plain_year and (top >= LEAST_WITHOUT_CURRENCY or period is not None)


def _meant(written: str | None, country: str | None) -> str | None:
    if written is None:
        return currency_of_country(country) if country else None
    return currency_meant(written, country)
