"""Whether one opening stands on the boards under two names: departments, sister companies and recruiters post it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.duplicates.common_words import is_common
from jobs.duplicates.likeness import is_verbatim
from jobs.duplicates.renamed import is_all_of
from jobs.duplicates.rewritten import places_agree, shared_names, shared_words
from jobs.duplicates.said_words import says
from jobs.duplicates.title_words import is_particular
from jobs.duplicates.titles_apart import same_title, tell_other_work, titles_apart

if TYPE_CHECKING:
    from db.job_signatures import TextSignature
    from jobs.duplicates.likeness import Likeness

FEWEST_SHINGLES = 150  # a shorter text may be any agency's
ALIKE = 0.9
COPIED, WORDS_COPIED = 0.65, 0.7  # of the shorter text: two employers hardly write the same,
TELLING_WORDS = 40  # but take a description of duties of few words that tell from each other
ELSEWHERE, WORDS_ELSEWHERE, NAMES_ELSEWHERE = 0.87, 0.9, 0.9
FEWEST_LETTERS = 3  # of a word of a name that tells it


def has_another_name(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether texts under two companies' names offer one opening."""
    if min(first.shingles, second.shingles) < FEWEST_SHINGLES:
        return False
    if not same_title(first, second):
        apart = titles_apart(first, second)
        near = apart.near and not (apart.of_a_team or apart.elsewhere) and places_agree(first, second)
        return near and is_all_of(first, second, likeness) and not tell_other_work(first, second, apart)
    if not places_agree(first, second):
        of_one = is_verbatim(first, second, likeness) and are_sisters(first, second)
        return of_one or _is_passed_on(first, second, likeness)
    if likeness.shared >= ALIKE:
        return True
    found = shared_words(first, second)
    return likeness.contained >= COPIED and found.contained >= WORDS_COPIED and found.common >= TELLING_WORDS


def are_sisters(first: TextSignature, second: TextSignature) -> bool:
    """Whether the names begin alike, or one text says the other's name."""
    if first.company.split(" ", 1)[0] == second.company.split(" ", 1)[0]:
        return True
    return _says_name(first, second.company) or _says_name(second, first.company)


def _says_name(text: TextSignature, company: str) -> bool:
    words = [word for word in company.split() if len(word) >= FEWEST_LETTERS]
    return not all(is_common(word) for word in words) and all(says(text.said, word) for word in words)


def _is_passed_on(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether intermediaries in two towns look for the same: what one says stands in the other, names and all."""
    if not is_particular(first.title):  # every branch of a chain looks for shop assistants
        return False
    if likeness.contained < ELSEWHERE or shared_words(first, second).contained < WORDS_ELSEWHERE:
        return False
    return shared_names(first, second).contained >= NAMES_ELSEWHERE
