"""Outbox to channel: claim at the channel's pace, put into words, send outside any transaction, mark."""

from __future__ import annotations

import logging
import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING, Any

from bot.contents import load_content
from bot.failure_trace import where
from db.errors import StorageError, Unavailable
from db.matches import mark_shown, release_planned
from db.outbox import (
    Claimed,
    cancel_expired,
    claim_outbox,
    ensure_pace,
    hold_channel,
    mark_cancelled,
    mark_dead,
    mark_sent,
    mark_unknown,
    mark_waiting,
)
from db.suppressions import address_hash, is_suppressed
from db.users import get_language, mark_unreachable, wants_digests

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.apply_links import ApplyLinks
    from bot.channels.base import Failure, Permit
    from bot.contents import Content
    from db.pool import Connection, Pool
    from db.redis import Bell

log = logging.getLogger(__name__)

ATTEMPTS = 6
LEASE_SECONDS = 90.0
LOOK_EVERY_SECONDS = 0.2
UNKNOWN_AGAIN_SECONDS = 60.0
HALT_SECONDS = 300.0
EXPIRY_EVERY_SECONDS = 10.0
MARK_AGAIN_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Sender:
    """A channel ready to send: its pace, and its functions bound to its client.

    `fetched` channels hand nothing over: their reader comes for the row, so it is only marked. `permit` judges each
    claimed message by the channel's own rules, in the transaction just before the send; it may write. `address` (in the
    same transaction) gives what `send` takes in place of the chat, where a message needs more to be addressed by (other
    addresses, the row's id to be given back in statuses). `settled` is told of every failure, also of one that a status
    brings, in the transaction that marks it, and notes what only this channel knows of (an opt-out,
    a refused template).
    """

    name: str
    per_second: float
    seconds_per_chat: float
    render: Callable[[Content, str], Any]
    send: Callable[[Any, Any], str]
    classify_error: Callable[[Exception], Failure]
    fetched: bool = False
    permit: Callable[[Connection, Claimed, datetime], Permit] | None = None
    address: Callable[[Connection, Claimed], Any] | None = None
    settled: Callable[[Connection, Claimed, Failure, datetime], None] | None = None


