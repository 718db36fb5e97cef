from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from db.candidates import find_candidates
from db.matches import add_planned
from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.filters import mask
from matching.retrieval import MatchRules
from matching.widening import widenings
from matching.wishes import Wish
from tests.factories import AMSTERDAM, EINDHOVEN, HAARLEM, LAGOS, add_job, add_user
from tests.matching.test_retrieval import found, ids
from tests.stored import mark_shown

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from matching.retrieval import Match, SearchResult

WIDENING = MatchRules(minimum_score=0, widen_below=3)
BEYOND = {
    "pay_little_below",
    "place_little_farther",
    "experience_little_short",
    "experience_little_over",
    "level_little_off",
    "arrangement_close",
}
ENGINEER = Preferences(job_roles=("data engineer",), preferred_locations=(StoredPlace(**AMSTERDAM),))


def labels(match: Match) -> set[str]:
    return {reason.code for reason in match.reasons} & BEYOND


def widened(conn: Connection, wanted: Preferences, **given: Any) -> SearchResult:
    return found(conn, wanted, **{"rules": WIDENING} | given)


def paying(top: float) -> dict[str, Any]:
    return {"salary_max": top, "salary_annual_max": top, "salary_currency": "EUR"}


@pytest.mark.parametrize(
    ("wanted", "job", "label"),
    [
        ({"salary_min": 60_000, "salary_currency": "EUR"}, paying(46_000), "pay_little_below"),
        ({"radius_km": 10}, {"places": [HAARLEM], "work_mode": "onsite"}, "place_little_farther"),
        ({"years_of_experience": 2}, {"experience_min_years": 4}, "experience_little_short"),
        ({"years_of_experience": 8}, {"experience_max_years": 5}, "experience_little_over"),
        ({"experience_level": "junior"}, {"level": "senior"}, "level_little_off"),
        ({"work_arrangements": ("remote",)}, {"places": [AMSTERDAM], "work_mode": "hybrid"}, "arrangement_close"),
        ({"work_arrangements": ("hybrid",)}, {"work_mode": "remote", "remote_in": ["NL"]}, "arrangement_close"),
    ],
)
def test_what_is_a_little_beyond_is_found_and_says_so(
    conn: Connection, wanted: dict[str, Any], job: dict[str, Any], label: str
) -> None:
    posting = add_job(conn, **{"places": [AMSTERDAM]} | job)
    wishes = replace(ENGINEER, **wanted)
    assert ids(found(conn, wishes)) == []
    match = widened(conn, wishes).matches[0]
    assert (match.job_id, labels(match)) == (posting, {label})
    assert next(reason.code for reason in match.reasons if reason.kind == "gap") == label


@pytest.mark.parametrize(
    ("wanted", "job"),
    [
        ({"salary_min": 60_000, "salary_currency": "EUR"}, paying(45_000)),
        ({"radius_km": 40}, {"places": [EINDHOVEN], "work_mode": "onsite"}),
        ({"years_of_experience": 2}, {"experience_min_years": 5}),
        ({"work_arrangements": ("remote",)}, {"work_mode": "onsite"}),
        ({"experience_level": "junior"}, {"level": "lead"}),
        ({"languages_spoken": ("English",)}, {"skills": ["German"]}),
        ({"employment_types": ("full_time",)}, {"employment_types": ["contract"]}),
    ],
)
def test_what_is_more_than_a_little_beyond_stays_out(
    conn: Connection, wanted: dict[str, Any], job: dict[str, Any]
) -> None:
    add_job(conn, **{"places": [AMSTERDAM]} | job)
    assert ids(widened(conn, replace(ENGINEER, **wanted))) == []


def test_pay_gives_way_first_and_no_more_than_is_needed(conn: Connection) -> None:
    wishes = replace(ENGINEER, salary_min=60_000, salary_currency="EUR", radius_km=10)
    fits = add_job(conn, places=[AMSTERDAM], company="A", **paying(60_000))
    poorer = [add_job(conn, places=[AMSTERDAM], company=name, **paying(46_000)) for name in "BC"]
    farther = add_job(conn, places=[HAARLEM], work_mode="onsite", company="D", **paying(90_000))
    assert ids(widened(conn, wishes)) == [fits, *poorer]
    conn.cursor().execute("UPDATE canonical_jobs SET status = 'EXPIRED' WHERE id = %s", (poorer[0],))
    assert ids(widened(conn, wishes)) == [fits, farther, poorer[1]]


def test_where_three_pass_nothing_is_widened(conn: Connection) -> None:
    wishes = replace(ENGINEER, salary_min=60_000, salary_currency="EUR")
    fitting = {add_job(conn, places=[AMSTERDAM], **paying(70_000)) for _ in range(3)}
    add_job(conn, places=[AMSTERDAM], company="Other", **paying(46_000))
    assert set(ids(widened(conn, wishes))) <= fitting


