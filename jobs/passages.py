"""The parts of a long description that can speak of pay at all, so that the parser of pay need not read the rest."""

from __future__ import annotations

import re

from jobs.parsing.amounts import LONGEST_AFTER, LONGEST_CURRENCY
from jobs.parsing.cues import Cues, lowered, stretches
from jobs.parsing.currencies import may_name_currency
from jobs.parsing.figures import figure_starts, latin_digits
from jobs.parsing.pay_context import may_name_period
from jobs.parsing.pay_words import holds_pay_word

# Characters on each side. More than the parser looks at around a figure, and so much that two sides are still long text
# to it: what it takes for pay in a short field, it must not take for it in prose.
REACH = 180
NEAR = 62  # characters on each side of a figure in which something says that it is pay
PAIR = 115  # characters between the beginnings of two figures that can be the ends of a range
FIGURE = re.compile(
    r"\d[\d.,' ]*\d\d|\d+\s?[€£$₦₹₵¥%k]"
    r"|\d+[\s.,:-]{0,3}(?:eur|usd|gbp|lakh|lac|lpa|crore|birr|naira|bob|rs|rupee|dollar|pound|shilling"
    r"|an? |per|each|/|p/?h)"
)
MONEY_MARKS = (
    "lpa", "cpa", "lpm", "/=", "/-", ",-", ".-", ", -", ". -", ",=", ".=", ",\u2013", ".\u2013", ",\u2014", ".\u2014",
)  # fmt: skip
SIGNS_BEFORE = frozenset("€£$₦₹₵¥")
_MONEY = Cues(MONEY_MARKS)


def about_pay(text: str) -> str:
    """What stands around the figures that may be money, from one space to another, a line for each part."""
    text = latin_digits(text)
    lower = lowered(text)
    figures = [span for start in figure_starts(text) if (span := _figure(lower, start))]
    money = (start for number, (start, _) in enumerate(figures) if _may_be_money(lower, figures, number))
    return "\n".join(
        text[_at_space(text, start, -1) : _at_space(text, end, 1)] for start, end in stretches(money, REACH, REACH)
    )


def _figure(lower: str, start: int) -> tuple[int, int] | None:
    """Where a figure of a text in lower case stands that is large or has a currency or a period beside it."""
    if match := FIGURE.match(lower, start):
        return match.span()
    return (start, start + 1) if lower[max(0, start - 2) : start].strip()[-1:] in SIGNS_BEFORE else None


def _may_be_money(lower: str, figures: list[tuple[int, int]], number: int) -> bool:
    """Whether what stands around a figure of a text in lower case speaks of money."""
    start, end = figures[number]
    near = lower[max(0, start - NEAR) : end + NEAR]
    if holds_pay_word(near) or _MONEY.starts(near):
        return True
    if may_name_currency(lower[max(0, start - LONGEST_CURRENCY) : start], lower[start : end + LONGEST_AFTER]):
        return True
    beside = figures[max(0, number - 1) : number + 2]
    paired = sum(start - PAIR <= other < start + PAIR for other, _ in beside) > 1
    return paired and may_name_period(lower[max(0, start - PAIR - NEAR) : end + PAIR + NEAR])


def _at_space(text: str, position: int, step: int) -> int:
    while 0 < position < len(text) and not text[position].isspace():
        position += step
    return max(0, min(len(text), position))
