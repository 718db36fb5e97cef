from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.token_strings import MOST_OTHERS, one_by_one, token_string

TELLING = st.sampled_from(
    [
        *"aZ5+#.,/&(\n\x01\x02 -\u2022\u00b7\u00e9\u0301\u00df\u0133\u2019\u00a0\u03a3",
        ".net",
        ".NET ",
        ". ",
        ".\n",
        "c++",
        "C#",
        "\U0001f600",
    ]
)
TEXTS = st.lists(st.characters() | TELLING).map("".join)


@given(TEXTS)
def test_all_tokens_at_once_are_those_found_one_by_one(text: str) -> None:
    assert token_string(text).strip(" ") == one_by_one(text).strip(" ")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("ASP.NET, Node.js.", ["asp", ".net", ",", "node", "js", "."]),
        ("5+ years of C++11 and C#/.Net+F#", ["5+", "years", "of", "c++", "11", "and", "c#", "/", ".net", "f#"]),
        ("Stra\u00dfe \u2013 caf\u00e9 \U0001f600 (+31)", ["strasse", "cafe", "(", "31", ")"]),
        ("\u2022 \u0141\u00f3d\u017a \u00b7 K\u00f8benhavn", ["*", "\u0142odz", "*", "k\u00f8benhavn"]),
        (".+ #1. .NET+", ["1", ".", ".net"]),
        ("\u2026", []),
    ],
)
def test_tokens_of_a_text(text: str, tokens: list[str]) -> None:
    assert token_string(text).split() == tokens


@pytest.mark.parametrize("letters", ["\u0142", "".join(map(chr, range(0x2600, 0x2601 + MOST_OTHERS)))])
def test_skills_are_found_beside_letters_and_signs_of_any_kind(letters: str) -> None:
    text = f"{letters} Kennis van C#, .NET, PL/SQL en fran\u00e7ais; goede caf\u00e9-ervaring"
    assert find_skills(text)[:3] == ("C#", ".NET", "PL/SQL")
