"""Whether one opening of an employer stands on two boards, or twice on one, under two titles.

Boards shorten titles, translate them and take a category for them. What tells such a copy from other work described in
the same form is whether the texts differ in the words in which the titles do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jobs.duplicates.likeness import is_one_text, is_verbatim
from jobs.duplicates.rewritten import FEWEST_WORDS, Overlap, places_agree, shared_names, shared_words
from jobs.duplicates.titles_apart import tell_other_work, titles_apart

if TYPE_CHECKING:
    from db.job_signatures import TextSignature
    from jobs.duplicates.likeness import Likeness
    from jobs.duplicates.titles_apart import TitlesApart

FEWEST_SHINGLES = 100  # boards that cut texts leave fewer, which are about the employer
LANGUAGE_ADDED = 0.8
ANYWHERE = 0.95
OTHER_BOARD, SAME_BOARD = 0.9, 0.97
PART, PART_WORDS = 0.95, 0.9
EDITED_PART, EDITED_WORDS = 0.9, 0.98  # glued or cut into other sentences
WHOLE, LINE_MORE = 0.985, 0.95
SAME_FORM, SAME_FORM_WORDS = 0.85, 0.9
REWORDED, NAMES_OF_REWORDED = Overlap(0.8, 0.65, FEWEST_WORDS), 0.84


def has_another_title(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether texts of one company under titles that differ offer one opening; of a short text the title tells more."""
    apart = titles_apart(first, second)
    short = min(first.shingles, second.shingles) < FEWEST_SHINGLES
    if apart.elsewhere or (short and not apart.within):
        return apart.only_languages and likeness.shared >= LANGUAGE_ADDED
    if first.place == second.place and _is_one_posting(first, second, likeness):
        return True
    anywhere = apart.within and likeness.shared >= ANYWHERE
    if apart.of_a_team or not (anywhere or places_agree(first, second)):
        return False
    return _is_near_enough(first, second, likeness, apart) and not tell_other_work(first, second, apart)


def _is_near_enough(first: TextSignature, second: TextSignature, likeness: Likeness, apart: TitlesApart) -> bool:
    """Whether the texts are as alike as the titles' difference asks for."""
    other_board = first.source != second.source
    if apart.within:
        return is_all_of(first, second, likeness) or (other_board and _is_reworded(first, second, apart))
    if other_board:
        return likeness.shared >= OTHER_BOARD or (apart.near and _is_part_of(first, second, likeness))
    return apart.near and (likeness.shared >= SAME_BOARD or _has_a_line_more(first, second, likeness))


def is_all_of(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether one text is the other, or a part of it."""
    alike = likeness.shared >= SAME_FORM and shared_words(first, second).shared >= SAME_FORM_WORDS
    return alike or _is_part_of(first, second, likeness)


def _is_one_posting(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether another board renamed it, or the very words stand under two titles: they are one offer of either."""
    if first.source != second.source:
        return is_one_text(first, second, likeness)
    return is_verbatim(first, second, likeness)


def _is_reworded(first: TextSignature, second: TextSignature, apart: TitlesApart) -> bool:
    """Whether another board shows it in other words, under a title that one word was added to or dropped from."""
    if first.place != second.place or len(apart.first | apart.second) > 1:
        return False
    return shared_words(first, second).reaches(REWORDED) and shared_names(first, second).contained >= NAMES_OF_REWORDED


def _is_part_of(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    found = shared_words(first, second)
    part = likeness.contained >= PART and found.contained >= PART_WORDS
    edited = likeness.contained >= EDITED_PART and found.contained >= EDITED_WORDS
    return found.common >= FEWEST_WORDS and (part or edited)


def _has_a_line_more(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    """Whether the one text says nothing that the other does not, and that says little more."""
    whole = min(likeness.contained, shared_words(first, second).contained) >= WHOLE
    return whole and likeness.shared >= LINE_MORE
