"""A row of a file of postings, whatever the file's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

DEEPEST = 100
Form = Literal["csv", "json", "jsonl", "xml", "html"]


@dataclass(frozen=True, slots=True)
class Record:
    """One object or table row, and the line it starts on."""

    line: int
    values: dict[str, Any]


def nests_too_deeply(values: dict[str, Any]) -> bool:
    """Whether objects and lists stand in each other more than 100 times: what reads them recursively would fail."""
    level: list[Any] = [values]
    for _ in range(DEEPEST):
        inner = (part for value in level for part in (value.values() if isinstance(value, dict) else value))
        level = [part for part in inner if isinstance(part, dict | list)]
        if not level:
            return False
    return True


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A row that could not be read, the line it starts on, and why."""

    line: int
    reason: str
