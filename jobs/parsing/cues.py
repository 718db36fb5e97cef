"""Cue words: where the words stand without which a pattern cannot match, found in one pass over a text.

Most patterns have nothing to find in most postings, and an expression with many alternatives reads a text far slower
than an automaton that knows every cue. A pattern is therefore tried only around its cues.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Generic, TypeVar

import ahocorasick_rs

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator, Mapping

    Stretch = tuple[int, int]

Name = TypeVar("Name")

_ASCII = bytes(range(128))  # lowered as bytes many times as fast as among other letters
LONG_TEXT = 80  # characters: to remember shorter ones costs more than it saves


def lowered(text: str) -> str:
    """The text in lower case, as long as before, so that positions agree."""
    return _lowered(text) if len(text) < LONG_TEXT else _long_lowered(text)


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


@functools.lru_cache(maxsize=1024)  # one parser after the other reads a hundred postings
def _long_lowered(text: str) -> str:
    if text.isascii():
        return text.lower()
    encoded = text.encode("utf-8", "surrogatepass")
    others = encoded.translate(None, _ASCII).decode("utf-8", "surrogatepass")
    return encoded.lower().decode("utf-8", "surrogatepass") if others.lower() == others else _lowered(text)


class Cues:
    """Words in lower case; they may stand within longer words, and within one another."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(words)

    @functools.cached_property
    def _automaton(self) -> ahocorasick_rs.AhoCorasick:
        dense = ahocorasick_rs.Implementation.DFA
        return ahocorasick_rs.AhoCorasick(self._words, implementation=dense, store_patterns=False)

    def places(self, lower: str) -> list[tuple[int, int, int]]:
        """(number of the word, start, end) of every word in a text in lower case, in order of their ends."""
        return self._automaton.find_matches_as_indexes(lower, overlapping=True)

    def starts(self, lower: str) -> list[int]:
        """Where the words begin in a text in lower case."""
        return [start for _, start, _ in self._automaton.find_matches_as_indexes(lower, overlapping=True)]


class NamedCues(Generic[Name]):
    """Cues for several patterns at once: the words, in lower case, by the name of what looks for them."""

    def __init__(self, words_by_name: Mapping[Name, Iterable[str]]) -> None:
        names: dict[str, list[Name]] = {}
        for name, words in words_by_name.items():
            for word in words:
                names.setdefault(word, []).append(name)
        self._cues, self._names = Cues(names), tuple(map(tuple, names.values()))

    def starts(self, lower: str) -> dict[Name, list[int]]:
        """Where the words begin in a text in lower case, by name; names without a cue are absent."""
        found: dict[Name, list[int]] = {}
        for number, start, _ in self._cues.places(lower):
            for name in self._names[number]:
                found.setdefault(name, []).append(start)
        return found


def stretches(positions: Iterable[int], before: int, after: int) -> list[Stretch]:
    """What lies within reach of the positions, (start, end) each, apart and in order."""
    found: list[Stretch] = []
    for position in sorted(positions):
        start = max(0, position - before)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], position + after)
        else:
            found.append((start, position + after))
    return found


def matches(pattern: re.Pattern[str], text: str, places: Iterable[Stretch]) -> Iterator[re.Match[str]]:
    """The matches of a pattern in these parts of a text."""
    return (match for start, end in places for match in pattern.finditer(text, start, end))
