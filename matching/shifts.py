"""The shifts that a posting's own words name: day, night, weekend."""

from __future__ import annotations

import re

PATTERNS = {
    "night": re.compile(
        r"\b(?:night[- ]?shifts?|nights|overnight|graveyard shift|(?:equipe|poste|travail) de nuit|"
        r"turnos? (?:noturnos?|nocturnos?|de noche)|zamu (?:ya|za) usiku)\b"
    ),
    "weekend": re.compile(
        r"\b(?:weekends?|week-ends?|saturdays?|sundays?|fins? de semana|fines de semana|finais de semana|wikendi)\b"
    ),
    "day": re.compile(
        r"\b(?:day[- ]?shifts?|days only|office hours|business hours|mon(?:day)? (?:to|through|-) fri(?:day)?|"
        r"poste de jour|turnos? (?:diurnos?|de dia)|zamu (?:ya|za) mchana)\b"
    ),
}
_NONE = re.compile(r"\b(?:no|without|not|never|pas de|sin|sem|hakuna)\b[^.;\n]{0,25}$")


def named_shifts(text: str) -> frozenset[str]:
    """The shifts that a folded text names; "no night shifts" names none."""
    return frozenset(
        shift
        for shift, pattern in PATTERNS.items()
        if any(not _NONE.search(text, 0, found.start()) for found in pattern.finditer(text))
    )
