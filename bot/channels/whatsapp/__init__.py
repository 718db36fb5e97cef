"""WhatsApp Cloud API: signed notifications in, messages out. Shapes and limits: Graph v25.0.

The five functions of a channel; the parts are in the modules of this package.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.channels.whatsapp import parsing
from bot.channels.whatsapp.errors import classify_error
from bot.channels.whatsapp.limits import OPAQUE
from bot.channels.whatsapp.rendering import Rendered, render

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.channels.base import Event, Identity
    from bot.channels.whatsapp.client import WhatsAppClient
    from settings import Settings

__all__ = ["NAME", "Destination", "Rendered", "challenge_of", "classify_error", "parse", "render", "send", "verify"]

NAME = "whatsapp"
SIGNATURE_HEADER = "X-Hub-Signature-256"


@dataclass(frozen=True, slots=True)
class Destination:
    """Whom a message goes to, and what WhatsApp gives back in its statuses: the outbox row's id."""

    identity: Identity
    reference: int | None = None


def verify(body: bytes, headers: Mapping[str, str], settings: Settings) -> bool:
    """Whether the bytes were signed with the app's secret; without one set nothing is accepted."""
    if settings.whatsapp_app_secret is None:
        return False
    key = settings.whatsapp_app_secret.get_secret_value().encode()
    expected = "sha256=" + hmac.new(key, body, hashlib.sha256).hexdigest()
    given = headers.get(SIGNATURE_HEADER, "").encode("utf-8", "surrogateescape")
    return hmac.compare_digest(given, expected.encode())


def challenge_of(query: Mapping[str, str], settings: Settings) -> str | None:
    """What Meta wants to hear back when it asks whose address this is; None when it is not Meta that asks."""
    if settings.whatsapp_verify_token is None or query.get("hub.mode") != "subscribe":
        return None
    given = query.get("hub.verify_token", "").encode("utf-8", "surrogateescape")
    if not hmac.compare_digest(given, settings.whatsapp_verify_token.get_secret_value().encode()):
        return None
    return query.get("hub.challenge")


def parse(body: bytes, settings: Settings | None = None) -> list[Event]:
    """The events of a notification, of our own number and account alone.

    Raises:
        MalformedBody: this is no notification.
    """
    if settings is None:
        return parsing.parse(body)
    ours = parsing.Ours(settings.whatsapp_phone_number_id, settings.whatsapp_business_account_id)
    return parsing.parse(body, ours)


def send(client: WhatsAppClient, to: Destination, rendered: Rendered) -> str:
    """Hand a message over; WhatsApp's id of it. A file is left with WhatsApp first.

    Raises:
        Refused, WireError: see `classify_error`.
    """
    body = rendered.body
    if rendered.file is not None:
        name, content = rendered.file
        body = body | {"id": client.upload(name, content, "text/plain")}
    return client.send(_addressed(to) | {"type": rendered.type, rendered.type: body})


def _addressed(to: Destination) -> dict[str, Any]:
    """By the lasting id where it is known: it holds when the number is hidden; a BSUID in `to` would arrive nowhere."""
    whom = {"recipient": to.identity.lasting} if to.identity.lasting else {"to": f"+{to.identity.phone}"}
    ours = {} if to.reference is None else {"biz_opaque_callback_data": str(to.reference)[:OPAQUE]}
    return {"recipient_type": "individual", **whom, **ours}
