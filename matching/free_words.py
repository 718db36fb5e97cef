"""A wish in free words, as it is typed into a search box: the work, and what is said about it beside.

For ranking offline; in a chat the conversation reads with its own, much wider reader.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from db.places import StoredPlace
from db.preferences import Preferences
from jobs.parsing.experience import parse_experience
from jobs.parsing.places import parse_places
from jobs.parsing.salary import parse_pay
from jobs.parsing.title_levels import parse_employment_types
from jobs.parsing.work_mode import parse_work_mode

if TYPE_CHECKING:
    from collections.abc import Callable

YEARS = range(1990, 2100)  # "Data Analyst 2025" asks for no pay
LONGEST = 500  # characters: a longer text is a description, of which the beginning is read
_LEAD = re.compile(
    r"^(?:(?:hi|hello|please|i|i'm|i am|am|want|would like|need|looking|look|searching|search|seeking|seek|find|show"
    r"|get|me|for|to|work|job|position|role|as|a|an|any|some|new)\b[\s,!:]*)+(?=\S)",
    re.IGNORECASE,
)
_LEAD_SIGNS = re.compile(
    r"\b(?:want|like|need|looking|look|searching|search|seeking|seek|find|show|work as)\b", re.IGNORECASE
)
_OFFERS = re.compile(r"\b(?:jobs|vacancies|positions|openings|roles)\b|\b(?:job|vacancy|position|role)$", re.IGNORECASE)
_MODE = re.compile(
    r"\b(?:fully |100% )?(?:remote(?:ly)?|hybrid|on-?site|in (?:the )?office|(?:work(?:ing)? )?from home|wfh)\b",
    re.IGNORECASE,
)
_TYPE = re.compile(r"\b(?:full|part)[- ]?time\b", re.IGNORECASE)
_YEARS = re.compile(r"\b\d+(?:\.\d+)?\s*\+?\s*(?:years?|yrs?)(?:\s+of)?(?:\s+(?:work\s+)?experience)?", re.IGNORECASE)
_PAY = re.compile(
    r"(?:\b(?:over|above|at least|min(?:imum)?|more than|from|paying|paid|salary|pay|of)\b[\s:]*)*"
    r"(?:[€$£₦₹]\s*|\b[a-z]{3}\s+)?\b\d[\d.,]*\s*k?\b\+?(?:\s*(?:[€$£₦₹]|[a-z]{3}\b|euros?|dollars?|naira|birr|shillings?))?"
    r"(?:\s*(?:per|an?|/)\s*(?:hour|day|week|month|year|annum))?",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\b(?:in|near|around|based in)\s+(?P<name>[^,;.]+)", re.IGNORECASE)
_REFUSED = re.compile(r"[,;]\s*(?:but\s+)?(?:no|not|without)\s+(?P<what>[^,;.]+)", re.IGNORECASE)


def read_free_words(text: str) -> Preferences:
    """The wishes of one text; what is left of it when pay, place and the like are taken out is the role."""
    words = " ".join(text[:LONGEST].split())
    found: dict[str, Any] = {}
    for reading in READINGS:
        words, said = reading(words)
        found |= said
    role = _role(words) or " ".join(text[:LONGEST].split())
    return Preferences(job_roles=(role,) if role else (), **found)


def _refused(words: str) -> tuple[str, dict[str, Any]]:
    refused = tuple(match["what"].strip() for match in _REFUSED.finditer(words))
    return _REFUSED.sub("", words), {"excluded_words": refused} if refused else {}


def _mode(words: str) -> tuple[str, dict[str, Any]]:
    mode = parse_work_mode(words).mode if _MODE.search(words) else None
    return (_MODE.sub(" ", words), {"work_arrangements": (mode,)}) if mode else (words, {})


def _type(words: str) -> tuple[str, dict[str, Any]]:
    types = parse_employment_types(words) if _TYPE.search(words) else ()
    return (_TYPE.sub(" ", words), {"employment_types": types}) if types else (words, {})


def _years(words: str) -> tuple[str, dict[str, Any]]:
    years = parse_experience(words) if _YEARS.search(words) else None
    if years is None or years.min_years is None:
        return words, {}
    return _YEARS.sub(" ", words), {"years_of_experience": years.min_years}


def _pay(words: str) -> tuple[str, dict[str, Any]]:
    pay = parse_pay(words, bare_numbers=True)
    if pay is None or pay.min is None or pay.min in YEARS or not _PAY.search(words):
        return words, {}
    said = {"salary_min": pay.min, "salary_currency": pay.currency, "salary_period": pay.period}
    return _PAY.sub(" ", words), {name: value for name, value in said.items() if value is not None}


def _place(words: str) -> tuple[str, dict[str, Any]]:
    for match in _PLACE.finditer(words):
        places = parse_places(match["name"])
        if places:
            stored = StoredPlace(
                places[0].city, places[0].region, places[0].country, places[0].latitude, places[0].longitude
            )
            return words[: match.start()] + words[match.end() :], {"preferred_locations": (stored,)}
    return words, {}


READINGS: tuple[Callable[[str], tuple[str, dict[str, Any]]], ...] = (_refused, _mode, _type, _years, _pay, _place)


def _role(words: str) -> str:
    if _LEAD_SIGNS.search(words):
        words = _LEAD.sub("", words.strip())
    words = " ".join(words.split()).strip(" ,;.-")
    return _OFFERS.sub("", words).strip(" ,;.-") or words
