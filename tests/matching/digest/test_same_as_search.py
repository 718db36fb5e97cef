"""The planner of many people gives each the same as the search for one person that looks at everything."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from db.canonical_jobs import find_jobs
from db.feedback import add_feedback
from db.matches import add_decided
from db.preferences import find_preferences
from db.rankers import save_ranker
from matching.digest import fresh, passing
from matching.digest.planning import run_digests
from matching.digest.rules import DigestRules
from matching.retrieval import MatchRules, find_query_vector, search
from matching.training import train
from matching.variety import Variety, rank_of
from tests.factories import (
    AMSTERDAM,
    EINDHOVEN,
    HAARLEM,
    LAGOS,
    NOW,
    TODAY,
    add_account,
    add_job,
    add_model,
    add_preferences,
    add_user,
    add_vector,
    unit,
)
from tests.reactions import HAS_LIGHTGBM, near_and_paid, shown

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool
from matching.retrieval import Match
from tests.stored import find_matches

MODEL = "text-embedding-3-small"
RULES = DigestRules(MatchRules(fresh_days=7, minimum_score=40, exhaustive=True))
TITLES = ["Data Engineer", "Senior Data Analyst", "Nurse", "Registered Nurse (m/f)", "Backend developer", "Driver"]
ROLES = ["data engineer", "data analyst", "nurse", "backend developer", "driver", "infirmier"]
SKILLS = [
    "Python",
    "SQL",
    "Excel",
    "PostgreSQL",
    "Kubernetes",
    "Driving licence",
    "Patient care",
    "Java",
    "English",
    "German",
]
PLACES = [AMSTERDAM, HAARLEM, EINDHOVEN, LAGOS]
WORDS = ["night shift", "weekends", "commission", "visa sponsorship", "data engineer", "nurse", "travel"]
POSTINGS, PEOPLE = 90, 60


def some(dice: random.Random, names: list[Any], most: int) -> list[Any]:
    return dice.sample(names, dice.randint(0, most))


def vector_of(dice: random.Random) -> list[float]:
    return [dice.gauss(0, 1) + 0.6 for _ in range(8)]


def add_posting(conn: Connection, dice: random.Random) -> int:
    low = dice.choice([None, 30_000, 55_000, 80_000])
    return add_job(
        conn,
        title=dice.choice(TITLES),
        company=dice.choice(["Acme", "Globex", "Initech", None]),
        places=some(dice, PLACES, 2),
        work_mode=dice.choice([None, "onsite", "hybrid", "remote"]),
        remote_in=dice.choice([[], ["NL"], ["EU"], ["WORLD"]]),
        posted_on=TODAY - timedelta(days=dice.randint(0, 9)),
        imported_at=NOW - timedelta(days=dice.randint(0, 9)),
        salary_min=low,
        salary_annual_min=low,
        salary_annual_max=None if low is None else low + 20_000,
        salary_currency=dice.choice([None, "EUR", "USD"]),
        experience_min_years=dice.choice([None, 0, 2, 5]),
        experience_max_years=dice.choice([None, 8]),
        skills=some(dice, SKILLS, 5),
        employment_types=some(dice, ["full_time", "part_time", "contract"], 2),
        level=dice.choice([None, "junior", "mid", "lead"]),
        industry=dice.choice([None, "Health", "Finance"]),
        description=". ".join(some(dice, WORDS, 4)),
        cluster_key=f"cluster {dice.randint(0, 60)}",
    )


def add_seeker(conn: Connection, dice: random.Random) -> int:
    user = add_user(conn, digest_hour=9, country=dice.choice(["NL", "NG", None]))
    add_account(conn, user)
    for slot in range(1, dice.randint(2, 3)):
        vector = {
            "user_embedding": str(unit(vector_of(dice)).tolist()),
            "user_embedding_hash": "x",
            "embedding_model": MODEL,
        }
        add_preferences(
            conn,
            user,
            slot=slot,
            name=str(slot),
            embedding_hash="x",
            job_roles=some(dice, ROLES, 2),
            technical_skills=some(dice, SKILLS, 4),
            years_of_experience=dice.choice([None, 0, 3, 10]),
            experience_level=dice.choice([None, None, "mid"]),
            languages_spoken=dice.choice([[], [], ["English"]]),
            preferred_locations=some(dice, PLACES, 2),
            willing_to_relocate=dice.choice([None, True, False]),
            work_arrangements=some(dice, ["onsite", "hybrid", "remote"], 2),
            employment_types=some(dice, ["full_time", "contract"], 1),
            salary_min=dice.choice([None, 2000, 60_000]),
            salary_period=dice.choice(["month", "year"]),
            salary_currency=dice.choice([None, "EUR"]),
            industry_preferences=some(dice, ["health"], 1),
            excluded_companies=some(dice, ["acme", "globex"], 1),
            wanted_companies=dice.choice([[], [], ["initech"]]),
            excluded_words=some(dice, ["commission", "travel"], 1),
            wanted_words=dice.choice([[], [], [], ["visa"]]),
            excluded_roles=dice.choice([[], [], ["senior"]]),
            excluded_industries=dice.choice([[], ["finance"]]),
            excluded_skills=dice.choice([[], [], ["java"]]),
            shifts=dice.choice([[], [], ["night"]]),
            pay_unknown_fine=dice.choice([True, True, False]),
            **(vector if dice.random() < 0.8 else {}),
        )
    return user


def searched(conn: Connection, user: int, country: str | None, rules: MatchRules) -> list[tuple[int, Match]]:
    """The best five over all searches of a person, each found by itself."""
    found: list[tuple[int, Match]] = []
    for wanted in find_preferences(conn, user):
        own = find_query_vector(conn, wanted.id)
        result = search(
            conn,
            wanted,
            None if own is None else own.embedding,
            user_id=user,
            model="" if own is None else own.model,
            home_country=country,
            today=TODAY,
            rules=rules,
            limit=10,  # as many as companies that come too often may cost
        )
        found += [(wanted.id, match) for match in result.matches]
    found.sort(key=lambda pair: rank_of(pair[1].score))
    best = {match.cluster_key: (wanted, match) for wanted, match in reversed(found)}
    company = {job.id: job.company or "" for job in find_jobs(conn, [match.job_id for _, match in found])}
    variety = Variety()
    named = {wanted.id for wanted in find_preferences(conn, user) if wanted.wanted_companies}
    ranked = sorted(best.values(), key=found.index)
    return [pair for pair in ranked if pair[0] in named or variety.admits(company[pair[1].job_id])][:5]


def planned(conn: Connection, user: int) -> list[Any]:
    with conn.cursor() as cursor:
        cursor.execute("SELECT body -> 'items' FROM outbox WHERE user_id = %s AND body ->> 'kind' = 'digest'", (user,))
        items = [item["match_id"] for (listed,) in cursor.fetchall() for item in listed]
    return find_matches(conn, items)


@pytest.mark.parametrize(
    ("in_a_block", "worth_picking", "in_an_experiment", "profile"),
    [(20_000, 0.0, 0, "extended"), (25, 1.1, 0, "layered"), (40, 0.5, 100, "layered")],
)
def test_many_people_at_once_get_what_each_would_find(
    pool: Pool,
    monkeypatch: pytest.MonkeyPatch,
    in_a_block: int,
    worth_picking: float,
    in_an_experiment: int,
    profile: str,
) -> None:
    rules = replace(RULES, match=replace(RULES.match, experiment_share=in_an_experiment, profile=profile))
    monkeypatch.setattr(fresh, "MOST_IN_A_BLOCK", in_a_block)
    monkeypatch.setattr(passing, "WORTH_PICKING", worth_picking)
    monkeypatch.setattr(passing, "AT_A_TIME", 7)
    dice = random.Random(f"{in_a_block} {worth_picking}")
    with pool.transaction() as conn:
        add_model(conn, MODEL)
        jobs = [add_posting(conn, dice) for _ in range(POSTINGS)]
        for job in jobs:
            if dice.random() < 0.9:
                add_vector(conn, job, vector_of(dice), MODEL)
        people = [add_seeker(conn, dice) for _ in range(PEOPLE)]
        for user in people:
            for job in dice.sample(jobs, 2):
                add_decided(conn, user, job, "REJECTED")
        for user in people[::3]:
            for job in dice.sample(jobs, 7):
                kind = dice.choice(["saved", "hidden", "viewed"])
                reason = dice.choice([None, "role", "company"]) if kind == "hidden" else None
                add_feedback(conn, user, job, kind, reason)
        with conn.cursor() as cursor:
            cursor.execute("UPDATE feedback SET created_at = %s", (NOW - timedelta(days=3),))
            cursor.execute("SELECT id, country FROM users")
            countries = dict(cursor.fetchall())
        if HAS_LIGHTGBM and in_a_block == 25:
            trained = train(shown(near_and_paid), RULES.match.profile)
            assert save_ranker(conn, trained.content_hash, trained.ranker, trained.trial)
        wanted = {user: searched(conn, user, countries[user], rules.match) for user in people}
    report = run_digests(pool, now=NOW, rules=rules, share=23)
    assert report.planned + report.empty == PEOPLE
    assert report.planned > PEOPLE / 2
    with pool.transaction() as conn:
        for user, expected in wanted.items():
            got = planned(conn, user)
            assert [match.job_id for match in got] == [match.job_id for _, match in expected], user
            for match, (preference, found) in zip(got, expected, strict=True):
                assert match.preference_id == preference
                assert (match.score, match.grade, match.cluster_key) == (found.score, found.grade, found.cluster_key)
                assert match.factors == pytest.approx(found.factors, abs=0.11, nan_ok=True)
                assert [reason["code"] for reason in match.reasons] == [reason.code for reason in found.reasons]
                assert [reason["args"] for reason in match.reasons] == [
                    {name: list(value) if isinstance(value, tuple) else value for name, value in reason.args.items()}
                    for reason in found.reasons
                ]
                assert match.matched_skills == found.matched_skills
                assert match.missing_skills == found.missing_skills
