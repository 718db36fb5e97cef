"""Words people search a posting by beside its title and skills: shifts, certificates, sectors, perks."""

from __future__ import annotations

import functools
import re
from importlib import resources
from typing import TYPE_CHECKING

from jobs.parsing.folding import without_accents

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TEXT = 6000  # characters of a description
MOST_KEYWORDS = 20
_WORD = re.compile(r"[^\W_]+")


def find_keywords(text: str, *, known: Iterable[str] = ()) -> tuple[str, ...]:
    """The keywords of `data/keywords.tsv` that a text holds, in the file's order, without the words already known.

    At most 20. `known` is what is searched already: the title and the skills.
    """
    plain = without_accents(text[:MOST_TEXT]).lower().replace("\u2019", "'")
    words = set(_WORD.findall(plain))
    searched = " ".join(known).lower()
    found: dict[str, None] = {}
    for first in words & _phrases().keys():
        for phrase, keyword in _phrases()[first]:
            if keyword not in found and keyword not in searched and (phrase == first or _stands(phrase, plain)):
                found[keyword] = None
    return tuple(keyword for keyword in _order() if keyword in found)[:MOST_KEYWORDS]


def _stands(phrase: str, plain: str) -> bool:
    """Whether a phrase stands in the text, not as a part of longer words."""
    start = plain.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        if not (plain[start - 1 : start].isalnum() or plain[end : end + 1].isalnum()):
            return True
        start = plain.find(phrase, end)
    return False


@functools.cache
def _rows() -> tuple[tuple[str, ...], ...]:
    """Each keyword with its other spellings."""
    lines = (resources.files("jobs.parsing") / "data" / "keywords.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return tuple((keyword, *filter(None, spellings.split("|"))) for keyword, spellings in rows)


@functools.cache
def _order() -> tuple[str, ...]:
    return tuple(row[0] for row in _rows())


@functools.cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """(phrase, keyword) by the phrase's first word."""
    phrases: dict[str, list[tuple[str, str]]] = {}
    for keyword, *spellings in _rows():
        for phrase in (keyword, *spellings):
            if match := _WORD.search(phrase):
                phrases.setdefault(match[0], []).append((phrase, keyword))
    return phrases
