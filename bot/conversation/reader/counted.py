"""Numbers in words, where a unit of money or of time follows or, in Swahili, leads: "laki tano", "trois ans"."""

from __future__ import annotations

import functools
import re

from bot.conversation.reader.wording import rows
from jobs.parsing.folding import without_accents

_UNITS = {"laki": 100_000, "elfu": 1000, "milioni": 1_000_000, "soo": 100, "mia": 100, "alfu": 1000}
_TIMES = r"anos?|annees?|ans?|mois|meses|mes|mwaka|years?|months?|yrs?"
_LARGE = (
    r"mil|mille|thousand|millones|millon|millions?|milhoes|milhao|lakhs?|palos?|lucas|conto|cientos|reais|euros?|pesos"
)
_SWAHILI_UNIT = re.compile(
    rf"\b({'|'.join(_UNITS)})\s+(\d+(?:\.\d+)?)(?:\s+na\s+(nusu|robo|(?:{'|'.join(_UNITS)})\s+\d+))?\b", re.IGNORECASE
)
_HALF = re.compile(
    r"\b(\d+) (millones|millon|milhoes|milhao|millions?|thousand|mil) (?:y medio|y media|e meio|et demi|and a half)\b",
    re.IGNORECASE,
)
_GROUPED = re.compile(r"(?<![\d.,'])(\d{1,3})'(\d{3})(?:[.,](\d{3}))?(?!\d)")
THOUSAND = 1000
_THOUSAND_ALONE = re.compile(
    r"(?<!\d )(?<![\w.,])mil(?:le)?(?= (?:euros?|reais|pesos|francs?|d[oó]lares|dollars|kwanzas|meticais|"
    r"soles|shilingi)\b)",
    re.IGNORECASE,
)
_PARTS = {"nusu": 0.5, "robo": 0.25}


def with_figures(text: str, language: str) -> str:
    """The text with such numbers as figures; as it was, where it has none."""
    text = _GROUPED.sub(lambda match: "".join(filter(None, match.groups())), text)
    pattern = _before_units(language)
    if pattern is not None:
        text = pattern.sub(lambda match: str(_values(language)[_key(match[0])]), text)
    text = _THOUSAND_ALONE.sub("1000", text)
    return _HALF.sub(r"\1.5 \2", _SWAHILI_UNIT.sub(_product, text))


def _product(match: re.Match[str]) -> str:
    unit, rest = _UNITS[match[1].lower()], match[3]
    value = unit * float(match[2])
    if rest and rest.lower() in _PARTS:
        value += unit * _PARTS[rest.lower()]
    elif rest:
        smaller, count = rest.split()
        value += _UNITS[smaller.lower()] * int(count)
    return f"{value / THOUSAND:g} thousand" if value >= THOUSAND else f"{value:.0f}"


@functools.cache
def _values(language: str) -> dict[str, int]:
    return {
        word: int(value)
        for spoken, value, words in rows("numbers.tsv")
        if spoken == language
        for word in words.split("|")
    }


@functools.cache
def _before_units(language: str) -> re.Pattern[str] | None:
    words = sorted(_values(language), key=len, reverse=True)
    if not words:
        return None
    spelled = "|".join(_accented(word) for word in words)
    if language == "sw":
        led = "|".join(f"(?<={unit} )" for unit in (*_UNITS, "miaka", "mwaka", "miezi"))
        return re.compile(rf"(?:{led})(?:{spelled})\b", re.IGNORECASE)
    return re.compile(rf"\b(?:{spelled})\b(?= (?:{_accented(_TIMES)}|{_accented(_LARGE)})\b)", re.IGNORECASE)


def _accented(pattern: str) -> str:
    """The pattern also for the letters with accents."""
    doubled = {"a": "[aáàâã]", "e": "[eéèê]", "o": "[oóôõ]", "n": "[nñ]", "u": "[uú]", "i": "[ií]"}
    return re.sub(r"(?<![\\\[])[aeonui]", lambda match: doubled[match[0]], pattern)


def _key(written: str) -> str:
    return re.sub(r"[\s-]+", " ", without_accents(written.lower()))
