"""Redis, for speed only: waking workers and caches. Without it everything still works, a little later."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import redis

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.5
RETRY_AFTER_SECONDS = 5.0
RING_EVERY_SECONDS = 0.005
LISTEN_SECONDS = 30.0


def connect_redis(url: str) -> redis.Redis:
    """A client with short time limits; it connects at first use."""
    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True
    )


def _channel_of(topic: str) -> str:
    return f"jobherald:{topic}"


class Ears:
    """What is rung anywhere, heard over one subscription for all the bells of a process."""

    def __init__(self, client: redis.Redis | None) -> None:
        self._client = client
        self._rung: dict[str, list[threading.Event]] = {}
        self._lock = threading.Lock()
        self._started = False
        self._subscribed = False
        self._watchers = 0

    def listen_for(self, topics: Sequence[str]) -> threading.Event:
        """What is set whenever one of these topics is rung. All are to be named before the first wait."""
        event = threading.Event()
        with self._lock:
            for topic in topics:
                self._rung.setdefault(topic, []).append(event)
        return event

    @property
    def are_watched(self) -> bool:
        """Whether somebody looks out for what nobody rings for."""
        return self._watchers > 0

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Somebody looks out, for as long as the block."""
        self._watchers += 1
        try:
            yield
        finally:
            self._watchers -= 1

    def hear(self, topics: Iterable[str] | None = None) -> None:
        """Wake who waits for these topics; for None, everybody."""
        rung = self._rung if topics is None else map(_channel_of, topics)
        for event in {each for topic in rung for each in self._rung.get(topic, ())}:
            event.set()

    def start(self) -> None:
        """Begin to listen, unless that was done."""
        with self._lock:
            if self._client is not None and not self._started:
                self._started = True
                threading.Thread(target=self._listen, args=(self._client,), name="ears", daemon=True).start()

    def _listen(self, client: redis.Redis) -> None:
        while True:
            try:
                self._hear(client)
            except (redis.RedisError, OSError, ValueError) as error:
                if self._subscribed:
                    log.warning("Redis is away (%s): going on without it, polling instead", type(error).__name__)
            self._subscribed = False
            time.sleep(RETRY_AFTER_SECONDS)

    def _hear(self, client: redis.Redis) -> None:
        subscription = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
        try:
            subscription.subscribe(*self._rung)
            self._subscribed = True
            self.hear()  # what was rung while nobody listened
            while True:
                told = subscription.get_message(timeout=LISTEN_SECONDS)
                for event in self._rung.get(told["channel"], ()) if told else ():
                    event.set()
        finally:
            subscription.close()


class Bell:
    """Wakes the workers that wait for a topic, or for one of the others that this bell also hears.

    Losing a ring costs one polling interval, never a message.
    """

    def __init__(self, client: redis.Redis | None, topic: str, *also: str, ears: Ears | None = None) -> None:
        self._client = client
        self._topic = _channel_of(topic)
        self._ears = ears or Ears(client)
        self._heard = self._ears.listen_for([self._topic, *map(_channel_of, also)])
        self._silent_until = 0.0
        self._rung = threading.Event()
        self._ringer: threading.Thread | None = None
        self._starting = threading.Lock()

    @property
    def is_watched(self) -> bool:
        """Whether what nobody rings for would be seen nevertheless."""
        return self._ears.are_watched

    def ring(self) -> None:
        """Tell every waiting worker that there is work, from a thread of its own; many rings at once are one."""
        if self._client is None or time.monotonic() < self._silent_until:
            return
        if self._ringer is None:
            self._start_ringer(self._client)
        self._rung.set()

    def _start_ringer(self, client: redis.Redis) -> None:
        with self._starting:
            if self._ringer is None:
                self._ringer = threading.Thread(target=self._keep_ringing, args=(client,), name="bell", daemon=True)
                self._ringer.start()

    def _keep_ringing(self, client: redis.Redis) -> None:
        while True:
            self._rung.wait()
            self._rung.clear()
            try:
                client.publish(self._topic, "1")
            except redis.RedisError as error:
                log.warning("nobody can be woken (%s): they look by themselves", type(error).__name__)
                self._silent_until = time.monotonic() + RETRY_AFTER_SECONDS
            time.sleep(RING_EVERY_SECONDS)

    def wait(self, seconds: float) -> bool:
        """Return when rung, or after so many seconds; whether it was rung."""
        self._ears.start()
        rung = self._heard.wait(seconds)
        self._heard.clear()
        return rung
