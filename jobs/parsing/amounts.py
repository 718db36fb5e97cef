"""Amounts in a text: each figure with its multiplier and the currency written beside it."""

from __future__ import annotations

import functools
import html
import re
from dataclasses import dataclass
from itertools import islice

from jobs.parsing.cues import lowered
from jobs.parsing.currencies import currency_pattern, exact, is_local, may_name_currency, sharers
from jobs.parsing.figures import (
    BILLION,
    MULTIPLIER,
    NUMBER,
    latin_digits,
    multiplier_value,
    number_value,
    plain_dashes,
    words_to_digits,
)

LEAST_AFTER_N = 1000  # "N95" is a mask, "N150,000" naira
LEAST_PHP = 20  # "PHP 8.2" is a programming language, and nobody is paid 20 Philippine pesos
MOST_FIGURES = 200  # more in one text is a table, not an offer
LONGEST_CURRENCY = 24  # characters of a currency and the marks after it
LONGEST_AFTER = 50  # characters of a multiplier and a currency
LONGEST_NUMBER = 10  # digits; longer ones are identifiers and telephone numbers
_SPACES = re.compile(r"[^\S\n ][^\S\n]*| [^\S\n]+")  # not a single plain one
_MARKDOWN = re.compile(r"\\(?=[^\w\s])|\*\*|__")
# Figures that are never pay: links and addresses, then telephone numbers, dates, times, retirement plans.
_LINK = re.compile(r"(?:https?://|www\.)\S{1,300}", re.IGNORECASE)
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,100}")
_NEVER_PAY = re.compile(
    r"""(?=[\d+(])(?:(?<![\d.,])\+\d[\d ().-]{6,20}\d
    | (?<![\d.,$\u20ac\xa3])\(?0\d{1,4}\)?[ .-]\d{2,4}[ .-]?\d{2,5}(?:[ .-]?\d{2,4})?(?![\d,])
    | (?<![\d.,])\d{3}[-.]\d{3}[-.]\d{4}(?!\d)
    | (?<![\d.,])0\d{6,}
    | (?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}(?!\d)
    | (?<!\d)(?:19|20)\d{2}-\d{2}-\d{2}(?!\d)
    | (?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b)?
    | (?<![\d.,])\d{1,2}\s?[ap]m\b
    | \b401\s?\(?k\)? | \b403\s?\(?b\)? | \b24\s?/\s?7\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
# What a figure without a currency counts when this follows it, in lower case.
_COUNTED = re.compile(
    r"""\s?(?:%|\+?\s?(?:percent|people|employees|staff|members|users|customers|clients|companies|countries|cities|stores|
    locations|students|children|patients|applicants|candidates|positions|vacanc|followers|subscribers|downloads|
    hours?(?!ly)\b|hrs?\b|uur\b|u\b|stunden|minutes|days?\b|dagen|weeks?\b|weken|months?\b|maanden|years?\b|yrs?\b|jaar|jahre|
    ans\b|a\u00f1os|times\b|km\b|kms\b|miles|kg\b|sqm|m2|words?\b|wpm|points?\b|st\b|nd\b|rd\b|th\b))""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A figure at text[start:end], currency and multiplier included.

    `value` has the multiplier applied; `factor` is that multiplier; `currency` is as written; `money` says that a sign
    such as "/=" marks it as money; `plain` that it has no separator; `period` is the one its multiplier names (LPA).
    """

    value: float
    factor: int
    currency: str | None
    money: bool
    plain: bool
    period: str | None
    start: int
    end: int


def legible(text: str) -> str:
    """The text with one kind of dash and space, no Markdown escapes, numbers in digits; blanks for the rest."""
    plain = latin_digits(html.unescape(text) if "&" in text else text)
    if any(mark in plain for mark in ("\\", "**", "__")):
        plain = _MARKDOWN.sub("", plain)
    plain = _SPACES.sub(" ", plain_dashes(plain).replace("T\u20ac", "k\u20ac"))  # German thousands
    plain = words_to_digits(plain)
    lower = lowered(plain)
    if "://" in lower or "www." in lower:
        plain = _LINK.sub(_blank, plain)
    if "@" in plain:
        plain = _ADDRESS.sub(_blank, plain)
    return _NEVER_PAY.sub(_blank, plain)


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


_NUMBER = re.compile(NUMBER)
_RUPEES = re.compile(r"₹|\b(?:inr|rs|pkr|npr|lkr)\b", re.IGNORECASE)
PERIODS_OF_MULTIPLIERS = {"lpa": "year", "cpa": "year", "lpm": "month"}
_LAKH_A_YEAR = re.compile(
    r"(?:\s?(?:-|to)\s?\d{1,2}(?:\.\d)?\s?L)?\s?(?:p\.?a\b|per (?:annum|year)|/\s?(?:year|annum|yr))"
)
_OF_SOFTWARE = re.compile(
    r"\s?(?:dev|eng|prog|proj|script|site|page|frame|file|spec|expert|code|app|web)", re.IGNORECASE
)
_IN_WORD = re.compile(r"[\w.,]")


@functools.cache
def _before_number() -> re.Pattern[str]:
    before = currency_pattern("any", "before")
    return re.compile(
        rf"(?<![^\W\d_])(?P<currency>{before})[ .:]{{0,2}}(?:\(?(?P<nearest>{before})\)?[ .:]{{0,2}})?(?=\d)",
        re.IGNORECASE,
    )


@functools.cache
def _after_number(*, currency: bool) -> re.Pattern[str]:
    """Multiplier, sign of money and currency; the pattern without `currency` is many times faster."""
    after = currency_pattern("any", "after") if currency else "(?!)"
    return re.compile(
        rf"(?![\d%]|\s?%)(?:[ -]?(?P<times>{MULTIPLIER})(?:(?![^\W\d_])|(?={after})))?"
        rf"(?P<money>(?:[.,]\s?(?:-{{1,2}}|=)|/[=-])(?!\d))?(?:(?:\s?(?:de\s)?\(?|-(?=eur|€))(?P<currency>{after})(?!\s?\d)\)?)?",
        re.IGNORECASE,
    )


def amounts(text: str) -> list[Amount]:
    """Every figure of a `legible` text that could be money, in order."""
    lower = lowered(text)
    found = (_amount(text, lower, number) for number in islice(_NUMBER.finditer(text), MOST_FIGURES))
    return [amount for amount in found if amount is not None]


def _amount(text: str, lower: str, number: re.Match[str]) -> Amount | None:
    if len(number[0]) > LONGEST_NUMBER and sum(map(str.isdigit, number[0])) > LONGEST_NUMBER:
        return None
    before, after = _around(text, lower, number)
    inside_a_word = before is None and _IN_WORD.search(text, max(0, number.start() - 1), number.start()) is not None
    if after is None or inside_a_word:
        return None
    times = (after["times"] or "").lower()
    if times == "l" and not _is_lakh(text, number.start(), after.end()):
        return None  # litres
    factor = multiplier_value(times)
    value = number_value(number[0], multiplied=factor > 1) * factor
    period = PERIODS_OF_MULTIPLIERS.get(times)
    currency = _currency_beside(before, after) or ("rupees" if period else None)  # nobody else counts in lakh a year
    sign_needs_more = currency in {"N", "#"} and (value < LEAST_AFTER_N or (currency == "#" and number[0].isdigit()))
    if factor >= BILLION or (sign_needs_more and factor == 1) or _is_software(currency, value, text, after.end()):
        return None
    if (not currency or is_local(currency)) and _counts_something(lower, number[0], after.end()):
        return None
    return Amount(
        value=value,
        factor=factor,
        currency=currency,
        money=bool(after["money"]),
        plain=number[0].isdigit(),
        period=period,
        start=before.start() if before else number.start(),
        end=after.end(),
    )


def _is_lakh(text: str, start: int, end: int) -> bool:
    """Whether "L" counts lakh: rupees stand beside it, or it is "8L-12L per annum"."""
    return bool(_RUPEES.search(text, max(0, start - LONGEST_CURRENCY), end) or _LAKH_A_YEAR.match(text, end))


def _currency_beside(before: re.Match[str] | None, after: re.Match[str]) -> str | None:
    """As written; of "AUD $ 15.000" and "$ 15.000 MXN" the code, which says more than the sign."""
    nearest, first = (before["nearest"], before["currency"]) if before else (None, None)
    second: str | None = after["currency"]
    said = exact(nearest, first, second)
    return second if second and said and sharers(said) else said  # "$ 2,500 pesos"


def _around(text: str, lower: str, number: re.Match[str]) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """The currency written right before a number; and its multiplier, sign of money and currency right behind it."""
    start, end = number.span()
    begin = max(0, start - LONGEST_CURRENCY)
    named = may_name_currency(lower[begin:start], lower[end : end + LONGEST_AFTER])
    found = _before_number().finditer(text, begin, start + 1) if named else ()
    before = next((match for match in found if match.end() == start), None)
    return before, _after_number(currency=named).match(text, end)


def _is_software(currency: str | None, value: float, text: str, end: int) -> bool:
    """Whether "PHP" is the programming language, as in "PHP 8.2" and "20 PHP developers"."""
    return (currency or "").lower() == "php" and (value < LEAST_PHP or _OF_SOFTWARE.match(text, end) is not None)


def _counts_something(lower: str, number: str, end: int) -> bool:
    return (number.startswith("0") and number.isdigit()) or bool(_COUNTED.match(lower, end))
