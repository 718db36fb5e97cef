"""What a digest holds beside the best postings: what is new, how much, what is said when there is nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from matching.digest.due import expiry
from matching.digest.held import plan_held
from matching.digest.instant import InstantReport, run_instant
from matching.digest.planning import DigestReport, rehearse, run_digests
from matching.digest.rules import DigestRules
from matching.digest.slowing import slow_down
from matching.rules import MatchRules
from tests.factories import AMSTERDAM, NOW, TODAY, add_account, add_job, add_preferences, add_user, insert
from tests.stored import mark_shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool

RULES = DigestRules(MatchRules(minimum_score=0), secret_key="k" * 32)
DAY = timedelta(days=1)
Rows = list[tuple[Any, ...]]


def rows(pool: Pool, statement: str) -> Rows:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


def add_person(conn: Connection, *, frequency: str = "daily", roles: list[str] | None = None, **given: Any) -> int:
    user = add_user(conn, digest_hour=9, **given)
    add_account(conn, user)
    add_preferences(conn, user, frequency=frequency, job_roles=roles or ["data engineer"])
    return user


def deliver(pool: Pool) -> None:
    """As delivery does: what is planned is shown."""
    with pool.transaction() as conn:
        with conn.cursor() as cursor:
            cursor.execute("UPDATE outbox SET status = 'sent', sent_at = %s WHERE status = 'waiting'", (NOW,))
            cursor.execute("SELECT id FROM matches WHERE shown_at IS NULL")
            waiting = [row[0] for row in cursor.fetchall()]
        mark_shown(conn, waiting)
        with conn.cursor() as cursor:
            cursor.execute("UPDATE user_preferences SET updated_at = %s", (NOW - 30 * DAY,))


def listed(pool: Pool) -> list[list[int]]:
    found = rows(pool, "SELECT body -> 'items' FROM outbox WHERE body ->> 'kind' = 'digest' ORDER BY id")
    return [[item["job_id"] for item in items] for (items,) in found]


def test_the_next_digest_has_only_what_came_since_the_one_that_arrived(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        for _ in range(3):
            add_job(conn, imported_at=NOW - DAY)
    assert run_digests(pool, now=NOW, rules=replace(RULES, size=2)).planned == 1
    assert rows(pool, "SELECT body ->> 'more' FROM outbox") == [("1",)]
    deliver(pool)
    assert run_digests(pool, now=NOW + DAY, rules=RULES) == DigestReport(opened=1, empty=1)
    with pool.transaction() as conn:
        new = add_job(conn, imported_at=NOW + DAY)
    assert run_digests(pool, now=NOW + 2 * DAY, rules=RULES).planned == 1
    assert listed(pool)[-1] == [new]


def test_a_weekly_search_gets_what_came_on_the_days_of_a_daily_one_beside_it(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn)
        weekly = {"frequency": "weekly", "weekly_days": [(NOW + 2 * DAY).isoweekday()]}
        add_preferences(conn, user, slot=2, name="second", job_roles=["nurse"], **weekly)
        add_job(conn, imported_at=NOW - DAY)
        nurse = add_job(conn, title="Nurse", imported_at=NOW - DAY)
    for day in range(2):
        run_digests(pool, now=NOW + day * DAY, rules=RULES)
        deliver(pool)
        with pool.transaction() as conn:
            latest = add_job(conn, imported_at=NOW + day * DAY + timedelta(hours=1))
    run_digests(pool, now=NOW + 2 * DAY, rules=RULES)
    assert sorted(listed(pool)[-1]) == [nurse, latest]


def test_what_comes_in_between_planning_ahead_and_the_hour_is_new_the_next_day(pool: Pool) -> None:
    ahead, hour = replace(RULES, lead=timedelta(hours=2)), NOW.replace(hour=9, minute=0)
    with pool.transaction() as conn:
        add_person(conn)
        add_job(conn, imported_at=hour - DAY)
    run_digests(pool, now=hour - timedelta(hours=2), rules=ahead)
    deliver(pool)
    with pool.transaction() as conn:
        between = add_job(conn, imported_at=hour - timedelta(hours=1))
    run_digests(pool, now=hour + DAY - timedelta(hours=2), rules=ahead)
    assert listed(pool)[-1] == [between]


def test_who_wants_something_else_by_now_gets_the_older_ones_too(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        add_job(conn, imported_at=NOW - DAY)
        nurse = add_job(conn, title="Nurse", imported_at=NOW - DAY)
    run_digests(pool, now=NOW, rules=RULES)
    deliver(pool)
    rows(pool, f"UPDATE user_preferences SET job_roles = '{{nurse}}', updated_at = '{NOW.isoformat()}'")
    run_digests(pool, now=NOW + DAY, rules=RULES)
    assert listed(pool)[-1] == [nurse]


@pytest.mark.parametrize(
    ("person", "planned"), [({"digest_size": 1}, 1), ({"least_grade": "A+"}, 0), ({"daily_cap": 1}, 3)]
)
def test_own_number_grade_and_cap_hold(pool: Pool, person: dict[str, Any], planned: int) -> None:
    with pool.transaction() as conn:
        add_person(conn, **person)
        for _ in range(3):
            add_job(conn, skills=["Scala"], posted_on=TODAY - 6 * DAY)
    run_digests(pool, now=NOW, rules=RULES)
    assert [len(items) for items in listed(pool)] == ([planned] if planned else [])


def test_a_late_digest_does_not_come_in_quiet_hours(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn, quiet_from=10, quiet_until=20)
        insert(conn, "digests", {"user_id": user, "slot": NOW.replace(hour=9, minute=0)})
        add_job(conn)
    assert run_digests(pool, now=NOW.replace(hour=11), rules=RULES) == DigestReport(skipped=1)
    assert rows(pool, "SELECT error FROM digests") == [("quiet hours",)]


def test_a_digest_is_not_sent_into_the_quiet_hours_after_it() -> None:
    morning = NOW.replace(hour=9, minute=0)
    assert expiry(morning, "UTC", (13, 7)) == morning.replace(hour=13)
    assert expiry(morning, "UTC", (22, 7)) == morning.replace(hour=21)
    assert expiry(morning, "UTC", (0, 0)) == morning.replace(hour=21)
    assert expiry(morning.replace(hour=20), "UTC", (3, 7)) == (morning + DAY).replace(hour=3)


def test_a_silent_week_is_answered_once_with_what_would_match(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_user(conn, digest_hour=9, country="NL")
        add_account(conn, user)
        add_preferences(conn, user, preferred_locations=[AMSTERDAM], work_arrangements=["onsite"])
    outcomes = []
    for day in range(9):
        with pool.transaction() as conn:
            place = AMSTERDAM | {"city": "Maastricht", "latitude": 50.85, "longitude": 5.69, "region": "Limburg"}
            add_job(conn, places=[place], work_mode="onsite", posted_on=TODAY + day * DAY, imported_at=NOW + day * DAY)
        report = run_digests(pool, now=NOW + day * DAY, rules=RULES)
        outcomes.append("told" if report.told else "empty")
    assert outcomes == ["empty"] * 6 + ["told"] + ["empty"] * 2
    ((body,),) = rows(pool, "SELECT body FROM outbox")
    assert body["kind"] == "nothing_new"
    assert {way["how"]: way["count"] for way in body["ways"]} == {"country": 7, "anywhere": 7}


def test_new_postings_go_at_once_to_who_wants_them_so_in_one_message(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn, frequency="instant")
        add_person(conn)
        asleep = add_person(conn, frequency="instant", time_zone="Pacific/Auckland")  # half past ten at night
        jobs = [add_job(conn, imported_at=NOW - timedelta(minutes=2)) for _ in range(2)]
        add_job(conn, imported_at=NOW - 2 * DAY)
    assert run_instant(pool, now=NOW, rules=RULES, check=lambda: None) == InstantReport(looked=1, planned=1)
    assert [sorted(items) for items in listed(pool)] == [jobs]
    assert run_instant(pool, now=NOW + timedelta(minutes=1), rules=RULES, check=lambda: None).planned == 0
    morning = NOW + timedelta(hours=10)
    assert run_instant(pool, now=morning, rules=RULES, check=lambda: None).planned == 1
    assert rows(pool, "SELECT user_id FROM outbox ORDER BY id DESC LIMIT 1") == [(asleep,)]


def test_at_once_is_not_oftener_than_the_cap_allows(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn, frequency="instant", daily_cap=2)
    planned = 0
    for minute in range(4):
        moment = NOW + timedelta(minutes=minute)
        with pool.transaction() as conn:
            add_job(conn, imported_at=moment)
        planned += run_instant(pool, now=moment, rules=RULES, check=lambda: None).planned
    assert planned == 2


def test_who_answers_nothing_for_three_weeks_is_slowed_and_told_once(pool: Pool) -> None:
    with pool.transaction() as conn:
        silent, lively = add_person(conn), add_person(conn)
        for user in (silent, lively):
            for day in (24, 20, 10, 2):
                slot = NOW - day * DAY
                digest = insert(conn, "digests", {"user_id": user, "slot": slot, "status": "planned"})
                job = add_job(conn)
                columns = {"user_id": user, "job_id": job, "cluster_key": str(job), "score": 80, "grade": "A"}
                columns |= {"factors": "{}", "reasons": "[]", "digest_id": digest, "shown_at": slot}
                insert(conn, "matches", columns)
        insert(conn, "feedback", {"user_id": lively, "job_id": 1, "kind": "viewed", "created_at": NOW - DAY})
    assert slow_down(pool, now=NOW, rules=RULES, check=lambda: None) == 1
    assert slow_down(pool, now=NOW, rules=RULES, check=lambda: None) == 0
    assert rows(pool, "SELECT id FROM users WHERE slowed_at IS NOT NULL") == [(silent,)]
    assert rows(pool, "SELECT user_id, body ->> 'kind' FROM outbox") == [(silent, "slowed")]


def test_a_digest_that_waited_is_planned_afresh(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        add_job(conn)
    run_digests(pool, now=NOW, rules=RULES)
    rows(pool, "UPDATE outbox SET status = 'cancelled'; DELETE FROM matches")
    with pool.transaction() as conn:
        late = add_job(conn, posted_on=TODAY + DAY, imported_at=NOW + DAY)
    ((digest,),) = rows(pool, "SELECT id FROM digests")
    with pool.transaction() as conn:
        assert plan_held(conn, digest, now=NOW + DAY, rules=RULES) == "planned"
    assert listed(pool)[-1][0] == late
    assert len(listed(pool)[-1]) == 2


def test_a_rehearsal_says_who_would_get_what_and_keeps_nothing(pool: Pool) -> None:
    with pool.transaction() as conn:
        user, rests = add_person(conn), add_person(conn, daily_cap=1)
        job = add_job(conn)
        earlier = {"user_id": rests, "slot": NOW.replace(hour=2), "status": "planned", "kind": "instant"}
        insert(conn, "digests", earlier)
    said = {one.user_id: (one.outcome, [job for job, _ in one.jobs]) for one in rehearse(pool, now=NOW, rules=RULES)}
    assert said == {user: ("planned", [job]), rests: ("enough for a day", [])}
    assert rows(pool, "SELECT count(*) FROM outbox") == [(0,)]
    assert rows(pool, "SELECT count(*) FROM digests WHERE kind = 'daily'") == [(0,)]


def test_ahead_of_the_hour_messages_are_spread_before_it_and_not_into_quiet_hours(pool: Pool) -> None:
    rules = replace(RULES, lead=timedelta(hours=1), quiet=(22, 8))
    with pool.transaction() as conn:
        for _ in range(20):
            add_person(conn)
        early = add_person(conn)
        add_job(conn)
    rows(pool, f"UPDATE users SET digest_hour = 8 WHERE id = {early}")
    now = NOW.replace(hour=8, minute=0)
    assert run_digests(pool, now=now, rules=rules).planned == 21
    times = [at for (at,) in rows(pool, f"SELECT send_at FROM outbox WHERE user_id <> {early}")]
    assert all(now <= at <= now.replace(hour=9) for at in times)
    assert len({at.minute // 15 for at in times}) == 4


def test_the_house_sets_quiet_hours_and_the_lead(make_settings: Callable[..., Any]) -> None:
    rules = DigestRules.from_settings(make_settings(quiet_hours="23-6", digest_lead_minutes=15))
    assert (rules.quiet, rules.lead) == ((23, 6), timedelta(minutes=15))
