from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.comparison import Comparison
from matching.reason_codes import CODES, ORDER, Reason
from matching.reasons import advised, explain
from matching.wishes import Wish
from tests.factories import AMSTERDAM, EINDHOVEN, HAARLEM, LAGOS, TODAY, candidate
from tests.matching.test_scoring import compared, rows, wishes

if TYPE_CHECKING:
    from db.candidates import CandidateRow


def reasons(wanted: Preferences, home: str | None = None, **job: Any) -> dict[str, dict[str, Any]]:
    row = candidate(**{"mentions": (False,) * len(wanted.job_roles)} | job)
    return {reason.code: dict(reason.args) for reason in explain(compared(wanted, row, home=home), 0)}


WANTED = Preferences(
    job_roles=("Data engineer",),
    technical_skills=("python", "spark"),
    years_of_experience=3.0,
    preferred_locations=(StoredPlace(**AMSTERDAM),),
    work_arrangements=("hybrid", "remote"),
    employment_types=("full_time",),
    industry_preferences=("Banking",),
    salary_min=5_000,
    salary_currency="EUR",
    salary_period="month",
)
FITTING: dict[str, Any] = {
    "title": "Senior Data Engineer",
    "skills": ["Python", "SQL", "Spark"],
    "experience_min_years": 2,
    "places": [HAARLEM, AMSTERDAM],
    "work_mode": "hybrid",
    "employment_types": ["full_time"],
    "industry": "banking",
    "salary_max": 66_000,
    "salary_annual_min": 54_000,
    "salary_annual_max": 66_000,
    "salary_currency": "EUR",
}


def test_a_posting_that_fits_says_why_in_order() -> None:
    assert reasons(WANTED, **FITTING) == {
        "title_matches": {"role": "Data engineer", "title": "Senior Data Engineer"},
        "skills_matched": {"skills": ["Python", "Spark"], "matched": 2, "required": 3},
        "place_city": {"city": "Amsterdam"},
        "pay_meets_minimum": {"amount": 5_500.0, "minimum": 5_000.0, "currency": "EUR", "period": "month"},
        "arrangement_fits": {"arrangement": "hybrid"},
        "experience_fits": {"years": 3.0, "min_years": 2.0, "max_years": None},
        "employment_type_fits": {"employment_type": "full_time"},
        "industry_fits": {"industry": "banking"},
        "posted_today": {},
        "skills_missing": {"skills": ["SQL"], "required": 3},
    }
    assert list(reasons(WANTED, **FITTING)) == sorted(reasons(WANTED, **FITTING), key=ORDER.__getitem__)


def test_a_kindred_skill_is_told_beside_those_that_match_and_not_missed() -> None:
    wanted = Preferences(technical_skills=("react", "docker"))
    told = reasons(wanted, skills=["JavaScript", "Docker", "Kafka"])
    assert told["skills_matched"] == {"skills": ["Docker"], "matched": 1, "required": 3}
    assert told["skills_kindred"] == {"skills": ["JavaScript"], "own": ["React"]}
    assert told["skills_missing"] == {"skills": ["Kafka"], "required": 3}


def test_a_silent_posting_is_labelled_and_praised_for_nothing() -> None:
    silent = reasons(WANTED, title="Analyst", mentions=(True,), posted_on=None)
    assert silent == {
        "role_mentioned": {"role": "Data engineer"},
        "pay_unknown": {},
        "place_unknown": {"country": None},
        "arrangement_unknown": {},
        "experience_unknown": {},
        "employment_type_unknown": {},
        "skills_unknown": {},
        "date_unknown": {},
    }


def test_nothing_asked_for_leaves_only_the_date() -> None:
    assert reasons(Preferences(), **FITTING | {"posted_on": TODAY - timedelta(days=2)}) == {
        "posted_recently": {"days": 2}
    }


def test_gaps_say_by_how_much() -> None:
    found = reasons(WANTED, **FITTING | {"salary_annual_max": 54_000, "experience_min_years": 4, "places": [EINDHOVEN]})
    assert found["pay_below"] == {
        "amount": 4_500.0,
        "minimum": 5_000.0,
        "currency": "EUR",
        "period": "month",
        "percent": 10,
    }
    assert found["experience_short"] == {"years": 3.0, "min_years": 4.0, "short_by": 1.0}
    assert found["relocation_needed"] == {"place": "Eindhoven"}
    over = reasons(WANTED, **FITTING | {"experience_min_years": None, "experience_max_years": 1})
    assert over["experience_over"] == {"years": 3.0, "max_years": 1.0, "over_by": 2.0}


def test_near_names_both_places_and_the_distance() -> None:
    assert reasons(WANTED, **FITTING | {"places": [HAARLEM]})["place_near"] == {
        "city": "Haarlem",
        "near": "Amsterdam",
        "km": 17,
    }


def test_the_nearest_of_the_places_asked_for_is_named() -> None:
    utrecht = StoredPlace("Utrecht", "Utrecht", "NL", 52.0907, 5.1214)
    wanted = Preferences(preferred_locations=(utrecht, StoredPlace(**AMSTERDAM)))
    assert reasons(wanted, places=[HAARLEM])["place_near"]["near"] == "Amsterdam"


def test_region_and_country_where_no_more_was_asked() -> None:
    region = Preferences(preferred_locations=(StoredPlace(region="North Holland", country="NL"),))
    country = Preferences(preferred_locations=(StoredPlace(country="NL"),))
    assert reasons(region, places=[HAARLEM])["place_region"] == {"region": "North Holland"}
    assert reasons(country, places=[HAARLEM])["place_country"] == {"country": "NL"}
    assert reasons(WANTED, places=[{"country": "NL"}])["place_unknown"] == {"country": "NL"}


