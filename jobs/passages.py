"""The parts of a long description that can speak of a subject at all, so that the parsers need not read the rest."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# Characters on each side. More than the parsers look at around a word, and so much that two sides are still long text
# to them: what they take for pay or a work mode in a short field, they must not take for it in prose.
REACH = 180
FIGURE = re.compile(
    r"\d[\d.,' ]*\d\d|\d\s?[€£$₦₹₵¥%kK]|[€£$₦₹₵¥]\s?\d"
    r"|\d[\s.,:-]{0,3}(?:eur|usd|gbp|lakh|lac|lpa|crore|birr|naira|bob|rs|rupee|dollar|pound|shilling"
    r"|an? |per|each|/|p/?h)",
    re.IGNORECASE,
)
MODE_STEMS = (
    "remote", "remoto", "hybrid", "híbrid", "home", "thuis", "wfh", "wfa", "wfo", "telew", "telec", "teletra",
    "télétra", "afstand", "distan", "anywhere", "virtual", "distributed", "nyumbani", "on site", "onsite", "on-site",
    "on premise", "on-premise", "on location", "office", "in person", "in-person", "kantoor", "op locatie", "vor ort",
    "sur site", "sur place", "presen", "présen", "days", "dagen", "tage", "jours", "ዲብል", "በርቀት",
)  # fmt: skip
EXPERIENCE_STEMS = (
    "year", "yr", "jaar", "jaren", "jahr", " ans", "año", " ano", "anni", "miaka", "ዓመት", "አመት", "month", "mths",
    "maand", "monat", "mois", "mes", "miezi", "experience", "entry", "fresh", "graduat", "no exp", "never worked",
    "ervaring", "erfahrung", "experiencia", "expérience", "uzoefu",
)  # fmt: skip


def about_pay(text: str) -> str:
    """What stands around the figures that may be money."""
    return _around(text, (match.start() for match in FIGURE.finditer(text)))


def about_work_mode(text: str) -> str:
    """What stands around words for places of work."""
    return _around(text, sorted(_positions(text.lower(), MODE_STEMS)))


def about_experience(text: str) -> str:
    """What stands around words for lengths of time and for experience."""
    return _around(text, sorted(_positions(text.lower(), EXPERIENCE_STEMS)))


def _positions(lowered: str, stems: Iterable[str]) -> Iterator[int]:
    for stem in stems:
        position = lowered.find(stem)
        while position >= 0:
            yield position
            position = lowered.find(stem, position + len(stem))


def _around(text: str, positions: Iterable[int]) -> str:
    """The text within reach of the positions (ascending), from one space to another, a line for each part."""
    parts: list[tuple[int, int]] = []
    for position in positions:
        start, end = _at_space(text, position - REACH, -1), _at_space(text, position + REACH, 1)
        if parts and start <= parts[-1][1]:
            parts[-1] = (parts[-1][0], end)
        else:
            parts.append((start, end))
    return "\n".join(text[start:end] for start, end in parts)


def _at_space(text: str, position: int, step: int) -> int:
    while 0 < position < len(text) and not text[position].isspace():
        position += step
    return max(0, min(len(text), position))
