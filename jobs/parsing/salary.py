"""Pay as written in postings and typed in chat, to a range in a currency for a period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from jobs.parsing.amounts import Amount, amounts, legible
from jobs.parsing.currencies import currency_of_country
from jobs.parsing.figures import CRORE, LAKH
from jobs.parsing.former_pay import asked_instead
from jobs.parsing.pay_context import (
    begins_as_rate,
    bounds,
    counts_things,
    follows_pay_label,
    is_own_field,
    joined,
    period_around,
    speaks_of_other_money,
    speaks_of_pay,
)
from jobs.parsing.pay_currency import currency_beside, currency_close_by, currency_code
from jobs.parsing.target_pay import is_on_target, is_sure, may_name_target

__all__ = ["Pay", "by_the_week", "currency_of_country", "parse_pay"]

PERIODS_A_YEAR = {"hour": 2080, "day": 260, "week": 52, "month": 12, "year": 1}
LEAST = 1  # "0.23 per kilometre" is no pay
LONG_TEXT = 120  # characters: longer is prose, where a lone price is no pay
PART_OF_TARGET = 5  # sure pay is more than this part of what may be earned with commission
RANGE_FACTOR = 30  # the ends of one pay range are never further apart
LEAST_RANGE_WITHOUT_PAY_WORD = 1000  # "3.045 tot 4.848 per maand"
LEAST_RATE = 5  # "25/hr", but not "1/day"
LEAST_WITHOUT_CURRENCY = 100  # "pay grade 5" and "schaal 11" are no pay
YEARS = range(1900, 2101)
# Weight of the evidence that a figure is pay; a candidate needs 2, in prose 3.
CURRENCY, PERIOD, PAY_WORD, RANGE, LABEL, OTHER_MONEY = 2, 2, 3, 2, 2, -5


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


def by_the_week(pay: Pay) -> Pay:
    """The pay for one week where its period is a fortnight; any other as it is."""
    if pay.period != "fortnight":
        return pay
    low, high = (None if end is None else end / 2 for end in (pay.min, pay.max))
    return Pay(low, high, pay.currency, "week")


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: Amount
    last: Amount
    low: float
    high: float

    @property
    def ranged(self) -> bool:
        return self.first is not self.last


def parse_pay(text: str, *, country: str | None = None, bare_numbers: bool = False) -> Pay | None:
    """The pay that a text offers or asks, or None.

    `country` (ISO 3166 alpha-2) settles shared names such as "$" and figures with no currency at all. With
    `bare_numbers`, for answers to a question about pay, a figure needs no currency or pay word beside it.
    """
    clean = legible(text)
    found = amounts(clean)
    candidates = _without_targets(clean, _candidates(clean, found))
    if len(clean) <= LONG_TEXT and (asked := asked_instead(clean, [each.first for each in candidates])):
        candidates, bare_numbers = [each for each in candidates if each.first in asked], True
    weighed = [_weigh(clean, each, country, bare_numbers=bare_numbers) for each in candidates]
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
            candidates.append(_Candidate(here, here, here.value, here.value))
    return candidates


def _without_targets(text: str, candidates: list[_Candidate]) -> list[_Candidate]:
    """Without what is earned with all commission, where the text also tells the pay that is sure."""
    named = may_name_target(text)
    targets = [each for each in candidates if named and is_on_target(text, each.first, each.last)]
    if not targets:
        return candidates
    others = [each for each in candidates if each not in targets]
    most = max(each.last.value for each in targets)
    return others if any(_is_below_target(text, each, most) for each in others) else candidates


def _is_below_target(text: str, candidate: _Candidate, target: float) -> bool:
    first, last = candidate.first, candidate.last
    alike = bool(first.currency) and target / PART_OF_TARGET <= last.value < target
    return is_sure(text, first, last) or (alike and not speaks_of_other_money(text, first, last))


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
    beside = currency_beside(text, first, last, country, asked=bare_numbers)
    if candidate.high < LEAST:
        return None
    stands = bool(beside) or bare_numbers or _stands_without_currency(text, candidate)
    if not stands and _may_be_pay(text, candidate):
        beside = currency_close_by(text, first, last, country)
        stands = bool(beside)
    if not stands:
        return None
    period = period_around(text, first, last)
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
    low, high = _ends(text, candidate)
    return weight, by_the_week(Pay(low, high, currency_code(text, first, last, beside, country), period))


def _ends(text: str, candidate: _Candidate) -> tuple[float | None, float | None]:
    if candidate.ranged:
        return candidate.low, candidate.high
    at_least, at_most = bounds(text, candidate.first)
    return None if at_most else candidate.low, None if at_least else candidate.high


def _may_be_pay(text: str, candidate: _Candidate) -> bool:
    """Whether a figure is neither small, nor a year, nor the number of what stands behind it."""
    first, last, top = candidate.first, candidate.last, candidate.high
    year = first.factor == 1 and top in YEARS and first.plain
    return top >= LEAST_WITHOUT_CURRENCY and not year and not counts_things(text, last)


def _stands_without_currency(text: str, candidate: _Candidate) -> bool:
    """What is cheap to tell comes first: most figures of a text are no pay."""
    first, last, top = candidate.first, candidate.last, candidate.high
    if first.money or last.money:
        return True
    multiplied = last.factor > 1 and len(text) <= LONG_TEXT
    indian = multiplied and last.factor in {LAKH, CRORE} and candidate.ranged  # "4 lakh - 6 lakh"
    wide = candidate.ranged and top >= LEAST_RANGE_WITHOUT_PAY_WORD
    cued = speaks_of_pay(text, first, last, near=True)
    if not (multiplied or wide or cued):
        return len(text) <= LONG_TEXT and top >= LEAST_RATE and begins_as_rate(text, last)
    period = period_around(text, first, last)
    if period and multiplied:
        return True
    if counts_things(text, last):
        return False
    if (period and wide) or indian or (multiplied and wide and is_own_field(text, first, last)):
        return True
    plain_year = first.factor == 1 and top in YEARS and first.plain and period is None
    return cued and not plain_year and (top >= LEAST_WITHOUT_CURRENCY or period is not None)
