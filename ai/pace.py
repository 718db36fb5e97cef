"""Keeps to what a server says of its limits: how much is left and until when, and when to come again."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d)")
UNIT_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


@dataclass(slots=True)
class _Allowance:
    """So much of something is left until it is full again; None: the server did not say."""

    left: float | None = None
    full_at: float = 0.0


class Pace:
    """One server's limits, shared by all threads that call it. `seconds_until` asks, the others tell.

    The headers are OpenAI's (`x-ratelimit-remaining-requests`, `-tokens`, `x-ratelimit-reset-…` such as "6m0s",
    `x-ratelimit-limit-tokens` a minute) and HTTP's own Retry-After.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._allowances = {"requests": _Allowance(), "tokens": _Allowance()}
        self._held_until = 0.0
        self._most_tokens: float | None = None

    def exceeds(self, tokens: int) -> bool:
        """Whether the server never takes so many tokens at once, however long one waits."""
        return self._most_tokens is not None and tokens > self._most_tokens

    def seconds_until(self, tokens: int) -> float:
        """How long to wait before a request of so many tokens; 0 means that it is counted as sent now."""
        needs = {"requests": 1, "tokens": tokens}
        with self._lock:
            now = self._clock()
            wait = self._held_until - now
            for name, allowance in self._allowances.items():
                if allowance.full_at <= now:
                    allowance.left = None
                elif allowance.left is not None and allowance.left < needs[name]:
                    wait = max(wait, allowance.full_at - now)
            if wait > 0:
                return wait
            for name, allowance in self._allowances.items():
                if allowance.left is not None:
                    allowance.left -= needs[name]
            return 0.0

    def note(self, headers: Mapping[str, str]) -> None:
        """What an answer, also a refusal, says of the limits."""
        with self._lock:
            for name, allowance in self._allowances.items():
                left = _number(headers.get(f"x-ratelimit-remaining-{name}"))
                reset = _seconds(headers.get(f"x-ratelimit-reset-{name}"))
                if left is not None and reset is not None:
                    allowance.left, allowance.full_at = left, self._clock() + reset
            self._most_tokens = _number(headers.get("x-ratelimit-limit-tokens")) or self._most_tokens

    def hold(self, seconds: float) -> None:
        """Nothing is sent for so long."""
        with self._lock:
            self._held_until = max(self._held_until, self._clock() + seconds)


def asked_seconds(headers: Mapping[str, str]) -> float | None:
    """How long the server asks to be left alone (Retry-After), None where it does not say."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    told = headers.get("retry-after")
    seconds = _number(told)
    return _seconds_to(told) if seconds is None and told else seconds


def _seconds_to(date: str) -> float | None:
    """From now to an instant as HTTP writes it, such as "Sat, 21 Nov 2026 12:00:00 GMT"; None where it is none."""
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else max(0.0, float(text))
    except ValueError:
        return None


def _seconds(text: str | None) -> float | None:
    """From "1s", "6m0s", "20ms", or a plain number of seconds."""
    parts = DURATION.findall(text or "")
    return sum(float(number) * UNIT_SECONDS[unit] for number, unit in parts) if parts else _number(text)
