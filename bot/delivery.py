"""Outbox to channel: claim at the pace, put into words, look once more, send outside any transaction, mark."""

from __future__ import annotations

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import BoundedSemaphore, Event
from typing import TYPE_CHECKING, Any

from bot.contents import load_content
from bot.failure_trace import where
from bot.outcomes import bury, cancel, park, replace_by_template, settle, took
from db.errors import StorageError, Unavailable
from db.matches import release_planned
from db.outbox import cancel_expired
from db.outbox_claims import Claimed, claim_outbox, ensure_pace, find_clearance, take_place
from db.outbox_marks import mark_waiting
from db.suppressions import address_hash

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.apply_links import ApplyLinks
    from bot.channels.base import Failure, Permit
    from bot.contents import Content
    from db.pool import Connection, Pool
    from db.redis import Bell

log = logging.getLogger(__name__)

LEASE_SECONDS = 45.0  # a killed worker's messages go on within a minute
BEGIN_WITHIN_SECONDS = 15.0  # after the claim; the rest of the lease is for the channel's answer and our mark
LOOK_EVERY_SECONDS = 0.2
EXPIRY_EVERY_SECONDS = 10.0
MARK_FOR_SECONDS = 300.0
MARK_AGAIN_SECONDS = 0.5
LATE_SECONDS = 0.03  # what is later than its place takes a new one: late and punctual together would be too fast
NEW_PLACES = 3


@dataclass(frozen=True, slots=True)
class Sender:
    """A channel ready to send: its pace, and its functions bound to its client.

    `render` gives what `send` takes, or a list of these: then each goes as a message of its own, in its own place.
    `fetched` channels hand nothing over: their reader comes for the row, so it is only marked. `permit` judges each
    claimed message by the channel's own rules, in the transaction just before the send; it may write. `address` (in the
    same transaction) gives what `send` takes in place of the chat, where a message needs more to be addressed by (other
    addresses, the row's id to be given back in statuses). `settled` is told of every failure, also of one that a status
    brings, in the transaction that marks it, and notes what only this channel knows of (opt-outs, refused templates).
    `burst_per_chat` messages may go to a chat at once before its pace holds. A message whose answer was lost is sent
    again after `unknown_seconds`, unless a status has told of it by then.
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
    burst_per_chat: int = 1
    unknown_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message about to be handed over: to whom, and all messages of its row, of which `part` is the one to go."""

    to: Any
    messages: list[Any]
    part: int


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
        now = time.monotonic()
        for message in claimed:
            senders.submit(self._deliver_and_leave, message, now)
        return bool(claimed)

    def _free_places(self) -> int:
        self._places.acquire()
        taken = 1
        while taken < self._threads and self._places.acquire(blocking=False):
            taken += 1
        return taken

    def _deliver_and_leave(self, message: Claimed, claimed_at: float) -> None:
        try:
            self.deliver(message, claimed_at)
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
                burst_per_chat=self._sender.burst_per_chat,
            )

    def deliver(self, message: Claimed, claimed_at: float | None = None) -> None:
        """Send one message, claimed at this time of the monotonic clock (now unless given); mark what became of it."""
        claimed_at = time.monotonic() if claimed_at is None else claimed_at
        try:
            rendered = [""] if self._sender.fetched else self._rendered(message)
            outgoing = self._cleared(message, rendered, claimed_at)
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

    def _rendered(self, message: Claimed) -> list[Any]:
        """The messages that a row is made of, in the channel's own shape."""
        with self._pool.transaction(single=True) as conn:
            return self._in_words(conn, message.body, message.language, message.user_id)

    def _in_words(self, conn: Connection, body: dict[str, Any], language: str, user_id: int | None) -> list[Any]:
        today = datetime.now(UTC).date()
        content = load_content(conn, body, language=language, today=today, links=self._links, user_id=user_id)
        rendered = self._sender.render(content, language)
        return rendered if isinstance(rendered, list) else [rendered]

    def _cleared(self, message: Claimed, rendered: list[Any], claimed_at: float) -> Outgoing | None:
        """What is to be sent, at its place in time and after a last look; None when it does not go now.

        Whoever says stop before that look gets nothing any more, and a pause that the channel asked for holds for what
        had been claimed before it.
        """
        due = claimed_at + message.wait_seconds
        for _ in range(NEW_PLACES):
            time.sleep(max(0.0, due - time.monotonic()))
            if not self._is_late(due):
                outgoing = self._looked_at(message, rendered, claimed_at)
                if outgoing is None or not self._only_looks or not self._is_late(due):
                    return outgoing
            with self._pool.transaction(single=True) as conn:
                due = time.monotonic() + take_place(conn, message.channel, per_second=self._sender.per_second)
        time.sleep(max(0.0, due - time.monotonic()))
        return self._looked_at(message, rendered, claimed_at)

    def _is_late(self, due: float) -> bool:
        return not self._sender.fetched and time.monotonic() - due > LATE_SECONDS

    def _looked_at(self, message: Claimed, rendered: list[Any], claimed_at: float) -> Outgoing | None:
        with self._pool.transaction(single=self._only_looks) as conn:
            return self._last_look(conn, message, rendered, claimed_at)

    @property
    def _only_looks(self) -> bool:
        """Whether the last look writes nothing but its own mark, so that it needs no transaction.

        A kill between that mark and the release of what a called-off digest would have shown does no harm: only what
        waits, is being sent or is unknown keeps a posting from being planned again.
        """
        return self._sender.permit is None and self._sender.address is None

    def _last_look(self, conn: Connection, message: Claimed, rendered: list[Any], claimed_at: float) -> Outgoing | None:
        clearance = find_clearance(conn, message, address_hash(self._secret_key, message.channel, message.chat))
        if clearance is None:
            return None
        if message.part >= len(rendered):  # a status told that the last one arrived
            took(conn, message, "", parts_left=0)
            return None
        if clearance.held or time.monotonic() - claimed_at > BEGIN_WITHIN_SECONDS:
            mark_waiting(conn, message.id, message.attempts, error=None, after_seconds=0, counts=False)
            return None
        if message.priority > 0 and (clearance.suppressed or not clearance.wanted):
            cancel(conn, message, "the person does not want it any more")
            return None
        permitted = self._permitted(conn, message, rendered)
        if permitted is None:
            return None
        to = message.chat if self._sender.address is None else self._sender.address(conn, message)
        return Outgoing(to, permitted, min(message.part, len(permitted) - 1))

    def _permitted(self, conn: Connection, message: Claimed, rendered: list[Any]) -> list[Any] | None:
        """What the channel's own rules let go: these messages, a template in their stead, or None if nothing goes."""
        if self._sender.permit is None:
            return rendered
        permit = self._sender.permit(conn, message, datetime.now(UTC))
        match permit.action:
            case "template":
                return self._in_words(
                    conn, replace_by_template(conn, message, permit), message.language, message.user_id
                )
            case "hold":
                park(conn, message, permit.reason)
                return None
            case "cancel":
                cancel(conn, message, permit.reason)
                return None
            case _:
                return rendered

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
