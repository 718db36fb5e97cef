"""What a person does with a posting: looked at, saved, applied to, or hidden for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.feedback import add_feedback, add_reason
from db.matches import add_decided, add_rejected, mark_status
from db.reports import add_report, hold_if_reported, job_exists

if TYPE_CHECKING:
    from db.pool import Connection

REPORTS = frozenset({"scam", "dead"})
MOST_REPORTS_A_DAY = 10  # of one person; further ones hide the posting for them, but count for nobody else


def record_viewed(conn: Connection, user_id: int, job_id: int) -> None:
    """They opened it or asked about it."""
    add_feedback(conn, user_id, job_id, "viewed")
    mark_status(conn, user_id, job_id, "VIEWED")


def record_explained(conn: Connection, user_id: int, job_id: int) -> None:
    """They asked why it was shown."""
    add_feedback(conn, user_id, job_id, "explained")
    mark_status(conn, user_id, job_id, "VIEWED")


def record_saved(conn: Connection, user_id: int, job_id: int) -> None:
    """They keep it on their list."""
    add_feedback(conn, user_id, job_id, "saved")
    mark_status(conn, user_id, job_id, "SHORTLISTED")


def record_hidden(conn: Connection, user_id: int, job_id: int, reason: str | None = None) -> None:
    """They never want to see it again: neither the posting nor a copy of it, since its whole cluster is left out."""
    add_feedback(conn, user_id, job_id, "hidden", reason)
    if not mark_status(conn, user_id, job_id, "REJECTED"):
        add_rejected(conn, user_id, job_id)


def record_applied(conn: Connection, user_id: int, job_id: int) -> None:
    """They applied: neither the posting nor a copy of it is shown again."""
    add_feedback(conn, user_id, job_id, "applied")
    if not mark_status(conn, user_id, job_id, "APPLIED"):
        add_decided(conn, user_id, job_id, "APPLIED")


def record_reason(conn: Connection, user_id: int, job_id: int, reason: str, *, reports_to_hold: int) -> None:
    """Why they hid it. A scam or a dead link is a report; enough people's reports hold the posting back from all."""
    if not job_exists(conn, job_id):
        return
    if not add_reason(conn, user_id, job_id, reason):
        record_hidden(conn, user_id, job_id, reason)
    if reason in REPORTS and add_report(conn, user_id, job_id, reason, most_a_day=MOST_REPORTS_A_DAY):
        hold_if_reported(conn, job_id, people=reports_to_hold)
