from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.spelling import Spellings


def likeness(role: str, title: str) -> float:
    return float(Spellings.of(["Teacher", title, "Welder"]).likeness(role)[1])


@pytest.mark.parametrize("title", ["data engineer", "DATA ENGINEER", "Engineer, Data", "dàta engineer"])
def test_the_same_words_are_spelled_alike(title: str) -> None:
    assert likeness("data engineer", title) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("role", "near", "far"),
    [
        ("acountant", "Accountant", "Account Executive"),
        ("softwre enginer", "Software Engineer", "Civil Engineer"),
        ("verpleegkundige", "Wijkverpleegkundige", "Bedrijfskundige"),
        ("data engineer", "Senior Data Engineer (m/w/d)", "Data Analyst"),
        ("data engineer", "Data Analyst", "Sound Engineer"),
        ("data science", "Data Scientist", "Data Entry"),
    ],
)
def test_misspellings_compounds_and_endings_are_nearer_than_other_work(role: str, near: str, far: str) -> None:
    assert likeness(role, near) > likeness(role, far)


def test_other_words_and_no_words_are_not_alike() -> None:
    assert likeness("nurse", "Welder") == 0
    assert likeness("", "Welder") == 0
    assert likeness("nurse", "") == 0
    assert Spellings.of([]).likeness("nurse").tolist() == []


@given(st.lists(st.text(max_size=60), max_size=6), st.text(max_size=60))
def test_any_texts_give_a_share_and_their_order_changes_nothing(titles: list[str], role: str) -> None:
    found = Spellings.of(titles).likeness(role)
    assert all(0 <= each <= 1 for each in found)
    assert np.array_equal(Spellings.of(titles[::-1]).likeness(role)[::-1], found)
