"""Whether two texts offer one opening: the rules, as functions of two signatures and how alike their texts are.

Thresholds are those that agree best with pairs judged by reading (benchmarks/data/duplicate_pairs.tsv).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any

import numpy as np

from jobs.duplicates.rewritten import (
    is_excerpt,
    is_part,
    is_particular,
    is_rewritten,
    is_translated,
    places_agree,
    words_of_excerpt,
)
from jobs.text_signature import PERMUTATIONS, UNNAMED_SHINGLES, name_hash

if TYPE_CHECKING:
    from collections.abc import Sequence

    from db.job_signatures import OpeningFacts, TextSignature

RULES = 1  # raised when the rules change, so that what was grouped by older ones is judged again
PAIRS_AT_A_TIME = 20_000
NEAR = 0.8  # with the same company and title
HALF_ALIKE, CONTAINED = 0.5, 0.88  # one board adds paragraphs: most of the shorter text stands in the longer one
NEARLY_IDENTICAL = 0.9
PART = 0.97  # with a title that says more or less
IDENTICAL = 0.95
ONE_WORD = 3  # shingles
OTHER_NAME_SHINGLES = 100
TEASER_SHINGLES, TEASER_TIMES = 40, 4  # a board's excerpt, against the whole text
OTHER_PAY = 1.25  # the least of one above the most of the other by so much: boards round, and pay rises between reposts
OTHER_YEARS, OTHER_YEARS_TIMES = 3, 2  # "two years" on one board is "three" on the next
SAME_VECTOR = 0.95
LONG_NAME = 4
LANGUAGES = frozenset({
    "dutch", "english", "german", "french", "spanish", "nederlands", "engels", "duits", "frans",
    "speaking", "sprekend",
})  # fmt: skip
CONTRACTS = frozenset({"contract", "temporary", "internship", "volunteer"})
HOURS = frozenset({"full_time", "part_time"})


class Vagueness(IntEnum):
    """How much a text leaves open of whose opening it is."""

    NONE = 0
    SHORT = 1
    NAMELESS = 2
    EXCERPT = 3
    EMPTY = 4


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two texts are: shared runs of words among all of both, and among those of the shorter."""

    shared: float
    contained: float


def likenesses(pairs: Sequence[tuple[TextSignature, TextSignature]]) -> list[Likeness]:
    """How alike the texts of each pair are, as their signatures tell it (standard error about 0.04)."""
    found: list[Likeness] = []
    for start in range(0, len(pairs), PAIRS_AT_A_TIME):
        found += _likenesses(pairs[start : start + PAIRS_AT_A_TIME])
    return found


def vagueness(text: TextSignature) -> Vagueness:
    """What is missing: the text, the company, or most of the text."""
    if not text.shingles:
        return Vagueness.EXCERPT if words_of_excerpt(text) else Vagueness.EMPTY
    if not text.company:
        return Vagueness.NAMELESS
    return Vagueness.SHORT if text.shingles < TEASER_SHINGLES else Vagueness.NONE


