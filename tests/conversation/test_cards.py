from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.conversation.cards import card_lines, job_card, preferences_card, reason_phrase
from bot.conversation.model import Person
from db.canonical_jobs import Job
from db.matches import StoredMatch
from db.places import StoredPlace
from db.preferences import Preferences
from matching.reasons import CODES
from tests.conversation.chat import text

TODAY = date(2026, 11, 21)
THEN = datetime(2026, 11, 20, tzinfo=UTC)
SAMPLE_ARGS: dict[str, Any] = {
    "role": "nurse",
    "title": "Nurse",
    "skills": ["Excel", "SQL"],
    "matched": 2,
    "required": 3,
    "years": 2.5,
    "min_years": 3.0,
    "max_years": 4.0,
    "short_by": 0.5,
    "over_by": 1.0,
    "city": "Lagos",
    "near": "Ikeja",
    "km": 12,
    "region": "Lagos",
    "country": "NG",
    "countries": ["EU", "US"],
    "arrangement": "remote",
    "employment_type": "full_time",
    "industry": "Health",
    "amount": 75_000.0,
    "minimum": 60_000.0,
    "currency": "EUR",
    "wanted": "NGN",
    "period": "year",
    "percent": 7,
    "days": 3,
    "place": "Berlin",
}


def job(**columns: Any) -> Job:
    defaults = {
        "id": 1,
        "source": "test",
        "source_job_id": "1",
        "title": "Nurse",
        "expires_on": TODAY,
        "imported_at": THEN,
        "updated_at": THEN,
    }
    return Job(**(defaults | columns))


def match(reasons: list[dict[str, Any]]) -> StoredMatch:
    return StoredMatch(7, 1, 1, 1, "key", 88, "A", {}, reasons, (), (), "SUGGESTED", None, None, THEN, None)


def reason(code: str) -> dict[str, Any]:
    kind, names = CODES[code]
    return {"code": code, "kind": kind, "args": {name: SAMPLE_ARGS[name] for name in names}}


def test_a_card_has_everything_in_words() -> None:
    posting = job(
        company="Mulago",
        places=(StoredPlace("Kampala", "Central Region", "UG"),),
        work_mode="hybrid",
        posted_on=date(2026, 11, 18),
        salary_min=60_000.0,
        salary_max=75_000.0,
        salary_currency="EUR",
        salary_period="year",
        url="https://example.org/1",
    )
    reasons = [
        reason(code) for code in ("title_matches", "place_city", "posted_today", "skills_missing", "pay_unknown")
    ]
    card = job_card(posting, match(reasons), "en", TODAY)
    assert (card.title, card.company, card.place) == ("Nurse", "Mulago", "Kampala, Uganda · hybrid")
    assert (card.pay, card.age, card.score, card.grade) == ("€60,000–75,000 a year", "3 days ago", 88, "A")
    assert card.strengths == ("The job is what you look for: nurse", "It is in Lagos")
    assert card.gap == "It also asks for: Excel, SQL"


def test_a_card_of_a_bare_posting_is_empty_where_nothing_is_known() -> None:
    card = job_card(job(), None, "en", TODAY)
    assert (card.company, card.place, card.pay, card.age, card.grade, card.strengths, card.gap, card.url) == (
        "",
    ) * 5 + ((), "", "")


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "pay"),
    [
        (200_000.0, None, "NGN", "month", "from ₦200,000 a month"),
        (None, 20.5, "USD", "hour", "up to $20.5 an hour"),
        (15_000.0, 15_000.0, "ETB", "month", "ETB 15,000 a month"),
        (5.0, 6.0, None, None, "5–6"),
        (1_000.0, None, "CHF", "week", "from CHF 1,000 a week"),
    ],
)
def test_pay_is_readable(
    low: float | None, high: float | None, currency: str | None, period: str | None, pay: str
) -> None:
    posting = job(salary_min=low, salary_max=high, salary_currency=currency, salary_period=period)
    assert job_card(posting, None, "en", TODAY).pay == pay


@pytest.mark.parametrize(("day", "age"), [(21, "today"), (22, "today"), (20, "yesterday"), (1, "20 days ago")])
def test_age_is_counted_in_days(day: int, age: str) -> None:
    assert job_card(job(posted_on=date(2026, 11, day)), None, "en", TODAY).age == age


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_reason_has_a_text_that_uses_its_arguments(code: str) -> None:
    said = reason_phrase(reason(code))
    words = text("en", said["key"], **said["args"])
    assert words != said["key"]
    assert "{" not in words


@pytest.mark.parametrize(
    ("code", "args", "words"),
    [
        ("remote_fits", {"country": None}, "Remote, open to people everywhere"),
        ("remote_fits", {"country": "NG"}, "Remote, open to people in Nigeria"),
        ("place_unknown", {"country": None}, "The place is not named"),
        ("experience_fits", {"years": 0, "min_years": 0, "max_years": None}, "No experience is needed"),
        ("experience_fits", {"years": 4.0, "min_years": None, "max_years": 5}, "Your 4 years of experience are enough"),
        ("posted_recently", {"days": 1}, "Posted yesterday"),
        (
            "remote_limited",
            {"countries": ["EU", "GB", "MENA"]},
            "Remote, only for people in the European Union, the UK, MENA",
        ),
    ],
)
def test_reasons_read_naturally(code: str, args: dict[str, Any], words: str) -> None:
    said = reason_phrase({"code": code, "kind": CODES[code][0], "args": args})
    assert text("en", said["key"], **said["args"]) == words


def test_the_card_of_wishes_is_short_when_nothing_is_known() -> None:
    lines = card_lines(preferences_card(Preferences(), Person(1, "web")))
    assert [text("en", said["key"], **said["args"]) for said in lines] == [
        "Work: not said yet",
        "Skills: not said yet",
        "Experience: not said yet",
        "Places: any",
        "Way of working: any",
        "Pay: any",
        "Daily jobs: each day at 8:00 (UTC)",
    ]
