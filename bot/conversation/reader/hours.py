"""The hour of the day that people name for their daily jobs, in six languages and on the Swahili clock."""

from __future__ import annotations

import functools
import re

from bot.conversation.reader.background import same_length
from bot.conversation.reader.wording import rows

NOON, MIDNIGHT = 12, 24
SUNRISE = 6  # "saa moja", hour one, is seven
LAST_NIGHT_HOUR = 4  # "2 at night" is past midnight
_CLOCK = re.compile(
    r"(?<![\d+:.-])(?P<hour>[01]?\d|2[0-4])(?:\s?[:.h]\s?(?P<minutes>[0-5]\d))?\s?(?:h\b|hrs?\b|hours?\b|horas?\b|"
    r"heures?\b|o'?clock|uhr)?\s?(?P<half>a\.?m\b\.?|p\.?m\b\.?)?(?![\d.]\d|\d)"
)
_SWAHILI = re.compile(r"\bsaa\s+(?P<hour>[01]?\d|2[0-4])\b(?!\s?[ap]\.?m\b)")
_HOUR_AFTER_SAA = re.compile(r"saa \d{1,2}(?: (?:asubuhi|mchana|jioni|usiku|alfajiri))?")
_ZONES = re.compile(r"\b(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?")
# Numbers in words are taken for hours only beside one of these: "one moment" is none.
_COUNTED = re.compile(r"\b(?:saa|a las?|as|at|o'?clock|heures?|horas?)\b")
_ALMOST_AN_HOUR = re.compile(r"\b(?:a la una|a uma(?: hora)?|une heure)\b")
_NO_HOUR_AFTER = r"(?!\s?(?:k|m|km|kms|miles?|mi|%|thousand|mil|days?|dias?|jours?|siku|weeks?|years?|jobs?)\b)"
_LATIN = ("en", "fr", "pt", "es", "pcm")
# When it is which part of the day, for the two ways of counting hours that Swahili speakers use.
_SWAHILI_PARTS = {
    "alfajiri": range(3, 7),
    "asubuhi": range(5, 12),
    "mchana": range(11, 17),
    "jioni": range(15, 20),
    "usiku": (19, 20, 21, 22, 23, 0, 1, 2, 3, 4),
}
_LATE = 19  # who counts from midnight says "usiku" of the hours before it


def read_hour(text: str) -> int | None:
    """The hour from 0 to 23 that an answer names; minutes are dropped. None also where it can be either of two.

    "7", "7pm", "19:30", "18h", "8 in the evening", "6 da tarde", "saa mbili asubuhi" (8), "morning".
    """
    plain = _ZONES.sub(" ", same_length(text).lower())
    swahili = _SWAHILI.search(spelled := _with_figures(plain, "sw"))
    if swahili:
        return _on_the_swahili_clock(int(swahili["hour"]), spelled, in_words=spelled != plain)
    if re.search(r"\bsaa\b", plain) and not _CLOCK.search(plain):
        return None
    return _on_the_clock(_counted(plain))


def named_hour(text: str) -> int | None:
    """The hour that somebody who was not asked wants to be written to: "send at 7pm", "nitumie saa moja jioni".

    An hour alone counts where it can be nothing else: "6 da tarde", "saa mbili asubuhi".
    """
    plain = _ZONES.sub(" ", same_length(text).lower()).strip(" .!?")
    spelled = _counted(_with_figures(plain, "sw"))
    return read_hour(text) if _alone().fullmatch(spelled) or _sent_at().search(spelled) else None


def is_doubtful_hour(text: str) -> bool:
    """Whether the text is an hour that can be either of two and nothing more: "saa mbili", at 8 or at 20."""
    spelled = _with_figures(same_length(text).lower().strip(" .!?"), "sw")
    return bool(_HOUR_AFTER_SAA.fullmatch(spelled)) and read_hour(text) is None


def _on_the_clock(plain: str) -> int | None:
    match = _CLOCK.search(plain)
    part = _part_of_day(plain)
    if match is None:
        return part[1] if part else None
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")[:2]
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    elif not half and part and hour <= NOON:
        hour = _in_part(hour, part[0])
    return hour % MIDNIGHT


