from __future__ import annotations

from pathlib import Path

import pytest

from jobs.parsing.experience import Experience, parse_experience

CORPUS = Path(__file__).parent / "corpus" / "experience.tsv"
ROWS = [line.split("\t") for line in CORPUS.read_text("utf-8").splitlines() if not line.startswith("# ")]


def years(written: str) -> float | None:
    return None if written == "-" else float(written)


BARE = [
    ("3", 3, None),
    ("2-4", 2, 4),
    ("none", 0, None),
    ("no", 0, None),
    ("zero", 0, None),
    ("about 3", 3, None),
    ("five", 5, None),
    ("10+", 10, None),
    ("18 months", 1.5, None),
    ("i have 6", 6, None),
]


@pytest.mark.parametrize(("text", "least", "most"), ROWS)
def test_experience_is_read_and_nothing_else_is(text: str, least: str, most: str) -> None:
    expected = None if least == most == "-" else Experience(years(least), years(most))
    assert parse_experience(text) == expected


def test_the_corpus_is_large() -> None:
    assert len({text for text, *_ in ROWS}) == len(ROWS) >= 120


@pytest.mark.parametrize(("text", "least", "most"), BARE)
def test_bare_figures_count_when_experience_was_asked(text: str, least: float | None, most: float | None) -> None:
    assert parse_experience(text, bare_numbers=True) == Experience(least, most)


@pytest.mark.parametrize(
    "text", ["300", "1995", "not sure", "Kenya", "I live in Ghana", "from Kenya", "a house", "an hour away"]
)
def test_impossible_answers_are_none(text: str) -> None:
    assert parse_experience(text, bare_numbers=True) is None


def test_figures_win_over_entry_level() -> None:
    assert parse_experience("Entry level role for fresh graduates. At least 1 year of experience.") == Experience(
        1, None
    )


@pytest.mark.parametrize(
    ("said", "least"),
    [
        ("You have 5+ years of experience.", 5),
        ("Minimum three years experience with SQL", 3),
        ("Minimaal 2 jaar ervaring", 2),
        ("Minimum 2 lata pracy w dziale", 2),
        ("At least 18 months of working experience", 1.5),
        ("You bring 1\u00bd years of experience", 1.5),
        ("Years of experience: 4", 4),
        ("Experience: 5+", 5),
        ("An entry-level job.", 0),
        ("No experience needed.", 0),
        ("Quereinsteiger willkommen", 0),
    ],
)
def test_experience_is_found_in_a_long_text(said: str, least: float) -> None:
    filler = "We care about people and the places where they live, and we listen before we act. " * 12
    assert parse_experience(f"{filler}\n{said}\n{filler}") == Experience(least, None)
