"""Cues: where the words stand around which a pattern is tried."""

from __future__ import annotations

import re

import pytest

from jobs.parsing.cues import Cues, NamedCues, lowered, matches, stretches
from jobs.parsing.currencies import may_name_currency
from jobs.parsing.figures import figure_starts, latin_digits
from jobs.parsing.pay_context import may_name_period


@pytest.mark.parametrize("text", ["Remote", "İstanbul and REMOTE work", "ÉTÉ", ""])
def test_lower_case_keeps_every_position(text: str) -> None:
    assert len(lowered(text)) == len(text)
    assert lowered(text).isascii() is False or lowered(text) == text.lower()


@pytest.mark.parametrize("letter", ["a", "\u2022", "\u00c9", "\u0130", "\u03a3", "\U0001f680", "\ud800"])
def test_a_long_text_is_lowered_like_its_characters(letter: str) -> None:
    text = f"REMOTE work, {letter} " * 10
    assert lowered(text) == lowered(f"REMOTE work, {letter} ") * 10


def test_words_are_found_within_one_another_with_positions_of_characters() -> None:
    assert Cues(("home", "home office", "é")).places("é home office") == [(2, 0, 1), (0, 2, 6), (1, 2, 13)]


def test_a_word_of_two_names_is_found_for_both_and_absent_names_have_no_place() -> None:
    cues = NamedCues({"mode": ("home",), "place": ("home", "house"), "pay": ("wage",)})
    assert cues.starts("at home, in a house") == {"mode": [3], "place": [3, 14]}


def test_stretches_that_touch_are_one() -> None:
    assert stretches([50, 5, 12], 10, 10) == [(0, 22), (40, 60)]


def test_a_pattern_is_tried_in_the_stretches_alone() -> None:
    found = matches(re.compile(r"\d+"), "1 22 333 4444", [(0, 4), (9, 13)])
    assert [match[0] for match in found] == ["1", "22", "4444"]


def test_a_run_of_digits_is_one_figure() -> None:
    assert figure_starts("5 of 2024, 10:30") == (0, 5, 11, 14)
    assert figure_starts("none") == ()


def test_digits_of_other_scripts_become_latin_and_nothing_else_changes() -> None:
    assert latin_digits("٥٠٠ – रु १२") == "500 – रु 12"


@pytest.mark.parametrize(
    ("before", "after", "may"),
    [
        ("pay of € ", "", True), ("salary n", " a month", True), ("in ", " years", False), ("", "keur", True),
        ("", " years of work", False), ("between ", " birr", True), ("door ", " people", False),
    ],
)  # fmt: skip
def test_a_currency_beside_a_figure_is_noticed_and_part_of_a_word_is_none(before: str, after: str, may: bool) -> None:  # noqa: FBT001
    assert may_name_currency(before, after) is may


@pytest.mark.parametrize("said", ["per maand", "в месяц", "an hour", "/h", "p.a.", "à l'heure", "মাসিক"])
def test_every_wording_of_a_period_has_a_cue(said: str) -> None:
    assert may_name_period(said)
