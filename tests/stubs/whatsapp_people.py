"""What people do on the stub: they write, tap, stop marketing; and Meta judges templates. For tests and by hand."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.stubs.whatsapp_callbacks import TEMPLATE, Callbacks, ids, notification
from tests.stubs.whatsapp_checks import BSUID, need
from tests.stubs.whatsapp_page import PAGE

if TYPE_CHECKING:
    from collections.abc import Callable

QUICK_REPLIES = {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": text} for text in ("Jobs", "Stop")]}


@dataclass
class Sent:
    """A message that the server accepted."""

    id: str
    to: str
    type: str
    body: dict[str, Any]
    at: float
    opaque: str | None
    whole: dict[str, Any]


@dataclass(kw_only=True)
class People:
    """Everybody who ever wrote, by phone number (`bsuids` gives their ids) or by id; `hidden` tell no number."""

    callbacks: Callbacks = field(init=False)
    sent: list[Sent] = field(default_factory=list)
    hidden: set[str] = field(default_factory=set)
    bsuids: dict[str, str] = field(default_factory=dict)
    inbound: dict[str, float] = field(default_factory=dict)
    templates: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)

    def say(self, sender: str, text: str) -> dict[str, Any]:
        """A text; its notification goes to the webhook."""
        return self.receive(sender, {"type": "text", "text": {"body": text}})

    def tap(self, sender: str, action: str, title: str = "x") -> dict[str, Any]:
        """A tap on a button or a row of the last message that offered it; on a template's button where that did."""
        last = next(
            (each for each in reversed(self.sent) if each.to == sender and action in json.dumps(each.body)), None
        )
        if last is not None and last.type == "template":
            return self.receive(sender, {"type": "button", "button": {"payload": action, "text": title}})
        kind = "list_reply" if last is not None and last.body.get("type") == "list" else "button_reply"
        reply = {"type": kind, kind: {"id": action, "title": title}}
        return self.receive(sender, {"type": "interactive", "interactive": reply})

    def receive(self, sender: str, content: dict[str, Any], *, at: float | None = None) -> dict[str, Any]:
        """Anything sent by somebody, as a notification; it opens the window."""
        self.inbound[sender] = time.time() if at is None else at
        message = {"id": f"wamid.IN{next(ids)}", "timestamp": str(int(self.inbound[sender])), **content}
        message |= self._named(sender, "from", "from_user_id")
        contact = {"profile": {"name": "Mara"}} | self._named(sender, "wa_id", "user_id")
        told = notification({"contacts": [contact], "messages": [message]})
        self.callbacks.tell([told])
        return told

    def prefer(self, sender: str, value: str) -> dict[str, Any]:
        """Somebody stops ("stop") or resumes ("resume") marketing messages."""
        told = {"category": "marketing_messages", "value": value, "timestamp": int(time.time())}
        told |= {"detail": "User requested it"} | self._named(sender, "wa_id", "user_id")
        body = notification({"user_preferences": [told]}, field="user_preferences")
        self.callbacks.tell([body])
        return body

    def judge_template(self, name: str, language: str, event: str, reason: str | None = None) -> None:
        """Meta's word on a template, told to the webhook."""
        self.templates[name, language]["status"] = event
        value = {"event": event, "message_template_id": 660011, "message_template_name": name, "reason": reason}
        value |= {"message_template_language": language, "message_template_category": "MARKETING"}
        self.callbacks.tell([notification(value, field=TEMPLATE)])

    def add_template(self, name: str, language: str, status: str = "APPROVED") -> None:
        """A template with two quick replies."""
        components = [{"type": "BODY", "text": "New jobs are waiting."}, QUICK_REPLIES]
        self.templates[name, language] = {"status": status, "category": "MARKETING", "components": components}

    def _named(self, sender: str, phone_key: str, id_key: str) -> dict[str, str]:
        phone, bsuid = self.names(sender)
        told = {phone_key: phone} if phone and sender not in self.hidden else {}
        return told | ({id_key: bsuid} if bsuid else {})

    def names(self, who: str) -> tuple[str, str]:
        """(phone, BSUID) of somebody called by either; "" for what does not exist."""
        if BSUID.fullmatch(who):
            return next((phone for phone, bsuid in self.bsuids.items() if bsuid == who), ""), who
        return who, self.bsuids.get(who, "")


def by_hand(people: People, path: str, body: bytes) -> tuple[Any, str]:
    """The page, and what it asks for: JSON in and out."""
    given = json.loads(body) if body else {}
    if path == "/":
        return PAGE.encode(), "text/html; charset=utf-8"
    need(path in BY_HAND, 100, f"no {path}")
    return BY_HAND[path](people, str(given.get("from", "491519990001")).removeprefix("+"), given), "application/json"


def later(people: People, _who: str, given: dict[str, Any]) -> dict[str, Any]:
    """As if nobody had written for so long."""
    for name in people.inbound:
        people.inbound[name] -= float(given["hours"]) * 3600
    return {"later_by_hours": given["hours"]}


BY_HAND: dict[str, Callable[[People, str, dict[str, Any]], Any]] = {
    "/stub/say": lambda people, who, given: people.say(who, str(given["text"])),
    "/stub/tap": lambda people, who, given: people.tap(who, str(given["id"]), str(given.get("title", "x"))),
    "/stub/receive": lambda people, who, given: people.receive(who, given["content"]),
    "/stub/prefer": lambda people, who, given: people.prefer(who, str(given["value"])),
    "/stub/later": later,
    "/stub/sent": lambda people, _who, _given: [
        {"to": each.to, "type": each.type, "body": each.body} for each in people.sent
    ],
}
