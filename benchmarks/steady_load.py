"""Requests at a steady rate over kept connections, whatever the answers take."""

from __future__ import annotations

import http.client
import json
import threading
import time
from urllib.parse import urlsplit

from tests.product import SECRET, text_update

SENDERS = 16


def steady(url: str, rate: float, seconds: float, first: int, *, chats: int = 500) -> list[float]:
    """Post so many updates a second for so long; how long each took from its due time, in seconds."""
    times: list[float] = []
    start = time.monotonic() + 0.2

    def send(number: int) -> None:
        connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)
        headers = {"Content-Type": "application/json", "X-Telegram-Bot-Api-Secret-Token": SECRET}
        for turn in range(number, int(rate * seconds), SENDERS):
            due = start + turn / rate
            time.sleep(max(0.0, due - time.monotonic()))
            body = json.dumps(text_update(first + turn, turn % chats + 1, "accountant in Lagos, 3 years"))
            connection.request("POST", "/webhooks/telegram", body, headers)
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            times.append(time.monotonic() - due)

    senders = [threading.Thread(target=send, args=(number,)) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return times


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share / 100 * len(ordered)))]
