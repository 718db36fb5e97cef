"""Texts kept in Redis for a time. Losing Redis costs making them anew, nothing else."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, TypeVar

import redis

from db.redis import RETRY_AFTER_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

Kept = TypeVar("Kept")


class KeptValues:
    """Texts by key, under `jobherald:KIND:`; `loss` tells the log what happens while Redis is away.

    After an error Redis is left alone for a few seconds, so that nobody waits for its time limit again and again.
    """

    def __init__(self, client: redis.Redis | None, kind: str, *, seconds: int, loss: str) -> None:
        self._client = client
        self._kind = kind
        self._seconds = seconds
        self._loss = loss
        self._silent_until = 0.0

    def find(self, key: str, read: Callable[[str], Kept]) -> Kept | None:
        """What `read` makes of the text kept; None where there is none, or none it can read, or Redis is away."""
        kept = self._ask(lambda client: client.get(self._name(key)))
        try:
            return None if kept is None else read(str(kept))
        except ValueError:
            log.warning("a %s in Redis cannot be read: %s", self._kind, self._loss)
            return None

    def keep(self, key: str, text: str) -> None:
        """Keep it, in place of what was there."""
        self._ask(lambda client: client.set(self._name(key), text, ex=self._seconds))

    def _ask(self, question: Callable[[redis.Redis], object]) -> object:
        if self._client is None or time.monotonic() < self._silent_until:
            return None
        try:
            return question(self._client)
        except redis.RedisError as error:
            log.warning("Redis is away (%s): %s", type(error).__name__, self._loss)
            self._silent_until = time.monotonic() + RETRY_AFTER_SECONDS
            return None

    def _name(self, key: str) -> str:
        return f"jobherald:{self._kind}:{key}"
