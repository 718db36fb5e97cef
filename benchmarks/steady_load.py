"""Requests at a steady rate over kept connections, whatever the answers take."""

from __future__ import annotations

import http.client
import threading
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.webhooks import Request

SENDERS = 16


def steady(
    url: str, rate: float, seconds: float, make: Callable[[int], Request], *, first: int = 1, senders: int = SENDERS
) -> list[float]:
    """Post so many requests a second for so long; how long each took from its due time, in seconds.

    Raises:
        AssertionError: an answer was not 200.
    """
    times: list[float] = []
    start = time.monotonic() + 0.2
    wrong: list[int] = []

    def send(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
        for turn in range(number, int(rate * seconds), senders):
            due = start + turn / rate
            made = make(first + turn)
            time.sleep(max(0.0, due - time.monotonic()))
            headers = {"Content-Type": "application/json", made.header: made.proof}
            connection.request("POST", made.path, made.body, headers)
            answer = connection.getresponse()
            answer.read()
            wrong.extend([answer.status] if answer.status != 200 else [])
            times.append(time.monotonic() - due)

    threads = [threading.Thread(target=send, args=(number,)) for number in range(senders)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong, wrong[:5]
    return times


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))]
