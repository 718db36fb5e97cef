from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.comparison import Comparison
from matching.optional_factors import OPTIONAL
from matching.relevance import Relevance
from matching.scoring import PROFILES, combine, grade
from matching.wishes import Wish
from tests.factories import AMSTERDAM, EINDHOVEN, HAARLEM, LAGOS, TODAY, candidate

if TYPE_CHECKING:
    from db.candidates import CandidateRow


MODEL = "text-embedding-3-small"


def compared(wanted: Preferences, *rows: CandidateRow, home: str | None = None, profile: str = "layered") -> Comparison:
    return Comparison.of(Candidates.of(rows), Wish.of(wanted, home), model=MODEL, profile=profile, today=TODAY)


def factor(name: str, wanted: Preferences, home: str | None = None, **job: Any) -> float:
    return float(compared(wanted, candidate(**job), home=home).factors[name][0])


def test_weights_of_every_profile_sum_to_one() -> None:
    assert {name: round(sum(weights.values()), 9) for name, weights in PROFILES.items()} == dict.fromkeys(PROFILES, 1.0)


@pytest.mark.parametrize(
    ("score", "expected"),
    [(100, "A+"), (90, "A+"), (89, "A"), (80, "A"), (79, "B"), (70, "B"), (60, "C"), (50, "D"), (49, "F"), (0, "F")],
)
def test_grades(score: int, expected: str) -> None:
    assert grade(score) == expected


@pytest.mark.parametrize(
    ("named", "required", "expected"),
    [
        (("python", "SPARK"), ("Python", "Spark", "SQL", "Kafka"), 50.0),
        (("Java",), ("JavaScript", "Lava"), 0.0),
        (("Microsoft Excell",), ("Microsoft Excel",), 100.0),
        (("Python",), ("Python", "python"), 100.0),
        (("golang", "k8s"), ("Go", "Kubernetes"), 100.0),
        (("Go", "SQL"), ("SQL", "Go", *(f"{letter * 6} tool" for letter in "abcdefghijklmnopqr")), 25.0),
    ],
)
def test_skills_are_matched_of_required(named: tuple[str, ...], required: tuple[str, ...], expected: float) -> None:
    assert factor("skills", Preferences(technical_skills=named), skills=required) == expected


def test_skills_are_left_out_where_the_person_named_none_and_low_where_the_posting_does() -> None:
    assert np.isnan(factor("skills", Preferences(), skills=["Python"]))
    assert factor("skills", Preferences(technical_skills=("Python",)), skills=[]) == 25


def test_preferred_skills_count_where_none_is_required() -> None:
    assert factor("skills", Preferences(technical_skills=("Python",)), preferred_skills=["Python", "Go"]) == 50.0


@pytest.mark.parametrize(
    ("years", "least", "most", "expected"),
    [
        (5, 5, None, 100),
        (4, 5, None, 85),
        (4.5, 5, None, 85),
        (3, 5, None, 70),
        (2, 5, None, 55),
        (1, 5, None, 40),
        (6, 2, 5, 95),
        (7, 2, 5, 95),
        (8, 2, 5, 85),
        (10, 2, 5, 85),
        (14, 2, 5, 75),
        (16, 2, 5, 60),
        (0, 0, None, 100),
    ],
)
def test_experience_by_years_short_or_over(years: float, least: float, most: float | None, expected: float) -> None:
    wanted = Preferences(years_of_experience=years)
    assert factor("experience", wanted, experience_min_years=least, experience_max_years=most) == expected


def test_experience_is_left_out_where_the_person_said_nothing_and_half_where_the_posting_does() -> None:
    assert np.isnan(factor("experience", Preferences(), experience_min_years=3))
    assert factor("experience", Preferences(years_of_experience=3)) == 50


