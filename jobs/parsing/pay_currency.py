"""The currency of a pay figure: as written beside it or close by; text or country settle a name that several share."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jobs.parsing.cues import lowered
from jobs.parsing.currencies import (
    currency_meant,
    currency_of_country,
    currency_pattern,
    is_local,
    is_no_currency,
    may_name_currency,
    sharers,
)
from jobs.parsing.figures import CRORE, LAKH
from jobs.parsing.pay_context import counts_things, period_around, speaks_of_pay
from jobs.parsing.places import find_places

if TYPE_CHECKING:
    from jobs.parsing.amounts import Amount

NEAR = 25  # characters between a figure and a currency that is not beside it
FARTHER = 45  # the same for a currency in brackets behind the figure
SHORT_TEXT = 120  # characters: an answer or a line, whose places are those of the pay
# Who counts rupees so is most likely in India.
_INDIAN = re.compile(r"(?i:(?<![^\W\d_])(?:lakhs?|lacs?|crores?|cr|lpa|lpm|cpa)\b)|\d,\d\d,\d{3}")
# Millions are "jt" of rupiah alone; where ringgit are meant, "juta" has "RM" beside it.
_INDONESIAN = re.compile(r"\d\s?(?:jt|juta)\b", re.IGNORECASE)


# Who counts dirhams in French does so in Morocco.
_FRENCH = re.compile(r"\b(?:salaire|par (?:jour|heure|an)|mois|mensuel(?:le)?s?|r\u00e9mun\u00e9ration|brut)\b")
# Whose pay in "$" is told in Spanish is paid in the pesos of a country that is not told.
_SPANISH = re.compile(r"\b(?:sueldos?|salarios?|mensual(?:es)?|quincenal(?:es)?|al mes|por (?:mes|hora|d[i\u00ed]a))\b")


def currency_beside(text: str, first: Amount, last: Amount, country: str | None, *, asked: bool) -> str | None:
    """The currency as written at either end of the pay; None where the sign is no money there, such as "K" and "#".

    `asked`: the text answers a question about pay.
    """
    said = first.currency or last.currency
    if said and last.currency and ({last.currency} | sharers(last.currency)) & sharers(said) and said == first.currency:
        said = last.currency  # "$15,000 - $18,000 MXN", "$15,000 - $18,000 pesos"
    if said is None or not is_local(said):
        return said
    here = home(text, said, country)
    if not is_no_currency(said, here):
        return said
    known = currency_meant(said, here) is not None
    return said if known and (asked or _is_paid(text, first, last)) else None


def currency_close_by(text: str, first: Amount, last: Amount, country: str | None) -> str | None:
    """The currency as written close to a figure of a short text, as in "1,500 weekly, USD" and "150k in naira"."""
    return _nearby(text, first, last, None, country) if len(text) <= SHORT_TEXT else None


def _is_paid(text: str, first: Amount, last: Amount) -> bool:
    """Whether a figure with a sign such as "SR" is pay in every country: alone, or beside a pay word or a period."""
    if len(text.strip()) <= last.end - first.start or speaks_of_pay(text, first, last, near=True):
        return True
    return not counts_things(text, last) and period_around(text, first, last) is not None


def currency_code(text: str, first: Amount, last: Amount, beside: str | None, country: str | None) -> str | None:
    """The ISO 4217 code of the pay; None where neither the text nor the country (ISO 3166 alpha-2) tells."""
    said = beside or _nearby(text, first, last, None, country)
    counted = _counted_as(text, first, last)
    if said is None:
        if country is None and (first.money or last.money):  # "/=" and "/-": shillings, rupees and the like
            country = only_country(text)
        return currency_of_country(country) if country else counted
    shared = sharers(said)
    if shared and beside:
        said = _nearby(text, first, last, shared, country) or said
    here = home(text, said, country)
    if here is None and "MAD" in shared and _FRENCH.search(lowered(text)):
        here = "MA"
    if here is None and "USD" in shared and _SPANISH.search(lowered(text)):
        return None
    return currency_meant(said, here) or (counted if counted in shared else None)


def _counted_as(text: str, first: Amount, last: Amount) -> str | None:
    """The currency of those who count money so."""
    if {first.factor, last.factor} & {LAKH, CRORE} or _INDIAN.search(text, first.start, last.end + NEAR):
        return "INR"
    return "IDR" if _INDONESIAN.search(text, first.start, last.end) else None


def home(text: str, written: str, country: str | None) -> str | None:
    """The country that settles what a shared name means: the one given, else the only one that a short text names."""
    codes = sharers(written) if country is None else None
    if not codes:
        return country
    return only_country(text, codes)


def only_country(text: str, codes: frozenset[str] | None = None) -> str | None:
    """The only country, with one of these currencies if told, that a short text names, in itself or by a place."""
    if len(text) > SHORT_TEXT:
        return None
    named = {place for place in _countries_named(text) if codes is None or currency_of_country(place) in codes}
    return named.pop() if len(named) == 1 else None


@functools.lru_cache(maxsize=8)
def _countries_named(text: str) -> frozenset[str]:
    return frozenset(place.country for place in find_places(text) if place.country)


def _nearby(text: str, first: Amount, last: Amount, among: frozenset[str] | None, country: str | None) -> str | None:
    """A currency close by, as in "Salary (ETB): 15,000"; `among`: one of these codes, with no other figure between."""
    before = text[max(0, first.start - NEAR) : first.start].rpartition("\n")[2]
    after = text[last.end : last.end + FARTHER].partition("\n")[0]
    if among:
        before, after = re.split(r"\d", before)[-1], re.split(r"\d", after, maxsplit=1)[0]
    if not (may_name_currency(before.lower(), "") or may_name_currency("", after.lower())):
        return None
    pattern = _currency()
    for part, direction in ((before, -1), (after[:NEAR], 0)):
        written = [match[0] for match in pattern.finditer(part)
                   if len(match[0].strip()) > 1 and not is_no_currency(match[0], country)]  # fmt: skip
        if found := [each for each in written if not among or each.upper() in among]:
            return found[direction]
    bracketed = next((match[0] for match in pattern.finditer(after) if _in_brackets(after, match)), None)
    return bracketed if bracketed and (not among or bracketed.upper() in among) else None


def _in_brackets(text: str, match: re.Match[str]) -> bool:
    return text[max(0, match.start() - 1) : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"


@functools.cache
def _currency() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){currency_pattern('any')}", re.IGNORECASE)
