"""Outbox to channel: claim at the pace, put into words, look once more, send outside any transaction, mark."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING, Any

from bot.contents import content_of, load_postings
from bot.failure_trace import where
from bot.last_look import LastLook
from bot.outcomes import bury, settle, took
from bot.pace import Pace
from bot.watch import wait_for_work
from db.errors import StorageError, Unavailable
from db.matches import release_planned
from db.outbox import cancel_expired
from db.outbox_claims import REFILL_SECONDS, Claimed, claim_outbox, ensure_pace

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from bot.apply_links import ApplyLinks
    from bot.channels.base import Sender
    from bot.last_look import Outgoing
    from db.pool import Connection, Pool
    from db.redis import Bell

log = logging.getLogger(__name__)

LEASE_SECONDS = 45.0  # a killed worker's messages go on within a minute
BEGIN_WITHIN_SECONDS = 15.0  # after the claim; the rest of the lease is for the channel's answer and our mark
EXPIRY_EVERY_SECONDS = 10.0
MARK_FOR_SECONDS = 300.0
MARK_AGAIN_SECONDS = 0.5
FREE_SHARE = 3  # a third of the threads free is enough to claim again: batches cost less than single messages
FREE_WITHIN_SECONDS = 0.05
LOOK_AHEAD_SECONDS = 0.015  # of the place, for the look itself
LOOK_HOLDS_SECONDS = 0.3
IDLE_LATE_SECONDS = (
    0.02  # after a rest a message is late by what its words take; even 78.2 a second have 0.023 to spare
)


class Delivery:
    """Sends what waits for one channel. Any number may run, in any number of processes."""

    def __init__(
        self, pool: Pool, sender: Sender, *, secret_key: str, threads: int, links: ApplyLinks | None = None
    ) -> None:
        self._pool = pool
        self._sender = sender
        self._links = links
        self._pace = Pace(pool, sender)
        self._look = LastLook(pool, sender, secret_key)
        self._threads = threads
        self._places = BoundedSemaphore(threads)
        self._stop = Event()

    def run(self, stop: Event, bell: Bell) -> None:
        """Claim and send until told to stop; an absent database is waited for."""
        self._stop, expire_at = stop, 0.0
        with ThreadPoolExecutor(self._threads, thread_name_prefix=f"send-{self._sender.name}") as senders:
            while not stop.is_set() and not self._persist(stop, self._prepare):
                log.info("%s delivery waits for the database", self._sender.name)
            while not stop.is_set():
                if time.monotonic() >= expire_at:
                    self._persist(stop, self.expire)
                    expire_at = time.monotonic() + EXPIRY_EVERY_SECONDS
                if not self._persist(stop, lambda: self._round(senders)):
                    wait_for_work(bell)

    def _prepare(self) -> bool:
        with self._pool.transaction() as conn:
            ensure_pace(conn, self._sender.name)
        return True

    def _round(self, senders: ThreadPoolExecutor) -> bool:
        free = self._free_places()
        claimed: list[Claimed] = []
        try:
            claimed, at = self._claim(free)
        finally:
            for _ in range(free - len(claimed)):
                self._places.release()
        if not claimed:
            return False
        claimed.sort(key=lambda message: message.wait_seconds)
        words = self._batch_in_words(claimed)
        for message in claimed:
            senders.submit(self._deliver_and_leave, message, words.get(message.id), at)
        end = at + claimed[-1].wait_seconds + 1 / self._sender.per_second
        self._stop.wait(max(0.0, end - REFILL_SECONDS - time.monotonic()))
        return True

    def _free_places(self) -> int:
        self._places.acquire()
        taken, until = 1, time.monotonic() + FREE_WITHIN_SECONDS
        while taken < self._threads:
            patience = max(0.0, until - time.monotonic()) if taken < self._threads // FREE_SHARE else 0.0
            if not self._places.acquire(timeout=patience):
                break
            taken += 1
        return taken

    def _deliver_and_leave(self, message: Claimed, words: list[Any] | None, claimed_at: float) -> None:
        try:
            self.deliver(message, words, claimed_at)
        except StorageError as error:
            log.warning("message %s: not marked, it is taken again when its lease ends: %s", message.id, error)
        except Exception as error:  # noqa: BLE001 - a bug in one message must not end the thread silently
            log.error("message %s: %s", message.id, where(error))  # noqa: TRY400 - the message may be personal
        finally:
            self._places.release()

    def claim(self, limit: int) -> list[Claimed]:
        """Take up to so many messages that may go now."""
        return self._claim(limit)[0]

    def _claim(self, limit: int) -> tuple[list[Claimed], float]:
        """The messages, and the time of the monotonic clock that their places count from.

        Read before the commit, which takes now one millisecond, now ten: places that moved with it would be uneven.
        """
        with self._pool.transaction() as conn:
            claimed = claim_outbox(
                conn,
                self._sender.name,
                limit=limit,
                lease_seconds=LEASE_SECONDS,
                per_second=self._sender.per_second,
                seconds_per_chat=self._sender.seconds_per_chat,
                burst_per_chat=self._sender.burst_per_chat,
            )
            return claimed, time.monotonic()

    def deliver(self, message: Claimed, words: list[Any] | None = None, claimed_at: float | None = None) -> None:
        """Send one message, claimed at this time of the monotonic clock (now unless given); mark what became of it.

        `words` are its messages in the channel's own shape, where they are known already.
        """
        claimed_at = time.monotonic() if claimed_at is None else claimed_at
        try:
            messages = words or self._in_words([message])[message.id]
            outgoing = self._cleared(message, messages, claimed_at)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - a message that cannot be put into words must not block its chat
            with self._pool.transaction() as conn:
                bury(conn, message, where(error))
            return
        if outgoing is not None:
            self._hand_over(message, outgoing)

    def expire(self) -> int:
        """Cancel what is too old to be sent, and release what it would have shown; how many."""
        with self._pool.transaction() as conn:
            expired = cancel_expired(conn)
            for message in expired:
                release_planned(conn, message)
            return len(expired)

    def _batch_in_words(self, claimed: Sequence[Claimed]) -> dict[int, list[Any]]:
        """The messages of many rows; {} where one of them stands in the way: then each is tried by itself."""
        try:
            return self._in_words(claimed)
        except Exception as error:  # noqa: BLE001 - told of with the message that it comes from
            log.info("%d messages are put into words one by one: %s", len(claimed), where(error))
            return {}

    def _in_words(self, claimed: Sequence[Claimed]) -> dict[int, list[Any]]:
        """The messages that each row is made of, in the channel's own shape."""
        if self._sender.fetched:
            return {message.id: [""] for message in claimed}
        with self._pool.transaction(single=True) as conn:
            postings = load_postings(conn, [message.body for message in claimed])
        today, words = datetime.now(UTC).date(), {}
        for each in claimed:
            content = content_of(
                each.body, postings, language=each.language, today=today, links=self._links, user_id=each.user_id
            )
            rendered = self._sender.render(content, each.language)
            words[each.id] = rendered if isinstance(rendered, list) else [rendered]
        return words

    def _cleared(self, message: Claimed, words: list[Any], claimed_at: float) -> Outgoing | None:
        """What is to be sent, at its place in time and after a last look; None when it does not go now.

        Whoever says stop before that look gets nothing any more, and a pause that the channel asked for holds for what
        had been claimed before it. The look is a third of a second old at most when the send begins.
        """
        due = claimed_at + message.wait_seconds
        late = self._sender.late_seconds if message.wait_seconds > 0 else IDLE_LATE_SECONDS
        self._pace.near(due, LOOK_AHEAD_SECONDS)
        looked_at = time.monotonic()
        outgoing = self._look.at(message, words, hold=looked_at - claimed_at > BEGIN_WITHIN_SECONDS)
        while outgoing is not None:
            due = self._pace.reach(due, late)
            if time.monotonic() - looked_at <= LOOK_HOLDS_SECONDS:
                break
            looked_at = time.monotonic()
            if not self._look.again(message):
                return None
        return outgoing

    def _hand_over(self, message: Claimed, outgoing: Outgoing) -> None:
        try:
            channel_id = self._sender.send(outgoing.to, outgoing.messages[outgoing.part])
        except Exception as error:  # noqa: BLE001 - the channel says what it means
            failure = self._sender.classify_error(error)
            log.warning("message %s on %s: %s: %s", message.id, message.channel, failure.action, failure.reason)
            self._keep(lambda conn: settle(conn, message, failure, self._sender))
        else:
            left = len(outgoing.messages) - 1 - outgoing.part
            self._keep(lambda conn: took(conn, message, channel_id, parts_left=left), single=True)

    def _keep(self, mark: Callable[[Connection], None], *, single: bool = False) -> None:
        """Write down what became of a message, also when the database is away just now.

        Once the claim has run out another may take the message, but while the database is away nobody can.
        """
        until = time.monotonic() + MARK_FOR_SECONDS
        while True:
            try:
                with self._pool.transaction(single=single) as conn:
                    return mark(conn)
            except Unavailable:
                if time.monotonic() > until or self._stop.wait(MARK_AGAIN_SECONDS):
                    raise

    def _persist(self, stop: Event, work: Callable[[], object]) -> bool:
        """Do it; while the database is away wait a second and report it, so that the loop goes on."""
        try:
            return bool(work())
        except StorageError as error:
            log.error("%s delivery: %s", self._sender.name, error)  # noqa: TRY400 - one line is enough
            stop.wait(1.0)
            return False
