"""Streams the objects of a JSON or JSON Lines text with their line numbers; a bad one is named, not raised."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from jobs.sources.json_window import Broken, JsonWindow
from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TextIO

# Under what names boards put their list of postings, and in what they wrap the object that holds it.
LIST_KEYS = frozenset(
    {"jobs", "results", "data", "items", "postings", "content", "offers", "messages", "hits", "vacancies", "listings",
     "positions", "openings", "records", "jobPostings", "job_postings", "job_listings", "children", "@graph", "rows"}
)  # fmt: skip
WRAPPING_KEYS = frozenset({"data", "result", "response", "results", "payload", "job_data", "jobs"})


def read_jsonl(text: TextIO) -> Iterator[Record | BadRecord]:
    """One object a line."""
    for line, written in enumerate(text, start=1):
        if not written.strip():
            continue
        try:
            yield _object(line, json.loads(written))
        except (ValueError, RecursionError) as error:
            yield BadRecord(line, f"not JSON: {error}")


def read_json(text: TextIO) -> Iterator[Record | BadRecord]:
    """A list of objects, or an object that holds such a list, one element at a time; one object is a list of one."""
    window = JsonWindow(text)
    if not _to_list(window, {}):
        text.seek(0)
        yield from _read_single(JsonWindow(text))
        return
    while window.next_sign(commas=True) not in {"]", ""}:
        line = window.line()
        try:
            yield _object(line, window.value())
        except Broken as error:
            behind = window.pass_over()
            after = "" if behind else ", nothing after it was read"
            yield BadRecord(line, f"the JSON is broken here{after}: {error}")
            if not behind:
                return
    if not window.next_sign():
        yield BadRecord(window.line(), "the JSON breaks off here: its list has no end")


def surroundings(text: TextIO) -> dict[str, Any]:
    """What an object says before its list of postings, such as the name of the company whose board it is."""
    around: dict[str, Any] = {}
    _to_list(JsonWindow(text), around)
    return around


def _to_list(window: JsonWindow, around: dict[str, Any]) -> bool:
    """Go to the first element of the list of postings, noting what stands before; False when there is no such list."""
    opened = window.next_sign()
    if opened == "\ufeff":
        window.step()
        opened = window.next_sign()
    window.step()
    if opened == "[":
        return True
    try:
        while opened == "{":
            opened = _past_key(window, around)
    except Broken:
        return False
    return opened == "["


def _past_key(window: JsonWindow, around: dict[str, Any]) -> str:
    """Read a name and its value; what was opened: "[" the list of postings, "{" the object itself or one in it."""
    if window.next_sign(commas=True) != '"':
        return ""
    key = str(window.value())
    if window.next_sign() != ":":
        return ""
    window.step()
    opened = window.next_sign()
    if opened == "{" and key in WRAPPING_KEYS:
        window.step()
        return "{"
    if opened == "[" and key in LIST_KEYS and window.second_sign() in {"{", "]"}:
        window.step()
        return "["
    around[key] = window.value()
    return "{"


def _read_single(window: JsonWindow) -> Iterator[Record | BadRecord]:
    if window.next_sign() == "\ufeff":
        window.step()
        window.next_sign()
    line = window.line()
    try:
        yield _object(line, window.value())
    except Broken as error:
        yield BadRecord(line, f"not JSON: {error}")
        return
    if window.next_sign():
        yield BadRecord(window.line(), "not JSON: something follows the object")


def _object(line: int, value: object) -> Record | BadRecord:
    if not isinstance(value, dict):
        return BadRecord(line, f"a posting must be a JSON object, this is {type(value).__name__}")
    return Record(line, value)
