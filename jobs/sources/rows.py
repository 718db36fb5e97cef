"""Streams the records of a CSV, JSON or JSON Lines text with their line numbers; a bad row is named, not raised."""

from __future__ import annotations

import csv
import json
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator

Kind = Literal["csv", "json", "jsonl"]

LIST_KEYS = ("jobs", "results", "data", "items", "postings")


@dataclass(frozen=True, slots=True)
class Record:
    """One object or table row, and the line it starts on."""

    line: int
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A row that could not be read, the line it starts on, and why."""

    line: int
    reason: str


def read_csv(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """Table rows under the names of the header."""
    reader = _csv_reader(text)
    header = [column.strip() for column in next(reader, [])]
    line = reader.line_num
    while True:
        start, row = line + 1, None
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield BadRecord(start, f"not a CSV row: {error}")
        line = reader.line_num
        if row:
            yield _table_row(start, header, row)


def csv_header(text: io.TextIOWrapper) -> tuple[str, ...]:
    """The column names of a table."""
    return tuple(column.strip() for column in next(_csv_reader(text), []))


def _csv_reader(text: io.TextIOWrapper) -> Any:  # noqa: ANN401 - the csv module's reader has no public type
    csv.field_size_limit(sys.maxsize)  # descriptions are longer than the module's default of 128 KB
    first_line = text.readline()
    return csv.reader(_chain(first_line, text), delimiter=max(",;\t|", key=first_line.count))


def _chain(first_line: str, rest: io.TextIOWrapper) -> Iterator[str]:
    yield first_line
    yield from rest


def _table_row(line: int, header: list[str], row: list[str]) -> Record | BadRecord:
    extra = [value for value in row[len(header) :] if value.strip()]
    if extra:
        return BadRecord(line, f"{len(row)} values for {len(header)} columns: is a comma or a quote unescaped?")
    return Record(line, dict(zip(header, row, strict=False)))


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


def _list_start(written: str) -> int | None:
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
            if key in LIST_KEYS and written[position : position + 1] == "[":
                return position + 1
            _, position = decoder.raw_decode(written, position)
        except (ValueError, RecursionError):
            return None


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


READERS: dict[Kind, Callable[[io.TextIOWrapper], Iterator[Record | BadRecord]]] = {
    "csv": read_csv,
    "json": read_json,
    "jsonl": read_jsonl,
}
