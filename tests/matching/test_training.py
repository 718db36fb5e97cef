from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.match_outcomes import ShownMatch, find_shown
from db.preferences import Preferences
from db.rankers import Calibration, StoredRanker, Trial, find_last_trial, save_ranker
from matching.__main__ import main
from matching.commands.train import line
from matching.feedback import record_hidden, record_reason, record_saved
from matching.position_bias import seen_shares
from matching.ranker import FACTORS, Ranker, active_ranker, columns_of, load_ranker, predictor
from matching.retrieval import MatchRules, search
from matching.scoring import PROFILES, combine, weighted_mean
from matching.training import Lists, TooLittleFeedback, ndcg, train
from tests.factories import NOW, TODAY, add_job, add_user, insert
from tests.reactions import liking, near_and_paid, seen_first, shown, with_lightgbm

if TYPE_CHECKING:
    from db.pool import Connection, Pool
    from matching.candidates import Floats


LAYERED = PROFILES["layered"]


def as_weighted(factors: dict[str, float], dice: np.random.Generator) -> bool:
    return sum(weight * factors[name] for name, weight in PROFILES["layered"].items()) > dice.normal(78, 4)


@with_lightgbm
def test_what_people_want_is_learnt_where_the_weights_have_it_otherwise() -> None:
    trial = train(shown(near_and_paid), "layered").trial
    assert trial.active
    assert trial.ndcg > trial.ndcg_of_weights + 0.05
    assert "in use" in line(trial)


@with_lightgbm
def test_an_order_that_is_no_better_than_the_weights_is_not_used() -> None:
    trial = train(shown(as_weighted), "layered").trial
    assert not trial.active
    assert "not used" in line(trial)


@with_lightgbm
def test_no_order_is_found_in_chance() -> None:
    assert not train(shown(lambda _, dice: bool(dice.random() < 0.3)), "layered").trial.active


@with_lightgbm
def test_better_on_every_factor_never_ranks_lower() -> None:
    ranker = load_ranker(train(shown(near_and_paid), "layered").ranker)
    dice = np.random.default_rng(1)
    low = {name: dice.uniform(0, 100, 3000) for name in FACTORS}
    high = {name: np.minimum(values + dice.uniform(0, 40, 3000), 100) for name, values in low.items()}
    assert (combine(high, "layered", ranker=ranker) >= combine(low, "layered", ranker=ranker)).all()


@with_lightgbm
def test_what_stands_first_is_not_taken_for_what_is_wanted() -> None:
    biased = seen_first(
        people=40, order=lambda factors: sum(weight * factors[name] for name, weight in LAYERED.items())
    )
    told_apart = likeness_of_best(biased)
    assert told_apart > 0.93
    assert likeness_of_best([replace(each, place=0) for each in biased]) < told_apart - 0.02


def likeness_of_best(shown_before: list[ShownMatch]) -> float:
    """How near what a model learnt from these puts first comes to what people really like, 0 to 1."""
    lightgbm = pytest.importorskip("lightgbm")
    predict = predictor(lightgbm.Booster(model_str=train(shown_before, "layered").ranker.model))
    dice = np.random.default_rng(3)
    rows = [{name: float(dice.choice([30, 50, 75, 100])) for name in FACTORS} for _ in range(400)]
    wanted = np.asarray([liking(row) for row in rows])
    learnt = predict(columns_of({name: np.asarray([row[name] for row in rows]) for name in FACTORS}))
    return float(wanted[np.argsort(-learnt, kind="stable")[:40]].sum() / np.sort(wanted)[-40:].sum())


def test_how_many_look_at_each_place_is_told_apart_from_how_good_it_is() -> None:
    lists = Lists.of(seen_first(people=200, order=lambda factors: factors["place"] + factors["pay"]))
    seen = seen_shares(lists.factors["place"] + lists.factors["pay"], lists.places, lists.worth > 1)
    assert seen[:3] == pytest.approx([1, 1 / 2, 1 / 3], abs=0.08)
    at_random = Lists.of(shown(near_and_paid))
    assert seen_shares(at_random.factors["place"], at_random.places, at_random.worth > 1).tolist() == [1.0]
    raw = [float(np.mean(lists.worth[lists.places == place] > 1)) for place in range(3)]
    assert raw[2] / raw[0] < seen[2] - 0.05


def test_a_reaction_where_few_look_counts_for_more() -> None:
    lists = Lists.of([ShownMatch(1, NOW, {"pay": pay}, "saved", place) for place, pay in enumerate((90.0, 30.0))])
    first, last = np.asarray([1.0, 0.0]), np.asarray([0.0, 1.0])
    assert ndcg(first, lists)[0] == ndcg(last, lists)[0] == 1
    seen = np.asarray([1.0, 0.25])
    assert ndcg(last, lists, seen)[0] == 1 > ndcg(first, lists, seen)[0]


