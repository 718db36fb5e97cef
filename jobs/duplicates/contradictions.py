"""What two texts say that cannot both be of one opening: another level, many more years, other departments or pay."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from jobs.duplicates.likeness import Likeness, is_one_text, is_verbatim
from jobs.duplicates.said_words import says, says_one_of

if TYPE_CHECKING:
    from db.job_signatures import OpeningFacts, TextSignature

NOT_ALIKE = Likeness(0.0, 0.0)
OTHER_PAY = 1.25  # the least of one above the most of the other by so much: boards round, and pay rises between reposts
OTHER_YEARS, OTHER_YEARS_TIMES = 3, 2  # "two years" on one board is "three" on the next
CONTRACTS = frozenset({"contract", "temporary", "internship", "volunteer"})
HOURS = frozenset({"full_time", "part_time"})
EARLY = frozenset({"junior", "medior"})  # one board names them, the next one does not
EARLY_ALIKE, EARLY_CONTAINED = 0.84, 0.92
PART, ONLY_PART = 0.95, 0.7


def contradict(first: TextSignature, second: TextSignature, likeness: Likeness = NOT_ALIKE) -> bool:
    """Whether they ask for another level or many more years, are for other departments, or pay and employ otherwise.

    A level that only one of them names counts for nothing where their texts are the same, or are of one text that says
    it. Where not a word differs, the kind of contract is a board's guess, and what two boards' texts were read as comes
    from their markup.
    """
    mine, others = first.facts, second.facts
    if _levels_differ(first, second, likeness) or _pay_apart(mine, others):
        return True
    if is_verbatim(first, second, likeness):
        return first.source == second.source and _years_apart(mine, others)
    if _departments_differ(first, second) or _years_apart(mine, others) or _contracts_differ(first, second):
        return True
    return _differ(mine.grades, others.grades) or _differ(mine.spoken, others.spoken)


def _levels_differ(first: TextSignature, second: TextSignature, likeness: Likeness) -> bool:
    if first.levels == second.levels or "*" in (first.levels, second.levels):
        return False
    level = first.levels or second.levels
    if (first.levels and second.levels) or level == "intern":
        return True
    if _is_said_by_all_of_it(first, second, level, likeness):
        return False
    if level in EARLY:
        return likeness.shared < EARLY_ALIKE or likeness.contained < EARLY_CONTAINED
    return first.source == second.source or not is_one_text(first, second, likeness)


def _is_said_by_all_of_it(first: TextSignature, second: TextSignature, level: str, likeness: Likeness) -> bool:
    """Whether one text is a part of the other, and what stands under no level says it: a board cut text or title."""
    silent = second if first.levels else first
    return likeness.contained >= PART and likeness.shared < ONLY_PART and says(silent.said, level)


def _departments_differ(first: TextSignature, second: TextSignature) -> bool:
    """Whether neither text so much as mentions a department of the other."""
    mine, others = first.facts.departments, second.facts.departments
    if first.language != second.language or not _differ(mine, others):
        return False
    return not says_one_of(first.said, others) and not says_one_of(second.said, mine)


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
    mine, others = set(first.facts.types), set(second.facts.types)
    if _disjoint(mine & CONTRACTS, others & CONTRACTS):
        return first.levels != "intern"  # boards call an internship anything, its title does not
    # Scrapers guess the hours, each in its own way, and so do agencies and translators.
    if (first.source, first.company, first.language) != (second.source, second.company, second.language):
        return False
    return _disjoint(mine & HOURS, others & HOURS)


def _differ(mine: bytes, others: bytes) -> bool:
    return _disjoint(_hashes(mine), _hashes(others))


def _hashes(held: bytes) -> set[int]:
    return set(np.frombuffer(held, "<u2").tolist())


def _disjoint(mine: set[Any], others: set[Any]) -> bool:
    return bool(mine and others and mine.isdisjoint(others))
