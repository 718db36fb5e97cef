"""When the loops of a worker look for work: when told, when it is seen to wait, and now and then in any case."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from db.errors import StorageError
from db.waiting import find_waiting

if TYPE_CHECKING:
    from threading import Event

    from db.pool import Pool
    from db.redis import Bell, Ears

log = logging.getLogger(__name__)

LOOK_EVERY_SECONDS = 0.2
AT_LEAST_EVERY_SECONDS = 5.0  # whatever the lookout sees


def wait_for_work(bell: Bell) -> None:
    """Until the bell is rung, or it is time to look unasked."""
    bell.wait(AT_LEAST_EVERY_SECONDS if bell.is_watched else LOOK_EVERY_SECONDS)


class Lookout:
    """Sees what waits in the database and wakes whom it concerns: by one look for all loops, since looks cost."""

    def __init__(self, pool: Pool, ears: Ears) -> None:
        self._pool = pool
        self._ears = ears

    def run(self, stop: Event) -> None:
        """Until told to stop, and then wake everybody; while the database is away all are woken, and report it."""
        with self._ears.watched():
            while not stop.wait(LOOK_EVERY_SECONDS):
                self._look()
        self._ears.hear()

    def _look(self) -> None:
        try:
            with self._pool.transaction(single=True) as conn:
                waiting = find_waiting(conn)
        except StorageError:
            self._ears.hear()
        else:
            if waiting:
                self._ears.hear(waiting)
