"""What Meta tells about our own templates, number and account, as events of the kind "account"."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from bot.channels.base import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

TEMPLATE_FIELD = "message_template_status_update"
WELL = frozenset({"APPROVED", "REINSTATED", "UNARCHIVED"})
ACCOUNT_TROUBLE = frozenset(
    {"ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "ACCOUNT_DELETED", "DISABLED_UPDATE", "PARTNER_REMOVED"}
)


def standing_event(field: str, value: Mapping[str, Any]) -> Event | None:
    """The event in a change of such a field: `{"subject", "trouble"}`, no trouble "" where all is well again.

    Raises:
        KeyError, TypeError: a part that it must have is missing or of the wrong type.
    """
    if field == TEMPLATE_FIELD:
        name, language = str(value["message_template_name"]), normal_language(str(value["message_template_language"]))
        return _event(template_subject(name, language), _template_trouble(value), value)
    if field == "account_update" and str(value["event"]) in ACCOUNT_TROUBLE:
        ban = value.get("ban_info") or {}
        well = ban.get("waba_ban_state") == "REINSTATE"
        return _event("account", "" if well else _account_trouble(value), value)
    return None


def template_subject(name: str, language: str) -> str:
    """What a template is called among the things that can be in trouble."""
    return f"template {name} ({language})"


def normal_language(code: str) -> str:
    """As templates are asked for: "en-US" as "en_US"."""
    return code.replace("-", "_")


def _template_trouble(value: Mapping[str, Any]) -> str:
    event, reason = str(value["event"]), value.get("reason")
    if event in WELL:
        return ""
    return f"{event}: {reason}" if reason and reason != "NONE" else event


def _account_trouble(value: Mapping[str, Any]) -> str:
    restrictions = value.get("restriction_info") or ()
    told = [str(each["restriction_type"]) for each in restrictions]
    told += [str(info) for key in ("violation_info", "ban_info") for info in (value.get(key) or {}).values()]
    return ": ".join([str(value["event"]), ", ".join(told)]) if told else str(value["event"])


def _event(subject: str, trouble: str, value: Mapping[str, Any]) -> Event:
    event_id = hashlib.sha256(json.dumps([subject, value], sort_keys=True).encode()).hexdigest()[:40]
    return Event(event_id, "", "account", {"kind": "account", "subject": subject, "trouble": trouble[:300]})
