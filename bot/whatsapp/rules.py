"""WhatsApp's rules at the moment of sending, and what is noted when it refuses: `permit`, `address`, `settled`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import Failure, Identity, Permit
from bot.channels.whatsapp import NAME, Destination
from bot.channels.whatsapp.errors import MARKETING_STOPPED, SPAM_LIMIT, TEMPLATE_REFUSED, WINDOW_CLOSED
from bot.channels.whatsapp.standing import template_subject
from bot.channels.whatsapp.window import Kind, TemplateRules, judge
from db.channel_troubles import find_troubles, save_trouble
from db.held_digests import hold_digest
from db.matches import release_planned
from db.outbox_marks import mark_waiting, save_body
from db.template_messages import find_template_of, mark_template_failed, reserve_template
from db.users import get_language
from db.whatsapp_contacts import get_reached_chat, mark_marketing, mark_window_refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.outbox_claims import Claimed
    from db.pool import Connection
    from settings import Settings

SHOW_HELD = "held"  # what the template's first button brings back
TEMPLATE_ACTIONS = (SHOW_HELD, "say:STOP")
CLOSED = "window_closed"  # in a digest's body: WhatsApp said so, whatever we thought
CAMPAIGN = "campaign"
ACCESS = "access"
CAMPAIGN_REST = timedelta(hours=24)
ACCESS_NOTED_FOR = timedelta(minutes=15)  # a refusal that still holds comes again every five minutes


class WhatsAppRules:
    """The rules as an operator has set them, for one worker's Sender."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._rules = TemplateRules.from_settings(settings)

    def permit(self, conn: Connection, message: Claimed, now: datetime) -> Permit:
        """What may happen to a claimed message now; reads only."""
        kind, chat = _kind(message), get_reached_chat(conn, message.chat)
        lasting = next((each for each in chat.addresses if "." in each), "")
        phone = next((each for each in chat.addresses if "." not in each), "")
        to = Destination(Identity(lasting, phone), message.id)
        if chat.contact is None:
            return Permit("as_is", to=to) if kind == "reply" else Permit("cancel", "nobody is there any more")
        told_closed = kind == "digest" and message.body.get(CLOSED)
        contact = replace(chat.contact, last_inbound_at=None) if told_closed else chat.contact
        ruling = judge(kind, contact, now, self._rules)
        if ruling.action == "drop":
            return Permit("cancel", ruling.reason)
        if kind == "reply":
            return Permit("as_is", to=to) if ruling.action == "interactive" else Permit("hold", ruling.reason)
        if CAMPAIGN in chat.troubles:
            return Permit("cancel", "WhatsApp has asked for a rest from unasked messages")
        if ruling.action == "interactive":
            return Permit("as_is", to=to)
        return Permit("call_back", ruling.reason, to=to)

    def call_back(self, conn: Connection, message: Claimed, permit: Permit) -> Permit:
        """The digest waits for its reader; a template calls them back, where one may go out and the day can pay it."""
        _hold(conn, message)
        troubles = {each.subject for each in find_troubles(conn, datetime.now(UTC), NAME)}
        language, against = self._language(get_language(conn, message.user_id), troubles), permit.reason
        if not against and language is None:
            against = "the template is in trouble"
        if against or language is None or not self._pay(conn, message, language):
            return Permit("cancel", f"waits until they write: {against or 'the templates of today are spent'}")
        body = {
            "kind": "template",
            "name": self._settings.whatsapp_template_name,
            "language": language,
            "actions": list(TEMPLATE_ACTIONS),
        }
        release_planned(conn, message.id)
        return Permit("template", body=body, to=permit.to)

    def settled(self, conn: Connection, message: Claimed, failure: Failure, now: datetime) -> None:
        """Note what a refusal tells about the person, the template or our account."""
        template = find_template_of(conn, message.id)
        if failure.action in ("drop", "gone", "hold"):
            mark_template_failed(conn, message.id)
        if failure.code == WINDOW_CLOSED:
            mark_window_refused(conn, message.chat, now)
            if _kind(message) == "digest":  # judged again, now that we know better: a template may call them back
                save_body(conn, message.id, message.attempts, message.body | {CLOSED: True})
                mark_waiting(conn, message.id, message.attempts, error=failure.reason, after_seconds=0)
        elif failure.code == MARKETING_STOPPED:
            mark_marketing(conn, message.chat, stopped_at=now)
        elif failure.code == SPAM_LIMIT:
            save_trouble(conn, NAME, CAMPAIGN, failure.reason, until=now + CAMPAIGN_REST)
        elif failure.code in TEMPLATE_REFUSED and template is not None:
            save_trouble(conn, NAME, template_subject(template.name, template.language), failure.reason)
        elif failure.action == "halt":
            save_trouble(conn, NAME, ACCESS, failure.reason, until=now + ACCESS_NOTED_FOR)

    def _language(self, spoken: str, troubles: Iterable[str]) -> str | None:
        """The template's language for a person, of those that it is approved in and not in trouble with."""
        name, offered = self._settings.whatsapp_template_name, self._settings.whatsapp_template_languages
        sound = [code for code in offered if template_subject(name, code) not in troubles]
        own = (code for code in sound if code.partition("_")[0] == spoken)
        return next(own, sound[0] if sound else None)

    def _pay(self, conn: Connection, message: Claimed, language: str) -> bool:
        return reserve_template(
            conn,
            outbox_id=message.id,
            user_id=message.user_id,
            name=self._settings.whatsapp_template_name,
            language=language,
            cost_usd=self._settings.whatsapp_template_price_usd,
            limit_usd=self._settings.whatsapp_template_daily_budget_usd,
        )


def _kind(message: Claimed) -> Kind:
    if message.body.get("kind") == "template":
        return "template"
    return "digest" if message.priority > 0 else "reply"


def _hold(conn: Connection, message: Claimed) -> None:
    digest: Any = message.body.get("digest_id")
    if message.user_id is not None and type(digest) is int:
        hold_digest(conn, message.user_id, digest)
