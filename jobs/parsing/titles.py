"""Job titles: the bare title, and the level, field of work and employment type it tells."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, replace

from jobs.parsing.fields_of_work import function_told
from jobs.parsing.functions import function_of
from jobs.parsing.title_employers import is_employer, without_last_employer
from jobs.parsing.title_hours import employment_by_hours
from jobs.parsing.title_levels import LONGEST_TITLE, parse_employment_types, parse_level, title_level
from jobs.parsing.title_marks import (
    EDGES,
    without_company,
    without_gender,
    without_lead_in,
    without_marks,
    without_references,
    without_trailing,
)
from jobs.parsing.title_places import (
    SHORTEST_PLACE,
    all_places,
    is_place,
    is_state,
    says_no_work,
    without_last_city,
    without_place_behind,
)

__all__ = ["Title", "clean_title", "function_of", "parse_employment_types", "parse_level", "parse_title"]

_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{0,120})[)\]}]")
_OPENS_BRACKET = re.compile(r"[(\[{]")
_OF_CHIEF = re.compile(r"\bchief (\w)\w* officer \(c\1o\)$", re.IGNORECASE)  # says nothing new
_LISTED = re.compile(r"\s*[,;/|&+]\s*|\sand\s|\sor\s")
_BASED = re.compile(r"\W*based (?:in|at)\b", re.IGNORECASE)
_COMMA = re.compile(r"\s*,\s+")
_BEFORE_COMPANY = re.compile(r"\s*(?:[-\u2013|,@:]|\b(?:at|bei|bij|chez|en|na)\b)\s*$", re.IGNORECASE)
_AFTER_COMPANY = re.compile(r"\s*[-\u2013|:,]\s*(?=\w)")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u2b50\u2b55\u200b-\u200f\u2060]+")
_SEPARATOR = re.compile(
    r"((?:\s+[-\u2013\u2014|\u2022:]+\s+|\s*[|\u2022]+\s*|\s*,\s+|\s*;\s*|\s+[-\u2013\u2014]+(?=\S)|\s+//+\s*|"
    r"(?<=\S):\s+|\s+@\s*|"
    r"(?<=\w)\s+(?:needed|wanted|required)\s+(?=(?:for|in|at)?\s?\w))"
    r"(?![^(]*\)))"  # what stands in brackets stays together
)
_SIGN = re.compile(r"[-\u2013\u2014|\u2022:,;@]|//|ed\s")  # one stands in every separator
_CALL = re.compile(r"\s+(?:needed|wanted|required)\s+$")
# Alone before the work these say nothing of it: "Fresher - Data Analyst".
_NO_WORK = re.compile(
    r"(?:freshers?|jobs?|opportunity|bijbaan|nebenjob|ferienjob|(?:student|summer|weekend|holiday) job|"
    r"vacature)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\w\s(?:required|essential|mandatory|preferred|a must|erforderlich|verplicht|exig\u00e9e?|obligatoire)$",
    re.IGNORECASE,
)
_B2B = re.compile(r"\bb2b\b", re.IGNORECASE)
_SELLING = frozenset({"Sales & Business Development", "Marketing & Communications", "Customer Service", "Retail"})
_POLISH = re.compile(
    r"[\u0105\u0107\u0119\u0142\u0144\u015b\u017a\u017c]|\b(?:umow|handlow|sprzeda|specjalist)", re.IGNORECASE
)
_SPACE_BEFORE_MARK = re.compile(r"\s+(?=[,;:]\s)")


@dataclass(frozen=True, slots=True)
class Title:
    """A cleaned title and what it tells; None where it tells nothing.

    `level`: intern, junior, mid, senior, lead, manager, director or executive. `function`: a field of
    `data/functions.tsv`. `employment_type`: full_time, part_time, contract, temporary, internship, volunteer.
    """

    title: str
    level: str | None
    function: str | None
    employment_type: str | None


def parse_title(text: str, *, company: str = "") -> Title:
    """The title without marks of gender, places, shifts, references and "Hiring:"; what it says of level and field."""
    read = _read(text[:LONGEST_TITLE])
    title = _without_company(read.title, company)
    return read if title == read.title else replace(read, title=title, function=function_told(title))


@functools.lru_cache(maxsize=2048)  # one opening is posted on many boards, and many companies seek the same people
def _read(short: str) -> Title:
    raw = " ".join((short if short.isascii() else _PICTURES.sub(" ", short)).split()).strip("<>=~ ")
    title = clean_title(raw)
    level = title_level(" ".join(without_references(without_gender(raw)).split()))
    function = function_told(title)
    return Title(title, level, function, _employment_type(raw, function))


def _employment_type(raw: str, function: str | None) -> str | None:
    """The type that words or hours tell; who sells "B2B" sells to companies, but in Polish that is how one is hired."""
    to_companies = function in _SELLING and "b2b" in raw.lower() and not _POLISH.search(raw)
    types = parse_employment_types(_B2B.sub(" ", raw) if to_companies else raw)
    return types[0] if types else employment_by_hours(raw)


def clean_title(raw: str) -> str:
    """The bare title; the text itself, trimmed, where nothing would remain."""
    title = without_company(without_lead_in(raw))
    if _OPENS_BRACKET.search(title):
        title = _BRACKETS.sub(_bracket, title)
    pieces = [*_SEPARATOR.split(title), ""] if _SIGN.search(title) else [title, ""]  # parts and separators in turn
    first, *others = zip(pieces[::2], pieces[1::2], strict=True)
    parts = [first, *((part, separator) for part, separator in others if not _asks(part))]
    kept = [(_bare_part(part), separator) for part, separator in parts]
    kept = _without_places(kept) if len(kept) > 1 else kept
    joined = "".join(
        part + (_CALL.sub(" ", separator) if index < len(kept) - 1 else "")
        for index, (part, separator) in enumerate(kept)
    )
    bare = without_trailing(_SPACE_BEFORE_MARK.sub("", " ".join(joined.split()))).strip(EDGES)
    bare += ")" * (bare.count("(") > bare.count(")"))
    return bare or raw.strip(EDGES) or raw.strip()


def _asks(part: str) -> bool:
    """Whether a part says what is asked for and not what the work is: "- CSCS required"."""
    return _ASKED.search(part) is not None and function_of(part) is None


def _bare_part(part: str) -> str:
    bare = without_place_behind(without_marks(without_place_behind(part)))
    shorter = without_last_employer(without_last_city(bare))
    return shorter if shorter != bare and function_of(shorter) and ("(" in shorter) == (")" in shorter) else bare


def _without_places(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts, each with its separator, but for empty ones, employers and places; the first only before the work."""
    kept: list[tuple[str, str]] = []
    place_before = False
    for index, (part, separator) in enumerate(parts):
        place = (
            is_place(part)
            or ("/" in part and all_places(part))
            or (is_state(part) and (place_before or says_no_work(part)))
        )
        beside = (
            (place and (bool(kept) or len(part) >= SHORTEST_PLACE)) or is_employer(part) or _NO_WORK.fullmatch(part)
        )
        goes = bool(beside) and (bool(kept) or any(function_of(other) for other, _ in parts[index + 1 :]))
        place_before = place and goes
        if part and not goes:
            kept.append((part, separator))
    return kept