def test_a_place_without_a_word_on_the_arrangement_asked_for_is_half_known() -> None:
    hybrid = replace(IN_AMSTERDAM, work_arrangements=("hybrid",))
    assert factor("place", hybrid, places=[AMSTERDAM], work_mode="hybrid") == 100
    assert factor("place", hybrid, places=[AMSTERDAM]) == 75
    anything = replace(IN_AMSTERDAM, work_arrangements=("hybrid", "onsite", "remote"))
    assert factor("place", anything, places=[AMSTERDAM]) == 100


IN_AMSTERDAM = Preferences(preferred_locations=(StoredPlace(**AMSTERDAM),))
ARNHEM = {"city": "Amstelveen-Zuid", "region": "North Holland", "country": "NL", "latitude": 51.0, "longitude": 6.0}


@pytest.mark.parametrize(
    ("wanted", "job", "expected"),
    [
        (IN_AMSTERDAM, {"places": [AMSTERDAM]}, 100),
        (IN_AMSTERDAM, {"places": [HAARLEM]}, 90),
        (IN_AMSTERDAM, {"places": [ARNHEM]}, 75),
        (IN_AMSTERDAM, {"places": [EINDHOVEN]}, 30),
        (IN_AMSTERDAM, {"places": [LAGOS]}, 30),
        (IN_AMSTERDAM, {"places": []}, 50),
        (Preferences(preferred_locations=(StoredPlace(country="NL"),)), {"places": [EINDHOVEN]}, 100),
        (Preferences(work_arrangements=("remote",)), {"work_mode": "remote", "countries": ["NL"]}, 100),
        (Preferences(), {"work_mode": "remote", "countries": ["NL"]}, 90),
        (Preferences(work_arrangements=("onsite",)), {"work_mode": "remote", "countries": ["NL"]}, 30),
        (Preferences(work_arrangements=("remote",)), {"work_mode": "onsite", "places": [LAGOS]}, 40),
        (Preferences(work_arrangements=("remote",)), {"work_mode": "remote"}, 50),
        (Preferences(), {"places": [AMSTERDAM]}, 75),
        (Preferences(), {"places": [LAGOS]}, 30),
        (Preferences(), {"places": []}, 50),
    ],
)
def test_place_steps(wanted: Preferences, job: dict[str, Any], expected: float) -> None:
    assert factor("place", wanted, home="NL", **job) == expected


@pytest.mark.parametrize(
    ("low", "top", "expected"),
    [
        (50_000, 70_000, 100),
        (40_000, 60_000, 100),
        (None, 54_001, 75),
        (None, 54_000, 60),  # exactly 10 % under
        (None, 48_001, 60),
        (None, 48_000, 45),
        (None, 42_001, 45),
        (None, 42_000, 30),
        (70_000, None, 100),
        (50_000, None, 50),
        (None, None, 50),
    ],
)
def test_pay_by_how_far_the_top_is_under_the_minimum(low: float | None, top: float | None, expected: float) -> None:
    wanted = Preferences(salary_min=60_000, salary_currency="EUR")
    job = {"salary_annual_min": low, "salary_annual_max": top, "salary_currency": "EUR"}
    assert factor("pay", wanted, **job) == expected
    assert factor("pay", wanted, **job | {"salary_currency": "USD"}) == 50
    assert factor("pay", Preferences(), **job) == 80


@pytest.mark.parametrize(
    ("days", "expected"),
    [(-2, 100), (0, 100), (3, 100), (4, 90), (7, 90), (8, 75), (14, 75), (21, 60), (22, 40), (30, 40), (31, 20)],
)
def test_recency_by_days(days: int, expected: float) -> None:
    assert factor("recency", Preferences(), posted_on=TODAY - timedelta(days=days)) == expected


def test_recency_of_an_unknown_date() -> None:
    assert factor("recency", Preferences(), posted_on=None) == 50


