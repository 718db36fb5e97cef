"""Pay in columns of its own: figures as machines write them, and as people do, in every locale."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from jobs.parsing.amounts import amounts
from jobs.parsing.amounts import legible as legible_figures
from jobs.parsing.salary import parse_pay
from jobs.sources.posting import text_of

# What only a machine writes: no figure with thousands in groups looks like it.
_MACHINE = re.compile(r"[+-]?(?:\d+(?:\.\d{1,2}|\.\d{4,})?|0\.\d+|\d{4,}\.\d+)(?:[eE][+-]?\d+)?")
_EITHER = re.compile(r"[^\d.,]*[1-9]\d{0,2}[.,]\d{3}[^\d.,]*")  # thousands, or a figure with three decimals
_HOURLY = re.compile(r"hour|hr|uur|stunde", re.IGNORECASE)
MOST_SPREAD = 100  # times the other end of the range: further apart, one of the two was read wrong
THOUSAND = 1000

Ends = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class ColumnPay:
    """Both ends of the pay, the currency as written beside a figure, and the texts when no figure can be read."""

    low: float | None = None
    high: float | None = None
    currency: str = ""
    unread: str = ""


def read_pay_columns(low: object, high: object, interval: str = "") -> ColumnPay:
    """The pay in a column for each end, either of which may hold a whole range: "40-50k".

    Of "45.000", which may be 45 as well, the other end decides, then whether it is by the hour; else it is thousands.
    """
    written_low, written_high = text_of(low), text_of(high)
    from_low, from_high = _ends(low, written_low), _ends(high, written_high)
    least = from_low[0] if from_low != (None, None) else _unless_same(from_high)[0]
    most = from_high[1] if from_high != (None, None) else _unless_same(from_low)[1]
    if least is None and most is None:
        return ColumnPay(unread=" - ".join(dict.fromkeys(filter(None, (written_low, written_high)))))
    by_hour = _HOURLY.search(interval) is not None
    ends = (
        _settled(least, most, written_low, written_high, by_hour=by_hour),
        _settled(most, least, written_high, written_low, by_hour=by_hour),
    )
    return ColumnPay(*ends, currency=_currency_in(written_low) or _currency_in(written_high))


def _ends(value: object, written: str) -> Ends:
    if isinstance(value, bool) or not written:
        return None, None
    if isinstance(value, int | float) or _MACHINE.fullmatch(written):
        number = float(written)
        return (number, number) if math.isfinite(number) else (None, None)
    pay = parse_pay(written, bare_numbers=True)
    return (pay.min, pay.max) if pay else (None, None)


def _unless_same(ends: Ends) -> Ends:
    """Both ends of a range; a single figure is that of its own column only."""
    return ends if ends[0] != ends[1] else (None, None)


def _settled(
    end: float | None, other: float | None, written: str, written_other: str, *, by_hour: bool
) -> float | None:
    """One end, which may be a thousand times too large for the way it is written."""
    if end is None or end < THOUSAND or not _EITHER.fullmatch(written):
        return end
    told = other if other and not _EITHER.fullmatch(written_other) else None
    too_large = end > told * MOST_SPREAD if told else by_hour and "." in written
    return end / THOUSAND if too_large else end


def _currency_in(written: str) -> str:
    """As written; "" where only digits stand."""
    if not written or written.isdecimal() or _MACHINE.fullmatch(written):
        return ""
    return next((found.currency for found in amounts(legible_figures(written)) if found.currency), "")