def _without_company(title: str, company: str) -> str:
    """The title without the employer's name at its end or start: "Cook - Acme Foods"."""
    name, lowered = company.strip().lower(), title.lower()
    if len(name) < SHORTEST_PLACE or name not in lowered:
        return title
    if lowered.endswith(name) and (match := _BEFORE_COMPANY.search(title[: -len(name)])):
        return title[: match.start()].strip(EDGES) or title
    if lowered.startswith(name) and (match := _AFTER_COMPANY.match(title[len(name) :])):
        return title[len(name) + match.end() :].strip(EDGES) or title
    return title


def _bracket(match: re.Match[str]) -> str:
    """Brackets stay only where they say what the work is: not places and their numbers, modes, shifts or counts."""
    inner = _inside_bracket(match[1])
    if not any(map(without_marks, _LISTED.split(inner))) or _OF_CHIEF.search(match.string[: match.end()]):
        return " "
    if parse_level(inner) in {"intern", "junior", "mid", "senior"} and len(inner.split()) == 1:
        return f" {inner}"
    return " " if all_places(inner) or len(inner) == 1 else f" ({inner})"


def _inside_bracket(text: str) -> str:
    """What a bracket says of the work: "Full-Stack" of "Full-Stack, Eindhoven", "" of "based in Johor" and "69"."""
    items = [item for part in _COMMA.split(text) if (item := without_marks(part))]
    while len(items) > 1 and (is_place(items[-1]) or is_state(items[-1])):
        items.pop()
    inner = ", ".join(items)
    return "" if inner.isdigit() or _BASED.match(text) else inner
