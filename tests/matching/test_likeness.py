from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matching.likeness import BY_LETTERS, BY_MEANING, KEYWORDS, PARTS, mix_for
from matching.text_cover import LONG_TEXT, TextCover

FILLING = "and so on " * LONG_TEXT


def test_the_mix_goes_by_the_length_of_role_and_texts_and_by_what_the_model_knows() -> None:
    assert mix_for("data pipeline", knows_meaning=True, long_texts=True) is KEYWORDS
    assert mix_for("data pipeline", knows_meaning=True, long_texts=False) is BY_MEANING
    assert mix_for("senior data engineer", knows_meaning=True, long_texts=True) is BY_MEANING
    assert mix_for("senior data engineer", knows_meaning=False, long_texts=True) is BY_LETTERS


def test_whoever_has_all_keywords_comes_before_whoever_is_full_of_one() -> None:
    texts = [f"vector vector vector vector vector {FILLING}", f"a vector, and far from it a store {FILLING}", FILLING]
    covers = TextCover.of(["", "", ""], texts, ["vector store"])
    assert covers.long_texts
    assert covers.cover("vector store").argmax() == 1
    one, both, none = covers.found("vector store")
    assert both > one > none == 0


def test_once_is_enough_for_a_word_to_be_found() -> None:
    covers = TextCover.of(["", "", ""], ["welder", "welder welder welder", "nurse"], ["welder"])
    assert covers.found("welder").tolist() == [1.0, 1.0, 0.0]
    assert covers.cover("welder")[1] > covers.cover("welder")[0]
    assert not covers.long_texts


@given(st.lists(st.floats(0, 1), min_size=len(PARTS), max_size=len(PARTS)), st.sampled_from(PARTS))
def test_more_of_any_part_never_ranks_lower(shares: list[float], part: str) -> None:
    parts = {name: np.asarray([share, share]) for name, share in zip(PARTS, shares, strict=True)}
    parts[part] = np.asarray([parts[part][0], 1.0])
    for mix in (KEYWORDS, BY_LETTERS, BY_MEANING):
        less, more = mix.of(parts)
        assert less <= more + 1e-12
        assert 0 <= less <= 1 + 1e-12
