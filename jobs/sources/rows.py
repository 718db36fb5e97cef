"""A row of a file of postings, whatever the file's form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Form = Literal["csv", "json", "jsonl", "xml", "html"]


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
