from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.schedule import SCHEDULE, daily, every, for_trial, get_task, missed_slots

MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is given
TASKS = st.sampled_from(SCHEDULE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-11-21T{text}+00:00")


def test_slots_are_nominal_instants_of_the_hour() -> None:
    assert every(minutes=15).latest(at("10:14:59.9")) == at("10:00")
    assert every(minutes=15).latest(at("10:15")) == at("10:15")
    assert every(minutes=15).following(at("10:15")) == at("10:30")
    assert daily(2).latest(at("01:59:59")) == at("02:00") - timedelta(days=1)
    assert daily(2).following(at("02:00")) == at("02:00") + timedelta(days=1)


def test_rhythms_read_as_prose() -> None:
    assert [str(rhythm) for rhythm in (every(minutes=1), every(minutes=15), daily(2), every(seconds=2))] == [
        "each minute",
        "every 15 minutes",
        "daily at 02:00 UTC",
        "every 2 seconds",
    ]


def test_schedule_is_the_one_required() -> None:
    assert {task.name: str(task.when) for task in SCHEDULE} == {
        "digests": "each minute",
        "instant": "each minute",
        "slow-down": "daily at 10:00 UTC",
        "duplicates": "every 15 minutes",
        "enrich": "every 15 minutes",
        "embed-jobs": "every 5 minutes",
        "embed-people": "every 10 minutes",
        "feeds": "every 5 minutes",
        "search-index": "every 15 minutes",
        "refresh-stale": "daily at 02:00 UTC",
        "expire": "daily at 03:00 UTC",
        "retention": "daily at 04:00 UTC",
    }


def test_task_that_never_ran_starts_with_its_latest_slot() -> None:
    assert missed_slots(get_task("digests"), None, at("10:00:30")) == [at("10:00")]


def test_slots_missed_by_a_short_absence_are_all_caught_up() -> None:
    assert missed_slots(get_task("digests"), at("10:00"), at("10:03:10")) == [at("10:01"), at("10:02"), at("10:03")]


def test_daily_task_missed_in_the_night_is_caught_up_once_in_the_morning() -> None:
    days_ago = at("03:00") - timedelta(days=4)
    assert missed_slots(get_task("expire"), days_ago, at("09:30")) == [at("03:00")]


def test_slot_missed_longer_ago_than_the_stated_age_is_left_out() -> None:
    yesterday = at("03:00") - timedelta(days=1)
    assert missed_slots(get_task("expire"), yesterday - timedelta(days=1), yesterday + timedelta(hours=21)) == []


def test_unknown_task_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"no task 'nap'.*digests"):
        get_task("nap")


def test_trial_runs_every_task_at_the_given_distance() -> None:
    assert {str(task.when) for task in for_trial(2)} == {"every 2 seconds"}


@given(TASKS, MOMENTS)
def test_latest_and_following_enclose_the_moment(task: object, now: datetime) -> None:
    when = task.when  # type: ignore[attr-defined]
    assert when.latest(now) <= now < when.following(now)
    assert when.following(now) - when.latest(now) == when.period


@given(TASKS, MOMENTS, st.lists(st.integers(1, 5000), min_size=1, max_size=8))
def test_looking_again_and_again_enters_each_slot_once(task: object, now: datetime, pauses: list[int]) -> None:
    entered: list[datetime] = []
    for pause in pauses:
        now += timedelta(seconds=pause)
        entered += missed_slots(task, entered[-1] if entered else None, now)  # type: ignore[arg-type]
    assert entered == sorted(set(entered))
    if entered:
        assert entered[-1] == task.when.latest(now)  # type: ignore[attr-defined]
