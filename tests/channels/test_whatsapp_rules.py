"""The window, opt-outs and templates as pure decisions; and what each of WhatsApp's codes means."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.whatsapp.errors import Refused, classify_error, failure_of
from bot.channels.whatsapp.window import TemplateRules, is_open, judge
from bot.channels.wire import NoAnswer, NotSent
from db.whatsapp_contacts import Contact

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AWAY = Contact(last_inbound_at=NOW - 2 * DAY, opted_in_at=NOW - 30 * DAY)
WRITING = replace(AWAY, last_inbound_at=NOW - HOUR)
WEEKLY, DAILY, NEVER = (TemplateRules(every) for every in ("weekly", "daily", "never"))


@pytest.mark.parametrize(
    ("ago", "expected"),
    [(timedelta(0), True), (23 * HOUR, True), (DAY - timedelta(seconds=30), False), (DAY, False), (2 * DAY, False)],
)
def test_the_window_is_a_day_less_a_minute(ago: timedelta, *, expected: bool) -> None:
    assert is_open(Contact(last_inbound_at=NOW - ago), NOW) is expected


def test_a_window_that_whatsapp_calls_closed_opens_with_the_next_message() -> None:
    refused = replace(WRITING, window_refused_at=NOW - timedelta(minutes=5))
    assert not is_open(refused, NOW)
    assert is_open(replace(refused, last_inbound_at=NOW), NOW)
    assert not is_open(Contact(), NOW)


@pytest.mark.parametrize(
    ("kind", "contact", "action"),
    [
        ("reply", WRITING, "interactive"),
        ("reply", AWAY, "hold"),
        ("digest", WRITING, "interactive"),
        ("digest", AWAY, "template"),
        ("digest", replace(AWAY, opted_in_at=None), "hold"),
        ("digest", replace(AWAY, marketing_stopped_at=NOW), "drop"),
        ("digest", replace(WRITING, marketing_stopped_at=NOW), "drop"),
        ("reply", replace(WRITING, marketing_stopped_at=NOW), "interactive"),
        ("template", AWAY, "interactive"),
        ("template", WRITING, "drop"),
        ("template", replace(AWAY, marketing_stopped_at=NOW), "drop"),
    ],
)
def test_what_may_happen_to_each_kind_of_message(kind: str, contact: Contact, action: str) -> None:
    assert judge(kind, contact, NOW, WEEKLY).action == action  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("rules", "ago", "action"),
    [
        (WEEKLY, 6 * DAY, "hold"),
        (WEEKLY, 7 * DAY, "template"),
        (WEEKLY, 7 * DAY - HOUR, "template"),  # the same hour a week later, sent a little earlier
        (DAILY, 12 * HOUR, "hold"),
        (DAILY, DAY, "template"),
        (NEVER, 99 * DAY, "hold"),
    ],
)
def test_a_template_goes_as_often_as_the_operator_lets_it(rules: TemplateRules, ago: timedelta, action: str) -> None:
    assert judge("digest", replace(AWAY, last_template_at=NOW - ago, unanswered=1), NOW, rules).action == action


def test_after_four_unanswered_templates_none_goes_any_more() -> None:
    long_ago = replace(AWAY, last_template_at=NOW - 30 * DAY)
    assert judge("digest", replace(long_ago, unanswered=3), NOW, WEEKLY).action == "template"
    assert judge("digest", replace(long_ago, unanswered=4), NOW, WEEKLY).action == "hold"


CODES = {
    131047: "hold",
    131026: "gone",
    131049: "retry",
    131050: "drop",
    131048: "retry",
    130429: "retry",
    131056: "retry",
    4: "retry",
    80007: "retry",
    190: "halt",
    131062: "drop",
    131000: "retry",
    132001: "drop",
    132015: "drop",
    10: "halt",
    200: "halt",
    131031: "halt",
    131009: "drop",
}


@pytest.mark.parametrize(("code", "action"), CODES.items())
@pytest.mark.parametrize("status", [400, 429, 500, None])
def test_each_code_means_the_same_in_an_answer_and_in_a_status(code: int, action: str, status: int | None) -> None:
    failure = failure_of({"code": code, "message": f"(#{code}) x", "error_data": {"details": "y"}}, status=status)
    assert (failure.action, failure.code) == (action, code)
    assert "x" in failure.reason


@pytest.mark.parametrize(
    ("status", "action"), [(400, "drop"), (403, "drop"), (429, "retry"), (500, "retry"), (503, "retry"), (None, "drop")]
)
def test_a_code_that_nobody_knows_is_judged_by_the_status_of_its_answer(status: int | None, action: str) -> None:
    assert failure_of({"code": 999999, "message": "(#999999) new"}, status=status).action == action


def test_pauses_are_those_that_meta_asks_for() -> None:
    assert (failure_of({"code": 131049}).retry_after_seconds or 0) >= 86_400
    assert failure_of({"code": 130429}).whole_channel
    assert not failure_of({"code": 131056}).whole_channel


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (Refused(502, {}), "unknown"),
        (Refused(200, {}), "unknown"),
        (Refused(404, {}), "drop"),
        (Refused(429, {}), "retry"),
        (Refused(400, {"code": 100, "error_subcode": 33, "message": "x"}), "halt"),
        (Refused(401, {"code": 190, "error_data": "a text"}), "halt"),
        (NotSent("x"), "retry"),
        (NoAnswer("x"), "unknown"),
        (ValueError("x"), "drop"),
    ],
)
def test_an_answer_without_a_code_is_judged_by_whether_the_message_may_have_arrived(
    error: Exception, action: str
) -> None:
    assert classify_error(error).action == action
