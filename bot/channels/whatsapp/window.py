"""What WhatsApp's rules allow at this moment: the window of 24 hours, opt-ins, opt-outs, how often a template may go.

Pure: `judge` decides on what is known of a person; `bot/whatsapp/rules.py` reads it and writes what follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from db.whatsapp_contacts import Contact
    from settings import Settings

WINDOW = timedelta(hours=24)
MARGIN = timedelta(minutes=1)  # for a message on its way, and for clocks that differ
WHOLE_SECONDS = timedelta(seconds=1)  # WhatsApp cuts the times of messages down to them
JITTER = timedelta(hours=4)  # a weekly template may go a little earlier in the day than the last one did
PAUSES = {"daily": timedelta(days=1), "weekly": timedelta(days=7)}
Kind = Literal["reply", "digest", "template"]


@dataclass(frozen=True, slots=True)
class TemplateRules:
    """How often the operator lets the template go out to one person, and after how many unanswered ones no more."""

    every: Literal["weekly", "daily", "never"] = "weekly"
    unanswered: int = 4

    @classmethod
    def from_settings(cls, settings: Settings) -> TemplateRules:
        """As set."""
        return cls(settings.whatsapp_template_every, settings.whatsapp_template_unanswered)


@dataclass(frozen=True, slots=True)
class Ruling:
    """What may happen to a message: sent interactively, replaced by the template, held until they write, or dropped."""

    action: Literal["interactive", "template", "hold", "drop"]
    reason: str = ""


def is_open(contact: Contact, now: datetime) -> bool:
    """Whether the person wrote within the last 24 hours, so that anything may be sent."""
    if contact.last_inbound_at is None or now - contact.last_inbound_at >= WINDOW - MARGIN:
        return False
    return contact.window_refused_at is None or contact.window_refused_at < contact.last_inbound_at + WHOLE_SECONDS


def judge(kind: Kind, contact: Contact, now: datetime, rules: TemplateRules) -> Ruling:
    """What may happen to a message of this kind now. A reply is what they asked for; the others come unasked."""
    if kind == "reply":
        return Ruling("interactive") if is_open(contact, now) else Ruling("hold", "the window is closed")
    if contact.marketing_stopped_at is not None:
        return Ruling("drop", "the person stopped marketing messages in WhatsApp")
    if kind == "template":
        return Ruling("drop", "the window is open again") if is_open(contact, now) else Ruling("interactive")
    if is_open(contact, now):
        return Ruling("interactive")
    obstacle = _against_template(contact, now, rules)
    return Ruling("hold", obstacle) if obstacle else Ruling("template")


def _against_template(contact: Contact, now: datetime, rules: TemplateRules) -> str:
    if contact.opted_in_at is None:
        return "no opt-in is recorded"
    if rules.every == "never":
        return "templates are switched off"
    if contact.unanswered >= rules.unanswered:
        return f"{contact.unanswered} templates stayed unanswered"
    if contact.last_template_at is not None and now - contact.last_template_at < PAUSES[rules.every] - JITTER:
        return f"a template went out already ({rules.every})"
    return ""
