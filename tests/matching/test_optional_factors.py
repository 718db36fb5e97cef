from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.preferences import Preferences
from matching.demands import LEVELS
from matching.optional_factors import OPTIONAL
from tests.factories import candidate
from tests.matching.test_scoring import compared

WANTED = Preferences(job_roles=("Data engineer",), industry_preferences=("Banking",), experience_level="mid")


def factor(name: str, wanted: Preferences = WANTED, **job: Any) -> float:
    return float(compared(wanted, candidate(**job), profile="extended").factors[name][0])


@pytest.mark.parametrize("profile", ["layered", "classic"])
def test_the_named_profiles_do_without_them(profile: str) -> None:
    assert OPTIONAL.keys().isdisjoint(compared(WANTED, candidate(), profile=profile).factors)


def test_the_title_counts_by_itself() -> None:
    assert factor("title", title="Data Engineer") == 100
    assert 0 < factor("title", title="Data Analyst") < 80
    assert np.isnan(factor("title", Preferences(), title="Data Engineer"))


@pytest.mark.parametrize(("industry", "expected"), [("banking", 100), ("Retail", 30), (None, 50)])
def test_the_industry_is_one_wished_for_another_or_not_said(industry: str | None, expected: float) -> None:
    assert factor("industry", industry=industry) == expected
    assert np.isnan(factor("industry", Preferences(), industry=industry))


@pytest.mark.parametrize(
    ("level", "expected"), [("mid", 100), ("senior", 75), ("intern", 50), ("director", 25), (None, 50)]
)
def test_the_level_counts_by_steps_of_the_ladder(level: str | None, expected: float) -> None:
    assert factor("seniority", level=level) == expected
    assert np.isnan(factor("seniority", Preferences(), level=level))


def test_what_they_say_moves_the_score() -> None:
    fitting = {"title": "Data Engineer", "industry": "Banking", "level": "mid"}
    other = {"title": "Data Engineer", "industry": "Retail", "level": "senior"}
    better, worse = (int(compared(WANTED, candidate(**job), profile="extended").scores[0]) for job in (fitting, other))
    usual = {int(compared(WANTED, candidate(**job)).scores[0]) for job in (fitting, other)}
    assert better > worse
    assert len(usual) == 1


@given(st.sampled_from(list(LEVELS)), st.sampled_from(list(LEVELS)), st.sampled_from(list(LEVELS)))
def test_a_level_nearer_by_never_counts_less(asked: str, one: str, other: str) -> None:
    wanted = Preferences(experience_level=asked)
    nearer, farther = sorted((one, other), key=lambda level: abs(LEVELS[level] - LEVELS[asked]))
    assert factor("seniority", wanted, level=nearer) >= factor("seniority", wanted, level=farther)
