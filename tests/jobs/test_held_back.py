"""A file that holds several versions of one posting: the last counts, and a second import writes nothing."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from jobs.block_reading import BLOCKS_HELD_BACK
from jobs.intake import import_file
from jobs.triage import FILLED_UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from db.pool import Pool
    from jobs.block_writing import BatchReport

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
FILLED = {"filled": "yes"}

Rows = list[dict[str, Any]]


@pytest.fixture
def take_in(pool: Pool, tmp_path: Path) -> Callable[..., BatchReport]:
    def import_rows(rows: Rows, block_rows: int = 1, source: str | None = "one", **how: Any) -> BatchReport:
        path = tmp_path / "jobs.json"
        path.write_text(json.dumps(rows))
        return import_file(pool, path, source=source, block_rows=block_rows, **({"now": NOW} | how))

    return import_rows


def written(pool: Pool) -> list[tuple[Any, ...]]:
    """Every stored posting, with what changes whenever one is written."""
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(
            """
            SELECT job.source, job.source_job_id, title, status, job.xmin::text, raw.xmin::text
            FROM canonical_jobs AS job JOIN raw_jobs AS raw USING (source, source_job_id) ORDER BY job.id
            """
        )
        return cursor.fetchall()


def titles(pool: Pool) -> list[str]:
    return [title for _, _, title, *_ in written(pool)]


def row(number: int = 1, title: str = "Nurse", **given: Any) -> dict[str, Any]:
    return {"id": str(number), "title": title, "company": "Clinic", "posted": "2026-05-01"} | given


def versions(letters: str) -> Rows:
    """A version of posting 1 for each letter ("f" says that it is filled), other postings between them."""
    named = [row(1, f"Nurse {letter}", **(FILLED if letter == "f" else {})) for letter in letters]
    return [each for number, one in enumerate(named, 2) for each in (one, row(number, "Cook"))]


@pytest.mark.parametrize("block_rows", [1, 2, 3, 500])
def test_of_versions_in_one_file_the_last_counts_and_again_nothing_is_written(
    pool: Pool, take_in: Callable[..., BatchReport], block_rows: int
) -> None:
    for letters in ("ab", "abc", "aba", "aab", "abca", "abcb", "fa", "afb", "afa"):
        rows = versions(letters)
        take_in(rows, block_rows, source=letters)
        before = written(pool)
        assert (letters, "1", f"Nurse {letters[-1]}") in [each[:3] for each in before]
        report = take_in(rows, block_rows, source=letters, now=NOW + timedelta(days=1))
        assert (report.total, report.unchanged, written(pool)) == (len(rows), len(rows), before)


@pytest.mark.parametrize("block_rows", [1, 2, 500])
@pytest.mark.parametrize(("letters", "updated"), [("ab", 1), ("ba", 0), ("bab", 1), ("bcab", 1), ("abcdefgh", 1)])
def test_a_stored_posting_is_written_once_whatever_the_file_says_of_it_meanwhile(
    pool: Pool, take_in: Callable[..., BatchReport], letters: str, updated: int, block_rows: int
) -> None:
    rows = versions(letters.replace("f", "x"))
    take_in([row(1, "Nurse a"), *(each for each in rows if each["id"] != "1")])
    report = take_in(rows, block_rows)
    assert (report.total, report.new, report.updated, report.unchanged) == (len(rows), 0, updated, len(rows) - updated)
    assert titles(pool)[0] == f"Nurse {letters[-1]}"


def test_changed_rows_wait_for_so_many_blocks_of_others_and_no_longer(
    pool: Pool, take_in: Callable[..., BatchReport]
) -> None:
    count = 4 * BLOCKS_HELD_BACK
    take_in([row(number) for number in range(count)], 50)
    done: list[int] = []
    report = take_in([row(number, "Cook") for number in range(count)], 2, progress=lambda rows, _: done.append(rows))
    assert (report.updated, set(titles(pool))) == (count, {"Cook"})
    assert max(2 * blocks - rows for blocks, rows in enumerate(done, 1)) == 2 * BLOCKS_HELD_BACK
    assert done[-1] == count


def test_a_killed_import_is_taken_up_where_rows_were_held_back(pool: Pool, take_in: Callable[..., BatchReport]) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    stored, changed = [row(number) for number in range(4)], [row(number, "Cook") for number in range(4)]
    take_in(stored)
    with pytest.raises(KeyboardInterrupt):
        take_in([*changed, *changed[:2], *stored[:1]], progress=interrupt)
    assert set(titles(pool)) == {"Nurse"}
    report = take_in([*changed, *changed[:2], *stored[:1]])
    assert (report.updated, report.unchanged, titles(pool)) == (3, 4, ["Nurse", "Cook", "Cook", "Cook"])


@pytest.mark.parametrize("block_rows", [1, 2, 3, 500])
def test_what_a_file_opens_and_then_calls_filled_is_filled(
    pool: Pool, take_in: Callable[..., BatchReport], block_rows: int
) -> None:
    for letters in ("af", "abf", "afbf"):
        rows = versions(letters)
        report = take_in(rows, block_rows, source=letters)
        assert (report.new, report.failed, report.total) == (len(rows) // 2 + 1, 0, len(rows))
        before = written(pool)
        assert [each[3] for each in before if each[:2] == (letters, "1")] == ["FILLED"]
        assert take_in(rows, block_rows, source=letters).unchanged == len(rows)
        assert written(pool) == before


def test_what_is_filled_without_ever_being_open_is_named_at_the_end(take_in: Callable[..., BatchReport]) -> None:
    keys: set[tuple[str, str]] = set()
    report = take_in(
        [row(1, **FILLED), row(2), row(3, **FILLED), row(1)], witness=lambda seen, _unread: keys.update(seen)
    )
    assert (report.new, report.unchanged) == (2, 1)
    assert [(failure.number, failure.reason) for failure in report.failures] == [(3, FILLED_UNKNOWN)]
    assert keys == {("one", str(number)) for number in (1, 2, 3)}


@pytest.mark.parametrize("block_rows", [1, 2, 500])
def test_two_parts_of_a_file_that_both_count_from_one_are_told_apart_at_once(
    pool: Pool, take_in: Callable[..., BatchReport], block_rows: int
) -> None:
    rows = [row(1, "Cook", company="Alpha"), row(1, "Pilot", company="Beta"), row(1, "Head cook", company="Alpha")]
    assert take_in(rows, block_rows, source=None).new == 2
    before = written(pool)
    assert [each[1:3] for each in before] == [("1", "Head cook"), ("Beta/1", "Pilot")]
    assert take_in(rows, block_rows, source=None).unchanged == 3
    assert written(pool) == before
