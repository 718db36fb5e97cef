"""The hours that a title names: with few of them a week the work is part-time, with many full-time."""

from __future__ import annotations

import re

MOST_PART_TIME, LEAST_FULL_TIME = 32, 35  # hours a week
WHOLE = 100  # per cent
_FIGURE = r"\d{1,3}(?:[.,]\d{1,2})?"
_RANGE = rf"(?P<low>{_FIGURE})\s?(?:(?:-|\u2013|\u2014|to|tot|bis|\u00e0)\s?(?P<high>{_FIGURE})\s?)?"
_A_WEEK = (
    r"\s?(?:(?:per|p?/|p|pro|par|por|a|a la|\u00e0 la)\s?(?:week|wk|woche|wo\b|semaine|semana|w\b)|"
    r"weekly|semanal(?:es)?\b|semanais\b|hebdo|wekelijks|w\u00f6chentlich)"
)
_HOURS = re.compile(
    rf"(?<![\w.,]){_RANGE}(?:(?:uur|std\.?|stunden|heures)(?!\w)|(?:hours?|hrs?|h|u|horas){_A_WEEK})", re.IGNORECASE
)
_SHARE = re.compile(
    rf"(?<![\w.,]){_RANGE}%(?!\s?(?:remote|home|commission|bonus|provision|off\b|discount))", re.IGNORECASE
)
_FTE = re.compile(r"\b(?:(?P<part>0[.,]\d{1,2})|1[.,]0)\s?fte\b", re.IGNORECASE)


def employment_by_hours(title: str) -> str | None:
    """The type, part_time or full_time, that hours a week, a share or an FTE tell; None where it may be both."""
    if not any(map(str.isdigit, title)):
        return None
    if hours := _HOURS.search(title):
        return _type(hours, MOST_PART_TIME, LEAST_FULL_TIME)
    if share := _SHARE.search(title):
        return _type(share, WHOLE - 1, WHOLE)
    fte = _FTE.search(title)
    return None if fte is None else "part_time" if fte["part"] else "full_time"


def _type(told: re.Match[str], most_part_time: int, least_full_time: int) -> str | None:
    low, high = (float((told[end] or told["low"]).replace(",", ".")) for end in ("low", "high"))
    if 0 < high <= most_part_time:
        return "part_time"
    return "full_time" if low >= least_full_time else None