def test_too_few_people_teach_nothing() -> None:
    with pytest.raises(TooLittleFeedback, match="20 are needed"):
        train(shown(near_and_paid, people=10), "layered")


def test_people_who_do_the_same_with_everything_tell_no_order() -> None:
    lists = Lists.of(
        [*shown(near_and_paid, people=2), ShownMatch(9, NOW, {}, "saved"), ShownMatch(9, NOW, {}, "saved")]
    )
    assert set(lists.telling().people.tolist()) == {0, 1}


def test_the_held_out_days_are_the_last() -> None:
    early, late = Lists.of(shown(near_and_paid)).split()
    assert early.days.max() < late.days.min()
    assert len(np.unique(late.days)) == 2


def test_ndcg_is_one_for_the_best_order_and_less_for_another() -> None:
    lists = Lists.of(
        [ShownMatch(1, NOW, {"pay": pay}, kind) for pay, kind in ((90.0, "applied"), (50.0, None), (10.0, "hidden"))]
    )
    assert ndcg(lists.factors["pay"], lists).tolist() == [1.0]
    worst = ndcg(-lists.factors["pay"], lists)[0]
    assert worst == pytest.approx((15 / np.log2(4) + 1 / np.log2(3)) / (15 + 1 / np.log2(3)))


@given(st.lists(st.floats(0, 100), min_size=1, max_size=20))
def test_below_what_it_was_trained_on_the_weights_decide_alone(values: list[float]) -> None:
    ranker = Ranker(lambda rows: rows[:, 0], Calibration([0.0, 100.0], [60.0, 100.0], 60.0))
    factors: dict[str, Floats] = {name: np.asarray(values) for name in FACTORS}
    mean = weighted_mean(factors, PROFILES["layered"])
    joined = ranker.joined(factors, mean)
    assert (joined[mean < 60] == mean[mean < 60]).all()
    assert (joined[mean >= 60] >= 60).all()


def test_what_was_shown_comes_with_the_strongest_reaction(conn: Connection) -> None:
    user, silent = add_user(conn), add_user(conn)
    jobs = [add_job(conn) for _ in range(4)]
    for person in (user, silent):
        for job in jobs:
            columns = {"user_id": person, "job_id": job, "cluster_key": str(job), "score": 70, "grade": "B"}
            insert(conn, "matches", columns | {"factors": '{"pay": 100}', "reasons": "[]", "shown_at": NOW})
    record_saved(conn, user, jobs[0])
    record_hidden(conn, user, jobs[1], "pay")
    record_reason(conn, user, jobs[2], "scam", reports_to_hold=9)
    found = find_shown(conn, NOW - timedelta(days=1))
    assert [(each.user_id, each.reaction) for each in found] == [(user, "saved"), (user, "hidden"), (user, None)]
    assert find_shown(conn, NOW + timedelta(days=1)) == []


@with_lightgbm
def test_searches_rank_by_the_order_in_use(conn: Connection) -> None:
    near = add_job(conn, title="Nurse", salary_annual_max=30_000, salary_currency="EUR", skills=["Python", "SQL"])
    paid = add_job(conn, title="Nurse", salary_annual_max=90_000, salary_currency="EUR", skills=["Python", "Java"])
    wanted = Preferences(
        job_roles=("nurse",), technical_skills=("Python", "SQL"), salary_min=32_000, salary_period="year",
        salary_currency="EUR",
    )  # fmt: skip

    def found() -> list[int]:
        result = search(
            conn, wanted, None, user_id=0, model="", home_country=None, today=TODAY, rules=MatchRules(minimum_score=0),
            limit=2,
        )  # fmt: skip
        return [match.job_id for match in result.matches]

    assert found() == [near, paid]
    trained = train(shown(lambda factors, _: factors["pay"] >= 100), "layered")
    assert trained.trial.active
    save_ranker(conn, trained.content_hash, trained.ranker, trained.trial)
    assert find_last_trial(conn) is not None
    assert active_ranker(conn, "classic") is None
    assert found() == [paid, near]


def test_the_command_says_what_lacks_and_reports_what_was_learnt(
    fresh_database_url: str, pool: Pool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    assert main(["train"]) == 1
    assert "Too little feedback" in capsys.readouterr().err
    stored = StoredRanker("layered", "trees", Calibration([0.0], [50.0], 50.0))
    with pool.transaction() as conn:
        save_ranker(conn, "a", stored, Trial(40, 30, 0.5, 0.6, active=False))
    assert main(["report"]) == 0
    assert "nDCG@10 0.500, by the weights 0.600" in capsys.readouterr().out
