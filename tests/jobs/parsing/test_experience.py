from __future__ import annotations

import pytest

from jobs.parsing.experience import Experience, parse_experience

CORPUS = [
    ("5+ years", 5, None),
    ("3–5 yrs", 3, 5),
    ("3 to 5 years", 3, 5),
    ("at least two years", 2, None),
    ("10 months", 0.83, None),
    ("6 months to 1 year experience", 0.5, 1),
    ("entry level", 0, None),
    ("Entry-level position", 0, None),
    ("fresh graduate", 0, None),
    ("freshers welcome", 0, None),
    ("no experience", 0, None),
    ("No prior work experience needed", 0, None),
    ("experience is not required", 0, None),
    ("under 2 years", 0, 2),
    ("less than 1 year", 0, 1),
    ("up to 3 years of experience", 0, 3),
    ("0-2 years", 0, 2),
    ("0 years", 0, None),
    ("minimum of 3 years' experience in sales", 3, None),
    ("three (3) years of experience", 3, None),
    ("1 year", 1, None),
    ("1.5 years experience", 1.5, None),
    ("over 10 years' experience", 10, None),
    ("more than 5 years", 5, None),
    ("ten years plus", 10, None),
    ("2+ yrs exp", 2, None),
    ("5\\+ years of Python", 5, None),
    ("Experience: 4 years", 4, None),
    ("experience of at least 6 years", 6, None),
    ("minimaal 2 jaar ervaring als analist", 2, None),
    ("5 Jahre Berufserfahrung", 5, None),
    ("3 años de experiencia", 3, None),
    ("2 ans d'expérience", 2, None),
    ("ቢያንስ 3 ዓመት የስራ ልምድ", 3, None),
    ("I have worked for 4 years as a nurse", 4, None),
    ("Must be between 20 and 35 years of age with 2 years experience", 2, None),
    ("What we're looking for: 2-4 years of hands-on experience", 2, 4),
    ("We are a young company. You bring 3 years of experience in retail.", 3, None),
    ("Degree in law, 7 years post-qualification experience, own car", 7, None),
    ("8+ years leading teams in a fast-growing global company with offices all over the world", 8, None),
]

NONE_SAID = [
    "",
    "25 years old",
    "5 years of age",
    "our company has 30 years of experience",
    "We are a bank with over 100 years of experience in finance.",
    "2-year contract",
    "Salary 5000",
    "8 hours per day",
    "60k a year",
    "founded 12 years ago",
    "For more than 20 years, we have served farmers in the whole of the region with care.",
    "Contract duration: 3 years",
    "The project runs over the next 5 years and will change how the whole country travels.",
]

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


@pytest.mark.parametrize(("text", "least", "most"), CORPUS)
def test_experience_is_read(text: str, least: float | None, most: float | None) -> None:
    assert parse_experience(text) == Experience(least, most)


@pytest.mark.parametrize("text", NONE_SAID)
def test_other_years_are_not_experience(text: str) -> None:
    assert parse_experience(text) is None


@pytest.mark.parametrize(("text", "least", "most"), BARE)
def test_bare_figures_count_when_experience_was_asked(text: str, least: float | None, most: float | None) -> None:
    assert parse_experience(text, bare_numbers=True) == Experience(least, most)


@pytest.mark.parametrize("text", ["300", "1995", "not sure"])
def test_impossible_answers_are_none(text: str) -> None:
    assert parse_experience(text, bare_numbers=True) is None


def test_figures_win_over_entry_level() -> None:
    assert parse_experience("Entry level role for fresh graduates. At least 1 year of experience.") == Experience(
        1, None
    )
