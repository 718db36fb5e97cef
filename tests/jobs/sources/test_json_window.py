from __future__ import annotations

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.sources.json_rows import read_json
from jobs.sources.json_window import Broken, JsonWindow
from jobs.sources.rows import BadRecord, Record

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(VALUES, max_size=5), st.integers(1, 9), st.sampled_from([None, 1]))
def test_values_are_read_whole_wherever_the_text_is_cut(values: list[object], chunk: int, indent: int | None) -> None:
    window, read = JsonWindow(io.StringIO(json.dumps(values, indent=indent)), chunk), []
    assert window.next_sign() == "["
    window.step()
    while window.next_sign(commas=True) != "]":
        read.append(window.value())
    assert read == values


def test_the_line_is_that_of_the_file() -> None:
    window, lines = JsonWindow(io.StringIO("1\n2\n\n3\n"), 1), []
    while window.next_sign():
        lines.append(window.line())
        window.value()
    assert lines == [1, 2, 4]


def test_a_broken_value_is_passed_over_by_its_brackets() -> None:
    window = JsonWindow(io.StringIO('{"a": "}" "b": [1]} {"c": 1}'), 2)
    with pytest.raises(Broken):
        window.value()
    assert window.pass_over()
    assert window.next_sign() == "{"
    assert window.value() == {"c": 1}


@given(st.text(alphabet='{}[]":,1a \\\n', max_size=30), st.integers(1, 5))
def test_no_text_raises_anything_else(text: str, chunk: int) -> None:
    window = JsonWindow(io.StringIO(text), chunk)
    while window.next_sign(commas=True):
        try:
            window.value()
        except Broken:
            if not window.pass_over():
                return


@pytest.mark.parametrize(
    "broken",
    [
        '{"id": 1, "tags": ["a", "b", "title": "x"}',
        '{"id": 1, "tags": {"a": 1], "title": "x"}',
        '{"id": 1, "title": "x"',
        '{"id": 1, "title": "x',
        '{"id": 1, "tags": [{"name": "a"}, {"name": "b"}, "title": "x"}',
    ],
)
def test_behind_brackets_that_do_not_pair_the_next_element_is_found(broken: str) -> None:
    text = f'[{{"id": 0}}, {broken}, {{"id": 2, "title": "y"}}, {{"id": 3}}]'
    found = list(read_json(io.StringIO(text)))
    assert [record.values["id"] for record in found if isinstance(record, Record)] == [0, 2, 3]
    (bad,) = (record for record in found if isinstance(record, BadRecord))
    assert "nothing after it" not in bad.reason


def test_an_element_that_none_is_like_ends_the_file() -> None:
    found = list(read_json(io.StringIO('[{"id": 0}, {"other": [1}, {"id": 2}]')))
    assert isinstance(found[-1], BadRecord)
    assert "nothing after it was read" in found[-1].reason


def test_the_next_element_is_found_however_little_is_read_at_once() -> None:
    window = JsonWindow(io.StringIO('{"id": [1}, {"id": 2}'), 3)
    with pytest.raises(Broken):
        window.value()
    assert window.pass_over()
    assert window.next_sign(commas=True) == "{"
    assert window.value() == {"id": 2}
