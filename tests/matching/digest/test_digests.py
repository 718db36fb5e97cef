from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.digests import DueHour, add_due
from db.matches import release_planned
from db.outbox import cancel_expired
from db.suppressions import add_suppression, address_hash
from db.users import save_user
from matching.digest.due import due_hours, open_due
from matching.digest.planning import DigestReport, run_digests
from matching.digest.rules import DigestRules
from matching.retrieval import MatchRules
from tests.factories import NOW, TODAY, add_account, add_job, add_model, add_preferences, add_user, add_vector
from tests.stored import find_matches, mark_shown

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool

KEY = "k" * 32
RULES = DigestRules(MatchRules(minimum_score=0), secret_key=KEY)


def run(pool: Pool, now: datetime = NOW, size: int = 5) -> DigestReport:
    return run_digests(pool, now=now, rules=replace(RULES, size=size))


def add_person(conn: Connection, *, hour: int = 9, frequency: str = "daily", **given: Any) -> int:
    """Somebody who can be reached and wants data engineering."""
    user = add_user(conn, digest_hour=hour, **given)
    add_account(conn, user)
    add_preferences(conn, user, frequency=frequency)
    return user


def rows(conn: Connection, statement: str) -> list[tuple[Any, ...]]:
    with conn.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def slots(now: datetime, zone: str) -> dict[int, datetime]:
    return {due.hour: due.slot for due in due_hours(now, [zone])}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_hour_strikes_in_its_own_time_zone_and_is_made_up_for_three_hours() -> None:
    struck = slots(at("2026-03-12 07:00"), "Africa/Lagos")
    assert struck == {6: at("2026-03-12 05:00"), 7: at("2026-03-12 06:00"), 8: at("2026-03-12 07:00")}
    assert 8 in slots(at("2026-03-12 09:59"), "Africa/Lagos")
    assert 8 not in slots(at("2026-03-12 10:00"), "Africa/Lagos")
    assert 8 not in slots(at("2026-03-12 06:59"), "Africa/Lagos")


def test_hours_before_midnight_are_made_up_for_after_it() -> None:
    assert slots(at("2026-03-12 00:30"), "UTC") == {
        22: at("2026-03-11 22:00"),
        23: at("2026-03-11 23:00"),
        0: at("2026-03-12 00:00"),
    }


def test_a_zone_of_half_hours_strikes_at_the_half() -> None:
    assert slots(at("2026-03-12 02:30"), "Asia/Kolkata")[8] == at("2026-03-12 02:30")


def test_a_skipped_hour_strikes_when_the_clocks_jump() -> None:
    assert slots(at("2026-03-29 01:00"), "Europe/Amsterdam")[2] == at("2026-03-29 01:00")
    assert slots(at("2026-03-08 07:00"), "America/New_York")[2] == at("2026-03-08 07:00")
    midnight = slots(at("2026-04-23 22:00"), "Africa/Cairo")  # 00:00 to 01:00 is skipped
    assert midnight[0] == midnight[1] == at("2026-04-23 22:00")


def test_a_repeated_hour_strikes_the_first_time() -> None:
    assert slots(at("2026-10-25 00:30"), "Europe/Amsterdam")[2] == at("2026-10-25 00:00")
    assert slots(at("2026-10-25 01:30"), "Europe/Amsterdam")[2] == at("2026-10-25 00:00")


@given(st.sampled_from(sorted(available_timezones() - {"localtime"})), st.integers(0, 23), st.integers(2024, 2027))
def test_every_hour_strikes_once_on_every_local_day(zone: str, hour: int, year: int) -> None:
    """Looking each hour of a month with a change of clocks in it, a day never strikes twice nor goes without."""
    for month in (3, 10):
        found: dict[datetime, set[datetime]] = {}
        start = datetime(year, month, 20, tzinfo=UTC)
        for step in range(24 * 14):
            for due in due_hours(start + timedelta(hours=step), [zone]):
                if due.hour == hour:
                    found.setdefault(due.day_from, set()).add(due.slot)
        assert all(len(each) == 1 for each in found.values())
        assert 13 <= len(found) <= 16
        own = ZoneInfo(zone)
        whole = [next(iter(each)).astimezone(own).hour for each in found.values()]
        assert sum(shown != hour for shown in whole) <= 1  # at most the skipped one


def test_an_unknown_time_zone_is_read_as_utc() -> None:
    assert slots(NOW, "Mars/Olympus")[9] == at("2026-03-12 09:00")


def test_who_is_due_gets_one_digest_however_often_it_is_looked(conn: Connection) -> None:
    user = add_person(conn, time_zone="Africa/Lagos", hour=10)
    add_person(conn, time_zone="Africa/Lagos", hour=12)
    assert open_due(conn, NOW) == 1
    assert open_due(conn, NOW + timedelta(hours=1)) == 0
    assert rows(conn, "SELECT user_id, slot FROM digests") == [(user, at("2026-03-12 09:00"))]


