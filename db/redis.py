"""Redis, for speed only: waking workers and caches. Without it everything still works, a little later."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

import redis

if TYPE_CHECKING:
    from redis.client import PubSub

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 0.5
RETRY_AFTER_SECONDS = 5.0
RING_EVERY_SECONDS = 0.005


def connect_redis(url: str) -> redis.Redis:
    """A client with short time limits; it connects at first use."""
    return redis.Redis.from_url(
        url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS, decode_responses=True
    )


class Bell:
    """Wakes the workers that wait for a topic, or for one of the others that this bell also hears.

    Losing a ring costs one polling interval, never a message.
    """

    def __init__(self, client: redis.Redis | None, topic: str, *also: str) -> None:
        self._client = client
        self._topic = f"jobherald:{topic}"
        self._heard = [self._topic, *(f"jobherald:{other}" for other in also)]
        self._silent_until = 0.0
        self._rung = threading.Event()
        self._ringer: threading.Thread | None = None
        self._starting = threading.Lock()
        self._subscription: PubSub | None = None

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
                self._fall_silent(error)
            time.sleep(RING_EVERY_SECONDS)

    def wait(self, seconds: float) -> None:
        """Return when rung, or after so many seconds."""
        until = time.monotonic() + seconds
        if self._client is not None and time.monotonic() >= self._silent_until:
            try:
                if self._subscribed(self._client).get_message(timeout=seconds) is not None:
                    return
            except (redis.RedisError, OSError, ValueError) as error:
                self._fall_silent(error)
        time.sleep(max(0.0, until - time.monotonic()))

    def _subscribed(self, client: redis.Redis) -> PubSub:
        if self._subscription is None:
            subscription = client.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
            subscription.subscribe(*self._heard)
            self._subscription = subscription
        return self._subscription

    def _fall_silent(self, error: Exception) -> None:
        """Do without Redis for a while, so that its absence does not slow every event down."""
        if self._silent_until == 0.0:
            log.warning("Redis is away (%s): going on without it, polling instead", type(error).__name__)
        self._silent_until = time.monotonic() + RETRY_AFTER_SECONDS
        if self._subscription is not None:
            self._subscription.close()
            self._subscription = None
