"""Whether a text offers the same opening in other words: written anew, or an excerpt that a board shows.

What is compared are the words that are not common and the names (tools, people, numbers), which stay when sentences do
not. Bounds agree best with pairs judged by reading; benchmarks/duplicates.py says how well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jobs.duplicates.contradictions import CONTRACTS
from jobs.duplicates.said_words import says
from jobs.duplicates.title_words import is_particular
from jobs.text_signature import KEPT_NAMES, KEPT_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from db.job_signatures import TextSignature
    from jobs.duplicates.likeness import Likeness

    Hashes = NDArray[np.uint16]

EXCERPT_WORDS = 4  # that are not common; with fewer an excerpt tells nothing
EXCERPT = 0.75  # of its words stand in the text: the last is cut, and boards drop some
PART_OF_EXCERPT = 0.5  # of a text that was changed since
FEWEST_WORDS = 20
REWORDED = 0.05  # more words than runs of them are shared
ALL_BUT_A_FEW, FEWEST_OF_ALL = 0.94, 0.3  # of the shorter text's words stand in the other, which has other paragraphs


class Overlap(NamedTuple):
    """How many words two texts share, among those of the shorter and among all of both; and how many that are."""

    contained: float
    shared: float
    common: int

    def reaches(self, needed: Overlap) -> bool:
        """Whether nothing is less than needed."""
        return all(mine >= least for mine, least in zip(self, needed, strict=True))


# How much must be shared, by how much the title says. Two usual words ("data engineer") say little: a large employer
# has many such openings, in texts that are half about itself.
NEEDED = {
    "usual": Overlap(0.8, 0.65, FEWEST_WORDS),
    "three words": Overlap(0.65, 0.42, FEWEST_WORDS),
    "particular": Overlap(0.65, 0.38, FEWEST_WORDS),
}
AT_THE_SAME_PAY = Overlap(0.5, 0.33, FEWEST_WORDS)  # to the euro, at one place
EXTENDED = Overlap(0.82, 0.45, FEWEST_WORDS)  # the one has more paragraphs, and words of the other are replaced
IN_ANOTHER_TOWN = Overlap(0.92, 0.75, FEWEST_WORDS)
WHOLLY, MOSTLY_KEPT = 0.97, 0.7
# Tools, figures and people stay when every sentence is written anew: under a particular title, and under any.
NAMES_KEPT, WITH_WORDS = Overlap(0.7, 0.49, FEWEST_WORDS), Overlap(0.56, 0.36, FEWEST_WORDS)
MOST_NAMES_KEPT, WITH_SOME_WORDS = Overlap(0.84, 0.42, FEWEST_WORDS), Overlap(0.4, 0.0, FEWEST_WORDS)


def is_rewritten(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether texts of one company under one title say the same in other sentences.

    Runs of words that both have tell little: paragraphs about the employer are shared word by word.
    """
    if languages_differ(first, second) or first.levels == "intern":
        return False
    found = shared_words(first, second)
    if not places_agree(first, second):
        known = is_particular(first.title) or same_pay(first, second)
        return known and found.reaches(IN_ANOTHER_TOWN)
    if _is_part(found, likeness) or _names_stayed(first, second, found):
        return True
    if first.place == second.place and same_pay(first, second) and found.reaches(AT_THE_SAME_PAY):
        return True
    kept = is_particular(first.title) and likeness.contained >= MOSTLY_KEPT
    reworded = found.shared >= NEEDED["usual"].shared or found.shared - likeness.shared >= REWORDED
    return (kept or reworded) and found.reaches(NEEDED[_how_particular(first.title)])


def same_pay(first: TextSignature, second: TextSignature) -> bool:
    """Whether both say what is paid, and say the same."""
    return bool(first.facts.pay) and (first.facts.pay, first.facts.currency) == (
        second.facts.pay,
        second.facts.currency,
    )


def words_of_excerpt(text: TextSignature) -> int:
    """How many words that are not common an excerpt has; 0 for a whole text, and for too few to tell anything."""
    words = len(text.words) // 2
    return words if not text.shingles and words >= EXCERPT_WORDS else 0


def is_excerpt(excerpt: TextSignature, full: TextSignature) -> bool:
    """Whether the words of an excerpt stand in a text, or in another excerpt."""
    return shared_words(excerpt, full).contained >= EXCERPT


def may_be_excerpt(excerpt: TextSignature, full: TextSignature) -> bool:
    """Whether so many of its words stand in a text that it is of it if no other has more; or it has none that tell."""
    if len(excerpt.words) // 2 < EXCERPT_WORDS:
        return True
    found = shared_words(excerpt, full)
    return found.contained >= (PART_OF_EXCERPT if found.common >= EXCERPT_WORDS else EXCERPT)


def shared_words(first: TextSignature, second: TextSignature) -> Overlap:
    """How many words that are not common two texts share."""
    return overlap(first.words, second.words, KEPT_WORDS)


def shared_names(first: TextSignature, second: TextSignature) -> Overlap:
    """How many names and numbers two texts share."""
    return overlap(first.names, second.names, KEPT_NAMES)


def overlap(first: bytes, second: bytes, kept: int) -> Overlap:
    """How much two signatures' sorted hashes share; of more than `kept` words the same part is looked at."""
    mine, others = np.frombuffer(first, "<u2"), np.frombuffer(second, "<u2")
    full = [held[-1] for held in (mine, others) if len(held) >= kept]
    if full:
        mine, others = mine[mine <= min(full)], others[others <= min(full)]
    common = len(np.intersect1d(mine, others, assume_unique=True))
    shorter, total = min(len(mine), len(others)), len(mine) + len(others) - common
    return Overlap(common / shorter if shorter else 0.0, common / total if total else 0.0, common)


def places_agree(first: TextSignature, second: TextSignature) -> bool:
    """The same, or one names none, or a country by its code; or each text says the other's place."""
    if first.place == second.place or min(len(first.place), len(second.place)) <= 2:  # noqa: PLR2004 - "nl"
        return True
    return _says_place(first, second.place) and _says_place(second, first.place)


def _says_place(text: TextSignature, place: str) -> bool:
    return all(says(text.said, word) for word in place.split())


def languages_differ(first: TextSignature, second: TextSignature) -> bool:
    """Whether each is clearly in a language of its own."""
    return first.language != second.language and bool(first.language and second.language)


def _names_stayed(first: TextSignature, second: TextSignature, found: Overlap) -> bool:
    names = shared_names(first, second)
    if is_particular(first.title) and names.reaches(NAMES_KEPT) and found.reaches(WITH_WORDS):
        return True
    here = first.place == second.place and _contract(first) == _contract(second)
    return here and names.reaches(MOST_NAMES_KEPT) and found.reaches(WITH_SOME_WORDS)


def _contract(text: TextSignature) -> frozenset[str]:
    return CONTRACTS.intersection(text.facts.types)


def _is_part(found: Overlap, likeness: Likeness) -> bool:
    """Whether the one text has paragraphs more than the other, of which a few words may be replaced."""
    if min(found.contained, likeness.contained) >= WHOLLY:
        return True
    if found.reaches(EXTENDED) and likeness.contained >= EXTENDED.contained:
        return True
    enough = found.common >= FEWEST_WORDS and found.shared >= FEWEST_OF_ALL
    return enough and found.contained >= ALL_BUT_A_FEW


def _how_particular(title: str) -> str:
    if is_particular(title):
        return "particular"
    return "three words" if len(title.split()) == 3 else "usual"  # noqa: PLR2004 - as it says
