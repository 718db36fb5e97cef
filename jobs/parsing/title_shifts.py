"""Shifts, hours of the day, days of the week and shares of them, as they stand in titles beside the work."""

from __future__ import annotations

import re

SHIFT = re.compile(
    r"(?:\b(?:day|night|morning|evening|weekend|rotating|rotational|rotatory|alternating|late|early|graveyard|swing|"
    r"split|afternoon|1st|2nd|3rd|first|"
    r"second|third|\d)[ -]shifts?\b|\bshift [a-d1-4]\b|\b[a-d][ -]shift\b|\b\d[ -]on[ -]\d[ -]off\b|"
    r"\b(?:fr\u00fch|sp\u00e4t|nacht|tag|wechsel|\d[ -]?)?-?schicht(?:dienst|betrieb|system)?\b|"
    r"\b(?:\d-)?ploegen(?:dienst)?\b|"
    r"\b(?:nacht|avond|dag|tag|fr\u00fch|sp\u00e4t|ochtend|weekend)dienst\b|(?:^|\s)(?:noturno|nocturn[oa]|diurno)$|"
    r"\b(?:for )?(?:night|day) duty\b|\b[ap]m[ -]shift\b|\bx\s?\d{1,3}$|^(?:un)?paid$|"
    r"\bturno (?:de )?(?:d[ae] )?(?:noche|noite|ma\u00f1ana|manh\u00e3|tarde|d[i\u00ed]a)\b|\b[235]x8\b|"
    r"\bshifts?\b(?! leader| manager| supervisor| engineer| charge| in[- ]?charge| boss| foreman| lead\b)|\bnights?\b$|"
    r"(?:^|\s)(?:weekends?(?: only)?|week-ends?|fins? de semana|abends|nachts|tags\u00fcber|morgens|vormittags|"
    r"nachmittags|"
    r"am wochenende|"
    r"avonds|'s avonds|overdag|le soir|la nuit|en soir\u00e9e|de nuit|schichtarbeit|nachtarbeit|wisseldiensten|"
    r"noites|madrugada|(?:los )?findes|(?:wa|ya|za|la) (?:usiku|mchana|asubuhi|jioni))$|"
    r"^(?:nuit|soir|noche|noite|ma\u00f1ana|tarde|nacht|avond|usiku|mchana)s?$|"
    r"^(?:days?|evenings?|mornings?|prn|ft|pt|[fp]/t)(?: only)?$|^(?:fe)?males?(?: only| preferred)?$|"
    r"^(?:male|men)\s?(?:/|&|and|or)\s?(?:female|women)(?: only| candidates?)?$|\bterm[- ]time(?: only)?\b|"
    r"^\d{1,3} (?:working )?days$|"
    r"^(?:ladies|lady|gents?|men|women)(?: only)?$|\brotat(?:ional|ing|ory)$|"
    r"^seasonal\b|^(?:locum|temp|casual|urgent|live[- ]?(?:in|out)(?: couple| position| role)?|home daily)$|"
    r"\b\d{1,2}(?:[.,]\d)?\s?(?:-|\u2013|to|bis|tot|\u00e0)?\s?\d{0,2}\s?(?:hrs?|hours?|h|uur|u/w|u\b|std\.?|stunden|"
    r"horas|heures)"
    r"(?:\s?(?:(?:per|p?/|p|pro|par|por|a la|\u00e0 la|a|an?)\s?(?:week|wk|woche|wo\.?|semaine|semana|w|day)|"
    r"weekly|semanal(?:es)?|semanais|hebdo(?:madaires?)?|wekelijks|w\u00f6chentlich))?\b|(?:^|"
    r"(?<!\bfor)(?<!\bof)\s)\d{1,2}[ -]?(?:months?|mths?|maanden|monate|mois|meses|miesi\u0119cy|"
    r"weeks?|wks?|weken|wochen|semaines|semanas)$|"
    r"\b24\s?[x/]\s?7(?:\s?[x/]\s?365)?(?=\W*$|\s(?:shift|rotat|roster))|\b(?:fifo|dido)\b(?:\s\d{1,2}\s?[:/x]\s?\d{1,2})?|"
    r"\b(?:escala\s)?\d{1,2}x\d{2}\b|\bescala \d[xX]\d\b|\b\d{1,2}\s?[:/]\s?\d{1,2} (?:roster|rotation|swing)s?\b|"
    r"\b\d(?:\s?-\s?\d)?[ -]days?(?:\s?(?:a|per|/)\s?(?:week|wk)\b|$)|"
    r"\bmon(?:day)?s?\s?(?:-|\u2013|to)\s?(?:fri|sat|sun)(?:days?|urdays?)?\b|"
    r"\b(?:pensum\s)?\d{1,3}\s?(?:(?:[-\u2013\u2014]|bis|to)\s?\d{1,3}\s?)?%|"
    r"\b0[.,]\d{1,2}(?:\s?-\s?\d[.,]\d)?\s?fte\b|"
    r"\b1[.,]0\s?fte\b|\bfte\b|\b\d{1,2}[:.]?\d{0,2}\s?[ap]m\s?(?:-|\u2013|to)\s?\d{1,2}[:.]?\d{0,2}\s?[ap]m\b)",
    re.IGNORECASE,
)
HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]m?\s?(?:-|\u2013|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]m?\b|"
    r"(?:-|\u2013|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]m\b)|"
    r"\b\d{1,2}[:h]\d\d\s?(?:-|\u2013|to|bis|tot|\u00e0|a)\s?\d{1,2}[:h]\d\d(?:\s?(?:uhr|hrs?|h|uur))?\b",
    re.IGNORECASE,
)
