"""The words of a text as numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.word_hashes import hash_of, word_hashes


def test_words_are_hashed_in_order_whatever_their_case_and_marks() -> None:
    assert word_hashes(["Café: bakes (BREAD)_daily"]).words.hashes.tolist() == [
        hash_of(word) for word in ("café", "bakes", "bread", "daily")
    ]


def test_a_capital_after_a_small_letter_begins_a_word() -> None:
    assert (
        word_hashes(["your teamRequirements"]).words.hashes.tolist()
        == word_hashes(["Your team requirements"]).words.hashes.tolist()
    )


def test_anagrams_and_repeated_letters_are_other_words() -> None:
    assert len({hash_of(word) for word in ("listen", "silent", "aa", "aaa", "a" * 64, "a" * 65)}) == 6


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("we at McKinsey and HP like Go", ["mckinsey", "hp"]),
        ("the iPhone of ABN AMRO", ["abn", "amro"]),
        ("no names here, 7 of them", []),
        ("3M was there in 1999", ["3m", "1999"]),
    ],
)
def test_names_are_words_with_a_capital_and_numbers_glued_ones_whole(text: str, names: list[str]) -> None:
    assert word_hashes([text]).names.hashes.tolist() == [hash_of(name) for name in names]


@pytest.mark.parametrize("text", ["", " ", "\U0001f525 - !", "\ud800"])
def test_a_text_without_words_has_no_hashes(text: str) -> None:
    assert word_hashes([text]).words.hashes.tolist() == word_hashes([text]).names.hashes.tolist() == []


@given(st.lists(st.text("abcåß9ሰж", min_size=1, max_size=70), max_size=8))
def test_every_word_has_the_hash_it_has_alone(words: list[str]) -> None:
    assert word_hashes([" ".join(words)]).words.hashes.tolist() == [hash_of(word) for word in words]
