"""Dates of postings and deadlines: absolute, relative, epoch."""

from __future__ import annotations

import functools
import re
from datetime import UTC, date, datetime, timedelta

from dateutil.relativedelta import relativedelta

OLDEST_YEAR = 2000
FURTHEST_YEARS = 3
LONGEST_TEXT = 200  # characters looked at
MILLISECONDS_FROM = 10_000_000_000  # an epoch figure this large counts milliseconds
TWO_DIGIT_CENTURY = 2000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januari janvier enero januar janeiro januari",
            "feb february februari fevrier f\u00e9vrier febrero februar fevereiro",
            "mar march maart mrt mars marzo m\u00e4rz mrz mar\u00e7o machi",
            "apr april avril abril aprili",
            "may mei mai mayo maio",
            "jun june juni juin junio junho",
            "jul july juli juillet julio julho julai",
            "aug august augustus aout ao\u00fbt agosto agosti",
            "sep sept september septembre septiembre setembro septemba",
            "oct october oktober okt octobre octubre outubro oktoba",
            "nov november novembre noviembre novembro novemba",
            "dec december dezember dez d\u00e9cembre decembre diciembre dezembro desemba",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_COMPACT = re.compile(r"^\s*(?P<year>20\d{2})(?P<month>\d{2})(?P<day>\d{2})\s*$")
