"""Who writes in a chat: found, or made on first contact."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.channels import whatsapp
from bot.conversation.model import Person
from bot.home_country import home_country
from db.users import add_user, find_accounts, find_user
from db.whatsapp_addresses import find_whatsapp_addresses

if TYPE_CHECKING:
    from db.conversations import Lease
    from db.inbox import WaitingEvent
    from db.pool import Connection
    from db.users import User
    from settings import Settings


def reader_of(conn: Connection, lease: Lease, event: WaitingEvent, settings: Settings) -> User:
    """The person behind a chat; somebody new lives where their number or their app says, as far as these tell."""
    known = find_user(conn, lease.channel, lease.chat)
    if known is not None:
        return known
    language = str(event.payload.get("language") or "en")
    return add_user(
        conn,
        lease.channel,
        lease.chat,
        language=language,
        time_zone=settings.default_time_zone,
        country=home_country(lease.channel, lease.chat, str(event.payload.get("app_language") or language)),
        digest_hour=settings.digest_hour,
        wrote_at=said_at(event),
    )


def person_of(conn: Connection, user: User, lease: Lease, settings: Settings) -> Person:
    """What the conversation knows of them."""
    return Person(
        user_id=user.id,
        channel=lease.channel,
        language=user.language,
        time_zone=user.time_zone,
        country=user.country,
        status=user.status,
        paused_until=user.paused_until,
        digest_hour=user.digest_hour,
        digest_days=user.digest_days,
        digest_channel=user.digest_channel,
        channels=tuple(dict.fromkeys(account.channel for account in find_accounts(conn, user.id))),
        card_style=user.card_style,
        quiet_from=user.quiet_from,
        quiet_until=user.quiet_until,
        digest_size=user.digest_size,
        least_grade=user.least_grade,
        daily_cap=user.daily_cap,
        slowed_at=user.slowed_at,
        is_admin=is_admin(conn, lease, settings),
    )


def said_at(event: WaitingEvent) -> datetime | None:
    """When the person sent it, where the channel tells: a notification that comes days later opens no window."""
    at = event.payload.get("at")
    return datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None


def is_admin(conn: Connection, lease: Lease, settings: Settings) -> bool:
    """Whether ADMIN_IDS names this chat, on WhatsApp by any of its addresses, with or without a plus."""
    named = {name.replace(":+", ":") for name in settings.admin_ids}
    addresses = [lease.chat]
    if lease.channel == whatsapp.NAME and any(name.startswith(f"{whatsapp.NAME}:") for name in named):
        addresses += find_whatsapp_addresses(conn, lease.chat)
    return any(f"{lease.channel}:{address}" in named for address in addresses)
