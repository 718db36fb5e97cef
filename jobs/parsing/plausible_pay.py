"""What pay is plausible in a currency: finds mistakes of feeds, and the period that a figure can only mean."""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jobs.parsing.salary import Pay

MONTHS = 12
FILLER = 1  # in any currency: what scrapers and clerks write where a field must not be empty
BEYOND_MOST = 4  # times what few earn: nobody does
# Part of the lowest full-time pay that a small job may bring. Pay named for a year is for a real one.
LEAST_SHARE = 0.1
LEAST_SHARE_OF_YEAR = 1 / 3


@dataclass(frozen=True, slots=True)
class Worth:
    """A currency: units a US dollar, and the low and high end of usual pay a month, in the currency."""

    per_usd: float
    least: float
    most: float


@functools.cache
def worths() -> dict[str, Worth]:
    """What is known of currencies, by ISO 4217 code (`data/currency_worth.tsv`)."""
    lines = (resources.files("jobs.parsing") / "data" / "currency_worth.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {code: Worth(float(per_usd), float(least), float(most)) for code, per_usd, least, most in rows}


def is_implausible(pay: Pay) -> bool:
    """Whether nobody is paid that; of a period or a currency that is not known only the filler can be told."""
    if max(pay.min or 0, pay.max or 0) == FILLER:
        return True
    worth = worths().get(pay.currency or "")
    if worth is None or pay.period is None:
        return False
    months = [figure / MONTHS for figure in pay.annual() if figure is not None]
    share = LEAST_SHARE_OF_YEAR if pay.period == "year" else LEAST_SHARE
    return bool(months) and (max(months) > worth.most * BEYOND_MOST or max(months) < worth.least * share)


def with_likely_period(pay: Pay) -> Pay:
    """The pay with the period that its figures can only mean, month or year; as it is where both or neither would do.

    Only these two are what postings leave out: 3,000 euros a year is under any lowest wage, 60,000 a month over all
    but the highest pay; 15,000 euros may be either, and stay unclear.
    """
    worth = worths().get(pay.currency or "")
    figures = [figure for figure in (pay.min, pay.max) if figure is not None]
    if worth is None or pay.period is not None or not figures:
        return pay
    low, high = min(figures), max(figures)
    monthly = worth.least <= low and high <= worth.most
    yearly = worth.least <= low / MONTHS and high / MONTHS <= worth.most
    if monthly == yearly:
        return pay
    return replace(pay, period="month" if monthly else "year")
