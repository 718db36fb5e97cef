"""WhatsApp's rules at the moment of sending, and what is noted when it refuses: `permit`, `address`, `settled`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.channels.base import AS_IS, Failure, Identity, Permit
from bot.channels.whatsapp import NAME, Destination
from bot.channels.whatsapp.errors import MARKETING_STOPPED, SPAM_LIMIT, TEMPLATE_REFUSED, WINDOW_CLOSED
from bot.channels.whatsapp.standing import template_subject
from bot.channels.whatsapp.window import Kind, TemplateRules, judge
from db.channel_troubles import find_troubles, save_trouble
from db.held_digests import drop_instead, hold_digest
from db.matches import release_planned
from db.suppressions import address_hash, is_suppressed
from db.template_messages import find_template_of, mark_template_failed, reserve_template
from db.users import get_language
from db.whatsapp_addresses import find_whatsapp_addresses
from db.whatsapp_contacts import find_contact, mark_marketing, mark_window_refused

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from db.outbox_claims import Claimed
    from db.pool import Connection
    from settings import Settings

SHOW_HELD = "held"  # what the template's first button brings back
TEMPLATE_ACTIONS = (SHOW_HELD, "say:STOP")
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
        """What may happen to a claimed message now; a digest that waits is noted, a template paid for."""
        kind = _kind(message)
        contact = find_contact(conn, message.chat)
        if contact is None:
            return AS_IS if kind == "reply" else Permit("cancel", "nobody is there any more")
        ruling = judge(kind, contact, now, self._rules, suppressed=kind != "reply" and self._suppressed(conn, message))
        if ruling.action == "drop":
            return Permit("cancel", ruling.reason)
        if kind == "reply":
            return AS_IS if ruling.action == "interactive" else Permit("hold", ruling.reason)
        troubles = {each.subject for each in find_troubles(conn, now, NAME)}
        if CAMPAIGN in troubles:
            return Permit("cancel", "WhatsApp has asked for a rest from unasked messages")
        if ruling.action == "interactive":
            return AS_IS
        return self._waiting(conn, message, ruling.reason, troubles)

    def address(self, conn: Connection, message: Claimed) -> Destination:
        """Whom a message goes to, by the addresses that hold now, and the row's id for its statuses."""
        known = find_whatsapp_addresses(conn, message.chat) or [message.chat]
        lasting = next((each for each in known if "." in each), "")
        phone = next((each for each in known if "." not in each), "")
        return Destination(Identity(lasting, phone), message.id)

    def settled(self, conn: Connection, message: Claimed, failure: Failure, now: datetime) -> None:
        """Note what a refusal tells about the person, the template or our account."""
        template = find_template_of(conn, message.id)
        if failure.action in ("drop", "gone", "hold"):
            mark_template_failed(conn, message.id)
        if failure.code == WINDOW_CLOSED:
            mark_window_refused(conn, message.chat, now)
            if _kind(message) == "digest":
                _hold(conn, message)
                drop_instead(conn, message.id, error=failure.reason)
        elif failure.code == MARKETING_STOPPED:
            mark_marketing(conn, message.chat, stopped_at=now)
        elif failure.code == SPAM_LIMIT:
            save_trouble(conn, NAME, CAMPAIGN, failure.reason, until=now + CAMPAIGN_REST)
        elif failure.code in TEMPLATE_REFUSED and template is not None:
            save_trouble(conn, NAME, template_subject(template.name, template.language), failure.reason)
        elif failure.action == "halt":
            save_trouble(conn, NAME, ACCESS, failure.reason, until=now + ACCESS_NOTED_FOR)

    def _suppressed(self, conn: Connection, message: Claimed) -> bool:
        hashed = address_hash(self._settings.secret_key.get_secret_value(), NAME, message.chat)
        return is_suppressed(conn, NAME, hashed)

    def _waiting(self, conn: Connection, message: Claimed, against: str, troubles: Iterable[str]) -> Permit:
        """The digest waits for its reader; a template calls them back, where one may go out and the day can pay it."""
        _hold(conn, message)
        language = self._language(get_language(conn, message.user_id), troubles)
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
        return Permit("template", body=body)

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
