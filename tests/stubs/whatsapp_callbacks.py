"""The stub's notifications: signed as Meta signs them, in their shapes, sent again until they are answered 200."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import itertools
import json
import queue
import random
import threading
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Sequence

ids = itertools.count(1)
NUMBER_ID = "104455667788990"
ACCOUNT_ID = "330011220033445"
TEMPLATE = "message_template_status_update"


def signature(secret: str, body: bytes) -> str:
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def notification(value: dict[str, Any], *, field: str = "messages") -> dict[str, Any]:
    """One entry with one change."""
    metadata = {"display_phone_number": "4930000001", "phone_number_id": NUMBER_ID}
    whole = {"messaging_product": "whatsapp", "metadata": metadata, **value} if field != TEMPLATE else value
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": ACCOUNT_ID, "changes": [{"field": field, "value": whole}]}],
    }


def status(
    message: str, name: str, *, to: dict[str, Any], opaque: str | None, code: int | None = None, title: str = ""
) -> dict[str, Any]:
    told: dict[str, Any] = {"id": message, "status": name, "timestamp": str(int(time.time()))}
    told |= {"recipient_id": to["phone"]} if to.get("phone") else {}
    told |= {"recipient_user_id": to["bsuid"]} if to.get("bsuid") else {}
    told |= {"biz_opaque_callback_data": opaque} if opaque is not None else {}
    if name == "failed":
        told["errors"] = [{"code": code, "title": title, "message": title, "error_data": {"details": title}}]
    return told


class Callbacks:
    """Posts bodies to the product's webhook from threads of its own; `held` keeps statuses back until `release`."""

    def __init__(self, url: str | None, secret: str, *, threads: int = 2) -> None:
        self.url, self.secret = url, secret
        self.held = False
        self.duplicates = 0  # how many times each body is sent beside the first
        self.shuffled = False
        self.answers: list[int] = []
        self.kept: list[dict[str, Any]] = []
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(threads)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        for _ in self._threads:
            self._queue.put(None)
        for thread in self._threads:
            thread.join(10)

    def tell(self, bodies: Sequence[dict[str, Any]]) -> None:
        """Send these, in their order unless shuffled; nothing goes out without a webhook."""
        if self.held:
            self.kept += bodies
            return
        sent = [body for body in bodies for _ in range(1 + self.duplicates)]
        if self.shuffled:
            random.shuffle(sent)
        for body in sent:
            if self.url:
                self._queue.put(json.dumps(body).encode())

    def release(self) -> None:
        """Let go what was held back, the last first: statuses come in any order."""
        self.held, kept = False, self.kept[::-1]
        self.kept = []
        self.tell(kept)

    def post(self, body: bytes, secret: str | None = None) -> int:
        """Deliver one body at once; the answer's status, 0 when there is none."""
        parts = urlsplit(self.url or "")
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=15)
        headers = {
            "Content-Type": "application/json",
            "X-Hub-Signature-256": signature(self.secret if secret is None else secret, body),
            "User-Agent": "facebookexternalua",
        }
        try:
            connection.request("POST", parts.path, body, headers)
            return connection.getresponse().status
        except OSError:
            return 0
        finally:
            connection.close()

    def _run(self) -> None:
        while (body := self._queue.get()) is not None:
            for pause in (0.2, 0.5, 1.0, 2.0, 4.0, 0):
                answer = self.post(body)
                self.answers.append(answer)
                if answer == 200:
                    break
                time.sleep(pause)
