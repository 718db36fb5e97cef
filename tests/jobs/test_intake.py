from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.canonical_jobs import find_jobs, get_job
from db.errors import NotFound, StorageError
from db.import_batches import add_batch, find_batches, find_failures
from jobs.expiry import expire
from jobs.intake import import_file
from jobs.sources.files import UnreadableFile
from tests.stored import count_active

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from db.canonical_jobs import Job
    from db.pool import Connection, Pool

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)

Rows = "Sequence[dict[str, Any]]"


def posting(number: int = 1, **given: Any) -> dict[str, Any]:
    """A posting in the platform's format."""
    return {
        "job_id": str(number),
        "title": f"Nurse {number}",
        "company": "Clinic",
        "location": "Lagos, Nigeria",
        "salary": "₦150,000 - ₦200,000 monthly",
        "description": "Care for patients. 3+ years of experience.",
        "requirements": "Nursing licence",
        "posted_date": "2026-05-01",
        "job_url": f"https://example.com/{number}",
    } | given


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def write_rows(*rows: Any, name: str = "board.jsonl") -> Path:
        path = tmp_path / name
        lines = [row if isinstance(row, str) else json.dumps(row) for row in rows]
        path.write_text("\n".join(lines))
        return path

    return write_rows


def test_an_import_that_was_killed_is_closed_by_the_next_one(pool: Pool, write: Callable[..., Path]) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        killed, running = (add_batch(conn, "board", "board.jsonl", NOW) for _ in range(2))
        cursor.execute("UPDATE import_batches SET held_until = now() - interval '1 second' WHERE id = %s", (killed,))
    import_file(pool, write(posting(), name="other.jsonl"), now=NOW)
    with pool.transaction() as conn:
        statuses = {batch.id: batch.status for batch in find_batches(conn, 9)}
    assert (statuses.pop(killed), statuses.pop(running), *statuses.values()) == ("FAILED", "IN_PROGRESS", "COMPLETED")


def all_jobs(conn: Connection) -> list[Job]:
    with conn.cursor() as cursor:
        cursor.execute("SELECT id FROM canonical_jobs ORDER BY id")
        return find_jobs(conn, [row[0] for row in cursor.fetchall()])


def stored(pool: Pool) -> list[Job]:
    with pool.transaction() as conn:
        return all_jobs(conn)


def test_a_posting_is_understood_and_kept_as_received(pool: Pool, write: Callable[..., Path]) -> None:
    row = posting(posted_date="May 1, 2026")
    report = import_file(pool, write(row), now=NOW)
    assert (report.total, report.new, report.failed) == (1, 1, 0)
    (job,) = stored(pool)
    assert (job.source, job.source_job_id, job.title, job.company) == ("board", "1", "Nurse 1", "Clinic")
    assert (job.countries, job.places[0].city, job.posted_on) == (("NG",), "Lagos", date(2026, 5, 1))
    assert (job.salary_min, job.salary_max, job.salary_currency) == (150_000, 200_000, "NGN")
    assert (job.salary_period, job.salary_annual_min) == ("month", 1_800_000)
    assert (job.experience_min_years, job.status, job.expires_on) == (3, "ACTIVE", date(2026, 5, 31))
    assert "Nursing licence" in job.description
    assert job.embedding_text.startswith("Nurse 1\nClinic\n")
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("SELECT payload, batch_id FROM raw_jobs")
        assert cursor.fetchall() == [(row, report.batch_id)]
        cursor.execute("SELECT search_document @@ to_tsquery('simple', 'nurse & patients') FROM canonical_jobs")
        assert cursor.fetchone() == (True,)


def test_running_it_again_changes_nothing(pool: Pool, write: Callable[..., Path]) -> None:
    path = write(posting(1), posting(2))
    import_file(pool, path, now=NOW)
    before = stored(pool)
    report = import_file(pool, path, now=NOW + timedelta(days=1))
    assert (report.total, report.new, report.updated, report.unchanged) == (2, 0, 0, 2)
    assert stored(pool) == before


def test_a_changed_posting_is_updated_in_place(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1), posting(2)), now=NOW)
    first, second = stored(pool)
    report = import_file(pool, write(posting(1), posting(2, title="Head nurse")), now=NOW)
    assert (report.new, report.updated, report.unchanged) == (0, 1, 1)
    same, changed = stored(pool)
    assert same == first
    assert (changed.id, changed.title, changed.imported_at) == (second.id, "Head nurse", second.imported_at)
    assert changed.embedding_hash != second.embedding_hash


