from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.parsing.skill_meaning import is_meant, may_be_meant, reading
from jobs.parsing.skill_mentions import spelled_in
from jobs.parsing.skill_tokens import GAP

DOUBTFUL = [*"R,C", "go", "Excel", "research", "planning", "teamwork", "English", "Python", "chef", "driving", "VCA"]
AROUND = [
    *",;:/(.&\n\u2022",
    "and",
    "or",
    "in",
    "with",
    "using",
    "for",
    "is",
    "a plus",
    "required",
    "experience",
    "we",
    "you",
]
SENTENCES = st.lists(st.sampled_from([*DOUBTFUL, *AROUND]), max_size=14).map(" ".join)


def of_corpora() -> list[str]:
    folder = Path(__file__).parent
    lines = [
        line for name in ("skills.tsv", "skill_lines.tsv") for line in (folder / name).read_text("utf-8").split("\n")
    ]
    return [line.split("\t")[0] for line in lines if not line.startswith("#")]


def refused_though_meant(text: str) -> list[str]:
    """The doubtful words that their neighbours alone refuse and the whole passage does not."""
    wrong = []
    for passage in spelled_in([text]):
        mentions = passage.mentions()
        read = reading(text, passage.tokens[1:-1].split(GAP), mentions, may_be_list=True)
        for mention, place in zip(mentions, passage.places, strict=True):
            if mention.rule and not may_be_meant(passage.tokens, *place, mention.rule) and is_meant(mention, read):
                wrong.append(mention.name)
    return wrong


@pytest.mark.parametrize("text", of_corpora())
def test_neighbours_refuse_no_skill_that_a_text_means(text: str) -> None:
    assert refused_though_meant(text) == []


@given(SENTENCES)
def test_neighbours_refuse_no_skill_that_words_at_random_mean(text: str) -> None:
    assert refused_though_meant(text) == []


def test_most_ordinary_words_are_refused_by_their_neighbours() -> None:
    [passage] = spelled_in(["Our research team likes teamwork at work"])
    refused = [not may_be_meant(passage.tokens, *place, "~") for place in passage.places]
    assert refused == [True] * len(passage.places) != []
