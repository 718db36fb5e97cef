"""Runs of messages with a fault in them, for the short tests here and the full ones in benchmarks/faults.

Whoever calls has something running that delivers: threads of this process, or real workers. Each run gives what it saw;
the caller says what is too much.
"""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.channels import telegram
from bot.channels.base import Event, Sender
from bot.channels.telegram_client import TelegramClient
from bot.delivery import Delivery
from bot.intake import take_in
from db.pool import Pool
from db.query import execute
from db.redis import Bell
from tests.many_digests import POSTING, add_digests, by_status
from tests.stubs.telegram import TOKEN, TelegramStub
from tests.stubs.whatsapp import APP_SECRET
from tests.stubs.whatsapp_callbacks import notification, signature, status

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from settings import Settings

KEY = "k" * 32
UNFINISHED = {"waiting", "sending", "unknown"}


@contextmanager
def sending(url: str, senders: Sequence[Sender]) -> Iterator[None]:
    """A delivery with a pool of its own for each of these, until the block ends."""
    stop = threading.Event()
    pools = [Pool(url, size=6) for _ in senders]
    deliveries = [Delivery(pool, each, secret_key=KEY, threads=4) for pool, each in zip(pools, senders, strict=True)]
    loops = [threading.Thread(target=each.run, args=(stop, Bell(None, "outbox"))) for each in deliveries]
    for each in loops:
        each.start()
    try:
        yield
    finally:
        stop.set()
        for each in loops:
            each.join(20)
        for pool in pools:
            pool.close()


@contextmanager
def delivering(
    url: str, stub: TelegramStub, *, instances: int = 2, wrap: Callable[[Any], Any] = lambda send: send, **pace: Any
) -> Iterator[None]:
    """So many deliveries to Telegram, each with a client of its own, until the block ends."""
    clients = [TelegramClient(TOKEN, stub.url, 2.0) for _ in range(instances)]
    told: dict[str, Any] = {"name": "telegram", "per_second": 100, "seconds_per_chat": 1.0, "render": telegram.render}
    told |= {"classify_error": telegram.classify_error} | pace
    try:
        with sending(url, [Sender(**told, send=wrap(partial(telegram.send, client))) for client in clients]):
            yield
    finally:
        for client in clients:
            client.close()


def drain(pool: Pool, *, seconds: float, hurry: str = "SELECT 1") -> dict[str, int]:
    """Wait until nothing waits to be sent any more, doing `hurry` in between; how many messages ended how."""
    until = time.monotonic() + seconds
    while True:
        with pool.transaction() as conn:
            execute(conn, hurry)
            found = by_status(conn)
        if not UNFINISHED & found.keys():
            return found
        assert time.monotonic() < until, f"not drained: {found}"
        time.sleep(0.1)


def wait_for_senders(pool: Pool, *, channel: str = "telegram", seconds: float = 30) -> None:
    """Until somebody has given the channel its row of pace."""
    until = time.monotonic() + seconds
    while True:
        with pool.transaction() as conn:
            if execute(conn, "SELECT 1 FROM channel_pace WHERE channel = %s", (channel,)):
                return
        assert time.monotonic() < until, "nobody sends"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Stopped:
    """How long after its STOP was committed each send to that chat began, in seconds; negative when before."""

    people: int
    stopped: int
    after_stop: tuple[float, ...]

    @property
    def too_late(self) -> int:
        return sum(seconds > 1.0 for seconds in self.after_stop)


def stop_racing(pool: Pool, stub: TelegramStub, settings: Settings, *, people: int, seconds: float) -> Stopped:
    """A run of digests, while its readers say stop one after the other over that time, each at a random moment."""
    wait_for_senders(pool)
    with pool.transaction() as conn:
        chats = add_digests(conn, "telegram", people)
    committed: dict[int, float] = {}
    shuffled = random.Random(13).sample(chats, len(chats))
    start = time.monotonic()
    for number, chat in enumerate(shuffled):
        time.sleep(max(0.0, start + number * seconds / people - time.monotonic()))
        with pool.transaction() as conn:
            said = Event(f"stop {chat}", chat, "message", {"kind": "text", "text": "STOP"})
            take_in(conn, "telegram", [said], settings)
        committed[int(chat)] = time.monotonic()
    drain(pool, seconds=seconds + 60)
    with stub.lock:
        digests = [sent for sent in stub.sent if POSTING in sent.text]  # the confirmation of a stop comes after it
    begun = [sent.at - committed[sent.chat_id] for sent in digests]
    return Stopped(people, len(committed), tuple(begun))