def test_meaning_comes_from_vector_and_words_together_and_from_either_alone() -> None:
    wanted = Preferences(job_roles=("data engineer",))
    assert factor("semantic", wanted, nearness=1.0, mentions=(True,)) == 100
    assert factor("semantic", wanted, nearness=-1.0, mentions=(True,)) == 50
    assert factor("semantic", wanted, nearness=-1.0, title="Nurse", mentions=(False,)) == 0
    assert factor("semantic", wanted, title="Data Engineer", mentions=(True,)) == 100
    assert factor("semantic", wanted, title="Nurse", mentions=(False,)) == 0
    assert factor("semantic", wanted, title="Nurse", mentions=(True,)) == 60
    assert np.isnan(factor("semantic", Preferences(), title="Nurse"))


def test_a_model_that_knows_letters_only_is_believed_by_the_title() -> None:
    """Two postings in one city are alike to it, whatever the work."""
    wish = Wish.of(Preferences(job_roles=("astronaut",)), None)
    rows = [candidate(title="Data Analyst", nearness=0.9, mentions=(False,))]
    lettered = Relevance.of(Candidates.of(rows), wish, "hashing-v3")
    assert not lettered.relevant[0]
    assert lettered.semantic[0] == pytest.approx(30)
    assert Relevance.of(Candidates.of(rows), wish, "text-embedding-3-small/512").relevant[0]


def test_a_factor_that_is_left_out_leaves_its_weight_to_the_others() -> None:
    factors = {name: np.asarray([80.0]) for name in PROFILES["classic"]} | {"skills": np.asarray([np.nan])}
    assert combine(factors, "classic").tolist() == [80]


def test_halves_are_rounded_up() -> None:
    factors = {name: np.asarray([64.5, 64.49]) for name in PROFILES["layered"]}
    assert combine(factors, "layered").tolist() == [65, 64]


FACTORS = ("skills", "experience", "place", "pay", "semantic", "recency", *OPTIONAL)
percents = st.floats(0, 100)


@given(st.dictionaries(st.sampled_from(FACTORS), st.one_of(percents, st.just(np.nan))), st.sampled_from(list(PROFILES)))
def test_scores_stay_between_zero_and_a_hundred(known: dict[str, float], profile: str) -> None:
    factors = {name: np.asarray([known.get(name, np.nan)]) for name in FACTORS}
    assert 0 <= combine(factors, profile)[0] <= 100


@given(
    st.lists(st.tuples(percents, percents), min_size=len(FACTORS), max_size=len(FACTORS)),
    st.sets(st.sampled_from(FACTORS)),
)
def test_better_on_every_factor_never_ranks_lower(pairs: list[tuple[float, float]], left_out: set[str]) -> None:
    for profile in PROFILES:
        values = {
            name: np.asarray([min(pair), max(pair)] if name not in left_out else [np.nan, np.nan])
            for name, pair in zip(FACTORS, pairs, strict=True)
        }
        worse, better = combine(values, profile)
        assert worse <= better


places = st.lists(st.sampled_from([AMSTERDAM, HAARLEM, EINDHOVEN, LAGOS, {"country": "NL"}, {}]), max_size=2)
amounts = st.one_of(st.none(), st.floats(0, 1e6))
few_years = st.one_of(st.none(), st.integers(0, 20))
rows = st.builds(
    candidate,
    title=st.sampled_from(["Data Engineer", "Nurse", "Senior data engineer (m/w/d)", "", "工程师"]),
    places=places,
    work_mode=st.sampled_from([None, "onsite", "hybrid", "remote"]),
    remote_in=st.lists(st.sampled_from(["NG", "EU", "WORLD", "nonsense"]), max_size=2),
    posted_on=st.one_of(st.none(), st.integers(-3, 90).map(lambda days: TODAY - timedelta(days=days))),
    salary_annual_min=amounts,
    salary_annual_max=amounts,
    salary_currency=st.sampled_from([None, "EUR", "NGN"]),
    experience_min_years=few_years,
    experience_max_years=few_years,
    skills=st.lists(st.sampled_from(["Python", "SQL", "Care"]), max_size=3, unique=True),
    nearness=st.one_of(st.none(), st.floats(-1, 1)),
    mentions=st.tuples(st.booleans()),
)
wishes = st.builds(
    Preferences,
    job_roles=st.just(("data engineer",)),
    technical_skills=st.lists(st.sampled_from(["python", "sql", "welding"]), max_size=2).map(tuple),
    years_of_experience=few_years,
    preferred_locations=places.map(lambda some: tuple(StoredPlace(**place) for place in some)),
    willing_to_relocate=st.sampled_from([None, True, False]),
    work_arrangements=st.lists(st.sampled_from(["onsite", "hybrid", "remote"]), max_size=2).map(tuple),
    salary_min=amounts,
    salary_currency=st.sampled_from([None, "EUR"]),
)


