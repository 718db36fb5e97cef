"""Reports of people: who counts, what is held back and from whom, and what an admin's word does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ai.embeddings import build_embedder
from bot.changes import apply_change
from bot.channels.base import Event
from bot.contents import load_content
from bot.conversation.model import Dialogue, NoteReason, Person, SettleReports, State
from bot.intake import take_in
from bot.turns import Turns
from db.conversations import Lease
from db.matches import add_rejected
from db.personal_data import collect_person
from db.preferences import Preferences
from db.query import execute, value
from db.reports import find_held, find_held_among, hold_if_reported
from db.users import forget_user
from matching.feedback import MOST_REPORTS_A_DAY
from matching.retrieval import MatchRules, search
from tests.factories import TODAY, add_job, add_preferences, add_user, insert

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.pool import Connection, Pool
    from settings import Settings

LEASE = Lease(1, "telegram", "1", {}, None, 1)


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(reports_to_hold=3)


def show(conn: Connection, user: int, job: int) -> None:
    """The posting was put before this person."""
    key = value(conn, "SELECT cluster_key FROM canonical_jobs WHERE id = %s", (job,))
    columns = {"user_id": user, "job_id": job, "cluster_key": key, "score": 80, "grade": "A", "factors": "{}"}
    insert(conn, "matches", columns | {"reasons": "[]", "shown_at": datetime.now(UTC)})


def tell(conn: Connection, settings: Settings, user: int, job: int, reason: str = "scam") -> None:
    state = State(Dialogue(), Person(user, "telegram"), Preferences(user_id=user))
    apply_change(conn, NoteReason(job, reason), state, LEASE, settings)


def report_by(conn: Connection, settings: Settings, job: int, people: int, reason: str = "scam") -> list[int]:
    users = [add_user(conn) for _ in range(people)]
    for user in users:
        show(conn, user, job)
        tell(conn, settings, user, job, reason)
    return users


def settle(conn: Connection, settings: Settings, job: int, *, release: bool) -> None:
    state = State(Dialogue(), Person(1, "telegram", is_admin=True), Preferences())
    apply_change(conn, SettleReports(job, release), state, LEASE, settings)


def found_by_a_stranger(conn: Connection) -> set[int]:
    user = add_user(conn)
    wishes = Preferences(id=add_preferences(conn, user), user_id=user, job_roles=("data engineer",))
    found = search(
        conn, wishes, None, user_id=user, model="", home_country=None, today=TODAY, rules=MatchRules(), limit=50
    )
    return {match.job_id for match in found.matches}


def test_enough_people_hold_a_posting_and_its_copies_back_from_everybody(conn: Connection, settings: Settings) -> None:
    job = add_job(conn, cluster_key="same", title="Data Engineer")
    copy, other = add_job(conn, cluster_key="same", title="Data Engineer"), add_job(conn)
    report_by(conn, settings, job, 2)
    assert found_by_a_stranger(conn) >= {other, job}
    report_by(conn, settings, copy, 1, "dead")
    assert found_by_a_stranger(conn) == {other}
    assert find_held_among(conn, [job, copy, other]) == {job, copy}
    (held,) = find_held(conn)
    assert (held.job_id, held.scam, held.dead) == (job, 2, 1)


def test_a_copy_that_comes_in_later_is_held_back_too(conn: Connection, settings: Settings) -> None:
    report_by(conn, settings, add_job(conn, cluster_key="same"), 3)
    late = add_job(conn, cluster_key="same")
    assert late not in found_by_a_stranger(conn)
    assert find_held_among(conn, [late]) == {late}


def test_one_person_counts_once_for_all_copies(conn: Connection, settings: Settings) -> None:
    jobs = [add_job(conn, cluster_key="same") for _ in range(4)]
    user = add_user(conn)
    for job in jobs:
        show(conn, user, job)
        for reason in ("scam", "dead", "scam"):
            tell(conn, settings, user, job, reason)
    assert find_held(conn) == []


def test_only_postings_that_were_put_before_a_person_can_be_reported(conn: Connection, settings: Settings) -> None:
    job = add_job(conn)
    for _ in range(5):
        user = add_user(conn)
        add_rejected(conn, user, job)  # as a made-up "hide" button would
        tell(conn, settings, user, job)
    assert value(conn, "SELECT count(*) FROM job_reports") == 0
    assert value(conn, "SELECT count(*) FROM feedback WHERE reason = 'scam'") == 5


def test_no_more_than_ten_reports_a_day_of_one_person_count(conn: Connection, settings: Settings) -> None:
    user = add_user(conn)
    for _ in range(MOST_REPORTS_A_DAY + 3):
        job = add_job(conn)
        show(conn, user, job)
        tell(conn, settings, user, job)
    assert value(conn, "SELECT count(*) FROM job_reports") == MOST_REPORTS_A_DAY
    execute(conn, "UPDATE job_reports SET reported_at = now() - interval '25 hours'")
    tell(conn, settings, user, job)
    assert value(conn, "SELECT count(*) FROM job_reports") == MOST_REPORTS_A_DAY + 1


@pytest.mark.parametrize("reason", ["role", "place", "pay", "company", "level", "seen", "other"])
def test_other_reasons_are_kept_but_are_no_reports(conn: Connection, settings: Settings, reason: str) -> None:
    job = add_job(conn)
    report_by(conn, settings, job, 4, reason)
    assert value(conn, "SELECT count(*) FROM feedback WHERE reason = %s AND kind = 'hidden'", (reason,)) == 4
    assert find_held(conn) == []


def test_released_it_is_shown_again_and_only_new_reports_count(conn: Connection, settings: Settings) -> None:
    job = add_job(conn)
    report_by(conn, settings, job, 3)
    settle(conn, settings, job, release=True)
    assert job in found_by_a_stranger(conn)
    execute(conn, "UPDATE job_reports SET reported_at = reported_at - interval '1 hour'")
    execute(conn, "UPDATE canonical_jobs SET released_at = now() - interval '1 minute' WHERE id = %s", (job,))
    report_by(conn, settings, job, 2)
    assert find_held(conn) == []
    report_by(conn, settings, job, 1)
    assert [held.scam for held in find_held(conn)] == [3]


def test_closed_it_stays_away_with_copies_that_come_later_and_leaves_the_list(
    conn: Connection, settings: Settings
) -> None:
    job = add_job(conn, cluster_key="same")
    report_by(conn, settings, job, 3)
    settle(conn, settings, job, release=False)
    assert find_held(conn) == []
    assert value(conn, "SELECT status FROM canonical_jobs WHERE id = %s", (job,)) == "CLOSED"
    assert add_job(conn, cluster_key="same") not in found_by_a_stranger(conn)


def test_an_admin_settles_only_what_is_held_back(conn: Connection, settings: Settings) -> None:
    job = add_job(conn)
    settle(conn, settings, job, release=False)
    assert value(conn, "SELECT status FROM canonical_jobs WHERE id = %s", (job,)) == "ACTIVE"


def test_reports_are_in_the_export_and_go_with_the_person_while_the_hold_stays(
    conn: Connection, settings: Settings
) -> None:
    job = add_job(conn)
    users = report_by(conn, settings, job, 3)
    assert collect_person(conn, users[0])["reports"][0]["reason"] == "scam"
    for user in users:
        forget_user(conn, user)
    assert value(conn, "SELECT count(*) FROM job_reports") == 0
    assert [held.scam for held in find_held(conn)] == [0]


def test_nobody_counts_twice_by_starting_anew(conn: Connection, settings: Settings) -> None:
    job = add_job(conn)
    for _ in range(4):
        (user,) = report_by(conn, settings, job, 1)
        forget_user(conn, user)
    assert find_held(conn) == []


def test_a_reason_for_a_posting_that_is_not_there_does_nothing(conn: Connection, settings: Settings) -> None:
    tell(conn, settings, add_user(conn), 99_999_999)
    assert not hold_if_reported(conn, 99_999_999, people=1)
    assert value(conn, "SELECT count(*) FROM feedback") == 0


def test_a_message_that_is_still_on_its_way_leaves_it_out(conn: Connection, settings: Settings) -> None:
    job, other = add_job(conn, title="Scam"), add_job(conn, title="Honest work")
    body = {"kind": "jobs", "items": [{"job_id": job}, {"job_id": other}]}
    assert len(load_content(conn, body, language="en", today=TODAY).cards) == 2
    report_by(conn, settings, job, 3)
    assert [view.card.title for view in load_content(conn, body, language="en", today=TODAY).cards] == ["Honest work"]


def test_from_the_tap_on_not_for_me_to_the_admins_list(pool: Pool, make_settings: Callable[..., Settings]) -> None:
    settings = make_settings(reports_to_hold=2, admin_ids="telegram:9")
    turns = Turns(pool, build_embedder(settings), settings, lambda _channel: None)
    with pool.transaction() as conn:
        today = value(conn, "SELECT current_date")
        job = add_job(conn, title="Nurse", posted_on=today, expires_on=value(conn, "SELECT current_date + 20"))
    number = 0

    def send(chat: str, text: str, kind: str = "text") -> list[dict[str, Any]]:
        nonlocal number
        number += 1
        with pool.transaction() as conn:
            before = value(conn, "SELECT coalesce(max(id), 0) FROM outbox")
            take_in(conn, "telegram", [Event(str(number), chat, "message", {"kind": kind, "text": text})], settings)
        while (lease := turns.lease()) is not None:
            turns.handle(lease)
        with pool.transaction() as conn:
            return value(conn, "SELECT jsonb_agg(body ORDER BY id) FROM outbox WHERE id > %s", (before,)) or []

    for chat in ("1", "2"):
        assert any(body["kind"] == "jobs" for body in send(chat, "nurse"))
        (asked,) = send(chat, f"hide:{job}", "action")
        assert asked["key"] == "hidden"
        (thanked,) = send(chat, f"reason:dead:{job}", "action")
        assert thanked["key"] == "reason_given_dead"
    assert not any(body["kind"] == "jobs" for body in send("3", "nurse"))
    send("9", "hi")
    (listed,) = send("9", "/reports")
    assert listed["key"] == "reports_list"
    send("9", f"release:{job}", "action")
    assert any(body["kind"] == "jobs" for body in send("4", "nurse"))
