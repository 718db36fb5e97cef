"""Places in time: when a claimed message may begin, so that the channel never gets more in a second than it takes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from db.outbox_claims import take_place

if TYPE_CHECKING:
    from bot.channels.base import Sender
    from db.pool import Pool

NEW_PLACES = 3


class Pace:
    """Of one channel, kept by all workers in the database."""

    def __init__(self, pool: Pool, sender: Sender) -> None:
        self._pool = pool
        self._sender = sender

    def reach(self, due: float, late: float, *, ahead: float = 0.0) -> float:
        """Wait until so long ahead of a place, by the monotonic clock; one missed by more than `late` is given up.

        It stays empty, and a new one is taken. A machine that is slower than its places goes on all the same, with
        twice the patience each time: what it leaves empty keeps the pace.
        """
        if self._sender.fetched:
            return due
        for number in range(NEW_PLACES):
            time.sleep(max(0.0, due - ahead - time.monotonic()))
            if time.monotonic() - due <= late * 2**number:
                return due
            due = self._new_place()
        time.sleep(max(0.0, due - ahead - time.monotonic()))
        return due

    def _new_place(self) -> float:
        with self._pool.transaction() as conn:
            wait = take_place(conn, self._sender.name, per_second=self._sender.per_second)
            return time.monotonic() + wait
