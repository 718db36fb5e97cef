"""Has vectors made as soon as a text is written, instead of at the next full five minutes.

Every worker hears the notice; the slot, cut to five seconds, is the same for all, so that the ledger gives it to one.
"""

from __future__ import annotations

import logging
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db.embedding_notices import Notices
from db.errors import LeaseLost, StorageError
from db.task_runs import add_runs
from scheduler.ledger import Interrupted, TaskBusy, TaskFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.embedding_failures import Kind
    from db.pool import Pool

log = logging.getLogger(__name__)

TASKS: dict[Kind, str] = {"preference": "embed-people", "job": "embed-jobs"}  # people first: somebody may be waiting
SLOT_SECONDS = 5
LOOK_SECONDS = 0.5
AWAY_SECONDS = 5.0


@contextmanager
def listening(
    url: str, pool: Pool, run: Callable[[str, datetime], object], stopping: threading.Event
) -> Iterator[None]:
    """Run the tasks that notices ask for, from a thread of its own, for as long as the block."""
    thread = threading.Thread(target=_listen, args=(url, pool, run, stopping), name="embedding wakes")
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join()


def _listen(url: str, pool: Pool, run: Callable[[str, datetime], object], stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            with closing(Notices(url)) as notices:
                _heed(notices, pool, run, stopping)
        except StorageError as error:
            log.warning("new texts wait for the clock: %s", error)
            stopping.wait(AWAY_SECONDS)


def _heed(notices: Notices, pool: Pool, run: Callable[[str, datetime], object], stopping: threading.Event) -> None:
    waiting: set[Kind] = set()
    while not stopping.is_set():
        waiting |= notices.wait(LOOK_SECONDS)
        now = datetime.now(UTC)
        slot = now.replace(second=now.second - now.second % SLOT_SECONDS, microsecond=0)
        waiting = {kind for kind in TASKS if kind in waiting and not _run(TASKS[kind], slot, pool, run)}


def _run(task: str, slot: datetime, pool: Pool, run: Callable[[str, datetime], object]) -> bool:
    """Whether that is settled; a slot that was taken before may have begun before the text was written."""
    with pool.transaction() as conn:
        fresh = bool(add_runs(conn, task, [slot]))
    if not fresh:
        return False
    try:
        run(task, slot)
    except TaskBusy:
        return False
    except (TaskFailed, Interrupted, LeaseLost) as error:
        log.warning("%s after new texts: %s", task, error)
    return True
