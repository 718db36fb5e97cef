"""Telegram's side of a webhook: updates posted one after the other, again until they are taken."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.stubs.telegram import TelegramStub

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


class WebhookCaller:
    """Posts the waiting updates to the webhook, if one is set, and does what its answers ask for."""

    def __init__(self, stub: TelegramStub) -> None:
        self._stub = stub
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join(5)

    def _run(self) -> None:
        while not self._stop.wait(0.05):
            while self._stub.webhook.startswith("http://127.0.0.1:") and self._stub.updates:
                if not self._post(self._stub.updates[0]):
                    self._stop.wait(1.0)
                    break
                self._stub.updates.pop(0)

    def _post(self, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if self._stub.webhook_secret:
            headers[SECRET_HEADER] = self._stub.webhook_secret
        request = urllib.request.Request(self._stub.webhook, json.dumps(update).encode(), headers)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                asked = json.loads(answer.read() or b"{}")
        except (OSError, ValueError) as error:
            code = getattr(error, "code", None)
            self._stub.webhook_error = (
                f"Wrong response from the webhook: {code}" if code else f"Connection failed: {error}"
            )
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            return False
        if isinstance(asked, dict) and asked.get("method") == "answerCallbackQuery":
            self._stub.answered.append(asked["callback_query_id"])
        return True
