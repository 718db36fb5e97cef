"""Understands postings on all cores: most of an import's time is parsing, and one Python process uses one core."""

from __future__ import annotations

import gc
import logging
import os
import signal
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from jobs import understanding_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from jobs.sources.posting import SourcePosting

    Done = TypeVar("Done")
    Work: TypeAlias = Callable[[Sequence[SourcePosting]], list[Done]]  # what other processes can be given: no closure

    class Begin(Protocol):
        """Begins some work, to be done by postings."""

        def __call__(self, work: Work[Done], postings: Sequence[SourcePosting], /) -> Callable[[], list[Done]]:
            """What this gives back waits until all is done."""


log = logging.getLogger(__name__)

_AT_WORK = threading.Lock()  # a crew that ends stops the server, from which another's processes would come
WORTHWHILE_ROWS = 1500  # below, starting the processes (about a second) costs more than it saves
MOST_PROCESSES = 4
PIECE_ROWS = 125
OBJECTS_BETWEEN_LOOKS = 50_000  # parsing makes no cycles; to look for some as often as usual takes a twentieth of it


@contextmanager
def understanding_crew(rows: int) -> Iterator[Begin]:
    """Something that begins some work on postings and gives a function that waits for its result, in their order.

    For few rows, on one core, and while this process has another crew, the work is done in this process when the result
    is asked for. Else by processes that are forked from a server which has made the parsers' tables before, so that
    these are made once and held once.
    """
    cores = understanding_server.cores()
    if rows < WORTHWHILE_ROWS or cores == 1 or not _AT_WORK.acquire(blocking=False):
        yield partial
        return
    try:
        with _seldom_looking_for_cycles(), _processes(min(cores, MOST_PROCESSES)) as executor:
            yield _Crew(executor).begin
    finally:
        _AT_WORK.release()


class _Crew:
    """Processes that are given the work in pieces; what they do not give back, since one was killed, is done here."""

    def __init__(self, executor: ProcessPoolExecutor) -> None:
        self._executor = executor
        self._complete = True

    def begin(self, work: Work[Done], postings: Sequence[SourcePosting]) -> Callable[[], list[Done]]:
        pieces = [postings[start : start + PIECE_ROWS] for start in range(0, len(postings), PIECE_ROWS)]
        begun = [(piece, self._given(work, piece)) for piece in pieces]
        return lambda: [done for piece, future in begun for done in self._result(future, work, piece)]

    def _given(self, work: Work[Done], piece: Sequence[SourcePosting]) -> Future[list[Done]] | None:
        try:
            with understanding_server.interrupts_waiting():  # it may begin a process
                return self._executor.submit(work, piece)
        except (BrokenProcessPool, EOFError, OSError) as error:  # the last two: of the server that is forked from
            self._miss_one(error)
            return None

    def _result(
        self, future: Future[list[Done]] | None, work: Work[Done], piece: Sequence[SourcePosting]
    ) -> list[Done]:
        try:
            return work(piece) if future is None else future.result()
        except BrokenProcessPool as error:
            self._miss_one(error)
            return work(piece)

    def _miss_one(self, error: Exception) -> None:
        if self._complete:
            told = "a process that understands postings ended (%s); its work is done in the main one, and takes longer"
            log.warning(told, str(error) or type(error).__name__)
        self._complete = False


@contextmanager
def _processes(number: int) -> Iterator[ProcessPoolExecutor]:
    executor = ProcessPoolExecutor(number, understanding_server.start(), _begin_to_work)
    try:
        yield executor
    finally:
        executor.shutdown(cancel_futures=True)
        understanding_server.stop()


@contextmanager
def _seldom_looking_for_cycles() -> Iterator[None]:
    """Here too, while a file is taken in: it takes an eighth of what reading and storing its rows does."""
    usual = gc.get_threshold()
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


def _begin_to_work() -> None:
    gc.set_threshold(OBJECTS_BETWEEN_LOOKS)
    _live_with_the_parent()


def _live_with_the_parent() -> None:
    """In a child: leave Ctrl-C to the parent, and go when the parent is gone, also when it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    if parent is not None:
        threading.Thread(target=_leave_after, args=(parent.join,), daemon=True).start()


def _leave_after(wait: Callable[[], None]) -> None:
    wait()
    os._exit(1)
