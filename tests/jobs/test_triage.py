"""Which rows of an import are new, changed, unchanged, another posting's, or say that a posting is filled."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.import_batches import find_batches, find_failures
from jobs.expiry import expire
from jobs.intake import BLOCK_ROWS, import_file
from jobs.reading import Preparation
from jobs.sources.rows import Record
from jobs.stated_dates import Moment
from jobs.triage import stored_as_received

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from db.pool import Pool
    from jobs.sources.posting import SourcePosting

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_rows(rows: list[dict[str, Any]], name: str = "jobs.json") -> Path:
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(rows))
        return path

    return write_rows


def query(pool: Pool, statement: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


def row(number: int = 1, title: str = "Nurse", **given: Any) -> dict[str, Any]:
    return {"id": str(number), "title": title, "company": "Clinic", "posted": "2026-05-01"} | given


def test_rows_on_one_line_are_counted_and_named_one_by_one(pool: Pool, write: Callable[..., Path]) -> None:
    rows = [row(number, title="" if number % 10 == 7 else f"Nurse {number}") for number in range(1, 101)]
    report = import_file(pool, write(rows), now=NOW)
    assert (report.total, report.new, report.failed) == (100, 90, 10)
    assert [(failure.number, failure.line) for failure in report.failures[:2]] == [(7, 1), (17, 1)]
    with pool.transaction() as conn:
        (batch,) = find_batches(conn, 5)
        assert find_failures(conn, batch.id) == list(report.failures)
    assert batch.total == batch.new + batch.failed == 100


def test_imports_of_one_file_at_once_count_each_posting_as_new_once(pool: Pool, write: Callable[..., Path]) -> None:
    paths = [write([row(number, f"Nurse {number}") for number in numbers], f"{name}.json")
             for name, numbers in (("a", range(800)), ("b", range(799, -1, -1)), ("c", range(800)))]  # fmt: skip
    with ThreadPoolExecutor(3) as threads:
        reports = list(threads.map(lambda path: import_file(pool, path, source="one", now=NOW), paths))
    assert query(pool, "SELECT count(*) FROM canonical_jobs") == [(800,)]
    assert sum(report.new for report in reports) == 800
    assert all(report.total == report.new + report.updated + report.unchanged == 800 for report in reports)


class TestUndatedPostings:
    def test_they_end_thirty_days_after_the_first_import_whatever_changes(
        self, pool: Pool, write: Callable[..., Path]
    ) -> None:
        import_file(pool, write([row(posted="")]), now=NOW)
        query(pool, "UPDATE canonical_jobs SET imported_at = %s", NOW - timedelta(days=29))
        assert import_file(pool, write([row(posted="", views=31)]), now=NOW).updated == 1
        assert query(pool, "SELECT expires_on, status FROM canonical_jobs") == [(date(2026, 5, 5), "ACTIVE")]
        report = import_file(pool, write([row(posted="", views=32)]), now=NOW + timedelta(days=2))
        assert (report.updated, report.past) == (1, 1)
        assert query(pool, "SELECT status FROM canonical_jobs") == [("EXPIRED",)]

    def test_a_date_that_it_gets_counts(self, pool: Pool, write: Callable[..., Path]) -> None:
        import_file(pool, write([row(posted="")]), now=NOW)
        query(pool, "UPDATE canonical_jobs SET imported_at = %s", NOW - timedelta(days=40))
        import_file(pool, write([row(posted="2026-05-03")]), now=NOW)
        assert query(pool, "SELECT expires_on, status FROM canonical_jobs") == [(date(2026, 6, 2), "ACTIVE")]

    def test_one_that_was_gone_begins_anew(self, pool: Pool, write: Callable[..., Path]) -> None:
        import_file(pool, write([row(posted="")]), now=NOW)
        query(pool, "UPDATE canonical_jobs SET imported_at = %s, status = 'CLOSED', closed_reason = 'gone'",
              NOW - timedelta(days=40))  # fmt: skip
        import_file(pool, write([row(posted="")]), now=NOW)
        assert query(pool, "SELECT expires_on, status FROM canonical_jobs") == [(date(2026, 6, 3), "ACTIVE")]


class TestDatesWithoutAYear:
    @pytest.mark.parametrize("dates", [{"posted": "2 days ago"}, {"posted": "", "deadline": "in 10 days"}])
    def test_a_posting_listed_again_with_a_relative_date_is_read_again(
        self, pool: Pool, write: Callable[..., Path], dates: dict[str, str]
    ) -> None:
        path = write([row(**dates)])
        import_file(pool, path, now=NOW)
        later = NOW + timedelta(days=40)
        with pool.transaction() as conn:
            assert expire(conn, later.date()) == 1
        query(pool, "UPDATE canonical_jobs SET imported_at = %s", later)
        assert import_file(pool, path, now=later).updated == 1
        assert query(pool, "SELECT status FROM canonical_jobs") == [("ACTIVE",)]

    def test_a_day_and_month_stay_the_same_day(self, pool: Pool, write: Callable[..., Path]) -> None:
        path = write([row(posted="May 1")])
        import_file(pool, path, now=NOW)
        assert import_file(pool, path, now=NOW + timedelta(days=5)).unchanged == 1


class TestFilledPostings:
    @staticmethod
    def post(text: str, number: int = 7) -> dict[str, Any]:
        return {"message_id": number, "channel": "quay", "date": "2026-05-01", "text": text}

    def test_a_post_that_says_so_fills_the_posting_for_good(self, pool: Pool, write: Callable[..., Path]) -> None:
        offered = self.post("Title: Net Mender\nSalary: 900 birr a day\nLocation: Adama\nMend nets by the harbour.")
        import_file(pool, write([offered]), now=NOW)
        report = import_file(pool, write([self.post("Position filled, thank you")]), now=NOW)
        assert (report.total, report.updated, report.failed) == (1, 1, 0)
        assert query(pool, "SELECT title, status, closed_reason FROM canonical_jobs") == [
            ("Net Mender", "FILLED", "filled")
        ]
        assert import_file(pool, write([self.post("Position filled, thank you")]), now=NOW).unchanged == 1
        import_file(pool, write([offered | {"views": 3}]), now=NOW)
        assert query(pool, "SELECT status FROM canonical_jobs") == [("FILLED",)]

    def test_of_an_unknown_posting_it_is_a_row_that_offers_nothing(
        self, pool: Pool, write: Callable[..., Path]
    ) -> None:
        report = import_file(pool, write([self.post("Position filled, thank you")]), now=NOW)
        assert (report.total, report.new, report.failed) == (1, 0, 1)
        assert "filled" in report.failures[0].reason
        assert query(pool, "SELECT FROM canonical_jobs") == []

    def test_a_column_can_say_so(self, pool: Pool, write: Callable[..., Path]) -> None:
        import_file(pool, write([row(1), row(2)]), now=NOW)
        report = import_file(pool, write([row(1, filled="yes"), row(2, filled="no")]), now=NOW)
        assert (report.total, report.updated) == (2, 2)
        assert query(pool, "SELECT status FROM canonical_jobs ORDER BY source_job_id") == [("FILLED",), ("ACTIVE",)]


class TestFilesOfOneName:
    def test_they_do_not_overwrite_each_others_postings(self, pool: Pool, write: Callable[..., Path]) -> None:
        first = write([row(1, "Cook", company="Alpha"), row(2, "Waiter", company="Alpha")], "x1/jobs.json")
        second = write([row(1, "Pilot", company="Beta")], "x2/jobs.json")
        assert import_file(pool, first, now=NOW).new == 2
        assert import_file(pool, second, now=NOW).new == 1
        assert query(pool, "SELECT source_job_id, title FROM canonical_jobs ORDER BY 1") == [
            ("1", "Cook"), ("2", "Waiter"), ("Beta/1", "Pilot"),
        ]  # fmt: skip
        assert import_file(pool, second, now=NOW).unchanged == 1
        assert import_file(pool, first, now=NOW).unchanged == 2

    def test_a_corrected_company_or_title_is_an_update(self, pool: Pool, write: Callable[..., Path]) -> None:
        import_file(pool, write([row(1, "Cook", company="Alpha")]), now=NOW)
        assert import_file(pool, write([row(1, "Head cook", company="Alpha")]), now=NOW).updated == 1
        assert import_file(pool, write([row(1, "Head cook", company="Alfa")]), now=NOW).updated == 1

    def test_a_named_source_vouches_for_its_ids(self, pool: Pool, write: Callable[..., Path]) -> None:
        import_file(pool, write([row(1, "Cook", company="Alpha")]), source="one", now=NOW)
        assert import_file(pool, write([row(1, "Pilot", company="Beta")]), source="one", now=NOW).updated == 1


def titles(pool: Pool) -> list[str]:
    return [title for (title,) in query(pool, "SELECT title FROM canonical_jobs ORDER BY id")]


def test_a_record_stored_as_it_is_is_known_before_anything_in_it_is_read(
    pool: Pool, write: Callable[..., Path]
) -> None:
    import_file(pool, write([row(1), row(2, posted="2 days ago")]), source="clinic", now=NOW)
    told = json.dumps(["", "", "", {}])
    preparation = Preparation(nobody_reads, "clinic", "clinic", Moment(NOW), told)
    records = [row(1), row(1, "Nurse (m/f)"), row(2, posted="2 days ago")]
    received = [(number, preparation.received(Record(1, record))) for number, record in enumerate(records, 1)]
    with pool.transaction() as conn:
        assert stored_as_received(conn, received, preparation, on_the_way=()) == {1: ("clinic", "1")}
        on_the_way = {("clinic", "1")}
        assert stored_as_received(conn, received, preparation, on_the_way=on_the_way) == {}


def nobody_reads(_values: Mapping[str, Any]) -> SourcePosting:
    raise AssertionError("a stored record was read")


def test_of_a_stored_record_and_another_version_of_it_the_later_counts(pool: Pool, write: Callable[..., Path]) -> None:
    first, second = row(1), row(1, "Head nurse")
    import_file(pool, write([first]), now=NOW)
    report = import_file(pool, write([second, first]), now=NOW)
    assert (report.updated, report.unchanged, titles(pool)) == (0, 2, ["Nurse"])
    report = import_file(pool, write([first, second]), now=NOW)
    assert (report.updated, report.unchanged, titles(pool)) == (1, 1, ["Head nurse"])


def test_a_stored_record_undoes_another_version_that_is_on_the_way(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write([row(1)]), now=NOW)
    others = [row(number, f"Nurse {number}") for number in range(2, BLOCK_ROWS + 2)]
    import_file(pool, write([row(1, "Head nurse"), *others, row(1)]), now=NOW)
    assert titles(pool)[0] == "Nurse"


def test_what_the_operator_says_anew_of_a_file_has_it_read_anew(pool: Pool, write: Callable[..., Path]) -> None:
    path = write([row(1)])
    import_file(pool, path, now=NOW)
    assert import_file(pool, path, country="KE", now=NOW).updated == 1
    assert query(pool, "SELECT countries FROM canonical_jobs") == [(["KE"],)]
    assert import_file(pool, path, country="KE", now=NOW).unchanged == 1
