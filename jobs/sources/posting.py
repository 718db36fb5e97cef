"""A posting in its source's own words, before any parser has looked at it."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from jobs.parsing.figures import NUMBER, number_value

if TYPE_CHECKING:
    from collections.abc import Mapping

ABSENT = frozenset({"", "nan", "none", "null", "n/a", "na", "-", "unknown", "not specified", "not available"})
LONGEST_ABSENT = max(map(len, ABSENT))
NAMING_KEYS = ("display_name", "name", "label", "title", "value", "@value")
FIGURE = re.compile(NUMBER, re.ASCII)
NUL = "\\u0000"  # as JSON writes it
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # PostgreSQL keeps neither NUL nor half a surrogate pair


@dataclass(frozen=True, slots=True)
class SourcePosting:
    """What one record says. Texts as written, trimmed, "" when absent; numbers None when absent.

    Salary figures are in `currency` per `interval`, both as written; experience in years; days count from today.
    `country` is where `location` lies when it does not say so, `remote_in` the places a remote job may be done from
    (by commas), `attribution` the name that the board wants to be shown, `filled` whether the source
    says that somebody has the job. A reader leaves markup in the texts; `legible`
    takes it out of the short ones.
    """

    title: str
    source: str = ""
    source_job_id: str = ""
    company: str = ""
    location: str = ""
    description: str = ""
    requirements: str = ""
    url: str = ""
    posted: str = ""
    posted_days_ago: float | None = None
    deadline: str = ""
    expires_in_days: float | None = None
    salary: str = ""
    salary_min: float | None = None
    salary_max: float | None = None
    currency: str = ""
    interval: str = ""
    experience: str = ""
    experience_min: float | None = None
    experience_max: float | None = None
    skills: str = ""
    job_type: str = ""
    work_mode: str = ""
    remote: bool | None = None
    level: str = ""
    function: str = ""
    industry: str = ""
    category: str = ""
    keywords: str = ""
    country: str = ""
    remote_in: str = ""
    apply_url: str = ""
    contacts: str = ""
    benefits: str = ""
    education: str = ""
    attribution: str = ""
    filled: bool | None = None


class NotAPosting(Exception):
    """A record that offers no job; the message says in plain words why."""


def text_of(value: object) -> str:
    """A field as text: lists joined by commas, an object by its name; "" where it only says that nothing is known."""
    if isinstance(value, dict):
        value = next(filter(None, map(value.get, NAMING_KEYS)), "")
    if isinstance(value, list | tuple):
        value = ", ".join(part for part in map(text_of, value) if part)
    if value is None or isinstance(value, bool):
        return ""
    text = str(value).strip()
    return "" if len(text) <= LONGEST_ABSENT and text.lower() in ABSENT else text


def number_of(value: object) -> float | None:
    """A field as a finite number, or None; "1,200.50", "1.200,50" and "2,5" are read, "about 5" is not.

    A lone point is a decimal one, as programs write it; the columns of pay are read by `read_pay_columns`.
    """
    if isinstance(value, bool):
        return None
    written = text_of(value)
    try:
        number = float(written or "nan")
    except (OverflowError, ValueError):
        number = number_value(written) if FIGURE.fullmatch(written) else math.nan
    return number if math.isfinite(number) else None


def flag_of(value: object) -> bool | None:
    """A field as yes or no, or None."""
    text = str(value).strip().lower()
    if text in {"true", "yes", "1", "y", "1.0"}:
        return True
    return False if text in {"false", "no", "0", "n", "0.0"} else None


def storable(value: Any) -> Any:  # noqa: ANN401 - any JSON value
    """The same JSON value with what PostgreSQL cannot keep taken out: NUL, lone surrogates, NaN and infinities."""
    if isinstance(value, str):
        return value if value.isascii() and "\x00" not in value else UNSTORABLE.sub("", value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {storable(str(key)): storable(part) for key, part in value.items()}
    return [storable(part) for part in value] if isinstance(value, list | tuple) else value


def kept(values: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """A record as the database can keep it, and that as JSON with its keys in order."""
    try:
        written = orjson.dumps(values, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # half a character, an integer of more than 64 bits, or what JSON has no word for
        written = NUL
    if NUL not in written:
        return values, written
    values = storable(values)
    return values, json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)


def first_of(record: Mapping[str, Any], *columns: str) -> str:
    """The first of these columns that says something, as text."""
    return next((text for column in columns if (text := text_of(record.get(column)))), "")


def inside(record: Mapping[str, Any], *path: str) -> Any:  # noqa: ANN401 - any JSON value
    """What stands at the end of this path of keys, of a list its first element; None when there is no such path."""
    value: Any = record
    for key in path:
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def objects_of(value: object) -> list[dict[str, Any]]:
    """The JSON objects in a list, or the one that stands in place of a list."""
    return [part for part in (value if isinstance(value, list) else [value]) if isinstance(part, dict)]


def joined(*values: object, by: str = ", ") -> str:
    """The fields that say something, as text, each once."""
    return by.join(dict.fromkeys(filter(None, map(text_of, values))))