class Delivery:
    """Sends what waits for one channel. Any number may run, in any number of processes."""

    def __init__(
        self, pool: Pool, sender: Sender, *, secret_key: str, threads: int, links: ApplyLinks | None = None
    ) -> None:
        self._pool = pool
        self._sender = sender
        self._secret_key = secret_key
        self._links = links
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
                    bell.wait(LOOK_EVERY_SECONDS)

    def _prepare(self) -> bool:
        with self._pool.transaction() as conn:
            ensure_pace(conn, self._sender.name)
        return True

    def _round(self, senders: ThreadPoolExecutor) -> bool:
        free = self._free_places()
        claimed: list[Claimed] = []
        try:
            claimed = self.claim(free)
        finally:
            for _ in range(free - len(claimed)):
                self._places.release()
        for message in claimed:
            senders.submit(self._deliver_and_leave, message)
        return bool(claimed)

    def _free_places(self) -> int:
        self._places.acquire()
        taken = 1
        while taken < self._threads and self._places.acquire(blocking=False):
            taken += 1
        return taken

    def _deliver_and_leave(self, message: Claimed) -> None:
        try:
            self.deliver(message)
        except StorageError as error:
            log.warning("message %s: not marked, it is taken again when its lease ends: %s", message.id, error)
        except Exception as error:  # noqa: BLE001 - a bug in one message must not end the thread silently
            log.error("message %s: %s", message.id, where(error))  # noqa: TRY400 - the message may be personal
        finally:
            self._places.release()

    def claim(self, limit: int) -> list[Claimed]:
        """Take up to so many messages that may go now."""
        with self._pool.transaction() as conn:
            return claim_outbox(
                conn,
                self._sender.name,
                limit=limit,
                lease_seconds=LEASE_SECONDS,
                per_second=self._sender.per_second,
                seconds_per_chat=self._sender.seconds_per_chat,
            )

    def deliver(self, message: Claimed) -> None:
        """Send one claimed message and mark what became of it."""
        time.sleep(message.wait_seconds)
        try:
            rendered = self._rendered(message)
        except StorageError:
            raise
        except Exception as error:  # noqa: BLE001 - a message that cannot be put into words must not block its chat
            self._bury(message, where(error))
            return
        if rendered is None:
            return
        try:
            channel_id = self._sender.send(message.chat, rendered)
        except Exception as error:  # noqa: BLE001 - the channel says what it means
            failure = self._sender.classify_error(error)
            self._keep(lambda: self._settle(message, failure))
        else:
            self._keep(lambda: self._mark_sent(message, channel_id))

    def _keep(self, mark: Callable[[], None]) -> None:
        """Write down what became of a message, also when the database is away just now.

        As long as the claim is ours nobody else sends the message; after that it is sent again.
        """
        until = time.monotonic() + LEASE_SECONDS / 2
        while True:
            try:
                return mark()
            except Unavailable:
                if time.monotonic() > until or self._stop.wait(MARK_AGAIN_SECONDS):
                    raise

    def expire(self) -> int:
        """Cancel what is too old to be sent, and release what it would have shown; how many."""
        with self._pool.transaction() as conn:
            expired = cancel_expired(conn)
            for message in expired:
                release_planned(conn, message)
            return len(expired)

    def _rendered(self, message: Claimed) -> Any:  # noqa: ANN401 - the channel's own shape
        with self._pool.transaction() as conn:
            if message.priority > 0 and self._unwanted(conn, message):
                return None
            if self._sender.fetched:
                return ""
            language = get_language(conn, message.user_id)
            content = load_content(
                conn,
                message.body,
                language=language,
                today=datetime.now(UTC).date(),
                links=self._links,
                user_id=message.user_id,
            )
        return self._sender.render(content, language)

    def _unwanted(self, conn: Connection, message: Claimed) -> bool:
        """Whether a digest's reader has said stop, paused or switched it off since; then it is cancelled."""
        hashed = address_hash(self._secret_key, message.channel, message.chat)
        if wants_digests(conn, message.user_id) and not is_suppressed(conn, message.channel, hashed):
            return False
        mark_cancelled(conn, message.id, message.attempts, error="the person does not want it any more")
        release_planned(conn, message.id)
        return True

    def _mark_sent(self, message: Claimed, channel_id: str) -> None:
        with self._pool.transaction() as conn:
            mark_sent(conn, message.id, message.attempts, channel_message_id=channel_id)
            shown = [item["match_id"] for item in message.body.get("items", ()) if item.get("match_id")]
            if shown:
                mark_shown(conn, shown)

    def _settle(self, message: Claimed, failure: Failure) -> None:
        log.warning("message %s on %s: %s: %s", message.id, message.channel, failure.action, failure.reason)
        blameless = failure.action == "halt" or failure.retry_after_seconds is not None
        if failure.action in ("drop", "gone") or (not blameless and message.attempts >= ATTEMPTS):
            self._bury(message, failure.reason, gone=failure.action == "gone")
            return
        pause = failure.retry_after_seconds or min(300.0, 2.0**message.attempts) * random.uniform(0.75, 1.25)  # noqa: S311
        with self._pool.transaction() as conn:
            if failure.action == "unknown":
                mark_unknown(
                    conn, message.id, message.attempts, error=failure.reason, after_seconds=UNKNOWN_AGAIN_SECONDS
                )
                return
            after = 0.0 if failure.action == "halt" else pause
            mark_waiting(
                conn, message.id, message.attempts, error=failure.reason, after_seconds=after, counts=not blameless
            )
            if failure.action == "halt" or failure.whole_channel:
                hold_channel(conn, message.channel, seconds=HALT_SECONDS if failure.action == "halt" else pause)

    def _bury(self, message: Claimed, reason: str, *, gone: bool = False) -> None:
        with self._pool.transaction() as conn:
            mark_dead(conn, message.id, message.attempts, error=reason)
            release_planned(conn, message.id)
            if gone:
                mark_unreachable(conn, message.channel, message.chat, reason)

    def _persist(self, stop: Event, work: Callable[[], object]) -> bool:
        """Do it; while the database is away wait a second and report it, so that the loop goes on."""
        try:
            return bool(work())
        except StorageError as error:
            log.error("%s delivery: %s", self._sender.name, error)  # noqa: TRY400 - one line is enough
            stop.wait(1.0)
            return False
