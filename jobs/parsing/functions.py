"""The field of work that a title's words tell: a function of `data/functions.tsv` and the wider category it is in."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING

from jobs.parsing.folding import without_accents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

LONGEST_TITLE = 300  # characters
SHORTEST_AFFIX = 3  # letters of a word's beginning or end that are looked up
_BRACKETS = re.compile(r"[(\[][^()\[\]]*[)\]]")
_ASKED = re.compile(r"\s(?:with|mit|met|avec|con|com)\s.*$", re.IGNORECASE)  # "Receptionist with sales experience"
_PART = re.compile(r",\s|\s[-\u2013]\s|:\s|\scum\s", re.IGNORECASE)
_OF = re.compile(
    r"\s(?:of\s(?!(?:the )?works?\b)|(?:in|for|at|f\u00fcr|voor)\s|to\s(?=(?:the )?(?:c[efot]o|md|gm|managing|chief|"
    r"executive|president|vice|director|chair|minister|general|country|founder|head|board|partner)))",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w+#&]+(?:\.(?=\w)[\w+#&]+)*|\.net\b")
# A hyphen or slash parts words, also where a title is read; a star belongs to the word beside it.
_PHRASE_WORD = re.compile(r"\*?(?:[\w+#&]|\.(?=\w))+\*?")


@dataclass(frozen=True, slots=True)
class FieldOfWork:
    """A function with its category.

    `telling` is False when only words of rank such as "officer" said it; `decisive`, a worker's name such as "teacher"
    said it, which outweighs longer phrases: "air traffic instructor", "lecturer data science".
    """

    function: str
    category: str
    telling: bool
    decisive: bool = False


@dataclass(slots=True)
class _Node:
    """A place in the tree of phrases: the ways on by whole word, by beginning and by ending, and what ends here."""

    whole: dict[str, _Node] = field(default_factory=dict)
    beginnings: dict[str, _Node] = field(default_factory=dict)
    endings: dict[str, _Node] = field(default_factory=dict)
    meaning: FieldOfWork | None = None

    @property
    def leads_on(self) -> bool:
        """Whether longer phrases pass here."""
        return bool(self.whole or self.beginnings or self.endings)

    def onwards(self, word: str) -> Iterator[tuple[int, _Node]]:
        """The nodes to which a word of a title leads, with how many of its letters they know."""
        if word in self.whole:
            yield len(word) + 1, self.whole[word]
        if self.beginnings:
            for end in range(2, len(word) + 1):
                if word[:end] in self.beginnings:
                    yield end, self.beginnings[word[:end]]
        if self.endings:
            for start in range(1, len(word) - SHORTEST_AFFIX + 1):
                if word[start:] in self.endings:
                    yield len(word) - start, self.endings[word[start:]]


@functools.lru_cache(maxsize=8192)
def worded_field(title: str) -> FieldOfWork | None:
    """Telling words before words of rank, long phrases before short, then the last, then the longest beginning.

    What stands in brackets, after "with", "of", "in", "for", "at", "cum", a comma, a colon or a dash counts only where
    the rest says nothing.
    """
    short = title[:LONGEST_TITLE]
    outside = _ASKED.sub("", _BRACKETS.sub(" ", short))
    first = _PART.split(outside, maxsplit=1)[0]
    found = None
    for stretch in dict.fromkeys((_OF.split(first, maxsplit=1)[0], first, outside, short)):
        found = _best(_words(stretch))
        if found and found.telling:
            return found
    return found


def _best(words: list[str]) -> FieldOfWork | None:
    best = (False, False, 0, 0, 0)
    found: FieldOfWork | None = None
    head = _head(words)
    for start, word in enumerate(words):
        for letters, node in _first_steps(word):
            for end, known, meaning in _phrases(node, words, start + 1, letters):
                rank = (meaning.telling, start < head <= end, end - start, end, known)
                if rank > best:
                    best, found = rank, meaning
    return found


def _head(words: list[str]) -> int:
    """The number, from 1, of the word that names the worker: the last one, else the first; 0 for none."""
    at_end = (number for number in (len(words), 1) if words and _is_decisive(words[number - 1]))
    return next(at_end, 0)


def _is_decisive(word: str) -> bool:
    return any(node.meaning is not None and node.meaning.decisive for _, node in _first_steps(word))


def function_of(title: str) -> str | None:
    """The function that the words of a title tell, as "Health Care" of "Registered Nurse"."""
    found = worded_field(title)
    return found.function if found else None


def _words(text: str) -> list[str]:
    return _WORD.findall(without_accents(text.replace("_", " ")).lower())


def _phrases(node: _Node, words: list[str], at: int, known: int) -> Iterator[tuple[int, int, FieldOfWork]]:
    """Where the phrases that lead to a node end, how many letters of them are known, and what they mean."""
    if node.meaning:
        yield at, known, node.meaning
    if at < len(words) and node.leads_on:
        for letters, following in node.onwards(words[at]):
            yield from _phrases(following, words, at + 1, known + letters)


# The words of titles are few, and each is looked up by all its beginnings and ends.
@functools.lru_cache(maxsize=16_384)
def _first_steps(word: str) -> tuple[tuple[int, _Node], ...]:
    """The nodes to which the first word of a phrase leads."""
    return tuple(_tree().onwards(word))


@functools.cache
def job_functions() -> Mapping[str, str]:
    """The fields of work that titles are read as, each with the wider category it is in."""
    return {function: category for function, category, _ in _rows()}


@functools.cache
def _tree() -> _Node:
    root = _Node()
    for function, category, phrases in _rows():
        for phrase in without_accents(phrases).lower().split("|"):
            meaning = FieldOfWork(function, category, phrase[0] != "~", decisive=phrase[0] == "!")
            _grow(root, phrase.lstrip("~!"), meaning)
    return root


def _rows() -> list[list[str]]:
    lines = (resources.files("jobs.parsing") / "data" / "functions.tsv").read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if line and not line.startswith("#")]


def _grow(root: _Node, phrase: str, meaning: FieldOfWork) -> None:
    node = root
    for word in _PHRASE_WORD.findall(phrase):
        ways = node.beginnings if word.endswith("*") else node.endings if word.startswith("*") else node.whole
        letters = word.strip("*")
        if letters not in ways:
            ways[letters] = _Node()
        node = ways[letters]
    node.meaning = node.meaning or meaning
