from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.preferences import Preferences
from matching.candidates import Candidates
from matching.relevance import TITLE_FLOOR, TITLE_MATCHES, title_likeness
from matching.title_words import telling_words
from matching.wishes import Wish
from tests.factories import candidate


def likeness(role: str, title: str) -> float:
    wish = Wish.of(Preferences(job_roles=(role,)), None)
    return float(title_likeness(Candidates.of([candidate(title=title)]), wish)[0][0])


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("data engineer", "Senior Data Engineer (m/w/d)"),
        ("data engineer", "Data Platform Engineer"),
        ("data engineer", "DATA ENGINEERING INTERN"),
        ("backend developer", "Backenddeveloper"),
        ("acountant", "Chief Accountant"),
        ("nurses", "Registered Nurse - ICU"),
        ("c++ developer", "C++ Developer"),
        ("data analyst", "Data Analist"),
        ("head of sales", "Sales"),
        ("ሹፌር", "ሹፌር"),
        ("infirmière", "Infirmiere de nuit"),
    ],
)
def test_a_title_that_is_the_role_matches(role: str, title: str) -> None:
    assert likeness(role, title) >= TITLE_MATCHES


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("data engineer", "Data Analyst"),
        ("marketing manager", "Marketing Specialist"),
        ("backend developer", "Backend Engineer"),
    ],
)
def test_a_title_that_shares_what_is_special_is_relevant_but_no_match(role: str, title: str) -> None:
    assert TITLE_FLOOR <= likeness(role, title) < TITLE_MATCHES


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("data engineer", "Nurse"),
        ("data engineer", "HVAC Engineer"),
        ("marketing manager", "HR Manager"),
        ("accountant", "Account Executive"),
        ("accountant", "AI Consultant"),
        ("c developer", "C# Developer"),
        ("data engineer", ""),
        ("", "Data Engineer"),
        ("nurse", "(m/w/d)"),
    ],
)
def test_a_title_of_other_work_is_not_relevant(role: str, title: str) -> None:
    assert likeness(role, title) < TITLE_FLOOR


def test_the_more_of_the_title_the_role_covers_the_better() -> None:
    assert likeness("data engineer", "Data Engineer") > likeness("data engineer", "Recruiter for Data Engineer roles")


def test_the_nearest_of_several_roles_counts() -> None:
    wish = Wish.of(Preferences(job_roles=("nurse", "data engineer")), None)
    found, role = title_likeness(Candidates.of([candidate(title="Data Engineer"), candidate(title="Nurse")]), wish)
    assert found.tolist() == [100, 100]
    assert role.tolist() == [1, 0]


def test_levels_fillers_and_brackets_say_nothing_of_the_work() -> None:
    assert telling_words("Senior Head of the Sales Department (Lagos, hybrid)") == ("sales", "department")
    assert telling_words("Senior") == ("senior",)
    assert telling_words("(Nurse)") == ("nurse",)
    assert telling_words("Entry-level data entry clerk") == ("data", "entry", "clerk")


@given(st.text(max_size=80), st.lists(st.text(max_size=80), min_size=1, max_size=4))
def test_any_title_and_role_give_a_percentage(role: str, titles: list[str]) -> None:
    wish = Wish.of(Preferences(job_roles=(role,)), None)
    found, _ = title_likeness(Candidates.of([candidate(title=title) for title in titles]), wish)
    assert all(0 <= each <= 100 for each in found)
