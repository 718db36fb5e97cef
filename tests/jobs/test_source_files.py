from __future__ import annotations

import gzip
import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from jobs.sources.files import UnreadableFile, look_at
from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NURSE, DRIVER = {"title": "Nurse"}, {"title": "Driver", "location": "Lagos"}
CSV = "title,location\nNurse,\nDriver,Lagos\n"
LISTED = json.dumps([NURSE, DRIVER], indent=1)


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    def write_file(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        written = content.encode() if isinstance(content, str) else content
        path.write_bytes(gzip.compress(written) if name.endswith(".gz") else written)
        return path

    return write_file


Write = "Callable[[str, str | bytes], Path]"


def titles(path: Path) -> list[Any]:
    return [row.values["title"] if isinstance(row, Record) else row for row in look_at(path).records()]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", CSV),
        ("a.csv.gz", CSV),
        ("a.csv", "\ufeff" + CSV),
        ("a.csv", CSV.replace(",", ";")),
        ("a.tsv", CSV.replace(",", "\t")),
        ("a.csv", CSV.replace("\n", "\r\n")),
        ("a.json", LISTED),
        ("a.json.gz", LISTED),
        ("a.json", json.dumps({"count": 2, "jobs": [NURSE, DRIVER]})),
        ("a.json", json.dumps({"meta": {"jobs": 1}, "jobs": [NURSE, DRIVER]}, indent=2)),
        ("a.jsonl", f"{json.dumps(NURSE)}\n\n{json.dumps(DRIVER)}\n"),
        ("a.ndjson.gz", f"{json.dumps(NURSE)}\n{json.dumps(DRIVER)}"),
        ("a.json", f"{json.dumps(NURSE)}\n{json.dumps(DRIVER)}"),
        ("a.jsonl", LISTED),
        ("no name that says anything", LISTED),
        ("no name that says anything", CSV),
        ("a.csv", CSV.encode("utf-16")),
    ],
)
def test_every_way_of_writing_gives_the_same_rows(write: Write, name: str, content: str | bytes) -> None:
    assert titles(write(name, content)) == ["Nurse", "Driver"]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", LISTED, "holds JSON: rename it to .json"),
        ("a.json", CSV, "does not begin with"),
        ("a.csv", gzip.compress(CSV.encode(), mtime=0), "rename it to a.csv.gz"),
        ("a.csv", b"PK\x03\x04rest of a workbook", "Excel"),
        ("a.json", b"%PDF-1.7", "PDF"),
        ("a.csv", b"\x00\x01\x02\x03", "binary"),
        ("a.csv", "<!DOCTYPE html><title>Log in</title>", "web page"),
        ("a.csv", "", "empty"),
        ("a.json", " \n ", "empty"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(
    write: Write, name: str, content: str | bytes, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        look_at(write(name, content))


def test_a_name_with_gz_needs_gzip(tmp_path: Path) -> None:
    (tmp_path / "a.csv.gz").write_text(CSV)
    with pytest.raises(UnreadableFile, match=r"not gzip-compressed"):
        look_at(tmp_path / "a.csv.gz")


def test_an_absent_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nothing\.csv: No such file"):
        look_at(tmp_path / "nothing.csv")
    with pytest.raises(UnreadableFile, match="directory"):
        look_at(tmp_path)


def test_a_file_cut_off_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    rows = "".join(f"Job {number * number},Place {number}\n" for number in range(20_000))
    path.write_bytes(gzip.compress(f"title,location\n{rows}".encode())[:-2000])
    *whole, last = look_at(path).records()
    assert len(whole) > 1000
    assert isinstance(last, BadRecord)
    assert "breaks off" in last.reason


def test_western_letters_of_an_old_file_are_read(write: Write) -> None:
    assert titles(write("a.csv", "title\nKöchin – Zürich\n".encode("cp1252"))) == ["Köchin – Zürich"]


def test_a_few_bytes_of_another_encoding_cost_the_other_rows_nothing(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    mixed = "title\nKöchin\nZürcher\n".encode() + "Bäcker\n".encode("latin-1") + b"caf\xc3\n"
    assert titles(write("a.csv", mixed)) == ["Köchin", "Zürcher", "Bäcker", "cafÃ"]
    assert "2 bytes are no UTF-8" in caplog.text


def test_a_stray_nul_costs_no_row_and_a_text_full_of_them_is_none(write: Write) -> None:
    assert titles(write("a.csv", CSV.replace("Nurse", "Nurse\x00"))) == ["Nurse\x00", "Driver"]
    with pytest.raises(UnreadableFile, match="binary data"):
        look_at(write("b.csv", CSV.encode("utf-16-le")))


def test_lines_are_those_of_the_file(write: Write) -> None:
    path = write("a.csv", 'title,description\nNurse,"two\nlines"\nDriver,"a","too many"\nCook,x\n')
    rows = list(look_at(path).records())
    assert [row.line for row in rows] == [2, 4, 5]
    assert isinstance(rows[1], BadRecord)
    assert "3 values for 2 columns" in rows[1].reason


def test_a_bad_line_of_json_lines_is_named_and_the_rest_read(write: Write) -> None:
    path = write("a.jsonl", f'{json.dumps(NURSE)}\n{{"title": \n[1]\n{json.dumps(DRIVER)}\n')
    first, broken, listed, last = look_at(path).records()
    assert isinstance(first, Record)
    assert isinstance(last, Record)
    assert (broken.line, listed.line, last.line) == (2, 3, 4)
    assert isinstance(broken, BadRecord)
    assert isinstance(listed, BadRecord)
    assert "must be a JSON object" in listed.reason


def test_a_json_list_that_breaks_off_keeps_what_came_before(write: Write) -> None:
    first, broken = look_at(write("a.json", '[\n{"title": "Nurse"},\n{"title": "Dri')).records()
    assert isinstance(first, Record)
    assert isinstance(broken, BadRecord)
    assert (first.line, broken.line) == (2, 3)


@pytest.mark.parametrize(
    "broken", [f'{{"pay": {"9" * 5001}}}', f'{{"x": {"[" * 5000}{"]" * 5000}}}', '{"a": }', '{"a": 1 "b": "}"}', "oops"]
)
def test_a_broken_element_of_a_json_list_costs_itself_alone(write: Write, broken: str) -> None:
    listed = f"[\n{json.dumps(NURSE)},\n{broken},\n{json.dumps(DRIVER)}\n]"
    first, bad, last = look_at(write("a.json", listed)).records()
    assert (first.line, bad.line, last.line) == (2, 3, 4)
    assert isinstance(bad, BadRecord)
    assert last == Record(4, DRIVER)


def test_a_json_list_without_end_is_named(write: Write) -> None:
    _, bad = look_at(write("a.json", f"[{json.dumps(NURSE)}\n")).records()
    assert isinstance(bad, BadRecord)
    assert "breaks off" in bad.reason


@pytest.mark.parametrize("name", ["a.json", "a.json.gz"])
def test_memory_does_not_grow_with_a_json_list(write: Write, name: str) -> None:
    listed = [{"title": "Cook", "description": f"{number} {'x' * 1000}"} for number in range(20_000)]
    path = write(name, json.dumps(listed))
    tracemalloc.start()
    count = sum(isinstance(record, Record) for record in look_at(path).records())
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 20_000
    assert most < 10_000_000  # of a text of 20 MB


def test_a_field_of_a_megabyte_is_read(write: Write) -> None:
    (row,) = look_at(write("a.csv", f"title,description\nNurse,{'x' * 1_000_000}\n")).records()
    assert isinstance(row, Record)
    assert len(row.values["description"]) == 1_000_000


def test_json_nested_without_end_is_a_bad_row(write: Write) -> None:
    (row,) = look_at(write("a.jsonl", '{"title": ' + "[" * 100_000)).records()
    assert isinstance(row, BadRecord)


def test_columns_are_those_of_the_header_or_of_all_objects(write: Write) -> None:
    assert look_at(write("a.csv", "title,place\n")).columns() == ("title", "place")
    assert look_at(write("a.json", LISTED)).columns() == ("title", "location")


def test_a_last_line_with_as_many_commas_as_columns_ends_its_own_row(write: Write) -> None:
    text = "Care.\nwe nurse, bathe, feed, wash,lift"
    rows = f'title,b,c,d,description,f,g,h,i,j\nNurse,,,,"{text}",f,g,h,i,j\nDriver,,,,,,,,,\n'
    assert titles(write("jobs.csv", rows)) == ["Nurse", "Driver"]