def test_bad_rows_are_named_and_lose_nothing_else(pool: Pool, write: Callable[..., Path]) -> None:
    path = write(posting(1), '{"title": "broken', posting(2, title=" "), [1], posting(3, title="Cook\x00 \ud800"))
    report = import_file(pool, path, now=NOW)
    assert (report.total, report.new, report.failed) == (5, 2, 3)
    assert [(failure.number, failure.line) for failure in report.failures] == [(2, 2), (3, 3), (4, 4)]
    assert "no title" in report.failures[1].reason
    assert [job.title for job in stored(pool)] == ["Nurse 1", "Cook"]
    with pool.transaction() as conn:
        (batch,) = find_batches(conn, 5)
        assert find_failures(conn, batch.id) == list(report.failures)
    assert (batch.status, batch.total, batch.new, batch.failed, batch.file_name) == (
        "COMPLETED", 5, 2, 3, "board.jsonl",
    )  # fmt: skip


def test_a_row_that_the_database_refuses_is_named_alone(pool: Pool, write: Callable[..., Path]) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("ALTER TABLE canonical_jobs ADD CHECK (title <> 'Refused')")
    rows = [posting(number) for number in range(20)]
    rows[13]["title"] = "Refused"
    report = import_file(pool, write(*rows), now=NOW)
    assert (report.new, report.failed) == (19, 1)
    (failure,) = report.failures
    assert failure.line == 14
    assert "refused by the database" in failure.reason
    assert len(stored(pool)) == 19


def test_of_two_rows_with_one_id_the_later_counts(pool: Pool, write: Callable[..., Path]) -> None:
    report = import_file(pool, write(posting(1), posting(1, title="Later")), now=NOW)
    assert (report.total, report.new, report.unchanged) == (2, 1, 1)
    assert [job.title for job in stored(pool)] == ["Later"]


def test_without_an_id_the_link_or_the_content_tells_postings_apart(pool: Pool, write: Callable[..., Path]) -> None:
    rows = [posting(job_id=""), posting(job_id="", job_url=""), posting(job_id="", job_url="", title="Other")]
    report = import_file(pool, write(*rows, posting(job_id="", job_url=f"https://example.com/{'x' * 5000}")), now=NOW)
    assert report.new == 4
    assert import_file(pool, write(*rows), now=NOW).unchanged == 3
    assert stored(pool)[0].source_job_id == "https://example.com/1"


def test_rows_beyond_one_block_are_all_counted(pool: Pool, write: Callable[..., Path]) -> None:
    seen: list[tuple[int, int]] = []
    rows = [posting(number, description="Short.") for number in range(1001)]
    report = import_file(pool, write(*rows), now=NOW, progress=lambda done, total: seen.append((done, total)))
    assert (report.total, report.new) == (1001, 1001)
    assert seen == [(500, 1001), (1000, 1001), (1001, 1001)]


def test_dates_are_shifted_so_that_the_newest_posting_is_of_today(pool: Pool, write: Callable[..., Path]) -> None:
    path = write(
        posting(1, posted_date="2020-03-01", deadline="2020-03-11"),
        posting(2, posted_date="2020-02-20"),
        posting(3, posted_date="2019-01-01"),
        posting(4, posted_date=""),
    )
    import_file(pool, path, now=NOW, shift_dates=True)
    jobs = stored(pool)
    assert [job.posted_on for job in jobs[:2]] == [date(2026, 5, 4), date(2026, 4, 24)]
    assert (jobs[0].deadline_on, jobs[0].expires_on) == (date(2026, 5, 14), date(2026, 5, 14))
    assert [job.status for job in jobs] == ["ACTIVE", "ACTIVE", "EXPIRED", "ACTIVE"]


def test_old_postings_are_expired_on_arrival(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1, posted_date="2026-03-01"), posting(2, deadline="2026-05-03")), now=NOW)
    assert [job.status for job in stored(pool)] == ["EXPIRED", "EXPIRED"]


def test_days_before_today_never_grow_old(pool: Pool, write: Callable[..., Path]) -> None:
    path = write(posting(1, posted_date="", posted_days_ago=2, expires_in_days=10))
    import_file(pool, path, now=NOW)
    later = NOW + timedelta(days=100)
    with pool.transaction() as conn:
        expire(conn, later.date())
    assert import_file(pool, path, now=later).updated == 1
    (job,) = stored(pool)
    assert (job.status, job.posted_on) == ("ACTIVE", later.date() - timedelta(days=2))
    assert job.expires_on == later.date() + timedelta(days=10)


