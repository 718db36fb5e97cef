"""Writes what a turn changed, inside the turn's transaction."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

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
from db.applied_jobs import add_applied
from db.link_codes import join_people
from db.matches import release_planned
from db.outbox import cancel_unasked
from db.preferences import forget_preferences, save_preferences
from db.reports import close_held, release_held
from db.saved_jobs import add_saved
from db.suppressions import add_suppression, address_hash, remove_suppression
from db.text_hash import text_hash
from db.users import add_consent, forget_user, lock_user, save_user
from matching.feedback import record_applied, record_hidden, record_reason, record_saved
from matching.profiles import profile_text

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
            add_suppression(conn, lease.channel, _hash(lease, settings), reason)
            cancel_digests(conn, user)
        case Unsuppress():
            remove_suppression(conn, lease.channel, _hash(lease, settings))
        case DeletePerson():
            forget_user(conn, user)


def cancel_digests(conn: Connection, user_id: int) -> None:
    """Nothing unasked goes out any more, and what it would have shown may be shown another time."""
    for message in cancel_unasked(conn, user_id):
        release_planned(conn, message)


def join(conn: Connection, user_id: int, other: int) -> None:
    """This person's chats and lists become those of another one, who keeps their own wishes; nothing if they left."""
    if lock_user(conn, other):
        join_people(conn, user_id, other)
        forget_user(conn, user_id)


def with_profile(preferences: Preferences) -> Preferences:
    """The wishes with their embedding text and its hash, so that whoever embeds only reads rows."""
    text = profile_text(preferences)
    return replace(preferences, embedding_text=text, embedding_hash=text_hash(text))


def _hash(lease: Lease, settings: Settings) -> bytes:
    return address_hash(settings.secret_key.get_secret_value(), lease.channel, lease.chat)
