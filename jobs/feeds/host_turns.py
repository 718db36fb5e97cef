"""Waits for our turn to ask a host: all processes of the product take turns, so that no site is pestered."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.host_pace import claim_host, postpone_host, seconds_until_free
from jobs.feeds.fetching import HostBusy

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Pool

LONGEST_WAIT_SECONDS = 60.0
LOOK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class HostTurns:
    """Turns kept in the database, at least `gap_seconds` apart; `check` may break a wait off."""

    pool: Pool
    gap_seconds: float
    check: Callable[[], None]

    def wait(self, host: str) -> None:
        """Return when it is our turn.

        Raises:
            HostBusy: that is more than a minute off.
        """
        with self.pool.transaction() as conn:
            seconds = claim_host(conn, host, gap_seconds=self.gap_seconds, most_seconds=LONGEST_WAIT_SECONDS)
        if seconds is None:
            raise HostBusy(f"{host} is not to be asked yet", retry_after=self._until_free(host))
        ready_at = time.monotonic() + seconds
        while (left := ready_at - time.monotonic()) > 0:
            self.check()
            time.sleep(min(left, LOOK_SECONDS))

    def postpone(self, host: str, seconds: float) -> None:
        """The host asks not to be asked for so long."""
        with self.pool.transaction() as conn:
            postpone_host(conn, host, seconds)

    def _until_free(self, host: str) -> float:
        with self.pool.transaction() as conn:
            return seconds_until_free(conn, host)
