"""The hour of the day that people name for their daily jobs."""

from __future__ import annotations

import re

NOON, MIDNIGHT = 12, 24
_CLOCK = re.compile(
    r"(?<![\d+:.-])(?P<hour>[01]?\d|2[0-4])(?:\s?[:.h]\s?(?P<minutes>[0-5]\d))?\s?(?:h\b|hrs?\b|hours?\b|o'?clock|uhr)?\s?(?P<half>a\.?m\b\.?|p\.?m\b\.?)?(?![\d.]\d|\d)",
    re.IGNORECASE,
)
_HALF_WORDS = {
    "pm": re.compile(r"\b(?:evening|afternoon|tonight|at night|pm)\b", re.IGNORECASE),
    "am": re.compile(r"\bmorning\b", re.IGNORECASE),
}
_WORDS = {
    "early morning": 6,
    "in the morning": 8,
    "morning": 8,
    "noon": 12,
    "midday": 12,
    "lunch": 12,
    "afternoon": 15,
    "evening": 18,
    "tonight": 20,
    "night": 20,
    "midnight": 0,
}
_ZONES = re.compile(r"\b(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::?\d{2})?", re.IGNORECASE)


def read_hour(text: str) -> int | None:
    """The hour from 0 to 23; minutes are dropped. "7", "7pm", "19:30", "18h", "8 in the evening", "morning"."""
    plain = _ZONES.sub(" ", text.lower())
    match = _CLOCK.search(plain)
    if match is None:
        return next((hour for word, hour in _WORDS.items() if re.search(rf"\b{word}\b", plain)), None)
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")[:2]
    if not half and hour <= NOON:
        half = next((name for name, pattern in _HALF_WORDS.items() if pattern.search(plain)), "")
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half == "pm" else 0)
    return hour % MIDNIGHT