def test_a_changed_hour_gives_no_second_digest_that_day(conn: Connection) -> None:
    user = add_person(conn, hour=8)
    assert open_due(conn, NOW) == 1
    rows(conn, f"UPDATE users SET digest_hour = 9 WHERE id = {user} RETURNING id")
    assert open_due(conn, NOW) == 0
    assert open_due(conn, NOW + timedelta(days=1)) == 1


def test_an_hour_chosen_after_it_struck_begins_tomorrow(conn: Connection) -> None:
    user = add_person(conn, hour=12)
    rows(conn, f"UPDATE users SET digest_hour = 9, hour_set_at = '{NOW.isoformat()}' WHERE id = {user} RETURNING id")
    assert open_due(conn, NOW) == 0
    assert open_due(conn, NOW + timedelta(days=1)) == 1


def test_only_another_hour_zone_or_status_counts_as_chosen_anew(conn: Connection) -> None:
    user = add_person(conn, hour=12)
    save_user(conn, user, {"language": "sw", "digest_hour": 12})
    assert rows(conn, "SELECT hour_set_at FROM users") == [(None,)]
    save_user(conn, user, {"digest_hour": 9})
    assert rows(conn, "SELECT hour_set_at IS NULL FROM users") == [(False,)]


@pytest.mark.parametrize(
    "person",
    [
        {"status": "stopped"},
        {"status": "paused"},
        {"status": "paused", "paused_until": NOW + timedelta(days=2)},
        {"paused_until": NOW + timedelta(days=2)},
        {"created_at": NOW},
        {"frequency": "off"},
    ],
)
def test_who_wants_none_gets_none(conn: Connection, person: dict[str, Any]) -> None:
    add_person(conn, **person)
    assert open_due(conn, NOW) == 0


def test_a_pause_that_is_over_is_over(conn: Connection) -> None:
    add_person(conn, status="paused", paused_until=NOW - timedelta(days=1))
    assert open_due(conn, NOW) == 1


def test_who_cannot_be_reached_gets_none(conn: Connection) -> None:
    user = add_user(conn, digest_hour=9)
    add_preferences(conn, user)
    add_account(conn, user, reachable=False)
    assert open_due(conn, NOW) == 0


def test_a_digest_is_one_message_with_the_best_postings(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn)
        old = add_job(conn, title="Data Engineer", posted_on=TODAY - timedelta(days=6))
        new = add_job(conn, title="Data Engineer", posted_on=TODAY)
        add_job(conn, title="Nurse", posted_on=TODAY)
        add_job(conn, posted_on=TODAY - timedelta(days=8), imported_at=NOW - timedelta(days=8))
    assert run(pool) == DigestReport(opened=1, planned=1)
    with pool.transaction() as conn:
        ((digest, status),) = rows(conn, "SELECT id, status FROM digests")
        ((message, owner, body, priority, expires),) = rows(
            conn, "SELECT id, user_id, body, priority, expires_at FROM outbox"
        )
        assert (status, owner, priority, expires) == ("planned", user, 1, at("2026-03-12 21:00"))
        assert (body["kind"], body["digest_id"]) == ("digest", digest)
        assert [item["job_id"] for item in body["items"]] == [new, old]
        matches = find_matches(conn, [item["match_id"] for item in body["items"]])
        assert [match.job_id for match in matches] == [new, old]
        assert {(match.outbox_id, match.digest_id, match.shown_at) for match in matches} == {(message, digest, None)}
        assert all(match.reasons and match.preference_id for match in matches)