def is_same_opening(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether two texts, neither missing, offer one opening."""
    if contradict(first, second):
        return False
    if not first.company or not second.company:
        return _of_one_nameless(first, second, likeness)
    if same_company(first, second):
        return _of_one_company(first, second, likeness)
    return _under_another_name(first, second, likeness)


def is_same_by_vector(first: TextSignature, second: TextSignature, similarity: float) -> bool:
    """Whether postings of one company with the same title are so near in meaning that they are one opening."""
    if vagueness(first) or vagueness(second) or not same_company(first, second) or contradict(first, second):
        return False
    return similarity >= SAME_VECTOR and same_title(first, second) and first.place == second.place


def stands_for(teaser: TextSignature, full: TextSignature) -> bool:
    """Whether a posting without a text, or with an excerpt, may be the one with the text: all else is equal.

    An excerpt whose words stand in the text may be offered elsewhere.
    """
    if not same_company(teaser, full) or not same_title(teaser, full) or contradict(teaser, full):
        return False
    if words_of_excerpt(teaser):
        return is_excerpt(teaser, full)
    short = teaser.shingles < TEASER_SHINGLES and teaser.shingles * TEASER_TIMES < full.shingles
    return short and (teaser.place == full.place or (is_particular(teaser.title) and places_agree(teaser, full)))


def is_same_excerpt(first: TextSignature, second: TextSignature) -> bool:
    """Whether two excerpts at one place are of one text: most words of the one are in the other."""
    return first.place == second.place and stands_for(first, second)


def same_title(first: TextSignature, second: TextSignature) -> bool:
    """Whether the titles' telling words are the same, however they are written together."""
    return first.title.replace(" ", "") == second.title.replace(" ", "")


def same_company(first: TextSignature, second: TextSignature) -> bool:
    """Whether the names are the same, or one begins with the other: "Foo" and "Foo Technology Solutions"."""
    short, long = sorted((first.company, second.company), key=len)
    return bool(short) and (short == long or long.startswith(f"{short} "))


def contradict(first: TextSignature, second: TextSignature) -> bool:
    """Whether they ask for another level or many more years, are for other departments, or pay and employ otherwise."""
    if first.levels != second.levels and "*" not in (first.levels, second.levels):
        return True
    mine, others = first.facts, second.facts
    same_language = first.language == second.language
    if same_language and _differ(_hashes(mine.departments), _hashes(others.departments)):
        return True
    if _differ(_hashes(mine.grades), _hashes(others.grades)) or _differ(_hashes(mine.spoken), _hashes(others.spoken)):
        return True
    return _years_apart(mine, others) or _pay_apart(mine, others) or _contracts_differ(first, second)


def _years_apart(mine: OpeningFacts, others: OpeningFacts) -> bool:
    if mine.years is None or others.years is None:
        return False
    low, high = sorted((mine.years, others.years))
    return high - low >= OTHER_YEARS and high >= low * OTHER_YEARS_TIMES


def _pay_apart(mine: OpeningFacts, others: OpeningFacts) -> bool:
    if not mine.pay or not others.pay or mine.currency != others.currency:
        return False
    return max(mine.pay[0], others.pay[0]) > min(mine.pay[1], others.pay[1]) * OTHER_PAY


def _contracts_differ(first: TextSignature, second: TextSignature) -> bool:
    mine, others = set(first.facts.types[1:]), set(second.facts.types[1:])
    if _differ(mine & CONTRACTS, others & CONTRACTS):
        return first.levels != "intern"  # boards call an internship anything, its title does not
    # Scrapers guess the hours, each in its own way: only of one source do they tell postings apart.
    return first.facts.types[:1] == second.facts.types[:1] and _differ(mine & HOURS, others & HOURS)


def _of_one_nameless(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """The very words, and the place as well: it may be any employer's text."""
    named = bool(first.company or second.company)  # two without are alike in all, so that they do not join what is not
    here = first.place == second.place or (named and (_anywhere(first.place) or _anywhere(second.place)))
    long = min(first.shingles, second.shingles) >= UNNAMED_SHINGLES
    return here and long and same_title(first, second) and likeness.shared >= IDENTICAL


def _anywhere(place: str) -> bool:
    """Not said, or a country by its code."""
    return len(place) <= 2  # noqa: PLR2004 - ISO 3166 alpha-2


def _of_one_company(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    if same_title(first, second):
        near = likeness.shared >= NEAR or (likeness.shared >= HALF_ALIKE and likeness.contained >= CONTAINED)
        return near or is_rewritten(first, second, likeness.shared) or is_translated(first, second)
    if _languages_apart(first, second):
        return likeness.shared >= NEAR
    if _is_one_text(first, second, likeness):
        return _titles_are_near(first, second)
    return _one_title_within_the_other(first, second) and (
        likeness.shared >= NEARLY_IDENTICAL
        or (likeness.shared >= HALF_ALIKE and likeness.contained >= PART and is_part(first, second))
    )


def _under_another_name(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """A text that names the other's company, posted by a department, a sister company or a recruiter."""
    if likeness.shared < NEARLY_IDENTICAL or min(first.shingles, second.shingles) < OTHER_NAME_SHINGLES:
        return False
    if first.place != second.place:
        return False
    named = _names(first, second.company) or _names(second, first.company)
    return named and (same_title(first, second) or _one_title_within_the_other(first, second))


def _names(signature: TextSignature, company: str) -> bool:
    """Whether the text names the company: its first word if that is long, else all of its words."""
    named = _hashes(signature.names)
    words = company.split()
    asked = words[:1] if len(words[0]) > LONG_NAME else words
    return all(name_hash(word) in named for word in asked)


def _one_title_within_the_other(first: TextSignature, second: TextSignature) -> bool:
    mine, others = _title_words(first), _title_words(second)
    return min(len(mine), len(others)) > 1 and (mine <= others or others <= mine)


def _languages_apart(first: TextSignature, second: TextSignature) -> bool:
    """Whether only one of the titles adds which language is spoken."""
    mine, others = _title_words(first), _title_words(second)
    return (mine < others or others < mine) and (mine ^ others) <= LANGUAGES


def _is_one_text(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether not a word differs: with one that does, a title with another word is other work from the same form."""
    short, long = sorted((first.shingles, second.shingles))
    return likeness.shared == 1 and short >= OTHER_NAME_SHINGLES and long - short <= ONE_WORD


def _titles_are_near(first: TextSignature, second: TextSignature) -> bool:
    """Whether half of the shorter title stands in the other, and no language makes the difference."""
    mine, others = _title_words(first), _title_words(second)
    return len(mine & others) * 2 >= min(len(mine), len(others)) and not (mine ^ others) & LANGUAGES


def _title_words(text: TextSignature) -> set[str]:
    return set(text.title.split())


def _hashes(held: bytes) -> set[int]:
    return set(np.frombuffer(held, "<u2").tolist())


def _differ(mine: set[Any], others: set[Any]) -> bool:
    return bool(mine and others and mine.isdisjoint(others))


def _likenesses(pairs: Sequence[tuple[TextSignature, TextSignature]]) -> list[Likeness]:
    sides = [np.frombuffer(b"".join(pair[side].minhash for pair in pairs), "<u2") for side in (0, 1)]
    shared = (sides[0] == sides[1]).reshape(-1, PERMUTATIONS).mean(axis=1)
    sizes = np.asarray([(first.shingles, second.shingles) for first, second in pairs], np.float64)
    common = shared / (1 + shared) * sizes.sum(axis=1)
    contained = np.minimum(1.0, common / np.maximum(1.0, sizes.min(axis=1)))
    missing = sizes.min(axis=1) == 0
    return [
        Likeness(0.0, 0.0) if none else Likeness(float(one), float(other))
        for none, one, other in zip(missing, shared, contained, strict=True)
    ]
