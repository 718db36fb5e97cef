"""Places in time: when a claimed message may begin, so that the channel never gets more in a second than it takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from db.outbox_claims import take_place

if TYPE_CHECKING:
    from bot.channels.base import Sender
    from db.pool import Pool

MISSED_SECONDS = 0.5
NEW_PLACES = 3


class Pace:
    """Of one channel, kept by all workers in the database; times are of the monotonic clock."""

    def __init__(self, pool: Pool, sender: Sender) -> None:
        self._pool = pool
        self._sender = sender

    def near(self, due: float, ahead: float = 0.0) -> float:
        """Wait until so long ahead of a place; one that was missed altogether is given up for a new one."""
        if self._sender.fetched:
            return due
        for _ in range(NEW_PLACES):
            time.sleep(max(0.0, due - ahead - time.monotonic()))
            if time.monotonic() - due <= MISSED_SECONDS:
                break
            due = self._new_place()
        return due

    def reach(self, due: float, late: float) -> None:
        """Wait for a place; a message that is later than `late` seconds takes up one more place, which stays empty.

        Else a few late ones and the punctual ones after them would together be more in a second than was scheduled.
        The empty place lies at the end of what is scheduled, less than a second away, and so in that very second.
        """
        due = self.near(due)
        if not self._sender.fetched and time.monotonic() - due > late:
            self._new_place()

    def _new_place(self) -> float:
        with self._pool.transaction() as conn:
            wait = take_place(conn, self._sender.name, per_second=self._sender.per_second)
            return time.monotonic() + wait
