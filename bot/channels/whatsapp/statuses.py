"""What became of a message that we sent on WhatsApp."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from bot.channels.whatsapp.errors import failure_of

if TYPE_CHECKING:
    from collections.abc import Mapping

STATUSES = {"sent": "sent", "delivered": "delivered", "read": "read", "played": "read", "failed": "failed"}


def status_payload(status: Mapping[str, Any]) -> dict[str, Any] | None:
    """The payload of a status event but for its time; None for a status that tells us nothing, or of a group.

    Raises:
        KeyError, TypeError, ValueError, AttributeError: a part that it must have is missing or of the wrong type.
    """
    name = STATUSES.get(str(status["status"]))
    if name is None or status.get("recipient_type") == "group":
        return None
    payload: dict[str, Any] = {"kind": "status", "status": name, "message": str(status["id"])}
    ours = str(status.get("biz_opaque_callback_data") or "")
    if ours.isascii() and ours.isdigit() and len(ours) < 19:  # noqa: PLR2004 - digits of a bigint
        payload["outbox"] = int(ours)
    pricing = status.get("pricing")
    if isinstance(pricing, dict) and pricing.get("billable") is False:
        payload["free"] = True
    if name == "failed":
        payload["failure"] = asdict(_failure(status))
    return payload


def _failure(status: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a Failure
    errors = status.get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    return failure_of(first)