@dataclass(frozen=True, slots=True)
class Killed:
    """What came of messages whose senders were killed after the channel had accepted them."""

    messages: int
    kills: int
    arrived: int
    duplicates: int


class Kill(BaseException):
    """The process ends here; nothing after it runs."""


class KillAfter:
    """Ends the sender, as `kill -9` would, right after the channel's answer, so many times."""

    def __init__(self, kills: int) -> None:
        self.left = kills
        self.done = 0
        self.lock = threading.Lock()

    def __call__(self, send: Callable[[str, Any], str]) -> Callable[[str, Any], str]:
        def send_and_die(chat: str, rendered: Any) -> str:
            found = send(chat, rendered)
            with self.lock:
                if self.left > 0:
                    self.left -= 1
                    self.done += 1
                    raise Kill
            return found

        return send_and_die


LEASES_END = """
    UPDATE outbox SET claimed_until = now() - interval '1 second' WHERE status = 'sending' AND attempts = 1
    AND claimed_until < now() + interval '43 seconds'
"""


def killed_after_acceptance(url: str, stub: TelegramStub, *, messages: int, kills: int, seconds: float = 60) -> Killed:
    """Messages of which some have their senders killed; their claims end two seconds later, for the sake of time."""
    kill = KillAfter(kills)
    pool = Pool(url, size=2)
    with delivering(url, stub, wrap=kill, per_second=200):
        wait_for_senders(pool)
        with pool.transaction() as conn:
            chats = add_digests(conn, "telegram", messages)
        drain(pool, seconds=seconds + messages / 50, hurry=LEASES_END)
    pool.close()
    arrived = [sent.chat_id for sent in stub.sent]
    return Killed(
        messages, kill.done, len({int(chat) for chat in chats} & set(arrived)), len(arrived) - len(set(arrived))
    )


@dataclass(frozen=True, slots=True)
class Flooded:
    """What a channel saw that asks for pauses."""

    sent: int
    pauses: int
    too_early: int


def flooded(
    pool: Pool, stub: TelegramStub, *, people: int, share: float, pause_seconds: int, seconds: float
) -> Flooded:
    """A run of digests of which the channel refuses a share, asking for a pause each time."""
    wait_for_senders(pool)
    stub.flood_share, stub.flood_seconds = share, pause_seconds
    with pool.transaction() as conn:
        add_digests(conn, "telegram", people)
    drain(pool, seconds=seconds)
    return Flooded(len(stub.sent), len(stub.attempts) - len(stub.sent) - stub.too_early, stub.too_early)


GOES_BACK = """
    CREATE TABLE went_back (message text);
    CREATE FUNCTION note_going_back() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO went_back VALUES (NEW.channel_message_id); RETURN NEW; END $$;
    CREATE TRIGGER note_going_back AFTER UPDATE ON deliveries FOR EACH ROW
    WHEN (array_position(ARRAY['sent', 'failed', 'delivered', 'read'], NEW.status)
          < array_position(ARRAY['sent', 'failed', 'delivered', 'read'], OLD.status))
    EXECUTE FUNCTION note_going_back()
"""


def post_statuses(url: str, told: Sequence[tuple[str, str]]) -> int:
    """Statuses, as (message, name), in one signed body; the answer."""
    to = {"phone": "491510000001"}
    statuses = [status(message, name, to=to, opaque=None) for message, name in told]
    body = json.dumps(notification({"statuses": statuses})).encode()
    headers = {"Content-Type": "application/json", "X-Hub-Signature-256": signature(APP_SECRET, body)}
    request = urllib.request.Request(f"{url}/webhooks/whatsapp", body, headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return int(answer.status)
