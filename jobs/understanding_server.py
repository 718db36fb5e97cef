"""The server that the processes of `understanding_crew` are forked from: begun early it gets ready meanwhile."""

from __future__ import annotations

import os
import signal
import threading
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, get_context, resource_tracker
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from multiprocessing.context import ForkServerContext
    from pathlib import Path

READY = "jobs.understanding_ready"
LONG_FILE_BYTES = 1_000_000  # such a file has most likely so many postings that they are read by several processes


def cores() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0))


def start_for(file: Path) -> None:
    """Begin it for a long file, while what takes the file in is being loaded."""
    with suppress(OSError, ValueError):  # what is wrong with the file is said when it is opened
        if cores() > 1 and file.stat().st_size >= LONG_FILE_BYTES:
            start()


def start() -> ForkServerContext:
    """Begin it, if it is not there; it takes a second of a core until it can fork.

    Not forked from here: there may be threads and database connections, which a fork would break. Ctrl-C is for the
    command alone: what is begun while it waits never hears of it.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload([READY])
    resource_tracker.ensure_running()  # begun within, it would let signals through again
    with interrupts_waiting():
        forkserver.ensure_running()
    return context


@contextmanager
def interrupts_waiting() -> Iterator[None]:
    """Ctrl-C is heard when the block has ended: of a process that is half begun nobody would take leave.

    What is begun in the block has the signal blocked, as this thread has. Where another thread hears it, it is told to
    the main one all the same, in the middle of the block: there it only waits.
    """
    heard: list[int] = []
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    in_main = threading.current_thread() is threading.main_thread()
    usual = signal.signal(signal.SIGINT, lambda number, _: heard.append(number)) if in_main else None
    try:
        yield
    finally:
        if usual is not None:
            signal.signal(signal.SIGINT, usual)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        for number in heard[:1]:
            signal.raise_signal(number)


def stop() -> None:
    """Let it go, which else keeps its memory for as long as this process lives; the next crew starts it anew.

    The library does this in its own tests only. It waits for the processes that were forked to end.
    """
    forkserver._forkserver._stop()  # type: ignore[attr-defined]  # noqa: SLF001