@settings(max_examples=60)
@given(wishes, st.lists(rows, min_size=1, max_size=8), st.sampled_from([None, "NG"]), st.randoms())
def test_shuffling_the_postings_changes_nothing(
    wanted: Preferences, jobs: list[CandidateRow], home: str | None, random: Any
) -> None:
    shuffled = list(jobs)
    random.shuffle(shuffled)
    straight, mixed = compared(wanted, *jobs, home=home), compared(wanted, *shuffled, home=home)
    best = straight.candidates.ids[straight.best(0)].tolist()
    assert best == mixed.candidates.ids[mixed.best(0)].tolist()
    by_id = dict(zip(mixed.candidates.ids.tolist(), mixed.scores.tolist(), strict=True))
    assert [by_id[job.id] for job in jobs] == straight.scores.tolist()
    assert all(0 <= score <= 100 for score in by_id.values())


@settings(max_examples=60)
@given(wishes, st.lists(rows, min_size=2, max_size=8), st.sampled_from([None, "NG"]))
def test_each_posting_is_judged_on_its_own(wanted: Preferences, jobs: list[CandidateRow], home: str | None) -> None:
    together = compared(wanted, *jobs, home=home)
    for at, job in enumerate(jobs):
        alone = compared(wanted, job, home=home)
        assert alone.scores[0] == together.scores[at]
        assert alone.passing[0] == together.passing[at]


def test_one_of_each_cluster_the_best_then_the_newest() -> None:
    old = candidate(cluster_key="same", posted_on=TODAY - timedelta(days=2))
    new = candidate(cluster_key="same", posted_on=TODAY)
    worse = candidate(cluster_key="same", posted_on=TODAY - timedelta(days=40))
    other = candidate(posted_on=TODAY - timedelta(days=1))
    found = compared(Preferences(), worse, old, new, other)
    assert found.candidates.ids[found.best(0)].tolist() == [new.id, other.id]


def test_a_score_under_the_minimum_is_not_shown() -> None:
    found = compared(Preferences(), candidate())
    score = int(found.scores[0])
    assert len(found.best(score)) == 1
    assert len(found.best(score + 1)) == 0


def test_profiles_weigh_differently() -> None:
    wanted = Preferences(technical_skills=("Python",), years_of_experience=1)
    job = candidate(skills=["Python"], experience_min_years=5, posted_on=TODAY)
    assert compared(wanted, job, profile="classic").scores[0] != compared(wanted, job).scores[0]
    assert compared(wanted, replace(job, id=0)).scores[0] == compared(wanted, job).scores[0]


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        ("Sewing", "Tailoring"),
        ("Tailoring", "Sewing"),
        ("naaien", "Tailoring"),
        ("React", "JavaScript"),
        ("VAT", "Taxation"),
    ],
)
def test_a_wider_or_narrower_skill_is_worth_half(own: str, asked: str) -> None:
    assert factor("skills", Preferences(technical_skills=(own,)), skills=(asked,)) == 50.0
    assert factor("skills", Preferences(technical_skills=(own, asked)), skills=(asked,)) == 100.0
    assert factor("skills", Preferences(technical_skills=(own,)), skills=("Welding",)) == 0.0


def test_two_kindred_skills_are_not_worth_more_than_one() -> None:
    wanted = Preferences(technical_skills=("React", "Vue.js"))
    assert factor("skills", wanted, skills=("JavaScript",)) == 50.0
