"""Whether two texts offer one opening: the rules, as functions of two signatures and how alike their texts are.

Thresholds are those that agree best with pairs judged by reading (benchmarks/duplicates.py).
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from jobs.duplicates.contradictions import contradict
from jobs.duplicates.renamed import has_another_title
from jobs.duplicates.rewritten import (
    is_rewritten,
    languages_differ,
    may_be_excerpt,
    places_agree,
    words_of_excerpt,
)
from jobs.duplicates.sister_names import has_another_name
from jobs.duplicates.title_words import is_particular
from jobs.duplicates.titles_apart import same_title
from jobs.duplicates.translated import is_translated
from jobs.text_signature import UNNAMED_SHINGLES

if TYPE_CHECKING:
    from db.job_signatures import TextSignature
    from jobs.duplicates.likeness import Likeness

RULES = 5  # raised when the rules change, so that what was grouped by older ones is judged again
NEAR = 0.8  # with the same company and title
HALF_ALIKE, CONTAINED = 0.5, 0.88  # one board adds paragraphs: most of the shorter text stands in the longer one
IDENTICAL = 0.95
TEASER_SHINGLES, TEASER_TIMES = 40, 4  # a board's excerpt, against the whole text
SAME_VECTOR = 0.95


class Vagueness(IntEnum):
    """How much a text leaves open of whose opening it is."""

    NONE = 0
    SHORT = 1
    NAMELESS = 2
    EXCERPT = 3
    EMPTY = 4


def vagueness(text: TextSignature) -> Vagueness:
    """What is missing: the text, the company, or most of the text."""
    if not text.shingles:
        return Vagueness.EXCERPT if words_of_excerpt(text) else Vagueness.EMPTY
    if not text.company:
        return Vagueness.NAMELESS
    return Vagueness.SHORT if text.shingles < TEASER_SHINGLES else Vagueness.NONE


def is_same_opening(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether two texts, neither missing, offer one opening."""
    if contradict(first, second, likeness):
        return False
    if not first.company or not second.company:
        return _of_one_nameless(first, second, likeness)
    if not same_company(first, second):
        return has_another_name(first, second, likeness)
    if same_title(first, second):
        return _of_one_title(first, second, likeness)
    return has_another_title(first, second, likeness)


def is_same_by_vector(first: TextSignature, second: TextSignature, similarity: float) -> bool:
    """Whether postings of one company with the same title are so near in meaning that they are one opening."""
    if vagueness(first) or vagueness(second) or not same_company(first, second) or contradict(first, second):
        return False
    return similarity >= SAME_VECTOR and same_title(first, second) and first.place == second.place


def stands_for(teaser: TextSignature, full: TextSignature) -> bool:
    """Whether a posting without a text, or with an excerpt, may be the one with the text: all else is equal.

    An excerpt whose words stand in the text may be offered elsewhere.
    """
    if not same_company(teaser, full) or not same_title(teaser, full) or languages_differ(teaser, full):
        return False
    if contradict(teaser, full) or not may_be_excerpt(teaser, full):
        return False
    if words_of_excerpt(teaser):
        return True
    short = teaser.shingles < TEASER_SHINGLES and teaser.shingles * TEASER_TIMES < full.shingles
    return short and (teaser.place == full.place or (_is_telling(teaser) and places_agree(teaser, full)))


def is_same_excerpt(first: TextSignature, second: TextSignature) -> bool:
    """Whether two excerpts at one place are of one text, most words of the one in the other; or both are missing."""
    if first.place != second.place:
        return False
    if first.shingles or words_of_excerpt(first):
        return stands_for(first, second)
    return same_company(first, second) and same_title(first, second) and first.levels == second.levels


def same_company(first: TextSignature, second: TextSignature) -> bool:
    """Whether the names are the same, or one begins with the other: "Foo" and "Foo Technology Solutions"."""
    short, long = sorted((first.company, second.company), key=len)
    return bool(short) and (short == long or long.startswith(f"{short} "))


def _is_telling(text: TextSignature) -> bool:
    """Whether the title says more than the usual words, or a level with them."""
    return is_particular(text.title) or text.levels not in {"", "*"}


def _of_one_nameless(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """The very words, and the place as well: it may be any employer's text."""
    named = bool(first.company or second.company)  # two without are alike in all, so that they do not join what is not
    here = first.place == second.place or (named and (_anywhere(first.place) or _anywhere(second.place)))
    long = min(first.shingles, second.shingles) >= UNNAMED_SHINGLES
    return here and long and same_title(first, second) and likeness.shared >= IDENTICAL


def _anywhere(place: str) -> bool:
    """Not said, or a country by its code."""
    return len(place) <= 2  # noqa: PLR2004 - ISO 3166 alpha-2


def _of_one_title(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    near = likeness.shared >= NEAR or (likeness.shared >= HALF_ALIKE and likeness.contained >= CONTAINED)
    return near or is_rewritten(first, second, likeness) or is_translated(first, second)
