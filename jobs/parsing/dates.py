"""Dates of postings and deadlines: absolute, relative, epoch."""

from __future__ import annotations

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
    rf"de )?(?P<month>{_MONTH})\.?(?:[\s,-]{{1,3}}(?:of |de )?(?P<year>\d{{4}}))?(?![^\W_])",
    re.IGNORECASE,
)
_MONTH_DAY = re.compile(
    rf"(?<![^\W\d_])(?P<month>{_MONTH})\.?[\s-](?P<day>\d{{1,2}})(?:st|nd|rd|"
    rf"th)?(?:[\s,]{{1,3}}(?P<year>\d{{4}}))?(?!\d)",
    re.IGNORECASE,
)
_AGO = re.compile(
    r"(?P<count>\d{1,4}|an?|one|een|few|last)\s?\+?\s?(?P<unit>min(?:ute)?s?|minuten|h(?:ou)?rs?|h|"
    r"uur|uren|d|days?|dag|dagen|tagen?|w|wks?|weeks?|weken|woche[n]?|"
    r"mo|mos|months?|maand(?:en)?|monat(?:en)?|y|yrs?|years?|jaar)\s?(?:ago|geleden|back|old)?(?![^\W_])",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"ago|last |geleden|vor|il y a|hace|back|old|^\W*(?:posted|active)?\W*\d+\s?\+?\s?(?:m|h|d|w|mo|y)\b", re.IGNORECASE
)
_IN_FUTURE = re.compile(r"^\W*(?:in|within|over|binnen|closes in|closing in|expires in|ends in)\s", re.IGNORECASE)
_DAY_WORDS = (
    (
        re.compile(
            r"\b(?:today|just (?:now|posted)|just|now|vandaag|heute|aujourd'?hui|hoy|hoje|leo|zojuist)\b|\u12db\u122c",
            re.IGNORECASE,
        ),
        0,
    ),
    (re.compile(r"\b(?:day before yesterday|eergisteren|vorgestern)\b", re.IGNORECASE), -2),
    (
        re.compile(r"\b(?:yesterday|gisteren|gestern|hier|ayer|ontem|jana)\b|\u1275\u1293\u1295\u1275", re.IGNORECASE),
        -1,
    ),
    (re.compile(r"\b(?:tomorrow|morgen|demain|ma\u00f1ana|kesho)\b|\u1290\u1308", re.IGNORECASE), 1),
)


def parse_date(text: str, now: datetime) -> date | None:
    """The date that a text says, relative ones counted from `now`; the day stands before the month if it can.

    None for rubbish and for dates before 2000 or more than three years ahead.
    """
    text = text[:LONGEST_TEXT].strip()
    found = _absolute(text, now) or _epoch(text) or _relative(text, now)
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
        return _date(match["year"], month, match["day"]) if match["year"] else _nearest(month, int(match["day"]), now)
    match = _NUMERIC.search(text)
    if match:
        year = int(match["year"]) + (TWO_DIGIT_CENTURY if len(match["year"]) == len("26") else 0)
        return _date(year, match["second"], match["first"]) or _date(year, match["first"], match["second"])
    return None


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
    ahead = _IN_FUTURE.match(text)
    match = _AGO.search(text)
    if match and (ahead or _RELATIVE.search(text)):
        delta = _delta(match["count"].lower(), match["unit"].lower())
        try:
            return (now + delta if ahead else now - delta).date()
        except (OverflowError, ValueError):
            return None
    for words, days in _DAY_WORDS:
        if words.search(text):
            return (now + timedelta(days=days)).date()
    return None


def _delta(count: str, unit: str) -> relativedelta:
    number = int(count) if count.isdecimal() else 3 if count == "few" else 1
    if unit.startswith(("mo", "maand")):
        return relativedelta(months=number)
    if unit.startswith(("y", "j")):
        return relativedelta(years=number)
    if unit.startswith("w"):
        return relativedelta(weeks=number)
    if unit.startswith(("d", "t")):
        return relativedelta(days=number)
    return relativedelta(hours=number) if unit.startswith(("h", "u")) else relativedelta(minutes=number)
