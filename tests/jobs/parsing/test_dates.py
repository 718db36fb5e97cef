from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from jobs.parsing.dates import parse_date
from jobs.parsing.deadlines import stated_deadline

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-23", date(2026, 5, 23)),
        ("2026-05-23T10:00:00Z", date(2026, 5, 23)),
        ("20260105", date(2026, 1, 5)),
        ("2026/1/5", date(2026, 1, 5)),
        ("May 23, 2026", date(2026, 5, 23)),
        ("23rd of May, 2026", date(2026, 5, 23)),
        ("12 maart 2026", date(2026, 3, 12)),
        ("Thu, 20 Nov 2025 10:00:00 +0000", date(2025, 11, 20)),
        ("23/05/2026", date(2026, 5, 23)),
        ("05/23/2026", date(2026, 5, 23)),
        ("12.03.2026", date(2026, 3, 12)),
        ("31/12/25", date(2025, 12, 31)),
        ("Deadline: June 27", date(2026, 6, 27)),
        ("10 January", date(2027, 1, 10)),
        ("3 days ago", date(2026, 11, 18)),
        ("3d", date(2026, 11, 18)),
        ("2w ago", date(2026, 11, 7)),
        ("30+ days ago", date(2026, 10, 22)),
        ("a month ago", date(2026, 10, 21)),
        ("1 hour ago", date(2026, 11, 21)),
        ("13 hours ago", date(2026, 11, 20)),
        ("last week", date(2026, 11, 14)),
        ("yesterday", date(2026, 11, 20)),
        ("gisteren", date(2026, 11, 20)),
        ("Just posted", date(2026, 11, 21)),
        ("in 5 days", date(2026, 11, 26)),
        ("1763719200", date(2025, 11, 21)),
        ("1763719200000", date(2025, 11, 21)),
    ],
)
def test_dates_are_read(text: str, expected: date) -> None:
    assert parse_date(text, NOW) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rubbish",
        "1999-01-01",
        "2040-01-01",
        "99/99/2026",
        "2026-02-31",
        "9999999999999999",
        "soon",
        "9999 years ago",
    ],
)
def test_rubbish_and_implausible_dates_are_none(text: str) -> None:
    assert parse_date(text, NOW) is None


def corpus(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "corpus" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("text", "expected"), corpus("dates"))
def test_dates_of_the_corpus_are_read(text: str, expected: str) -> None:
    assert str(parse_date(text, NOW) or "-") == expected


@pytest.mark.parametrize(("text", "expected"), corpus("deadlines"))
def test_a_deadline_stated_in_a_description_is_found(text: str, expected: str) -> None:
    description = f"We are a small team and like our work.\n\n{text}\n\nWe look forward to meeting you."
    assert str(stated_deadline(description, NOW) or "-") == expected


def test_a_deadline_years_away_is_none() -> None:
    assert stated_deadline("Deadline: 5 May 2023", NOW) is None
