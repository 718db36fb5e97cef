"""How often, how much and when jobs come, as people say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.conversation.codec import body_to_reply, dialogue_from_json, dialogue_to_json
from bot.conversation.flow import finish, step
from bot.conversation.model import (
    Dialogue,
    Incoming,
    Person,
    SavePerson,
    SavePreferences,
    Say,
    ShowJobs,
    Shown,
    State,
    Turn,
)
from bot.conversation.requests import FindJobs, JobsFound
from db.places import StoredPlace
from db.preferences import Preferences

NOW = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)  # a Thursday
LAGOS = StoredPlace("Lagos", "Lagos", "NG", 6.45, 3.39)


def turn(text: str, *, tapped: bool = False, **given: object) -> Turn:
    wishes = Preferences(id=1, user_id=1, job_roles=("nurse",), **given)  # type: ignore[arg-type]
    person = Person(1, "telegram", time_zone="Africa/Lagos", slowed_at=NOW)
    state = State(Dialogue(step="ready", consent="given"), person, wishes, searches=(wishes,))
    return step(state, Incoming("action" if tapped else "text", text), NOW)


def columns(made: Turn) -> dict[str, object]:
    return {
        name: value for each in made.changes if isinstance(each, SavePerson) for name, value in each.columns.items()
    }


def saved(made: Turn) -> Preferences:
    return next(each.preferences for each in made.changes if isinstance(each, SavePreferences))


@pytest.mark.parametrize(
    ("words", "changed"),
    [
        ("/digest top 3", {"digest_size": 3}),
        ("/digest grade b", {"least_grade": "B"}),
        ("/digest at most 2 messages a day", {"daily_cap": 2}),
        ("/quiet 22-7", {"quiet_from": 22, "quiet_until": 7}),
        ("/quiet 21:00 to 6", {"quiet_from": 21, "quiet_until": 6}),
        ("/quiet off", {"quiet_from": 0, "quiet_until": 0}),
    ],
)
def test_amount_and_hours_are_set_by_word(words: str, changed: dict[str, object]) -> None:
    assert columns(turn(words)) == changed


def test_how_quiet_hours_are_told_is_said_where_they_are_not_understood() -> None:
    (reply,) = turn("/quiet at night").replies
    assert isinstance(reply, Say)
    assert reply.phrase.key == "quiet_how"


def test_jobs_come_at_once_when_asked_for_so_and_slowness_ends() -> None:
    made = turn("/digest instant")
    assert saved(made).frequency == "instant"
    assert columns(made) == {"slowed_at": None}


def test_a_weekly_search_has_days_of_its_own() -> None:
    made = turn("/digest weekly friday")
    assert (saved(made).frequency, saved(made).weekly_days) == ("weekly", (5,))
    assert "digest_days" not in columns(made)


def test_no_more_this_week_rests_until_monday_begins_where_they_live() -> None:
    assert columns(turn("pause:this week", tapped=True)) == {
        "status": "paused",
        "paused_until": datetime(2026, 3, 15, 23, tzinfo=UTC),
    }


@pytest.mark.parametrize(
    ("how", "field", "wider"),
    [
        ("country", "preferred_locations", (StoredPlace(country="NG"),)),
        ("anywhere", "preferred_locations", ()),
        ("arrangement", "work_arrangements", ()),
        ("types", "employment_types", ()),
        ("pay", "salary_min", 800),
    ],
)
def test_one_tap_widens_a_search(how: str, field: str, wider: object) -> None:
    narrow = {
        "preferred_locations": (LAGOS,),
        "work_arrangements": ("onsite",),
        "employment_types": ("full_time",),
        "salary_min": 1000.0,
    }
    made = turn(f"widen:{how}:1", tapped=True, **narrow)
    assert getattr(saved(made), field) == wider
    assert made.state.dialogue.undo is not None


@pytest.mark.parametrize("action", ["widen:pay:1", "widen:pay:3", "widen:moon:1", "widen:pay"])
def test_an_old_or_odd_tap_widens_nothing(action: str) -> None:
    made = turn(action, tapped=True)
    assert not made.changes
    assert [reply.phrase.key for reply in made.replies if isinstance(reply, Say)] == ["stale_button"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("until 2026-04-05", 5),
        ("until 5 April", 5),
        ("jusqu'au 5 avril", 5),
        ("até 5 de abril", 5),
        ("hasta el 5 de abril", 5),
        ("hadi 5 Aprili", 5),
        ("until April", 1),
    ],
)
def test_a_pause_until_a_date_ends_when_that_day_begins_where_they_live(words: str, day: int) -> None:
    begins = datetime(2026, 4, day - 1, 23, tzinfo=UTC) if day > 1 else datetime(2026, 3, 31, 23, tzinfo=UTC)
    assert columns(turn(f"/snooze {words}")) == {"status": "paused", "paused_until": begins}


@pytest.mark.parametrize("words", ["this week", "until Monday"])
def test_a_time_zone_that_is_not_known_here_is_no_obstacle(words: str) -> None:
    wishes = Preferences(id=1, user_id=1, job_roles=("nurse",))
    state = State(Dialogue(step="ready", consent="given"), Person(1, "telegram", time_zone="Nowhere/Atall"), wishes)
    made = step(state, Incoming("text", f"/pause {words}"), NOW)
    assert columns(made)["paused_until"] == datetime(2026, 3, 16, tzinfo=UTC)


def test_a_pause_until_monday_does_not_swallow_mondays_jobs() -> None:
    monday = {"status": "paused", "paused_until": datetime(2026, 3, 15, 23, tzinfo=UTC)}
    assert columns(turn("/pause until monday")) == monday


@pytest.mark.parametrize("words", ["until 2026-02-30", "until 2026-03-01", "until 2031-01-01", "soon"])
def test_a_pause_that_names_no_day_to_come_is_asked_about(words: str) -> None:
    assert not columns(turn(f"/pause {words}"))


@pytest.mark.parametrize(
    ("answer", "frequency", "weekly", "person"),
    [
        ("weekly on mondays at 18", "weekly", (1,), {"digest_hour": 18}),
        ("once a week on friday", "weekly", (5,), {}),
        ("une fois par semaine, le lundi à 18h", "weekly", (1,), {"digest_hour": 18}),
        ("uma vez por semana", "weekly", (), {}),
        ("una vez a la semana, los viernes", "weekly", (5,), {}),
        ("mara moja kwa wiki, ijumaa", "weekly", (5,), {}),
        ("only on weekdays at 7", "daily", (), {"digest_days": (1, 2, 3, 4, 5), "digest_hour": 7}),
        ("Instantly", "instant", (), {}),
        ("tout de suite", "instant", (), {}),
    ],
)
@pytest.mark.parametrize("editing", [True, False])
def test_the_question_of_the_hour_is_answered_with_days_and_how_often(
    answer: str, frequency: str, weekly: tuple[int, ...], person: dict[str, object], *, editing: bool
) -> None:
    wishes = Preferences(id=1, user_id=1, job_roles=("nurse",))
    state = State(Dialogue(step="hour", editing=editing, consent="given"), Person(1, "telegram"), wishes)
    made = step(state, Incoming("text", answer), NOW)
    assert (made.state.preferences.frequency, made.state.preferences.weekly_days) == (frequency, weekly)
    assert {name: value for name, value in columns(made).items() if name in ("digest_hour", "digest_days")} == person
    assert made.state.dialogue.step == ("ready" if editing else "summary")


@pytest.mark.parametrize(("other", "said"), [("daily", ["digest_off", "searches"]), ("off", ["digest_off"])])
def test_turning_one_search_off_shows_that_another_still_comes(other: str, said: list[str]) -> None:
    one, two = (Preferences(id=slot, user_id=1, slot=slot, name=str(slot), job_roles=("nurse",)) for slot in (1, 2))
    two = replace(two, frequency=other)
    state = State(Dialogue(step="ready", consent="given"), Person(1, "telegram"), one, searches=(one, two))
    made = step(state, Incoming("text", "/digest off"), NOW)
    assert [reply.phrase.key for reply in made.replies if isinstance(reply, Say)] == said


def test_the_digest_says_how_many_more_there_are() -> None:
    body = {"kind": "digest", "digest_id": 1, "items": [{"job_id": 1, "match_id": 2}], "more": 12, "of": "instant"}
    reply = body_to_reply(body)
    assert isinstance(reply, ShowJobs)
    assert reply.intro is not None
    assert reply.intro.key == "instant_intro"
    assert reply.buttons[0][0].label.args == {"count": 12}
    assert reply.buttons[0][0].action == "more:1"
    assert reply.buttons[1][0].action == "pause:this week"


@pytest.mark.parametrize("said", [Incoming("action", "more:7"), Incoming("text", "more")])
def test_more_after_a_digest_goes_on_with_it_until_something_else_is_looked_for(said: Incoming) -> None:
    one = Preferences(id=1, user_id=1, job_roles=("nurse",))
    came = Dialogue(step="ready", consent="given", digest=0 if said.kind == "action" else 7)
    state = State(came, Person(1, "telegram"), one, searches=(one,))
    made = step(state, said, NOW)
    assert made.asks == (FindJobs(limit=5, more=True, digest=7),)
    assert dialogue_from_json(dialogue_to_json(made.state.dialogue)).digest == 7
    page = finish(made, (JobsFound((Shown(3, 4),), passing=3, any_open=True, left=2),)).replies[0]
    assert page.buttons[0][0].action == "more:7"
    assert page.buttons[0][0].label.args == {"count": 2}
    last = finish(made, (JobsFound((Shown(3, 4),), passing=1, any_open=True),)).replies[0]
    assert last.buttons[0][0].action == "more"
    after = step(made.state, Incoming("text", "/jobs"), NOW)
    assert after.state.dialogue.digest == 0


def test_nothing_new_offers_what_would_match() -> None:
    reply = body_to_reply({"kind": "nothing_new", "ways": [{"how": "pay", "slot": 1, "count": 4}]})
    assert reply.buttons[0][0].action == "widen:pay:1"
    assert reply.buttons[0][0].label.args == {"count": 4}
    assert body_to_reply({"kind": "slowed"}).buttons[0][0].action == "digest:daily"
