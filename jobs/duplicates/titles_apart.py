"""How the titles of two postings differ, and whether their texts differ in the same words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import Levenshtein

from jobs.duplicates.said_words import says
from jobs.duplicates.title_words import spellings

if TYPE_CHECKING:
    from db.job_signatures import TextSignature

LANGUAGES = frozenset({
    "dutch", "english", "german", "french", "spanish", "nederlands", "engels", "duits", "frans",
    "speaking", "sprekend",
})  # fmt: skip
# Where somebody sells or supervises, in postings that are alike else.
TERRITORIES = frozenset({
    "north", "south", "east", "west", "central", "noord", "zuid", "oost", "midden", "emea", "dach", "benelux", "bnl",
    "nordics", "apac", "americas", "europe", "uk", "us", "usa", "france", "germany", "belgium", "italy", "spain",
    "austria", "switzerland", "poland", "vietnam",
})  # fmt: skip
# What a part of an employer calls itself: "Data Scientist - Experimentation team", "Data Analyst Team Exo".
TEAMS = frozenset({"team", "teams", "tribe", "squad", "chapter"})
MISSPELT_LETTERS = 6  # of a word from which on one letter more or less is a slip


@dataclass(frozen=True, slots=True)
class TitlesApart:
    """What two titles do not share.

    Attributes:
        first, second: the words of the one alone and of the other alone.
        within: whether all that one says stands in the other.
        near: whether half of the shorter one does.
    """

    first: frozenset[str]
    second: frozenset[str]
    within: bool
    near: bool

    @property
    def only_languages(self) -> bool:
        """Whether only one of the titles adds which language is spoken."""
        return self.within and self.first | self.second <= LANGUAGES

    @property
    def of_a_team(self) -> bool:
        """Whether only one of the titles names the team."""
        return not TEAMS.isdisjoint(self.first | self.second)

    @property
    def elsewhere(self) -> bool:
        """Whether a language or a territory makes the difference."""
        return not (LANGUAGES | TERRITORIES).isdisjoint(self.first | self.second)


def same_title(first: TextSignature, second: TextSignature) -> bool:
    """Whether the titles' telling words are the same, however they are written together or ordered."""
    if first.title.replace(" ", "") == second.title.replace(" ", ""):
        return True
    return sorted(first.title.split()) == sorted(second.title.split())


def titles_apart(first: TextSignature, second: TextSignature) -> TitlesApart:
    """Compare the titles of two postings word by word; a slip of one letter makes no difference."""
    mine, others = frozenset(first.title.split()), frozenset(second.title.split())
    alone = frozenset(word for word in mine - others if not _misspelt(word, others - mine))
    others_alone = frozenset(word for word in others - mine if not _misspelt(word, mine - others))
    return TitlesApart(
        alone,
        others_alone,
        within=not alone or not others_alone,
        near=len(mine & others) * 2 >= min(len(mine), len(others)),
    )


def tell_other_work(first: TextSignature, second: TextSignature, apart: TitlesApart) -> bool:
    """Whether a text says a word of its title alone that the other does not: other work described in the same form."""
    return _tells(first, second, apart.first) or _tells(second, first, apart.second)


def _tells(teller: TextSignature, other: TextSignature, words: frozenset[str]) -> bool:
    return any(_says(teller, word) and not _says(other, word) for word in words)


def _says(text: TextSignature, word: str) -> bool:
    return any(all(says(text.said, part) for part in spelling.split()) for spelling in spellings(word))


def _misspelt(word: str, others: frozenset[str]) -> bool:
    return len(word) >= MISSPELT_LETTERS and any(
        Levenshtein.distance(word, other, score_cutoff=1) <= 1 for other in others
    )
