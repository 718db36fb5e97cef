"""Streams the rows of a CSV text; a quote that is never closed costs its own row, not those that it swallows."""

from __future__ import annotations

import csv
import sys
from collections import deque
from itertools import repeat
from typing import TYPE_CHECKING, Any

from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    import io
    from collections.abc import Iterable, Iterator

LONGEST_ROW = 5000  # lines; a longer quoted field was never closed
LEAST_COLUMNS = 2  # of a line that counts as a row of its own
TELLING_COLUMNS = 5  # so many values in a line of a whole field are no coincidence of commas
UNCLOSED = "a quote that is never closed: {lines} lines below were taken for one field; whole rows there are read again"


class _Lines:
    """The lines of a text, with those of the row being read kept, so that they can be read anew."""

    def __init__(self, first: str, rest: Iterable[str]) -> None:
        self._rest, self._again = iter(rest), deque([first] if first else [])
        self.taken: list[str] = []
        self.number = 0  # of the last line taken

    def __iter__(self) -> Iterator[str]:
        while len(self.taken) < LONGEST_ROW:
            line = self._again.popleft() if self._again else next(self._rest, None)
            if line is None:
                return
            self.taken.append(line)
            self.number += 1
            yield line

    def begin(self) -> None:
        """A row begins with the next line."""
        self.taken = []

    def give_back(self, lines: list[str]) -> None:
        """Read these lines, the last ones taken, again."""
        self._again.extendleft(reversed(lines))
        self.number -= len(lines)


def read_csv(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """Table rows under the names of the header."""
    lines, delimiter = _opened(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header = _header(lines, delimiter)
    while True:
        lines.begin()
        start = lines.number + 1
        try:
            row = next(reader)
        except StopIteration:
            if not lines.taken:
                return
            row = None
        except csv.Error:
            row = None
        if row == []:
            continue
        taken = lines.taken
        if row is not None and len(row) == len(header) and (len(taken) == 1 or not _swallows(taken, header, delimiter)):
            yield Record(start, _under(header, row))
            continue
        yield _mended(lines, header, delimiter, start)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)  # after an error the old one is in mid-field


def csv_header(text: io.TextIOWrapper) -> tuple[str, ...]:
    """The column names of a table."""
    lines, delimiter = _opened(text)
    return tuple(_header(lines, delimiter))


def _opened(text: io.TextIOWrapper) -> tuple[_Lines, str]:
    csv.field_size_limit(sys.maxsize)  # descriptions are longer than the module's default of 128 KB
    first = text.readline()
    return _Lines(first, text), max(",;\t|", key=first.count)


def _header(lines: _Lines, delimiter: str) -> list[str]:
    return [column.strip() for column in next(csv.reader(lines, delimiter=delimiter), [])]


def _mended(lines: _Lines, header: list[str], delimiter: str, start: int) -> Record | BadRecord:
    """What the lines just taken come to, when they are no clean row: the row after all, or why not.

    Where a later line is a row of its own, a quote was left open: reading goes on with that line.
    """
    lines.give_back(lines.taken)
    lines.begin()
    row = next(csv.reader(lines, delimiter=delimiter), [])  # forgives quotes inside quotes
    taken = lines.taken
    again = next((at for at in range(1, len(taken)) if _is_row(taken[at], header, delimiter)), None)
    if again is not None:
        lines.give_back(taken[again:])
        return BadRecord(start, UNCLOSED.format(lines=len(taken) - 1))
    if not _closes(taken, delimiter):
        return BadRecord(start, f"a quote that is never closed, and no whole row in {len(taken) - 1} lines below")
    if len(row) < len(header) and _breaks_off(taken, delimiter):
        _pass_over_the_rest(lines, header, delimiter)
        return BadRecord(start, "a quote inside a quoted text, which ends the text too early: write it twice")
    return _table_row(start, header, row)


def _breaks_off(taken: list[str], delimiter: str) -> bool:
    """Whether a quote in the middle of a quoted text has ended it."""
    try:
        list(csv.reader(taken, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _pass_over_the_rest(lines: _Lines, header: list[str], delimiter: str) -> None:
    """Leave out the lines of a broken row, up to one that is a row or in which a quoted value begins."""
    lines.begin()
    for line in lines:
        if line.startswith('"') or f'{delimiter}"' in line or _is_row(line, header, delimiter):
            lines.give_back([line])
            return


def _closes(taken: list[str], delimiter: str) -> bool:
    """Whether the row ends within these lines, so that another line would be another row."""
    ended = [*taken[:-1], taken[-1].rstrip("\r\n") + "\n", "next"]
    return len(list(csv.reader(ended, delimiter=delimiter))) > 1


def _swallows(taken: list[str], header: list[str], delimiter: str) -> bool:
    """Whether a row that reads well holds whole rows within its fields; only wide tables can tell."""
    if len(header) < TELLING_COLUMNS or len(taken) == 1:
        return False
    most = max(map(str.count, taken[1:], repeat(delimiter)))  # most rows have no such line, and millions are looked at
    return most >= len(header) - 1 and any(_is_row(line, header, delimiter) for line in taken[1:])


def _is_row(line: str, header: list[str], delimiter: str) -> bool:
    """Whether a line alone is a full row; a sentence with as many commas is not, a space stands behind them."""
    if len(header) < LEAST_COLUMNS or line.count(delimiter) < len(header) - 1:
        return False
    try:
        values: list[Any] = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return False
    spaced = sum(value.startswith(" ") for value in values[1:])
    return len(values) == len(header) and 3 * spaced < len(values) - 1 + (len(values) == LEAST_COLUMNS)


def _table_row(line: int, header: list[str], row: list[str]) -> Record | BadRecord:
    extra = [value for value in row[len(header) :] if value.strip()]
    if extra:
        return BadRecord(line, f"{len(row)} values for {len(header)} columns: is a comma or a quote unescaped?")
    return Record(line, _under(header, row))


def _under(header: list[str], row: list[str]) -> dict[str, Any]:
    """The values by their columns; of columns with the same name the first that is not empty."""
    values: dict[str, Any] = dict(zip(header, row, strict=False))
    if len(values) < min(len(header), len(row)):
        for name, value in reversed(list(zip(header, row, strict=False))):
            if value.strip() or not values[name].strip():
                values[name] = value
    return values
