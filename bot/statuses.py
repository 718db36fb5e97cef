"""What the channels tell of sent messages, applied in batches beside the turns."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.channels.base import Failure
from bot.outcomes import settle
from bot.watch import wait_for_work
from db.deliveries import apply_statuses, mark_arrived, reopen_failed
from db.errors import StorageError
from db.matches import mark_not_shown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from threading import Event

    from bot.channels.base import Sender
    from db.deliveries import Progress
    from db.pool import Connection, Pool
    from db.redis import Bell

log = logging.getLogger(__name__)

BATCH = 500


class StatusLoop:
    """Works off waiting statuses. Any number may run, in any number of processes."""

    def __init__(self, pool: Pool, senders: Iterable[Sender]) -> None:
        self._pool = pool
        self._senders = {sender.name: sender for sender in senders}

    def run(self, stop: Event, bell: Bell) -> None:
        """Work until told to stop; an absent database is waited for. Nothing is urgent here, so nothing rings."""
        while not stop.is_set():
            try:
                while self.apply() == BATCH and not stop.is_set():
                    pass
            except StorageError as error:
                log.error("statuses: %s", error)  # noqa: TRY400 - one line is enough
                stop.wait(1.0)
            wait_for_work(bell)

    def apply(self) -> int:
        """Apply one batch; how many statuses it held."""
        with self._pool.transaction() as conn:
            applied = apply_statuses(conn, limit=BATCH)
            for progress in applied.progress:
                self._draw_consequences(conn, progress)
            return applied.statuses

    def _draw_consequences(self, conn: Connection, progress: Progress) -> None:
        if progress.outbox_id is None:
            return
        if progress.status != "failed":
            mark_arrived(conn, progress.outbox_id, progress.channel_message_id)
            return
        sender = self._senders.get(progress.channel)
        message = reopen_failed(conn, progress.outbox_id, progress.channel_message_id)
        if message is None or sender is None:
            return
        failure = _failure(progress.failure)
        log.warning("message %s on %s: %s later: %s", message.id, message.channel, failure.action, failure.reason)
        mark_not_shown(conn, message.id)
        settle(conn, message, failure, sender)


def _failure(told: dict[str, Any] | None) -> Failure:
    """The failure that a status brought; one that names none can only be given up."""
    return Failure(**told) if told else Failure("drop", "failed, for a reason that the channel did not tell")
