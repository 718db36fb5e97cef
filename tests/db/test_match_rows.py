from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from db.matches import (
    add_planned,
    add_rejected,
    attach_outbox,
    find_match_of,
    mark_status,
    release_planned,
)
from db.searches import add_search
from matching.feedback import record_explained, record_hidden, record_saved, record_viewed
from tests.factories import add_job, add_user, insert
from tests.stored import find_matches, mark_shown

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True)
class Because:
    code: str
    args: dict[str, Any]


@dataclass(frozen=True)
class Found:
    job_id: int
    cluster_key: str = "c"
    score: int = 80
    grade: str = "A"
    factors: Any = None
    reasons: tuple[Because, ...] = (Because("posted_today", {}),)
    matched_skills: tuple[str, ...] = ()
    missing_skills: tuple[str, ...] = ("SQL",)


def plan(conn: Connection, user: int, *jobs: int, score: int = 80) -> dict[int, int]:
    return add_planned(conn, user, None, [Found(job, score=score, factors={"pay": None}) for job in jobs])


def add_message(conn: Connection) -> int:
    chat = insert(conn, "conversations", {"channel": "web", "chat": "x"})
    return int(insert(conn, "outbox", {"conversation_id": chat, "channel": "web", "chat": "x", "body": "{}"}))


def test_planned_matches_are_read_as_they_were_given_in_the_order_asked(conn: Connection) -> None:
    user = add_user(conn)
    planned = plan(conn, user, 11, 12)
    second, first = find_matches(conn, [planned[12], 999_999, planned[11]])
    assert (second.job_id, first.job_id) == (12, 11)
    assert first.factors == {"pay": None}
    assert first.reasons == [{"code": "posted_today", "args": {}}]
    assert (first.matched_skills, first.missing_skills) == ((), ("SQL",))
    assert (first.status, first.shown_at) == ("SUGGESTED", None)


def test_nothing_to_plan_is_no_trouble(conn: Connection) -> None:
    assert add_planned(conn, add_user(conn), None, []) == {}


def test_planning_again_keeps_the_row_and_takes_the_new_score(conn: Connection) -> None:
    user = add_user(conn)
    before = plan(conn, user, 11)
    attach_outbox(conn, list(before.values()), add_message(conn))
    assert plan(conn, user, 11, score=60) == before
    (match,) = find_matches(conn, list(before.values()))
    assert (match.score, match.outbox_id) == (60, None)


def test_what_was_shown_keeps_its_message_and_its_time(conn: Connection) -> None:
    user = add_user(conn)
    planned = plan(conn, user, 11)
    message = add_message(conn)
    attach_outbox(conn, list(planned.values()), message)
    mark_shown(conn, list(planned.values()))
    assert plan(conn, user, 11) == planned
    match = find_match_of(conn, user, 11)
    assert match is not None
    assert match.outbox_id == message
    assert match.shown_at is not None


def test_only_what_was_not_shown_nor_reacted_to_is_released(conn: Connection) -> None:
    user = add_user(conn)
    planned = plan(conn, user, 11, 12, 13)
    message = add_message(conn)
    attach_outbox(conn, list(planned.values()), message)
    mark_shown(conn, [planned[11]])
    mark_status(conn, user, 12, "REJECTED")
    assert release_planned(conn, message) == 1
    assert [match.job_id for match in find_matches(conn, list(planned.values()))] == [11, 12]


@pytest.mark.parametrize("status", ["SHORTLISTED", "APPLIED", "REJECTED"])
def test_a_second_look_does_not_undo_what_was_done(conn: Connection, status: str) -> None:
    user = add_user(conn)
    plan(conn, user, 11)
    record_viewed(conn, user, 11)
    mark_status(conn, user, 11, status)
    record_explained(conn, user, 11)
    match = find_match_of(conn, user, 11)
    assert match is not None
    assert match.status == status


def test_a_posting_that_was_never_a_match_can_be_hidden(conn: Connection) -> None:
    user = add_user(conn)
    job = add_job(conn, cluster_key="copies")
    record_hidden(conn, user, job, "too far")
    match = find_match_of(conn, user, job)
    assert match is not None
    assert (match.status, match.cluster_key) == ("REJECTED", "copies")
    assert add_rejected(conn, user, 999_999) == 0


def test_reactions_are_kept_as_they_happened(conn: Connection) -> None:
    user = add_user(conn)
    plan(conn, user, 11)
    record_viewed(conn, user, 11)
    record_saved(conn, user, 11)
    record_hidden(conn, user, 11, "changed my mind")
    with conn.cursor() as cursor:
        cursor.execute("SELECT kind, reason FROM feedback WHERE user_id = %s ORDER BY id", (user,))
        assert cursor.fetchall() == [("viewed", None), ("saved", None), ("hidden", "changed my mind")]
    match = find_match_of(conn, user, 11)
    assert match is not None
    assert match.status == "REJECTED"


def test_a_search_is_logged(conn: Connection) -> None:
    user = add_user(conn)
    add_search(conn, user_id=user, kind="chat", model=None, results=3, latency_ms=12.5)
    with conn.cursor() as cursor:
        cursor.execute("SELECT kind, model, filters, results, latency_ms FROM searches WHERE user_id = %s", (user,))
        assert cursor.fetchall() == [("chat", None, {}, 3, 12.5)]
