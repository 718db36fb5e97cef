"""The weekdays that people name for their jobs: "mon wed", "weekdays", "every day"."""

from __future__ import annotations

import re

EVERY_DAY: tuple[int, ...] = ()
_GROUPS = {
    EVERY_DAY: r"every ?day|each day|daily|all days|tous les jours|todos os dias|todos los dias|kila siku|everyday",
    (1, 2, 3, 4, 5): r"week ?days|working days|mon(?:day)? ?(?:-|to) ?fri(?:day)?|en semaine|dias uteis|entre semana",
    (6, 7): r"week ?ends?|fins? de semana|fines de semana|wikendi",
}
_DAYS = (
    r"mon(?:days?)?|lundis?|lun(?:es)?|segunda(?:-feira)?|jumatatu",
    r"tue(?:s(?:days?)?)?|mardis?|mar(?:tes)?|terca(?:-feira)?|jumanne",
    r"wed(?:nesdays?)?|mercredis?|mie(?:rcoles)?|quarta(?:-feira)?|jumatano",
    r"thu(?:rs?(?:days?)?)?|jeudis?|jue(?:ves)?|quinta(?:-feira)?|alhamisi",
    r"fri(?:days?)?|vendredis?|vie(?:rnes)?|sexta(?:-feira)?|ijumaa",
    r"sat(?:urdays?)?|samedis?|sab(?:ados?)?|jumamosi",
    r"sun(?:days?)?|dimanches?|dom(?:ingos?)?|jumapili",
)


def read_days(plain: str) -> tuple[int, ...] | None:
    """The ISO weekdays in a folded text, () for every day; None when it names none."""
    for days, pattern in _GROUPS.items():
        if re.search(rf"\b(?:{pattern})\b", plain):
            return days
    named = tuple(day for day, pattern in enumerate(_DAYS, 1) if re.search(rf"\b(?:{pattern})\b", plain))
    return named or None
