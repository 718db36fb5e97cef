from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest

from jobs.parsing.categories import category_of
from jobs.parsing.functions import function_of


def corpus(name: str) -> list[list[str]]:
    lines = (Path(__file__).parent / "corpus" / f"{name}.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def functions() -> list[list[str]]:
    lines = (resources.files("jobs.parsing") / "data" / "functions.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize(("title", "category"), corpus("title_fields"))
def test_the_category_of_a_title_is_told(title: str, category: str) -> None:
    assert (category_of(title) or "-") == category


@pytest.mark.parametrize(
    ("title", "fields", "category"),
    [
        ("Officer II", ("Human Resources", ""), "human_resources"),
        ("Truck Driver", ("Human Resources",), "transport"),
        ("Officer", ("", "Xyz"), "management"),
        ("Xyz", ("Gesundheitswesen", ""), "health"),
        ("Xyz", ("", ""), None),
    ],
)
def test_the_fields_help_where_the_title_says_little(title: str, fields: tuple[str, ...], category: str | None) -> None:
    assert category_of(title, *fields) == category


def test_the_longest_phrase_decides_then_the_last_word_and_what_stands_before_cum() -> None:
    assert function_of("Sales Data Analyst") == "Data & Analytics"
    assert function_of("Network Administrator") == "Software & IT"
    assert function_of("Driver cum Cleaner") == "Logistics & Transport"


def test_every_row_has_a_function_a_category_and_phrases_of_its_own() -> None:
    rows = functions()
    assert all(len(row) == 3 and row[1].replace("_", "").isalpha() for row in rows)
    assert 20 <= len({row[1] for row in rows}) <= 26
    phrases = [phrase.lstrip("~") for row in rows for phrase in row[2].split("|")]
    assert len(phrases) == len(set(phrases)) > 2000
    assert all(phrase == phrase.strip().lower() and phrase for phrase in phrases)
