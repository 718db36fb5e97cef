from __future__ import annotations

from importlib import resources

import pytest

from jobs.parsing.folding import folded
from jobs.parsing.kindred_skills import kindred, parts_of
from jobs.parsing.skill_vocabulary import vocabulary


def families() -> list[tuple[str, list[str]]]:
    lines = (resources.files("jobs.parsing") / "data" / "kindred_skills.tsv").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if not line.startswith("#"))
    return [(name, parts.split("|")) for name, parts in pairs]


def test_kindred_skills_are_those_of_the_vocabulary_and_in_order() -> None:
    listed = families()
    assert {name for name, parts in listed for name in (name, *parts)} <= set(vocabulary().areas)
    assert [name for name, _ in listed] == sorted((name for name, _ in listed), key=str.lower)
    assert not [name for name, parts in listed if name in parts]
    assert len(listed) >= 50


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sewing", "tailoring"),
        ("manicure", "nail care"),
        ("haccp", "food safety"),
        ("react", "javascript"),
        ("vat", "taxation"),
        ("pytest", "python"),
    ],
)
def test_a_skill_and_its_parts_are_kindred_both_ways(one: str, other: str) -> None:
    assert other in kindred(one)
    assert one in kindred(other)
    assert one in parts_of(other)
    assert other not in parts_of(one)


def test_two_parts_of_one_skill_and_unknown_words_are_not_kindred() -> None:
    assert "grilling" not in kindred("sushi")
    assert kindred(folded("kite flying")) == ()
