from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.parsing.role_names import english_title


@pytest.mark.parametrize(
    ("role", "title"),
    [
        ("chauffeur", "driver"), ("Chauffeur poids lourd", "truck driver"), ("Comptable", "accountant"),
        ("infirmiere", "nurse"), ("motorista", "driver"), ("Enfermeira", "nurse"), ("cocinera", "cook"),
        ("auxiliar de enfermería", "nursing assistant"), ("dereva", "driver"), ("mwalimu wa hisabati", "teacher"),
        ("fundi umeme", "electrician"), ("fundi", "technician"), ("verpleegkundige", "nurse"),
    ],
)  # fmt: skip
def test_a_role_of_another_language_has_its_english_title(role: str, title: str) -> None:
    assert english_title(role) == title


@pytest.mark.parametrize("role", ["driver", "data engineer", "nurse", "", "🙂", "astronaute"])
def test_other_words_have_none(role: str) -> None:
    assert english_title(role) is None


def test_the_table_names_each_role_once() -> None:
    lines = (resources.files("jobs.parsing") / "data" / "role_names.tsv").read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    names = [name for _, written in rows for name in written.split("|")]
    assert len(names) == len(set(names)), {name for name in names if names.count(name) > 1}
    assert all(name == name.strip().lower() for name in names)


@given(st.text())
def test_no_text_raises(text: str) -> None:
    assert english_title(text) is None or english_title(text)