def test_expiry_closes_what_is_past_its_last_day(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1), posting(2, deadline="2026-05-10")), now=NOW)
    with pool.transaction() as conn:
        assert expire(conn, date(2026, 5, 10)) == 0
        assert expire(conn, date(2026, 5, 11)) == 1
        assert expire(conn, date(2026, 5, 11)) == 0
        assert count_active(conn) == 1


def test_a_closed_posting_stays_closed_when_its_source_lists_it_changed(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1)), now=NOW)
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET status = 'CLOSED'")
    import_file(pool, write(posting(1, title="Changed")), now=NOW)
    assert [(job.title, job.status) for job in stored(pool)] == [("Changed", "CLOSED")]


def test_a_named_source_goes_before_the_rows_own(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1, source="theirs"), posting(2)), now=NOW)
    import_file(pool, write(posting(3, source="theirs")), source="ours", now=NOW)
    assert [job.source for job in stored(pool)] == ["theirs", "board", "ours"]


def test_a_table_without_a_title_names_its_columns_and_the_remedy(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "stellen.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["Stelle", "Firma"], ["Koch", "Wirt"]])
    with pytest.raises(UnreadableFile, match=r"Its columns: Stelle, Firma\. .*--map title=COLUMN"):
        import_file(pool, path, now=NOW)
    with pytest.raises(UnreadableFile, match="no column 'Stele'"):
        import_file(pool, path, mapping={"title": "Stele"}, now=NOW)
    with pool.transaction() as conn:
        assert find_batches(conn, 5) == []
    import_file(pool, path, mapping={"title": "Stelle", "company": "Firma"}, now=NOW)
    assert [(job.title, job.company) for job in stored(pool)] == [("Koch", "Wirt")]


def test_an_import_that_breaks_off_says_so_and_keeps_its_blocks(pool: Pool, write: Callable[..., Path]) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    path = write(*(posting(number) for number in range(501)))
    with pytest.raises(KeyboardInterrupt):
        import_file(pool, path, now=NOW, progress=interrupt)
    with pool.transaction() as conn:
        (batch,) = find_batches(conn, 5)
    assert (batch.status, batch.new, batch.error) == ("FAILED", 500, "broken off: KeyboardInterrupt")
    report = import_file(pool, path, now=NOW)
    assert (report.new, report.unchanged) == (1, 500)


def test_copies_on_two_boards_share_their_cluster(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1, title="NURSE", company="Clinic Ltd.")), source="one", now=NOW)
    import_file(pool, write(posting(2, title="Nurse", company="Clinic")), source="two", now=NOW)
    import_file(pool, write(posting(3, title="Nurse", company="Hospital")), source="two", now=NOW)
    first, copy, other = stored(pool)
    assert first.cluster_key == copy.cluster_key != other.cluster_key


def test_postings_are_found_in_the_order_asked_for(pool: Pool, write: Callable[..., Path]) -> None:
    import_file(pool, write(posting(1), posting(2), posting(3)), now=NOW)
    one, two, three = (job.id for job in stored(pool))
    with pool.transaction() as conn:
        assert [job.id for job in find_jobs(conn, [three, 999_999, one])] == [three, one]
        assert get_job(conn, two).title == "Nurse 2"
        with pytest.raises(NotFound):
            get_job(conn, 999_999)


def refuse(conn: Connection, when: str, sqlstate: str) -> None:
    """Let the database refuse postings with this SQLSTATE, whatever they say."""
    with conn.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE tries")
        cursor.execute(
            f"""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF {when} THEN RAISE EXCEPTION 'no room left' USING ERRCODE = '{sqlstate}'; END IF;
                RETURN NEW;
            END $$
            """
        )
        cursor.execute("CREATE TRIGGER refuse BEFORE INSERT ON canonical_jobs FOR EACH ROW EXECUTE FUNCTION refuse()")


def test_a_fault_of_the_database_breaks_the_import_off_and_is_no_fault_of_the_rows(
    pool: Pool, write: Callable[..., Path]
) -> None:
    with pool.transaction() as conn:
        refuse(conn, "true", "53100")
    with pytest.raises(StorageError, match="DiskFull: no room left"):
        import_file(pool, write(*map(posting, range(4))), now=NOW)
    with pool.transaction() as conn:
        (batch,) = find_batches(conn, 2)
        assert (batch.status, batch.error) == ("FAILED", "broken off: DiskFull: no room left")
        assert find_failures(conn, batch.id) == []


def test_a_block_that_meets_another_transaction_is_written_again(pool: Pool, write: Callable[..., Path]) -> None:
    with pool.transaction() as conn:
        refuse(conn, "nextval('tries') = 2", "40P01")
    report = import_file(pool, write(*map(posting, range(4))), now=NOW)
    assert (report.new, report.failed) == (4, 0)
