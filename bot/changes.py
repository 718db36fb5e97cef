"""Writes what a turn changed, inside the turn's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.channels import whatsapp
from bot.conversation.model import (
    DeletePerson,
    GiveConsent,
    HideJob,
    JoinPerson,
    NoteApplied,
    NoteReason,
    RemoveSearch,
    SaveJob,
    SavePerson,
    SavePreferences,
    SettleReports,
    Suppress,
    Unsuppress,
)
from bot.joined_people import join
from db.applied_jobs import add_applied
from db.matches import release_planned
from db.outbox import cancel_unasked
from db.preferences import forget_preferences, save_preferences
from db.reports import close_held, release_held
from db.saved_jobs import add_saved
from db.suppressions import add_suppression, address_hash, remove_suppression
from db.text_hash import text_hash
from db.users import add_consent, forget_user, save_user
from db.whatsapp_addresses import find_whatsapp_addresses
from db.whatsapp_contacts import mark_marketing, withdraw_opt_in
from matching.feedback import record_applied, record_hidden, record_reason, record_saved
from matching.profiles import wish_text

if TYPE_CHECKING:
    from bot.conversation.model import Change, State
    from db.conversations import Lease
    from db.pool import Connection
    from db.preferences import Preferences
    from settings import Settings


def apply_change(conn: Connection, change: Change, state: State, lease: Lease, settings: Settings) -> None:  # noqa: C901, PLR0912 - one case for each
    """Write one change of a person's turn."""
    user = state.person.user_id
    match change:
        case SavePreferences(preferences):
            save_preferences(conn, with_profile(replace(preferences, user_id=user)))
        case SavePerson(columns):
            save_user(conn, user, columns)
        case GiveConsent(purpose, wording):
            add_consent(conn, user, purpose, wording)
        case SaveJob(job_id):
            add_saved(conn, user, job_id)
            record_saved(conn, user, job_id)
        case NoteApplied(job_id):
            add_applied(conn, user, job_id)
            record_applied(conn, user, job_id)
        case RemoveSearch(name):
            forget_preferences(conn, user, name)
        case JoinPerson(other):
            join(conn, user, other)
        case HideJob(job_id):
            record_hidden(conn, user, job_id)
        case NoteReason(job_id, reason):
            record_reason(conn, user, job_id, reason, reports_to_hold=settings.reports_to_hold)
        case SettleReports(job_id, release):
            (release_held if release else close_held)(conn, job_id)
        case Suppress(reason):
            for hashed in _hashes(conn, lease, settings):
                add_suppression(conn, lease.channel, hashed, reason)
            cancel_digests(conn, user)
            if lease.channel == whatsapp.NAME:
                withdraw_opt_in(conn, user)
        case Unsuppress():
            for hashed in _hashes(conn, lease, settings):
                remove_suppression(conn, lease.channel, hashed)
            if lease.channel == whatsapp.NAME:
                mark_marketing(conn, lease.chat, stopped_at=None)
        case DeletePerson():
            forget_user(conn, user)


def cancel_digests(conn: Connection, user_id: int) -> None:
    """Nothing unasked goes out any more, and what it would have shown may be shown another time."""
    for message in cancel_unasked(conn, user_id):
        release_planned(conn, message)


def with_profile(preferences: Preferences) -> Preferences:
    """The wishes with their embedding text and its hash, so that whoever embeds only reads rows."""
    text = wish_text(preferences)
    return replace(preferences, embedding_text=text, embedding_hash=text_hash(text))


def _hashes(conn: Connection, lease: Lease, settings: Settings) -> list[bytes]:
    """Of the chat and of every address that leads to it, so that who was deleted is known under any of them."""
    others = find_whatsapp_addresses(conn, lease.chat) if lease.channel == whatsapp.NAME else []
    secret_key = settings.secret_key.get_secret_value()
    return [address_hash(secret_key, lease.channel, address) for address in dict.fromkeys((lease.chat, *others))]
