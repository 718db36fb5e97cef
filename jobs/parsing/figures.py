"""Figures as people write them: thousands and decimals of every locale, K and lakh and crore, numbers in words."""

from __future__ import annotations

import functools
import re

from jobs.parsing.cues import Cues, lowered

# One figure. A space or an apostrophe joins groups only when exactly three digits follow each.
NUMBER = r"\d(?:\d{0,2}(?:[ '\u2019]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?|\d*(?:[.,]\d+)*)"
LAKH = 100_000
CRORE = 10_000_000
MILLION = 1_000_000
BILLION = 1_000_000_000
MULTIPLIERS = {
    **dict.fromkeys(("k", "thousand", "thousands", "grand", "ribu", "rb", "mil", "mille", "duizend", "tausend"), 1000),
    **dict.fromkeys(("ألف", "الف", "آلاف", "الاف"), 1000),
    **dict.fromkeys(("مليون", "ملايين"), MILLION),
    **dict.fromkeys(("tys", "tys.", "tis", "tis.", "tsd", "tsd.", "тыс", "тыс.", "тис.", "hazar", "elfu", "bin"), 1000),
    **dict.fromkeys(("m", "mn", "mm", "mio", "million", "millions", "millones", "milioni", "juta", "jt"), MILLION),
    **dict.fromkeys(("mln", "mil.", "milioane", "milion", "miliony", "miljoen", "milyon", "млн", "triệu"), MILLION),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "lpa", "lpm", "l", "लाख"), LAKH),
    **dict.fromkeys(("crore", "crores", "cr", "cpa"), CRORE),
    **dict.fromkeys(("bn", "billion", "billions", "b", "mrd", "trillion", "tn"), BILLION),
}
MULTIPLIER = rf"(?:{'|'.join(map(re.escape, sorted(MULTIPLIERS, key=len, reverse=True)))})"
GROUP = 3  # digits between two thousands separators

UNITS: tuple[str, ...] = (
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
)
UNITS += ("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
WORD_VALUES = {word: value for value, word in enumerate(UNITS, 1)} | {word: 20 + 10 * i for i, word in enumerate(TENS)}
_NUMBER_WORD = "|".join(sorted(WORD_VALUES, key=len, reverse=True))
_LARGE_STEMS = ("thousand", "million", "lakh", "crore")
_LARGE = r"thousand|million|lakhs?|crores?"
_IN_WORDS = re.compile(
    rf"\b(?:(?:(?P<hundreds>{_NUMBER_WORD}) hundred(?: and)?(?: (?={_NUMBER_WORD}|{_LARGE})))?"
    rf"(?:(?P<first>{_NUMBER_WORD})(?:[ -](?P<second>{_NUMBER_WORD}))?(?P<hundred> hundred)? )?(?=(?:{_LARGE})\b)"
    rf"|(?P<half>half an? |a )(?={_LARGE}))",
    re.IGNORECASE,
)


# Hyphens, dashes and the minus, then the waves of Chinese and Japanese ranges and the wide hyphen.
_DASHES = (*map(chr, range(0x2010, 0x2016)), "\u2212", "\u301c", "\uff5e", "\u2053", "\uff0d")
_SCRIPTS = (0x0660, 0x06F0, 0x0966, 0x09E6, 0xFF10)  # zeros of Arabic, Persian, Devanagari, Bengali, full width
LATIN_DIGITS = {zero + digit: str(digit) for zero in _SCRIPTS for digit in range(10)} | {0x066B: ".", 0x066C: ","}
_DIGITS = Cues((*"0123456789", *map(chr, LATIN_DIGITS)))
_OTHERS_FROM = 10  # of their numbers


@functools.lru_cache(maxsize=512)  # several parsers look around the figures of the same postings
def _digits(text: str) -> tuple[tuple[int, ...], bool]:
    """Where the runs of the digits 0 to 9 begin in a text, and whether it has digits of other scripts."""
    places = _DIGITS.places(text)
    latin = [start for number, start, _ in places if number < _OTHERS_FROM]
    starts = tuple([start for before, start in zip([-2, *latin], latin, strict=False) if start > before + 1])
    return starts, len(latin) < len(places)


def figure_starts(text: str) -> tuple[int, ...]:
    """Where the runs of the digits 0 to 9 begin in a text."""
    return _digits(text)[0]


def latin_digits(text: str) -> str:
    """The text, as long as before, with Arabic, Persian, Devanagari, Bengali and wide digits as 0 to 9."""
    return text.translate(LATIN_DIGITS) if not text.isascii() and _digits(text)[1] else text


def plain_dashes(text: str) -> str:
    """The text, as long as before, with "-" for every other dash and "~": ranges are written with all of them."""
    text = text.replace("~", "-")
    if not text.isascii():
        for dash in _DASHES:
            text = text.replace(dash, "-")
    return text


def words_to_digits(text: str) -> str:
    """From "two million" to "2 million", "five hundred thousand" to "500 thousand", "half a million" to 0.5."""
    lower = lowered(text)
    if not any(word in lower for word in _LARGE_STEMS):  # what the pattern would look for at every word
        return text
    return _IN_WORDS.sub(_digits_of_words, text)


def _digits_of_words(match: re.Match[str]) -> str:
    if half := match["half"]:
        return "0.5 " if half.lower().startswith("half") else "1 "
    hundreds, first, second = (
        WORD_VALUES.get((match[name] or "").lower(), 0) for name in ("hundreds", "first", "second")
    )
    value = (first + second) * (100 if match["hundred"] else 1) + hundreds * 100
    return f"{value} " if value else match[0]


def number_value(written: str, *, multiplied: bool = False) -> float:
    """The value of a figure matched by NUMBER. `multiplied`: K, M or the like follows, so "1.250" is one and a quarter.

    The last of two different separators is the decimal one; a single separator before exactly three digits groups
    thousands.
    """
    if written.isdigit():
        return float(written)
    text = re.sub(r"[ '\u2019]", "", written)
    separators = re.findall(r"[.,]", text)
    if not separators:
        return float(text)
    whole, _, tail = text.rpartition(separators[-1])
    if len(tail) != GROUP:
        decimal = True
    elif len(separators) == 1:
        decimal = multiplied or whole.strip("0") == ""
    else:
        decimal = separators[-1] not in separators[:-1]
    digits = re.sub(r"[.,]", "", whole)
    return float(f"{digits}.{tail}") if decimal else float(digits + tail)


def multiplier_value(written: str | None) -> int:
    """1 for none; otherwise the factor that a multiplier word stands for."""
    return MULTIPLIERS.get(written.lower(), 1) if written else 1
