from __future__ import annotations

import csv
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.rows import BadRecord, Record
from jobs.sources.table_rows import LONGEST_ROW, read_csv

HEADER = "title,company,location,description,url\n"


def rows(text: str) -> list[Record | BadRecord]:
    return list(read_csv(io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8", newline="")))


def titles(text: str) -> list[str]:
    return [str(row.values["title"]) for row in rows(text) if isinstance(row, Record)]


def failures(text: str) -> list[tuple[int, str]]:
    return [(row.line, row.reason) for row in rows(text) if isinstance(row, BadRecord)]


FULL = "Cook,Inn,Leeds,Cooks,https://e.example/1\n"


class TestAnUnclosedQuote:
    def test_costs_its_own_row_and_not_those_below(self) -> None:
        text = f'{HEADER}Nurse,Clinic,York,"She said,https://e.example/0\n{FULL}{FULL}Baker,Oven,Hull,"Bakes",u\n'
        assert titles(text) == ["Cook", "Cook", "Baker"]
        ((line, reason),) = failures(text)
        assert line == 2
        assert "quote that is never closed" in reason

    def test_at_the_end_of_the_file_costs_the_last_row(self) -> None:
        text = f'{HEADER}{FULL}Nurse,Clinic,York,"never closed'
        assert titles(text) == ["Cook"]
        assert [line for line, _ in failures(text)] == [3]

    def test_in_a_narrow_table_is_noticed_too(self) -> None:
        text = 'title,location\nNurse,"York\nCook,Leeds\nBaker,"Hull"\nDriver,Bath\n'
        assert titles(text) == ["Cook", "Baker", "Driver"]
        assert [line for line, _ in failures(text)] == [2]

    def test_that_closes_neatly_further_down_is_noticed_by_the_rows_inside(self) -> None:
        text = f'{HEADER}Nurse,Clinic,York,"open,u\n{FULL}{FULL}Baker,Oven,Hull,plain,"\nDriver,Bus,Bath,Drives,u\n'
        assert titles(text)[:2] == ["Cook", "Cook"]
        assert "Driver" in titles(text)
        assert 2 in [line for line, _ in failures(text)]

    def test_in_each_of_many_rows_costs_linear_time(self) -> None:
        text = HEADER + ('Nurse,Clinic,York,"open,u\n' + FULL * 3) * 3000
        began = time.perf_counter()
        assert titles(text).count("Cook") == 9000
        assert time.perf_counter() - began < 5

    def test_before_very_many_lines_is_given_up_on(self) -> None:
        text = HEADER + 'Nurse,Clinic,York,"open\n' + "prose without end\n" * (LONGEST_ROW + 10) + FULL
        assert titles(text)[-1] == "Cook"
        assert failures(text)[0][0] == 2


class TestWholeRows:
    def test_line_breaks_and_commas_inside_quotes_are_kept(self) -> None:
        text = f'{HEADER}Nurse,Clinic,York,"You care, heal, write, and\n\nsmile, daily, also, on, Sundays",u\n{FULL}'
        assert titles(text) == ["Nurse", "Cook"]
        assert failures(text) == []

    def test_a_quote_inside_a_quoted_text_is_forgiven_in_one_line(self) -> None:
        first, _ = rows(f'{HEADER}Nurse,Clinic,York,"The "best" clinic",u\n{FULL}')
        assert isinstance(first, Record)
        assert (first.values["description"], first.values["url"]) == ('The best" clinic"', "u")

    def test_a_quote_inside_a_text_of_several_lines_costs_its_row_alone(self) -> None:
        text = f'{HEADER}Nurse,Clinic,York,"The "best" clinic\nof the town",u\n{FULL}Cook,Inn,Hull,"two\nlines",u\n'
        assert titles(text) == ["Cook", "Cook"]
        assert failures(text) == [(2, "a quote inside a quoted text, which ends the text too early: write it twice")]

    def test_too_many_values_are_named_and_too_few_are_filled(self) -> None:
        assert failures(f"{HEADER}a,b,c,d,e,f\n") == [(2, "6 values for 5 columns: is a comma or a quote unescaped?")]
        (row,) = rows(f"{HEADER}Nurse,Clinic\n")
        assert isinstance(row, Record)
        assert row.values == {"title": "Nurse", "company": "Clinic"}

    def test_of_columns_with_the_same_name_the_first_that_says_something_counts(self) -> None:
        read = rows("title,title,company\nA,,x\n,B,y\nC,c2,z\nD,d2\n")
        values = [row.values for row in read if isinstance(row, Record)]
        assert [value["title"] for value in values] == ["A", "B", "C", "D"]
        assert values[0]["company"] == "x"

    def test_empty_lines_count_as_lines_but_are_no_rows(self) -> None:
        assert [row.line for row in rows(f"{HEADER}\n{FULL}\n{FULL}")] == [3, 5]


CELL = st.text(st.characters(exclude_characters="\r\x00", codec="utf-8"), max_size=30)


@given(st.lists(st.lists(CELL, min_size=5, max_size=5), max_size=6))
def test_what_a_csv_writer_writes_is_read_back(table: list[list[str]]) -> None:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([HEADER.strip().split(","), *table])
    read = rows(written.getvalue())
    if not any(isinstance(row, BadRecord) for row in read):  # a cell may itself look like a row
        assert [list(row.values.values()) for row in read if isinstance(row, Record)] == table


@given(st.text())
def test_no_text_raises(text: str) -> None:
    rows(HEADER + text.encode("utf-8", "replace").decode())


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_separators_are_recovered_from_as_well(sign: str) -> None:
    text = f'{HEADER}Nurse,Clinic,York,"open,u\n{FULL}'.replace(",", sign)
    assert titles(text) == ["Cook"]