def test_remote_says_from_where() -> None:
    remote = {"work_mode": "remote"}
    assert reasons(Preferences(), "NG", **remote, remote_in=["NG", "KE"])["remote_fits"] == {"country": "NG"}
    assert reasons(Preferences(), "NG", **remote, remote_in=["WORLD"])["remote_fits"] == {"country": "NG"}
    assert reasons(Preferences(), None, **remote, remote_in=["WORLD"])["remote_fits"] == {"country": None}
    assert "remote_country_unknown" in reasons(Preferences(), "NG", **remote)
    assert reasons(Preferences(), None, **remote, remote_in=["US"])["remote_limited"] == {"countries": ["US"]}
    moving = Preferences(willing_to_relocate=True)
    assert reasons(moving, "NG", **remote, places=[AMSTERDAM])["relocation_needed"] == {"place": "Amsterdam"}


def test_pay_that_cannot_be_compared_is_never_judged() -> None:
    pay = {"salary_max": 99_000, "salary_annual_max": 99_000}
    assert reasons(WANTED, **pay, salary_currency="USD")["pay_currency_differs"] == {"currency": "USD", "wanted": "EUR"}
    assert "pay_unclear" in reasons(WANTED, salary_max=5_000, salary_currency="EUR")
    open_ended = reasons(WANTED, salary_annual_min=60_000, salary_currency="EUR")
    assert open_ended["pay_meets_minimum"]["amount"] == 5_000.0
    nobody_said = reasons(Preferences(salary_min=10), **pay, salary_currency="USD")
    assert not {"pay_meets_minimum", "pay_below", "pay_currency_differs"} & nobody_said.keys()


@settings(max_examples=150)
@given(wishes, rows)
def test_every_reason_is_a_known_code_with_its_own_arguments(wanted: Preferences, row: CandidateRow) -> None:
    for reason in explain(compared(wanted, row, home="NG"), 0):
        kind, arguments = CODES[reason.code]
        assert (reason.kind, tuple(reason.args)) == (kind, arguments)
        assert json.loads(json.dumps(asdict(reason), allow_nan=False)) == asdict(reason)


@settings(max_examples=150)
@given(wishes, rows)
def test_what_passes_is_never_said_to_break_a_filter(wanted: Preferences, row: CandidateRow) -> None:
    found = compared(wanted, row)
    if not found.passing[0]:
        return
    by_code: dict[str, Reason] = {reason.code: reason for reason in explain(found, 0)}
    if "pay_below" in by_code:
        assert by_code["pay_below"].args["percent"] <= 15
    if "experience_short" in by_code:
        assert by_code["experience_short"].args["short_by"] <= 1
    if "experience_over" in by_code:
        assert by_code["experience_over"].args["over_by"] <= 2
    assert "relocation_needed" not in by_code or wanted.willing_to_relocate


def test_a_role_far_from_the_posting_is_not_claimed() -> None:
    assert "title_matches" not in reasons(WANTED, title="Nurse", places=[LAGOS])


def test_pay_in_another_currency_is_judged_in_the_persons_own_and_says_so() -> None:
    row = candidate(mentions=(False,), salary_max=99_000, salary_annual_max=99_000, salary_currency="USD")
    wish = Wish.of(WANTED, None, {"USD": 1.0, "EUR": 0.8})
    comparison = Comparison.of(Candidates.of([row]), wish, model="m", profile="layered", today=TODAY)
    found = {reason.code: dict(reason.args) for reason in explain(comparison, 0)}
    assert found["pay_meets_minimum"]["amount"] == pytest.approx(6_600)
    assert found["pay_meets_minimum"]["currency"] == "EUR"
    assert found["pay_converted"] == {"currency": "USD", "wanted": "EUR"}
    assert "pay_currency_differs" not in found


def test_level_and_languages_are_told_from_both_sides() -> None:
    wanted = Preferences(experience_level="entry", languages_spoken=("Kiswahili", "English"))
    assert reasons(wanted, level="junior", skills=["Swahili", "Excel"]) == {
        "level_fits": {"level": "junior"},
        "languages_fit": {"languages": ["Swahili"]},
        "posted_today": {},
    }
    assert reasons(wanted, level="mid")["level_near"] == {"level": "mid", "asked": "junior"}
    assert {"level_unknown", "languages_unknown"} <= reasons(wanted).keys()
    assert not {"level_unknown", "languages_unknown", "level_fits"} & reasons(Preferences(), level="mid").keys()


@pytest.mark.parametrize(
    ("score", "gap", "expected"),
    [
        (95, None, "strong"),
        (80, None, "strong"),
        (79, None, "good"),
        (69, None, "fair"),
        (59, None, "weak"),
        (95, "pay_below", "good"),
        (75, "relocation_needed", "fair"),
        (50, "relocation_needed", "weak"),
        (85, "skills_missing", "strong"),
    ],
)
def test_one_recommendation_by_grade_and_gaps(score: int, gap: str | None, expected: str) -> None:
    given = (Reason("place_city", "strength", {}), *([Reason(gap, "gap", {})] if gap else ()))
    first, *others = advised(given, score)
    assert (first.code, first.kind) == (f"recommended_{expected}", "advice")
    assert tuple(others) == given
