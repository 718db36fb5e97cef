from __future__ import annotations

import pytest

from jobs.parsing.keywords import find_keywords


@pytest.mark.parametrize(
    ("text", "keywords"),
    [
        ("Night shifts in a hospital; accommodation provided.", ("night shift", "accommodation", "hospital")),
        ("You hold a valid driver\u2019s licence and a forklift license.", ("driving licence", "forklift licence")),
        ("Nachtschicht im Krankenhaus, F\u00fchrerschein n\u00f6tig", ("night shift", "driving licence", "hospital")),
        ("We use shopping carts and bankers' boxes", ()),
        ("", ()),
    ],
)
def test_words_to_search_by_are_found(text: str, keywords: tuple[str, ...]) -> None:
    assert find_keywords(text) == keywords


def test_words_of_the_title_and_the_skills_are_left_out() -> None:
    assert find_keywords("Work in a hotel, night shifts", known=("Hotel Receptionist",)) == ("night shift",)


def test_no_more_than_twenty_are_kept() -> None:
    text = (
        "hotel bank school farm clinic factory warehouse gym salon media startup ngo embassy solar airport mining " * 2
    )
    text += "english french german dutch spanish arabic pension bonus commission overtime weekend travel phd diploma"
    assert len(find_keywords(text)) == 20