def test_running_again_plans_nothing_twice(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        add_job(conn)
    assert run(pool).planned == 1
    assert run(pool, NOW + timedelta(minutes=1)) == DigestReport()
    with pool.transaction() as conn:
        assert rows(conn, "SELECT count(*) FROM outbox") == [(1,)]


def test_with_nothing_new_nothing_is_sent(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
    assert run(pool) == DigestReport(opened=1, empty=1)
    with pool.transaction() as conn:
        assert rows(conn, "SELECT status FROM digests") == [("empty",)]
        assert rows(conn, "SELECT count(*) FROM outbox") == [(0,)]


def test_the_next_day_brings_only_what_was_not_shown(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        shown = add_job(conn)
    run(pool, size=1)
    with pool.transaction() as conn:
        mark_shown(conn, [row[0] for row in rows(conn, "SELECT id FROM matches")])
        fresh = add_job(conn)
    assert run(pool, NOW + timedelta(days=1)).planned == 1
    with pool.transaction() as conn:
        listed = rows(
            conn,
            "SELECT body -> 'items' -> 0 ->> 'job_id', jsonb_array_length(body -> 'items') FROM outbox ORDER BY id",
        )
        assert listed == [(str(shown), 1), (str(fresh), 1)]


def test_a_digest_that_was_never_sent_releases_its_postings(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        job = add_job(conn)
    run(pool)
    with pool.transaction() as conn:
        (message,) = cancel_expired(conn)  # the test's day is long past for the database's clock
        release_planned(conn, message)
    assert run(pool, NOW + timedelta(days=1)).planned == 1
    with pool.transaction() as conn:
        assert rows(conn, "SELECT job_id FROM matches") == [(job,)]


def test_who_said_stop_on_one_channel_is_written_to_on_none(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn)
        ((channel, chat),) = rows(conn, f"SELECT channel, address FROM channel_accounts WHERE user_id = {user}")
        add_suppression(conn, channel, address_hash(KEY, channel, chat), "STOP")
        add_job(conn)
    assert run(pool) == DigestReport(opened=1, skipped=1)
    with pool.transaction() as conn:
        assert rows(conn, "SELECT status, error FROM digests") == [("skipped", "cannot be reached")]


def test_who_pauses_between_striking_and_planning_gets_none(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn)
        add_job(conn)
        open_due(conn, NOW)
        rows(conn, f"UPDATE users SET paused_until = now() + interval '99 years' WHERE id = {user} RETURNING id")
    assert run(pool) == DigestReport(skipped=1)


def test_a_digest_that_waited_too_long_is_left_out(pool: Pool) -> None:
    with pool.transaction() as conn:
        add_person(conn)
        add_job(conn)
        open_due(conn, NOW)
    assert run(pool, NOW + timedelta(hours=12)) == DigestReport(skipped=1)


def test_several_searches_make_one_message_without_repeats(pool: Pool) -> None:
    with pool.transaction() as conn:
        user = add_person(conn)
        second = add_preferences(conn, user, name="second", slot=2, job_roles=["nurse"])
        add_preferences(conn, user, name="third", slot=3, job_roles=["data engineer"])
        engineer = add_job(conn)
        nurse = add_job(conn, title="Nurse", posted_on=TODAY - timedelta(days=5))
    run(pool)
    with pool.transaction() as conn:
        ((body,),) = rows(conn, "SELECT body FROM outbox")
        assert [item["job_id"] for item in body["items"]] == [engineer, nurse]
        (match,) = find_matches(conn, [body["items"][1]["match_id"]])
        assert match.preference_id == second


def test_the_persons_vector_takes_part(pool: Pool) -> None:
    with pool.transaction() as conn:
        model = add_model(conn, "text-embedding-3-small")
        user = add_user(conn, digest_hour=9)
        add_account(conn, user)
        add_preferences(
            conn,
            user,
            embedding_hash="x",
            user_embedding="[1,0]",
            user_embedding_hash="x",
            embedding_model=model,
        )
        job = add_job(conn, title="ETL developer")
        add_vector(conn, job, [1, 0], model)
    assert run(pool).planned == 1


def test_one_person_whose_planning_fails_does_not_stop_the_others(pool: Pool) -> None:
    with pool.transaction() as conn:
        broken = add_person(conn)
        add_person(conn)
        add_job(conn)
        broken_place = """[{"planet": 1}]"""
        rows(
            conn,
            f"UPDATE user_preferences SET preferred_locations = '{broken_place}' WHERE user_id = {broken} RETURNING 1",
        )
    assert run(pool) == DigestReport(opened=2, planned=1, failed=1)
    assert run(pool).failed == 1
    assert run(pool).failed == 1
    assert run(pool) == DigestReport()
    with pool.transaction() as conn:
        assert rows(conn, f"SELECT status, attempts FROM digests WHERE user_id = {broken}") == [("failed", 3)]


def test_hours_are_plain_values() -> None:
    (due, *_) = due_hours(at("2026-03-12 07:00"), ["Africa/Lagos"])
    assert due == DueHour("Africa/Lagos", 6, at("2026-03-12 05:00"), at("2026-03-11 23:00"), at("2026-03-12 23:00"), 4)


def test_days_and_weekly_searches_decide_what_is_due(conn: Connection) -> None:
    thursday = DueHour("UTC", 8, at("2026-03-12 08:00"), at("2026-03-12 00:00"), at("2026-03-13 00:00"), 4)
    monday = DueHour("UTC", 8, at("2026-03-16 08:00"), at("2026-03-16 00:00"), at("2026-03-17 00:00"), 1)
    wishes = {"any": ([], "daily"), "thursdays": ([4], "daily"), "mondays": ([1], "daily"), "weekly": ([], "weekly")}
    people = {}
    for name, (days, frequency) in wishes.items():
        people[name] = add_user(conn, digest_days=days, digest_hour=8)
        add_account(conn, people[name])
        add_preferences(conn, people[name], frequency=frequency)
    due = {}
    for hour in (thursday, monday):
        add_due(conn, [hour])
        with conn.cursor() as cursor:
            cursor.execute("SELECT user_id FROM digests WHERE slot = %s", (hour.slot,))
            found = {row[0] for row in cursor.fetchall()}
        due[hour.weekday] = {name for name, user in people.items() if user in found}
    assert due == {4: {"any", "thursdays"}, 1: {"any", "mondays", "weekly"}}
