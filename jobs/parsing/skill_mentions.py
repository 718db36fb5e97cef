"""Where a text names skills, and which of the words that are also ordinary ones are meant as such."""

from __future__ import annotations

from itertools import compress
from typing import TYPE_CHECKING, NamedTuple

from jobs.parsing.skill_meaning import Mention, is_meant, may_be_meant, reading
from jobs.parsing.skill_tokens import GAP, PASSAGE_END
from jobs.parsing.skill_vocabulary import vocabulary
from jobs.parsing.token_strings import token_string

if TYPE_CHECKING:
    from collections.abc import Sequence

    from jobs.parsing.skill_vocabulary import Meaning


class Spelled(NamedTuple):
    """A passage, by number, that spells skills: its text and tokens, what it spells, and where in the tokens."""

    passage: int
    text: str
    tokens: str
    meanings: list[Meaning]
    places: list[tuple[int, int]]

    def mentions(self) -> list[Mention]:
        """What it spells, by the tokens in which it stands."""
        starts = [self.tokens.count(GAP, 0, start + 1) for start, _ in self.places]
        return [
            Mention(name, start, start + length, rule)
            for (name, length, rule), start in zip(self.meanings, starts, strict=True)
        ]


def find_skills(text: str) -> tuple[str, ...]:
    """The known skills of a text by shown name, in order of appearance; "Go" and "R" only where they are meant."""
    return tuple(dict.fromkeys(mentioned(text)))


def mentioned(text: str) -> list[str]:
    """The skills of a text, repeated as there; a doubtful word standing alone is one."""
    return mentioned_in([text])[0]


def mentioned_in(texts: Sequence[str]) -> list[list[str]]:
    """The skills of each text."""
    found: list[list[str]] = [[] for _ in texts]
    for spelled in spelled_in(texts):
        found[spelled.passage] = meant(spelled, may_be_list=True)
    return found


def spelled_in(passages: Sequence[str]) -> list[Spelled]:
    """The passages, in order, in which skills are spelled: all are searched at once, which costs a tenth."""
    text = PASSAGE_END.join(passages)
    if text.count(PASSAGE_END) >= len(passages) > 0:
        return spelled_in([passage.replace(PASSAGE_END, " ") for passage in passages])
    tokens = token_string(text)
    between = f" {PASSAGE_END} "
    apart = tokens.split(between)
    known = vocabulary().meanings
    found: list[Spelled] = []
    passage, begin, next_begin = -1, 0, 0
    for spelling, start, end in vocabulary().finder.find_matches_as_indexes(tokens):
        if start >= next_begin:
            while start >= next_begin:
                passage += 1
                begin, next_begin = next_begin, next_begin + len(apart[passage]) + len(between)
            meanings: list[Meaning] = []
            places: list[tuple[int, int]] = []
            found.append(Spelled(passage, passages[passage], apart[passage], meanings, places))
        meanings.append(known[spelling])
        places.append((start - begin, end - begin))
    return found


def meant(spelled: Spelled, *, may_be_list: bool) -> list[str]:
    """The names of those skills of a passage that are meant; `may_be_list`: also a doubtful word standing alone."""
    _, text, tokens, meanings, places = spelled
    sure = [name for name, _, rule in meanings if rule is None]
    if len(sure) == len(meanings):
        return sure
    may_be = [
        rule is None or may_be_meant(tokens, *place, rule) for (_, _, rule), place in zip(meanings, places, strict=True)
    ]
    if sum(may_be) == len(sure):
        return sure
    mentions = spelled.mentions()
    read = reading(text, tokens[1:-1].split(GAP), mentions, may_be_list=may_be_list)
    return [each.name for each in compress(mentions, may_be) if each.rule is None or is_meant(each, read)]
