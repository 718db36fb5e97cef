"""When somebody can begin: "I can start in January", "disponible de suite", "naweza kuanza mwezi ujao"."""

from __future__ import annotations

import functools
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from bot.conversation.reader.background import same_length
from bot.conversation.reader.wording import rows
from bot.texts.languages import LANGUAGES
from jobs.parsing.dates import parse_date
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_CATALOGUE = "pcm"  # its months are those of English
_ONE = r"(?:1|one|a|une?|uma?|un|moja)"
_NUMBERS = {
    "two": 2,
    "deux": 2,
    "dois": 2,
    "duas": 2,
    "dos": 2,
    "mbili": 2,
    "three": 3,
    "trois": 3,
    "tres": 3,
    "tatu": 3,
}


def start_said(text: str, today: date) -> tuple[date | None, str]:
    """The first day that somebody names for their work, and the text without that phrase; None and all of it, else."""
    found = _pattern().search(same_length(text).lower())
    day = _day(found, today) if found else None
    if found is None or day is None:
        return None, text
    return day, f"{text[: found.start()]} ; {text[found.end() :]}"


def start_named(text: str, today: date) -> date | None:
    """The day that an answer to "from when?" names, with or without words around it."""
    plain = same_length(text).lower().strip(" .!")
    found = re.fullmatch(rf"(?:{_spelled('cue')} )?(?:(?:{_spelled('from')}) )?{_when()}", plain) or _pattern().search(
        plain
    )
    return _day(found, today) if found else _dated(text, today)


def _day(found: re.Match[str], today: date) -> date | None:
    if found["now"]:
        return today
    if found["week"]:
        return today + timedelta(days=7 - today.weekday())
    if found["month"]:
        return _months_on(today.replace(day=1), 1)
    if counted := found["many"] or found["many_behind"]:
        weeks = found["weeks"] or found["weeks_before"]
        return today + timedelta(weeks=_number(counted)) if weeks else _months_on(today, _number(counted))
    if found["name"]:
        return _in_month(found, today)
    return _dated(found["dated"], today)


def _in_month(found: re.Match[str], today: date) -> date | None:
    """The first of a month named, or its day; the next one that comes, where no year is said."""
    month = _months()[found["name"]]
    year = int(found["year"]) if found["year"] else today.year + (month < today.month)
    day = int(found["day"] or found["day_behind"] or 1)
    if not 1 <= day <= monthrange(year, month)[1]:
        return None
    return max(date(year, month, day), today)


def _months_on(day: date, count: int) -> date:
    month = day.month - 1 + count
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS.get(word, 1)


def _dated(text: str, today: date) -> date | None:
    day = parse_date(text, datetime.combine(today, time(), UTC))
    return day if day is None or day >= today else None


@functools.cache
def _pattern() -> re.Pattern[str]:
    # "available Monday to Friday", "available on weekends": a way of working, not a beginning.
    return re.compile(
        rf"\b(?:{_spelled('cue')})[ ,:]+(?:(?:{_spelled('from')}) )?{_when()}\b(?! (?:to|a|au|ate|hasta|hadi)\b)"
    )


@functools.cache
def _when() -> str:
    count = rf"(?P<many>\d{{1,2}}|{_ONE}|{'|'.join(_NUMBERS)})"
    names = "|".join(sorted(_months(), key=len, reverse=True))
    named = (
        rf"(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th|er)? (?:of |de |d )?)?(?P<name>{names})"
        rf"(?: (?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?(?:,? (?:de |of )?(?P<year>20\d\d))?"
    )
    return (
        rf"(?:(?P<now>{_spelled('now')})|(?P<week>{_spelled('week')})|(?P<month>{_spelled('month')})|"
        rf"{count} (?:(?P<weeks>{_spelled('weeks')})|(?:{_spelled('months')}))|"
        rf"(?:baada ya )?(?:(?P<weeks_before>wiki)|miezi|mwezi) (?P<many_behind>\d{{1,2}}|moja|mbili|tatu)|{named}|"
        r"(?P<dated>\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d))"
    )


@functools.cache
def _months() -> dict[str, int]:
    """From the folded name of a month, whole or short, in each language to its number."""
    return dict(_month_names())


def _month_names() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        if language == _NO_CATALOGUE:
            continue
        for width in ("abbreviated", "wide"):
            for number, name in get_month_names(width, "stand-alone", language).items():
                yield folded(name).strip("."), number


@functools.cache
def _spelled(kind: str) -> str:
    return "|".join(spellings for name, spellings in rows("starts.tsv") if name == kind)
