"""Places in time: when a claimed message may begin, so that the channel never gets more in a second than it takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from db.outbox_claims import take_place

if TYPE_CHECKING:
    from bot.channels.base import Sender
    from db.pool import Pool


TRIES = 3  # where a machine is late for all of them, more places help nobody


class Pace:
    """Of one channel, kept by all workers in the database; times are of the monotonic clock."""

    def __init__(self, pool: Pool, sender: Sender) -> None:
        self._pool = pool
        self._sender = sender

    def near(self, due: float, ahead: float) -> None:
        """Wait until so long ahead of a place."""
        if not self._sender.fetched:
            time.sleep(max(0.0, due - ahead - time.monotonic()))

    def reach(self, due: float, late: float) -> float:
        """Wait for a place, and say which; who is later than `late` seconds takes one more, and goes if that suffices.

        Each second that has the late message then has one of the two places in it, left empty; where they lie a second
        apart, or the other is past as well, the first is given up and the other waited for. So, with `late` below
        limit / pace - 1 seconds, no second has more messages than the channel's limit.
        """
        for _ in range(0 if self._sender.fetched else TRIES):
            self.near(due, 0.0)
            if time.monotonic() - due <= late:
                break
            first, due = due, self._new_place()
            if due < first + 1.0 and time.monotonic() - due <= late:
                break
        return due

    def _new_place(self) -> float:
        with self._pool.transaction() as conn:
            wait = take_place(conn, self._sender.name, per_second=self._sender.per_second)
            return time.monotonic() + wait
