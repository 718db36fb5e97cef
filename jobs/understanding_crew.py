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
from typing import TYPE_CHECKING

from db.job_rows import job_row
from jobs import understanding_server
from jobs.understanding import Misunderstood, understand_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future

    from db.canonical_jobs import NewJob
    from db.job_rows import JobRow
    from jobs.sources.posting import SourcePosting
    from jobs.stated_dates import Moment

    Understood = list[JobRow | Misunderstood]
    Begin = Callable[[Sequence[SourcePosting], Moment], Callable[[], Understood]]

log = logging.getLogger(__name__)

WORTHWHILE_ROWS = 1500  # below, starting the processes (about a second) costs more than it saves
MOST_PROCESSES = 4
PIECE_ROWS = 125
OBJECTS_BETWEEN_LOOKS = 50_000  # parsing makes no cycles; to look for some as often as usual takes a twentieth of it


@contextmanager
def understanding_crew(rows: int) -> Iterator[Begin]:
    """Something that begins to understand postings and gives a function that waits for the result, in order.

    For few rows, and on one core, the work is done in this process when the result is asked for. Else by processes that
    are forked from a server which has made the parsers' tables before, so that these are made once and held once.
    """
    cores = understanding_server.cores()
    if rows < WORTHWHILE_ROWS or cores == 1:
        yield lambda postings, moment: partial(understood_rows, postings, moment)
        return
    with _seldom_looking_for_cycles(), _processes(min(cores, MOST_PROCESSES)) as executor:
        yield partial(_begin, executor)


def understood_rows(postings: Sequence[SourcePosting], moment: Moment) -> Understood:
    """Each posting understood and ready to be written, in order, or why it is not."""
    return [_row(job) for job in understand_all(postings, moment)]


def _row(job: NewJob | Misunderstood) -> JobRow | Misunderstood:
    if isinstance(job, Misunderstood):
        return job
    try:
        return job_row(job)
    except TypeError as error:
        return Misunderstood(f"cannot be written: {error}")


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


def _begin(
    executor: ProcessPoolExecutor, postings: Sequence[SourcePosting], moment: Moment
) -> Callable[[], Understood]:
    pieces = [postings[start : start + PIECE_ROWS] for start in range(0, len(postings), PIECE_ROWS)]
    try:
        begun = [(piece, executor.submit(understood_rows, piece, moment)) for piece in pieces]
    except BrokenProcessPool:
        return partial(understood_rows, postings, moment)
    return lambda: [job for piece, future in begun for job in _result(future, piece, moment)]


def _result(future: Future[Understood], piece: Sequence[SourcePosting], moment: Moment) -> Understood:
    """What the process found; if it was killed, for want of memory say, the work is done here."""
    try:
        return future.result()
    except BrokenProcessPool as error:
        log.warning("a process that understands postings ended (%s); its work is done in the main one", error)
        return understood_rows(piece, moment)


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
