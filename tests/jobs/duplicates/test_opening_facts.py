from __future__ import annotations

from typing import Any

import pytest

from jobs.duplicates.clusters import cluster_file
from jobs.duplicates.departments import departments, grades
from jobs.word_hashes import word_hashes
from tests.jobs.duplicates.postings import WORK, job, signature_of


def together(first: dict[str, Any], second: dict[str, Any]) -> bool:
    return len(set(cluster_file([signature_of(job(1, **first)), signature_of(job(2, **second))]))) == 1


def pay(low: float, high: float, currency: str = "EUR") -> dict[str, Any]:
    return {"salary_annual_min": low, "salary_annual_max": high, "salary_currency": currency}


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        (pay(30_000, 36_000), pay(34_000, 60_000), True),
        (pay(30_000, 36_000), pay(40_000, 44_000), True),
        (pay(30_000, 36_000), pay(90_000, 99_000), False),
        (pay(90_000, 99_000), pay(30_000, 36_000), False),
        (pay(30_000, 36_000), pay(90_000, 99_000, "KES"), True),
        (pay(30_000, 36_000), {}, True),
        ({"experience_min_years": 2.0}, {"experience_min_years": 3.0}, True),
        ({"experience_min_years": 5.0}, {"experience_min_years": 8.0}, True),
        ({"experience_min_years": 3.0}, {"experience_min_years": 10.0}, False),
        ({"experience_min_years": 0.0}, {"experience_min_years": 4.0}, False),
        ({}, {"experience_min_years": 10.0}, True),
    ],
)
def test_pay_and_years_that_contradict_tell_openings_apart(
    first: dict[str, Any], second: dict[str, Any], *, alike: bool
) -> None:
    assert together(first, second) is alike


@pytest.mark.parametrize(
    ("first", "second", "alike"),
    [
        ("the chemistry department", "the physics department", False),
        ("our Department of Surgery", "our Department of Neurology", False),
        ("the children's ward", "the maternity ward", False),
        ("de afdeling Radiologie", "de afdeling Oncologie", False),
        ("a teacher of Form 3", "a teacher of Form 1", False),
        ("the chemistry department, Form 3", "the physics department, Form 3", False),
        ("the chemistry department", "our yard", True),
        ("the department", "the ward", True),
        ("the SOC-afdeling. Je plant", "de SOC-afdeling. Vragen", True),
    ],
)
def test_the_department_tells_openings_apart(first: str, second: str, *, alike: bool) -> None:
    texts = [{"description": WORK.replace("before they leave the yard", f"for {said}")} for said in (first, second)]
    assert together(*texts) is alike


def test_a_text_that_names_no_department_has_none() -> None:
    texts = ["", "Ward", "department of", "the department", "Form", "Form three"]
    words = word_hashes(texts).words
    assert departments(words) == grades(words) == [b""] * len(texts)
