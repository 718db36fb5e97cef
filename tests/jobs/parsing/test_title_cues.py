"""Every wording of a level or an employment type holds one of its cues, or it would never be looked for."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jobs.parsing.title_cues import LEVEL_CUES, TYPE_CUES
from jobs.parsing.title_levels import LEVEL_PATTERNS, TYPE_PATTERNS, parse_employment_types, title_level

PLAIN = st.characters(min_codepoint=32, max_codepoint=126)
MANY = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


@pytest.mark.parametrize("number", range(len(LEVEL_PATTERNS)))
def test_what_a_pattern_of_levels_finds_has_its_cue(number: int) -> None:
    pattern = LEVEL_PATTERNS[number][1]

    @MANY
    @given(st.from_regex(pattern, alphabet=PLAIN).filter(pattern.search))
    def has_cue(text: str) -> None:
        numeral = text.lower().rstrip().endswith("i")
        assert number in LEVEL_CUES.starts(text.lower()) or (number == len(LEVEL_PATTERNS) - 1 and numeral)

    has_cue()


@pytest.mark.parametrize("kind", TYPE_PATTERNS)
def test_what_a_pattern_of_employment_types_finds_has_its_cue(kind: str) -> None:
    pattern = TYPE_PATTERNS[kind]

    @MANY
    @given(st.from_regex(pattern, alphabet=PLAIN).filter(pattern.search))
    def has_cue(text: str) -> None:
        assert kind in TYPE_CUES.starts(text.lower())

    has_cue()


@pytest.mark.parametrize(("title", "level"), [("Clerk I", "junior"), ("Clerk I ", "junior"), ("Clerk II", "mid")])
def test_a_roman_number_needs_no_word_beside_it(title: str, level: str) -> None:
    assert title_level(title) == level


def test_a_title_without_any_cue_tells_neither() -> None:
    assert title_level("Cook") is None
    assert parse_employment_types("Cook") == ()
