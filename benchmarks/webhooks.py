"""What the channels post: requests to our webhooks, each a new event, signed as the channel signs it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.product import SECRET, text_update
from tests.stubs.whatsapp import APP_SECRET
from tests.stubs.whatsapp_callbacks import notification, signature, status

if TYPE_CHECKING:
    from collections.abc import Callable

WORDS = "accountant in Lagos, 3 years"
CHATS = 500
STATUSES = 10
FIRST_PHONE = 491_510_000_000


@dataclass(frozen=True, slots=True)
class Request:
    """A post to the product: the path, the header that proves who sends it, and the body in one line."""

    path: str
    header: str
    proof: str
    body: bytes


def telegram(number: int) -> Request:
    """A text from one of 500 chats; `number` makes it a new one."""
    body = json.dumps(text_update(number, number % CHATS + 1, WORDS)).encode()
    return Request("/webhooks/telegram", "X-Telegram-Bot-Api-Secret-Token", SECRET, body)


def whatsapp(number: int) -> Request:
    """The same on WhatsApp, from people known by number and id, written just now: an old one opens no window."""
    phone, lasting = str(FIRST_PHONE + number % CHATS), f"DE.{number % CHATS}"
    said = {"id": f"wamid.{number}", "timestamp": str(int(time.time())), "type": "text", "text": {"body": WORDS}}
    message = {"from": phone, "from_user_id": lasting} | said
    contact = {"profile": {"name": "B"}, "wa_id": phone, "user_id": lasting}
    return _signed({"contacts": [contact], "messages": [message]})


def whatsapp_statuses(number: int) -> Request:
    """Ten statuses in one body, as Meta bundles them: what became of messages that we sent, three of each."""
    told = []
    for at in range(number * STATUSES, (number + 1) * STATUSES):
        name, to = ("sent", "delivered", "read")[at % 3], {"phone": str(FIRST_PHONE + at % CHATS)}
        told.append(status(f"wamid.OUT{at // 3}", name, to=to, opaque=None))
    return _signed({"statuses": told})


def _signed(value: dict[str, object]) -> Request:
    body = json.dumps(notification(value)).encode()
    return Request("/webhooks/whatsapp", "X-Hub-Signature-256", signature(APP_SECRET, body), body)


REQUESTS: dict[str, Callable[[int], Request]] = {"telegram": telegram, "whatsapp": whatsapp}
