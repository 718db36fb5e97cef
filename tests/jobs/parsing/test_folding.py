from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jobs.parsing.folding import folded, folded_each

SEPARATORS_AND_ACCENTS = st.sampled_from("aA-_' \u2019\u00df\u00e9\u0130\uff07\xa0")
NAMES = st.text(st.one_of(st.characters(exclude_characters="\n"), SEPARATORS_AND_ACCENTS))


@given(st.lists(st.one_of(NAMES, st.text(st.sampled_from(" _-'aB7")))))
def test_names_folded_together_are_as_each_alone(names: list[str]) -> None:
    assert folded_each(names) == [folded(name) for name in names]