def test_scores_are_those_of_the_wish_as_it_was_said(conn: Connection) -> None:
    wishes = replace(ENGINEER, salary_min=60_000, salary_currency="EUR")
    add_job(conn, places=[AMSTERDAM], **paying(46_000))
    assert widened(conn, wishes).matches[0].factors["pay"] == 45.0  # 23 % under 60,000, not 15 % under 54,000


def test_what_was_let_pass_and_shown_still_counts_as_passing(conn: Connection) -> None:
    user = add_user(conn)
    wishes = replace(ENGINEER, salary_min=60_000, salary_currency="EUR")
    add_job(conn, places=[AMSTERDAM], **paying(46_000))
    planned = add_planned(conn, user, None, widened(conn, wishes, user_id=user).matches)
    mark_shown(conn, list(planned.values()))
    again = widened(conn, wishes, user_id=user)
    assert (again.matches, again.passing) == ((), 1)


def test_remote_work_without_a_place_is_not_widened_to_offices_anywhere() -> None:
    anywhere = Wish.of(Preferences(work_arrangements=("remote",)), "NG")
    assert list(widenings(anywhere)) == []


def some_job(conn: Connection, dice: random.Random) -> int:
    of = dice.choice
    pay = of([None, 30_000, 46_000, 52_000, 70_000])
    return add_job(
        conn,
        title=of(["Data Engineer", "Senior Data Engineer"]),
        company=of(["Acme", "Globex", "Initech", "Umbrella"]),
        places=[of([AMSTERDAM, HAARLEM, EINDHOVEN, LAGOS])],
        work_mode=of([None, "onsite", "hybrid", "remote"]),
        experience_min_years=of([None, 1, 3, 5]),
        skills=of([[], ["PHP"], ["Python"]]),
        industry=of([None, "Banking"]),
        level=of([None, "junior", "senior"]),
        description=of(["", "Night shift.", "On commission."]),
        **(paying(pay) if pay else {}),
    )


def some_wish(dice: random.Random) -> Preferences:
    of = dice.choice
    return Preferences(
        job_roles=("data engineer",),
        preferred_locations=tuple(StoredPlace(**place) for place in of([[], [AMSTERDAM], [HAARLEM, LAGOS]])),
        radius_km=of([None, 10, 60]),
        work_arrangements=of([(), ("remote",), ("onsite",), ("hybrid",)]),
        salary_min=of([None, 60_000]),
        salary_currency="EUR",
        years_of_experience=of([None, 1, 3]),
        experience_level=of([None, None, "junior"]),
        pay_unknown_fine=of([True, False]),
        excluded_companies=of([(), ("acme",), ("globex", "initech")]),
        excluded_words=of([(), ("commission",)]),
        excluded_roles=of([(), ("senior",)]),
        excluded_skills=of([(), ("php",)]),
        excluded_industries=of([(), ("banking",)]),
        excluded_locations=tuple(StoredPlace(**place) for place in of([[], [HAARLEM], [AMSTERDAM]])),
        shifts=of([(), ("day",)]),
    )


def refusals(wanted: Preferences) -> Preferences:
    """What a search leaves out, without what it asks for."""
    return Preferences(
        pay_unknown_fine=wanted.pay_unknown_fine,
        excluded_companies=wanted.excluded_companies,
        excluded_words=wanted.excluded_words,
        excluded_roles=wanted.excluded_roles,
        excluded_skills=wanted.excluded_skills,
        excluded_industries=wanted.excluded_industries,
        excluded_locations=wanted.excluded_locations,
        shifts=wanted.shifts,
    )


def test_widening_never_brings_what_was_refused_and_leaves_enough_alone(conn: Connection) -> None:
    dice = random.Random(5)
    jobs = [some_job(conn, dice) for _ in range(60)]
    everything = {row.id: row for row in all_rows(conn, jobs)}
    beyond = enough = 0
    for _ in range(120):
        wanted, home = some_wish(dice), dice.choice(["NL", "NG"])
        plain, wider = found(conn, wanted, home_country=home), widened(conn, wanted, home_country=home)
        said, refused = Wish.of(wanted, home), Wish.of(refusals(wanted), None)
        if plain.passing >= WIDENING.widen_below:
            assert wider == plain
            enough += 1
            continue
        assert ids(wider)[: len(plain.matches)] == ids(plain)
        for match in wider.matches:
            posting = Candidates.of([everything[match.job_id]])
            assert mask(posting, refused)[0]
            assert bool(mask(posting, said)[0]) is not bool(labels(match))
            beyond += bool(labels(match))
    assert beyond > 20
    assert enough > 20


def all_rows(conn: Connection, jobs: list[int]) -> list[Any]:
    return find_candidates(conn, jobs, titled=[], user_id=0, vector=None, model="", words=[()], with_description=True)