def _in_part(hour: int, part: str) -> int:
    if part in ("morning", "midnight"):
        return hour % NOON
    if part == "night" and hour <= LAST_NIGHT_HOUR:
        return hour
    if part in ("night", "evening") and hour == NOON:
        return MIDNIGHT
    return hour % NOON + NOON


def _on_the_swahili_clock(hour: int, plain: str, *, in_words: bool) -> int | None:
    """Hour one is seven, by day and by night; some count figures from midnight, so the part of the day decides."""
    if hour > NOON:
        return hour % MIDNIGHT
    named = next((name for name in _SWAHILI_PARTS if re.search(rf"\b{name}\b", plain)), "")
    if not named:
        return None
    during = _SWAHILI_PARTS[named]
    local = {(hour + SUNRISE) % NOON, (hour + SUNRISE) % NOON + NOON} & set(during)
    counted = set() if in_words else {hour % NOON, hour % NOON + NOON} & set(during)
    if named == "usiku":
        counted = {one for one in counted if one >= _LATE}
    possible = local | counted
    return possible.pop() if len(possible) == 1 else None


def _part_of_day(plain: str) -> tuple[str, int] | None:
    """The part of the day that the text names, and the hour that stands for it."""
    match = _parts().search(plain)
    return _spelled_parts()[match[0]] if match else None


@functools.cache
def _spelled_parts() -> dict[str, tuple[str, int]]:
    return {
        word: (kind, int(hour))
        for kind, hour, words in rows("hours.tsv")
        if hour.isdigit()
        for word in words.split("|")
    }


@functools.cache
def _parts() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_either(_spelled_parts())})\b")


@functools.cache
def _words(kind: str) -> str:
    return _either(word for row in rows("hours.tsv") if row[0] == kind for word in row[2].split("|"))


def _either(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))  # type: ignore[call-overload]


@functools.cache
def _sent_at() -> re.Pattern[str]:
    """Sending, then a word such as "at", then an hour and no distance, number of days or amount."""
    clock = r"(?:[01]?\d|2[0-4])(?![\d.,]*\d)"
    return re.compile(rf"\b(?:{_words('send')})\b.{{0,40}}\b(?:{_words('at')})\s+{clock}{_NO_HOUR_AFTER}")


@functools.cache
def _alone() -> re.Pattern[str]:
    """An hour with its part of the day and nothing else, or an hour after "saa"."""
    lead = rf"(?:(?:{_words('at')})\s+)?"
    between = r"\s*(?:h|heures?|horas?|o'?clock)?\s*(?:(?:in|at|de|da|do|du|la|the|l'|of|na|ya|a|por|for)\s*)*"
    part = _either(_spelled_parts())
    return re.compile(rf"{lead}\d{{1,2}}(?:[:.h]\d{{2}})?{between}(?:{part})|saa\s+\d{{1,2}}(?::\d{{2}})?")


def _counted(plain: str) -> str:
    """The text with hours in words as figures: "a las siete", "seven in the evening"."""
    if not (_COUNTED.search(plain) or _parts().search(plain)):
        return plain
    plain = _ALMOST_AN_HOUR.sub("a 1", plain)
    for language in _LATIN:
        plain = _with_figures(plain, language)
    return plain


def _with_figures(plain: str, language: str) -> str:
    pattern = _numbers_pattern(language)
    values = _numbers(language)
    return pattern.sub(lambda match: str(values[match[0]]), plain) if pattern else plain


@functools.cache
def _numbers(language: str) -> dict[str, int]:
    """Hours in words by language; "un" and "une" are articles, so one is a number in Swahili alone."""
    least = 1 if language == "sw" else 2
    return {
        word: int(value)
        for spoken, value, words in rows("numbers.tsv")
        if spoken == language and least <= int(value) <= NOON
        for word in words.split("|")
    }


@functools.cache
def _numbers_pattern(language: str) -> re.Pattern[str] | None:
    led = r"(?<=\bsaa )" if language == "sw" else r"\b"
    return re.compile(rf"{led}(?:{_either(_numbers(language))})\b") if _numbers(language) else None
