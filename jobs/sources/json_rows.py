"""Streams the objects of a JSON or JSON Lines text with their line numbers; a bad one is named, not raised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator

# Under what names boards put their list of postings, and in what they wrap the object that holds it.
LIST_KEYS = frozenset(
    {"jobs", "results", "data", "items", "postings", "content", "offers", "messages", "hits", "vacancies", "listings",
     "positions", "openings", "records", "jobPostings", "job_postings", "job_listings", "children", "@graph", "rows"}
)  # fmt: skip
WRAPPING_KEYS = frozenset({"data", "result", "response", "results", "payload", "job_data", "jobs"})


def read_jsonl(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """One object a line."""
    for line, written in enumerate(text, start=1):
        if not written.strip():
            continue
        try:
            yield _object(line, json.loads(written))
        except (ValueError, RecursionError) as error:
            yield BadRecord(line, f"not JSON: {error}")


def read_json(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """A list of objects, or an object that holds such a list, one element at a time."""
    written = text.read()
    position = _list_start(written)
    if position is None:
        yield from _read_single(written)
        return
    line, counted = 1, 0
    while True:
        position = _skip(written, position, " \t\r\n,")
        line += written.count("\n", counted, position)
        counted = position
        if position < len(written) and written[position] == "]":
            return
        try:
            value, position = json.JSONDecoder().raw_decode(written, position)
        except (ValueError, RecursionError) as error:
            yield BadRecord(line, f"the JSON is broken here, nothing after it was read: {error}")
            return
        yield _object(line, value)


def surroundings(written: str) -> dict[str, Any]:
    """What an object says before its list of postings, such as the name of the company whose board it is."""
    around: dict[str, Any] = {}
    _list_start(written, around)
    return around


def _list_start(written: str, around: dict[str, Any] | None = None) -> int | None:
    """Where the first element of the list of postings is, or None when there is no such list."""
    position = _skip(written, 0, "\ufeff \t\r\n")
    if written[position : position + 1] == "[":
        return position + 1
    decoder = json.JSONDecoder()
    position += 1
    while True:
        try:
            key, position = decoder.raw_decode(written, _skip(written, position, " \t\r\n,"))
            position = _skip(written, position, " \t\r\n:")
            if key in LIST_KEYS and _holds_objects(written, position):
                return position + 1
            if key in WRAPPING_KEYS and written[position : position + 1] == "{":
                position += 1
                continue
            value, position = decoder.raw_decode(written, position)
        except (ValueError, RecursionError):
            return None
        if around is not None:
            around[key] = value


def _holds_objects(written: str, position: int) -> bool:
    """Whether a list of objects begins here, or an empty one."""
    if written[position : position + 1] != "[":
        return False
    first = _skip(written, position + 1, " \t\r\n")
    return written[first : first + 1] in {"{", "]"}


def _read_single(written: str) -> Iterator[Record | BadRecord]:
    try:
        yield _object(1, json.loads(written))
    except (ValueError, RecursionError) as error:
        yield BadRecord(getattr(error, "lineno", 1), f"not JSON: {error}")


def _skip(written: str, position: int, signs: str) -> int:
    while position < len(written) and written[position] in signs:
        position += 1
    return position


def _object(line: int, value: object) -> Record | BadRecord:
    if not isinstance(value, dict):
        return BadRecord(line, f"a posting must be a JSON object, this is {type(value).__name__}")
    return Record(line, value)