_NUMERIC = re.compile(r"(?<!\d)(?P<first>\d{1,2})[-/. ](?P<second>\d{1,2})[-/. ](?P<year>\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})(?:st|nd|rd|th|\.|er)?[\s-]{{1,2}}(?:of |"
    rf"de )?(?P<month>{_MONTH})\.?(?:[\s,-]{{1,3}}(?:of |de )?(?P<year>\d{{4}}|(?<=-)\d{{2}}))?(?![^\W_])",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_MONTH})\.?[\s-](?P<day>\d{{1,2}})(?:st|nd|rd|"
    rf"th)?(?:[\s,]{{1,3}}(?P<year>\d{{4}}))?(?!\d)",
    re.IGNORECASE,
)
_COUNT_WORDS = (
    "a an one un une uno una um uma een ein eine einer einem last",
    "two twee zwei deux dos dois duas",
    "three few drie drei trois tres tr\u00eas",
    "four vier quatre cuatro quatro",
    "five vijf f\u00fcnf cinq cinco",
    "six zes sechs seis",
    "seven zeven sieben siete sete",
)
_COUNTS = {word: number for number, words in enumerate(_COUNT_WORDS, 1) for word in words.split()}
_UNIT_WORDS = {
    "minutes": "m min mins minute minutes minuten minuto minutos",
    "hours": "h hr hrs hour hours uur uren stunde stunden heure heures hora horas",
    "days": "d day days dag dagen tag tage tagen jour jours d\u00eda d\u00edas dia dias siku",
    "weeks": "w wk wks week weeks weken woche wochen semaine semaines semana semanas wiki",
    "months": "mo mos month months maand maanden monat monate monaten mois mes meses m\u00eas miezi",
    "years": "y yr yrs year years jaar jahr jahre jahren an ans a\u00f1o a\u00f1os ano anos",
}
_UNITS = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
_AMOUNT = re.compile(
    rf"(?<![^\W_])(?P<count>\d{{1,4}}|{'|'.join(_COUNTS)})\s?\+?\s?"
    rf"(?P<unit>{'|'.join(sorted(_UNITS, key=len, reverse=True))})(?![^\W_])"
    r"|(?<![^\W_])(?P<unit2>siku|wiki|miezi) (?P<count2>\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:ago|last|geleden|vor|il y a|hace|h\u00e1|atr\u00e1s|back|old|zilizopita|iliyopita)\b"
    r"|^\W*(?:posted|active)?\W*\d+\s?\+?\s?(?:m|h|d|w|mo|y)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"^\W*(?:in|within|over|binnen|nog|noch|dans|en|em|dentro de|closes in|closing in|closing|expires in|ends in)\s"
    r"|\b(?:left|remaining|to go|restants?|restantes)\W*$",
    re.IGNORECASE,
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEXT_WEEKDAY = re.compile(rf"\b(?:next|this|coming) ({'|'.join(_WEEKDAYS)})\b", re.IGNORECASE)
_MONTH_END = re.compile(
    rf"\b(?:end of|einde|eind|ende|fin|finales de|fim de|final de)\s(?:(?P<month>{_MONTH})\b|(?:the |this )?month\b)"
    r"(?:\s(?P<year>20\d\d))?",
    re.IGNORECASE,
)
_DAY_WORDS = (
    (
        re.compile(
            r"\b(?:today|just (?:now|posted)|just|now|vandaag|heute|aujourd'?hui|hoy|hoje|leo|zojuist)\b|\u12db\u122c",
            re.IGNORECASE,
        ),
        0,
    ),
    (
        re.compile(
            r"\b(?:day before yesterday|eergisteren|vorgestern|avant-hier|anteayer|antes de ayer|anteontem|juzi)\b",
            re.IGNORECASE,
        ),
        -2,
    ),
    (
        re.compile(r"\b(?:yesterday|gisteren|gestern|hier|ayer|ontem|jana)\b|\u1275\u1293\u1295\u1275", re.IGNORECASE),
        -1,
    ),
    (re.compile(r"\b(?:tomorrow|morgen|demain|ma\u00f1ana|kesho)\b|\u1290\u1308", re.IGNORECASE), 1),
)


@functools.lru_cache(maxsize=4096)  # the postings of a file are of few days
def parse_date(text: str, now: datetime) -> date | None:
    """The date that a text says, relative ones counted from `now`; the day stands before the month if it can.

    None for rubbish and for dates before 2000 or more than three years ahead.
    """
    text = text[:LONGEST_TEXT].strip()
    found = _absolute(text, now) or _epoch(text) or _month_end(text, now) or _relative(text, now)
    if found is None or found.year < OLDEST_YEAR or found > now.date() + relativedelta(years=FURTHEST_YEARS):
        return None
    return found


def _absolute(text: str, now: datetime) -> date | None:
    match = _ISO.search(text) or _COMPACT.match(text)
    if match:
        return _date(match["year"], match["month"], match["day"]) or _date(match["year"], match["day"], match["month"])
    match = _DAY_MONTH.search(text) or _MONTH_DAY.search(text)
    if match:
        month = _MONTHS[match["month"].lower()]
        year = match["year"]
        return _date(_full_year(year), month, match["day"]) if year else _nearest(month, int(match["day"]), now)
    match = _NUMERIC.search(text)
    if match:
        year = _full_year(match["year"])
        return _date(year, match["second"], match["first"]) or _date(year, match["first"], match["second"])
    return None


def _full_year(year: str) -> int:
    return int(year) + (TWO_DIGIT_CENTURY if len(year) == len("26") else 0)


def _date(year: str | int, month: str | int, day: str | int) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _nearest(month: int, day: int, now: datetime) -> date | None:
    """A day and month with no year: in the year that brings it nearest to now."""
    years = (_date(now.year + offset, month, day) for offset in (-1, 0, 1))
    return min(filter(None, years), key=lambda found: abs(found - now.date()), default=None)


def _epoch(text: str) -> date | None:
    if not re.fullmatch(r"\d{9,13}(?:\.\d{1,6})?", text, re.ASCII):
        return None
    seconds = float(text)
    return datetime.fromtimestamp(seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds, UTC).date()


def _relative(text: str, now: datetime) -> date | None:
    ahead = _AHEAD.search(text)
    match = _AMOUNT.search(text)
    if match and (ahead or _PAST.search(text)):
        delta = _delta(match["count"] or match["count2"], match["unit"] or match["unit2"])
        try:
            return (now + delta if ahead else now - delta).date()
        except (OverflowError, ValueError):
            return None
    if match := _NEXT_WEEKDAY.search(text):
        days = (_WEEKDAYS.index(match[1].lower()) - now.weekday() - 1) % len(_WEEKDAYS) + 1
        return (now + timedelta(days=days)).date()
    for words, days in _DAY_WORDS:
        if words.search(text):
            return (now + timedelta(days=days)).date()
    return None


def _delta(count: str, unit: str) -> relativedelta:
    number = int(count) if count.isdecimal() else _COUNTS[count.lower()]
    return relativedelta(**{_UNITS[unit.lower()]: number})  # type: ignore[arg-type]


def _month_end(text: str, now: datetime) -> date | None:
    match = _MONTH_END.search(text)
    if match is None:
        return None
    month = _MONTHS[match["month"].lower()] if match["month"] else now.month
    first = _date(match["year"], month, 1) if match["year"] else _nearest(month, 1, now)
    return first + relativedelta(months=1, days=-1) if first else None
