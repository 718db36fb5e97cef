from __future__ import annotations

import gzip
import json
import random
from pathlib import Path

import psutil
import pytest

from jobs.sources.files import look_at
from jobs.sources.record_stream import RecordStream
from jobs.sources.rows import Record

ROWS = 4000


@pytest.fixture(params=["jobs.jsonl", "jobs.jsonl.gz"])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / str(request.param)
    noise = random.Random(1)  # so that it stays longer than what a reader of gzip takes at once
    rows = [{"title": f"Nurse {number}", "id": f"{noise.getrandbits(1024):x}"} for number in range(ROWS)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    path.write_bytes(gzip.compress(lines.encode()) if path.suffix == ".gz" else lines.encode())
    return path


def test_what_was_looked_at_ahead_is_taken_in_order_and_once(path: Path) -> None:
    with RecordStream(look_at(path)) as records:
        assert (records.look_ahead(30), records.look_ahead(10)) == (30, 30)
        taken = [records.take(20), records.take(20), records.take(ROWS), records.take(20)]
    assert [len(block) for block in taken] == [20, 20, ROWS - 40, 0]
    every = [row for block in taken for row in block]
    assert [number for number, _ in every] == list(range(1, ROWS + 1))
    titles = [record.values["title"] for _, record in every if isinstance(record, Record)]
    assert titles == [f"Nurse {number}" for number in range(ROWS)]


def test_so_many_rows_are_expected_as_the_part_that_was_read_lets_expect(path: Path) -> None:
    with RecordStream(look_at(path)) as records:
        records.take(ROWS // 2)
        assert ROWS / 2 < records.expected < 1.3 * ROWS
        records.take(ROWS)
        assert records.expected == ROWS


def test_a_short_file_is_counted_before_anything_is_taken(path: Path) -> None:
    with RecordStream(look_at(path)) as records:
        assert records.look_ahead(ROWS + 1) == records.expected == ROWS


def opened_files() -> list[Path]:
    return [Path(file.path) for file in psutil.Process().open_files()]


def test_a_file_that_is_left_early_is_closed(path: Path) -> None:
    with RecordStream(look_at(path)) as records:
        records.take(1)
        assert path in opened_files()
    assert path not in opened_files()
