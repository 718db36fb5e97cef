"""Words people search a posting by beside its title and skills: shifts, certificates, sectors, perks."""

from __future__ import annotations

import functools
from importlib import resources
from typing import TYPE_CHECKING

from jobs.parsing.cues import Cues, lowered
from jobs.parsing.folding import without_accents
from jobs.parsing.phrases import begins_a_word, ends_a_word
from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TEXT = 6000  # characters of a description
MOST_KEYWORDS = 20
# What most postings have beyond ASCII; without it few are left to be folded letter by letter.
_COMMON = (
    ("\u2019", "'"), ("\u2018", "'"), ("\u2022", "*"), ("\u2013", "-"), ("\u2014", "-"), ("\u00a0", " "),
    ("\u201c", '"'), ("\u201d", '"'), ("\u20ac", "$"), ("\u2026", "..."), ("\u00e9", "e"), ("\u00e8", "e"),
    ("\u00eb", "e"), ("\u00ef", "i"), ("\u00f3", "o"), ("\u00f6", "o"), ("\u00fc", "u"), ("\u00e4", "a"),
    ("\u00df", "ss"), ("\u00e0", "a"),
)  # fmt: skip


def find_keywords(text: str, *, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The keywords of `data/keywords.tsv` that a text holds, in the file's order, without the words already known.

    At most 20. `known` is what is searched already: the title and the skills.
    """
    searched = " ".join(known).lower()
    return tuple([keyword for keyword in _named(text[:MOST_TEXT]) if keyword not in searched])[:MOST_KEYWORDS]


@remembered
def _named(text: str) -> tuple[str, ...]:
    """Every keyword of a text, in the file's order."""
    plain = _plain(lowered(text))
    keywords, cues = _phrases()
    numbers = {
        keywords[number]
        for number, start, end in cues.places(plain)
        if begins_a_word(plain, start) and ends_a_word(plain, end)
    }
    return tuple([_rows()[number][0] for number in sorted(numbers)])


def _plain(text: str) -> str:
    if not text.isascii():
        for written, plain in _COMMON:
            text = text.replace(written, plain)
    return without_accents(text)


@functools.cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """Each keyword with its other spellings."""
    lines = (resources.files("jobs.parsing") / "data" / "keywords.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((keyword, *filter(None, spellings.split("|"))) for keyword, spellings in rows)


@functools.cache
def _phrases() -> tuple[tuple[int, ...], Cues]:
    """The number of the keyword's row for each phrase, and the phrases."""
    phrases = [(phrase, number) for number, row in enumerate(_rows()) for phrase in row]
    return tuple(number for _, number in phrases), Cues(phrase for phrase, _ in phrases)
