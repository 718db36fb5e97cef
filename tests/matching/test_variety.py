from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from db.preferences import Preferences
from matching.candidates import Candidates
from matching.comparison import Comparison
from matching.variety import varied
from matching.wishes import Wish
from tests.factories import TODAY, candidate


@given(st.lists(st.sampled_from(["Acme", "ACME ", "Beta", "Gamma", ""]), max_size=40), st.integers(0, 25))
def test_ten_by_ten_no_company_comes_more_than_twice(companies: list[str], limit: int) -> None:
    chosen = varied(np.arange(len(companies)), lambda at: companies[at], limit).tolist()
    assert len(chosen) == len(set(chosen)) <= limit
    for start in range(0, len(chosen), 10):
        names = Counter(companies[at].strip().lower() for at in chosen[start : start + 10])
        assert all(count <= 2 for name, count in names.items() if name)


def test_the_third_of_a_company_comes_in_the_next_ten() -> None:
    companies = ["Acme"] * 3 + [""] * 12
    assert varied(np.arange(15), lambda at: companies[at], 15).tolist() == [0, 1, *range(3, 11), 2, *range(11, 15)]


def compared(wanted: Preferences, *rows: object) -> Comparison:
    wish = Wish.of(wanted, None)
    return Comparison.of(Candidates.of(rows), wish, model="hashing-v1", profile="layered", today=TODAY)  # type: ignore[arg-type]


def test_a_company_that_was_asked_for_is_not_held_back() -> None:
    rows = [candidate(company="Acme", mentions=(False,)) for _ in range(5)]
    asked = compared(Preferences(job_roles=("data engineer",), wanted_companies=("Acme",)), *rows)
    assert len(asked.varied(asked.best(0), 5)) == 5
    open_to_all = compared(Preferences(job_roles=("data engineer",)), *rows)
    assert len(open_to_all.varied(open_to_all.best(0), 5)) == 2


def test_of_nearly_equal_postings_the_newer_comes_first() -> None:
    older = candidate(posted_on=TODAY.replace(day=10), mentions=(True,))
    newer = candidate(posted_on=TODAY, mentions=(True,))
    found = compared(Preferences(job_roles=("data engineer",)), older, newer)
    assert replace(found, scores=np.asarray([81, 80])).best(0).tolist() == [1, 0]
    assert replace(found, scores=np.asarray([82, 80])).best(0).tolist() == [0, 1]
