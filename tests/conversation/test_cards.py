from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.conversation.cards import card_lines, preferences_card, reason_phrase
from bot.conversation.model import Person
from bot.conversation.posting_cards import job_card
from db.canonical_jobs import Job
from db.job_clusters import ClusterPlace
from db.matches import CardMatch
from db.places import StoredPlace
from db.preferences import Preferences
from jobs.parsing.warning_signs import CODES as WARNING_CODES
from matching.reason_codes import CODES
from tests.conversation.chat import text

TODAY = date(2026, 11, 21)
THEN = datetime(2026, 11, 20, tzinfo=UTC)
SAMPLE_ARGS: dict[str, Any] = {
    "role": "nurse",
    "title": "Nurse",
    "own": ["React"],
    "skills": ["Excel", "SQL"],
    "matched": 2,
    "wish": "night shifts",
    "words": "you work at night",
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
    "count": 3,
    "company": "Acme",
    "factor": "pay",
    "level": "senior",
    "asked": "mid",
    "languages": ["Swahili", "Dutch"],
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


def match(reasons: list[dict[str, Any]]) -> CardMatch:
    return CardMatch(7, 88, "A", reasons)


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


def test_a_card_names_what_was_asked_for_and_is_not_said() -> None:
    reasons = [reason(code) for code in ("posted_today", "pay_unknown", "arrangement_unknown", "date_unknown")]
    card = job_card(job(), match(reasons), "en", TODAY)
    assert card.notes == ("The pay is not named", "On site or remote is not said")


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        (("fee",), "Careful: it asks for a fee. Never pay to get a job."),
        (
            ("messenger_only", "too_good"),
            "Careful: the pay is too good to be true, the only contact is a messenger. Never pay to get a job.",
        ),
        (("something_new",), ""),
        ((), ""),
    ],
)
def test_signs_of_a_scam_make_one_line_with_advice(codes: tuple[str, ...], words: str) -> None:
    assert job_card(job(warnings=codes), None, "en", TODAY).warning == words


@pytest.mark.parametrize("code", WARNING_CODES)
def test_every_sign_of_a_scam_has_a_text(code: str) -> None:
    assert text("en", f"warning_{code}") in job_card(job(warnings=(code,)), None, "en", TODAY).warning


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        (
            {"salary_doubt": "currency", "salary_currency": "NGN", "salary_text": "100000 - 150000 USD monthly"},
            "The site said USD; this is most likely naira",
        ),
        (
            {"salary_doubt": "currency", "salary_currency": "KES", "salary_text": "50 K, KES or so"},
            "The pay is most likely in Kenyan shillings; the site named another currency",
        ),
        ({"salary_doubt": "amount"}, "The site gave a pay that cannot be right, so it is left out"),
        ({"salary_doubt": "currency"}, ""),
        ({"salary_currency": "NGN", "salary_text": "USD"}, ""),
    ],
)
def test_doubtful_pay_is_explained(columns: dict[str, Any], words: str) -> None:
    assert job_card(job(**columns), None, "en", TODAY).doubt == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (20, ""),
        (21, "closes today"),
        (22, "closes tomorrow"),
        (24, "closes in 3 days"),
        (28, "closes in 7 days"),
        (29, ""),
    ],
)
def test_a_near_deadline_is_named(day: int, words: str) -> None:
    assert job_card(job(deadline_on=date(2026, 11, day)), None, "en", TODAY).closes == words


def test_the_board_is_named_beside_the_link() -> None:
    assert job_card(job(attribution="Remotive"), None, "en", TODAY).attribution == "via Remotive"


def copy(number: int, city: str | None, url: str | None, **columns: Any) -> ClusterPlace:
    places = (StoredPlace(city, None, "NL"),) if city else ()
    defaults = {"title": "Nurse", "company": "Care", "location": None, "source": "test", "attribution": None}
    return ClusterPlace(id=number, places=places, url=url, **(defaults | columns))


def test_a_card_names_the_other_places_and_links_of_its_copies() -> None:
    posting = job(
        places=(StoredPlace("Utrecht", None, "NL"), StoredPlace("Zeist", None, "NL")), url="https://one.example/1"
    )
    copies = [
        copy(2, "Rotterdam", "https://www.two.example/2"),
        copy(3, "Utrecht", "https://one.example/1"),
        copy(4, "Rotterdam", "https://two.example/4", attribution="Remotive"),
        copy(5, None, "javascript:alert(1)", location="Delft"),
        copy(6, None, "http://[broken"),
    ]
    card = job_card(posting, None, "en", TODAY, copies)
    assert card.place == "Utrecht, the Netherlands"
    assert card.elsewhere == "also in Zeist, Rotterdam and Delft"
    assert card.copies == (("two.example", "https://www.two.example/2"), ("Remotive", "https://two.example/4"))
    assert card.copies_said == "2 more links"


def test_many_copies_are_named_in_short() -> None:
    copies = [copy(number, f"Town {number}", f"https://example.org/{number}") for number in range(2, 9)]
    card = job_card(job(), None, "en", TODAY, copies)
    assert card.elsewhere == "also in Town 2, Town 3, Town 4, Town 5, …"
    assert (len(card.copies), card.copies_said) == (3, "7 more links")
    assert job_card(job(), None, "en", TODAY, copies[:1]).copies_said == "1 more link"


def test_a_card_of_a_bare_posting_is_empty_where_nothing_is_known() -> None:
    card = job_card(job(), None, "en", TODAY)
    assert (card.company, card.place, card.pay, card.age, card.grade, card.strengths, card.gap, card.url) == (
        "",
    ) * 5 + ((), "", "")


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "pay"),
    [
        (200_000.0, None, "NGN", "month", "from ₦200,000 a month"),
        (None, 20.5, "USD", "hour", "up to $20.50 an hour"),
        (15_000.0, 15_000.0, "ETB", "month", "ETB 15,000 a month"),
        (5.0, 6.0, None, None, "5–6"),
        (1_000.0, None, "CHF", "week", "from CHF 1,000 a week"),
        (21.5, 24.0, "GBP", "hour", "£21.50–24.00 an hour"),
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
        ("level_near", {"level": "senior", "asked": "mid"}, "Level: senior; you said middle"),
        ("languages_fit", {"languages": ["Swahili", "Dutch"]}, "You speak what it asks for: Swahili and Dutch"),
        (
            "remote_limited",
            {"countries": ["EU", "GB", "MENA"]},
            "Remote, only for people in the European Union, the UK and MENA",
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
