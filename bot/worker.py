"""The worker process: turns and delivery. Any number may run; any may be killed at any instant."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import TYPE_CHECKING

from ai.embeddings import build_embedder
from bot.apply_links import ApplyLinks
from bot.channels import console, telegram
from bot.channels.base import Sender
from bot.channels.telegram_client import TelegramClient
from bot.delivery import Delivery
from bot.failure_trace import where
from bot.statuses import StatusLoop
from bot.turns import Turns
from bot.watch import Lookout, wait_for_work
from bot.whatsapp.sender import seen_marks, whatsapp_senders
from db.conversations import erase_departed
from db.errors import StorageError
from db.pool import Pool
from db.redis import Bell, Ears, connect_redis
from jobs.parsing.places import parse_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from db.conversations import Lease
    from settings import Settings

log = logging.getLogger(__name__)

CHANNELS = ("telegram", "whatsapp", "web", "console")
EMBED_WHILE_WAITING_SECONDS = 3.0
FAREWELL_SECONDS = 300.0
NICENESS = 10  # webhooks are answered first: channels wait for seconds only, people's replies for a little longer
SWITCH_SECONDS = 0.001  # a message at its place in time does not wait five milliseconds for another thread


class WorkerBroken(Exception):
    """A part of the worker broke, so all of it ended; start it again."""


class TurnLoop:
    """Leases chats one after the other and has them handled by a few threads."""

    def __init__(self, turns: Turns, threads: int) -> None:
        self._turns = turns
        self._threads = threads
        self._places = threading.BoundedSemaphore(threads)

    def run(self, stop: threading.Event, bell: Bell) -> None:
        """Work until told to stop; an absent database is waited for."""
        with ThreadPoolExecutor(self._threads, thread_name_prefix="turn") as handlers:
            while not stop.is_set():
                self._places.acquire()
                lease = self._lease(stop)
                if lease is None:
                    self._places.release()
                    wait_for_work(bell)
                else:
                    handlers.submit(self._handle, lease)

    def _lease(self, stop: threading.Event) -> Lease | None:
        try:
            return self._turns.lease()
        except StorageError as error:
            log.error("turns: %s", error)  # noqa: TRY400 - one line is enough
            stop.wait(1.0)
            return None

    def _handle(self, lease: Lease) -> None:
        try:
            self._turns.handle(lease)
        except StorageError as error:
            log.warning("conversation %s is taken up again when its lease ends: %s", lease.conversation_id, error)
        except Exception as error:  # noqa: BLE001 - a bug must not end the thread silently
            log.error("conversation %s: %s", lease.conversation_id, where(error))  # noqa: TRY400 - may be personal
        finally:
            self._places.release()


@contextmanager
def senders(settings: Settings) -> Iterator[list[Sender]]:
    """The channels that this installation can send on."""
    with ExitStack() as stack:
        ready = [
            Sender(name, 1000.0, 0.0, console.render, partial(console.send, None), console.classify_error, fetched=True)
            for name in ("web", console.NAME)
        ]
        client = TelegramClient.from_settings(settings)
        if client is not None:
            stack.callback(client.close)
            ready.append(
                Sender(
                    telegram.NAME,
                    settings.telegram_messages_per_second,
                    settings.telegram_seconds_per_chat,
                    telegram.render,
                    partial(telegram.send, client),
                    telegram.classify_error,
                    late_seconds=telegram.LATE_SECONDS,
                )
            )
        ready += stack.enter_context(whatsapp_senders(settings))
        yield ready


def run_worker(settings: Settings, stop: threading.Event) -> None:
    """Work through inbox and outbox until told to stop."""
    pool = Pool(settings.postgres_url, size=settings.db_pool_size, wait_seconds=settings.db_pool_wait_seconds)
    redis = connect_redis(settings.redis_address)
    hurried = settings.model_copy(update={"openai_timeout_seconds": EMBED_WHILE_WAITING_SECONDS})
    parse_places("Lagos")  # loads the gazetteer (0.4 s), which the first sentence would otherwise wait for
    bells = {channel: Bell(redis, f"outbox:{channel}") for channel in CHANNELS}
    ears = Ears(redis)
    embedder = build_embedder(hurried, pool, purpose="query", tries_again=False)
    with senders(settings) as ready, seen_marks(settings) as seen:
        turns = Turns(pool, embedder, settings, lambda channel: bells[channel].ring(), seen)
        work = [
            partial(TurnLoop(turns, settings.turn_threads).run, stop, Bell(redis, "inbox", ears=ears)),
            partial(StatusLoop(pool, ready).run, stop, Bell(redis, "statuses", ears=ears)),
            partial(_tidy, stop, pool),
            partial(Lookout(pool, ears).run, stop),
        ]
        for sender in ready:
            delivery = Delivery(
                pool,
                sender,
                secret_key=settings.secret_key.get_secret_value(),
                threads=settings.delivery_threads,
                links=ApplyLinks.from_settings(settings),
            )
            work.append(partial(delivery.run, stop, Bell(redis, f"outbox:{sender.name}", "outbox", ears=ears)))
        broken: list[str] = []
        loops = [threading.Thread(target=_run_to_the_end, args=(each, stop, broken)) for each in work]
        for loop in loops:
            loop.start()
        log.info("worker ready: %s", ", ".join(sender.name for sender in ready))
        for loop in loops:
            loop.join()
    pool.close()
    if broken:
        raise WorkerBroken(broken[0])


def _run_to_the_end(loop: Callable[[], None], stop: threading.Event, broken: list[str]) -> None:
    """Run a loop; should it break, end the whole worker, so that whoever started it starts it again."""
    try:
        loop()
    except Exception as error:  # noqa: BLE001 - half a worker is worse than none
        broken.append(where(error))
        log.error("the worker ends: %s", broken[-1])  # noqa: TRY400 - the message may be personal
        stop.set()


def run_until_signalled(settings: Settings) -> None:
    """Run the worker until SIGTERM or SIGINT; what is in hand is finished first."""
    stop = threading.Event()
    os.nice(NICENESS)
    sys.setswitchinterval(SWITCH_SECONDS)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    run_worker(settings, stop)


def _tidy(stop: threading.Event, pool: Pool) -> None:
    """Once a minute, remove the addresses of people who were deleted and have had their farewell."""
    while not stop.wait(60.0):
        try:
            with pool.transaction() as conn:
                erase_departed(conn, after_seconds=FAREWELL_SECONDS)
        except StorageError as error:
            log.error("tidying: %s", error)  # noqa: TRY400 - one line is enough
