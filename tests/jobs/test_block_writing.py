"""Blocks are written behind the reading of the next, one at a time and in order."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from db.errors import Unavailable
from jobs.block_reading import Block
from jobs.block_writing import BatchReport, written_behind
from jobs.triage import Triage

if TYPE_CHECKING:
    from collections.abc import Iterator

NUMBERS = range(5)


def block(size: int) -> Block:
    return Block(size, Triage(keys=(), known={}, changed=[], filled=[], failures=[]), list)


def test_the_next_block_is_read_while_one_is_written() -> None:
    read_on = threading.Event()

    def blocks() -> Iterator[Block]:
        yield block(0)
        read_on.set()
        yield block(1)

    def write(each: Block) -> BatchReport:
        assert read_on.wait(10), "the block had to be written before the next was read"
        return BatchReport(1, total=each.size)

    assert [(each.size, report.total) for each, report in written_behind(blocks(), write)] == [(0, 0), (1, 1)]


def test_one_block_is_written_at_a_time_and_no_more_than_one_read_ahead() -> None:
    told: list[tuple[str, int]] = []

    def blocks() -> Iterator[Block]:
        for number in NUMBERS:
            told.append(("read", number))
            yield block(number)

    def write(each: Block) -> BatchReport:
        told.append(("begun", each.size))
        told.append(("written", each.size))
        return BatchReport(1)

    assert [each.size for each, _ in written_behind(blocks(), write)] == list(NUMBERS)
    assert [each for each in told if each[0] != "read"] == [
        (step, number) for number in NUMBERS for step in ("begun", "written")
    ]
    assert all(told.index(("written", number)) < told.index(("read", number + 2)) for number in NUMBERS[:-2])


def test_what_writing_raises_ends_it_and_the_next_block_is_not_written() -> None:
    written: list[int] = []

    def write(each: Block) -> BatchReport:
        if each.size == 1:
            raise Unavailable("gone")
        written.append(each.size)
        return BatchReport(1)

    with pytest.raises(Unavailable):
        list(written_behind(map(block, NUMBERS), write))
    assert written == [0]


def test_who_stops_early_waits_for_what_is_being_written() -> None:
    begun, stop = threading.Event(), threading.Event()
    written: list[int] = []

    def blocks() -> Iterator[Block]:
        yield block(0)
        assert begun.wait(10)
        stop.set()
        raise KeyboardInterrupt

    def write(each: Block) -> BatchReport:
        begun.set()
        assert stop.wait(10)
        written.append(each.size)
        return BatchReport(1)

    with pytest.raises(KeyboardInterrupt):
        list(written_behind(blocks(), write))
    assert written == [0]
