"""Finds the phrases of a word list in a text: fast, because most lists have nothing in most texts."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ALWAYS = ""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at text[start:end], and what it stands for."""

    name: str
    start: int
    end: int


class PhraseList:
    """Phrases in lower case with what each stands for; one that ends with "*" is the beginning of a word."""

    def __init__(self, rows: dict[str, list[str]]) -> None:
        self._phrases: dict[str, list[tuple[str, str, bool]]] = {}
        for name, phrases in rows.items():
            for phrase in phrases:
                first = _WORD.findall(phrase)[0]
                always = phrase == f"{first}*"  # its word is longer, so it is not among a text's words
                known = self._phrases.setdefault(ALWAYS if always else first, [])
                known.append((phrase.removesuffix("*"), name, phrase.endswith("*")))
        self._first_words = frozenset(self._phrases)
        self.names = tuple(rows)

    @classmethod
    def from_table(cls, file_name: str) -> PhraseList:
        """Of a file in `jobs/parsing/data`: name, tab, phrases separated by "|"."""
        lines = (resources.files("jobs.parsing") / "data" / file_name).read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        return cls({name: phrases.split("|") for name, phrases in rows})

    def find(self, lowered: str) -> list[Found]:
        """Where the phrases stand as words of their own in a text in lower case, in order; the longest at a place."""
        words = (self._first_words & _words(lowered)) | (self._first_words & {ALWAYS})
        found = [each for word in words for entry in self._phrases[word] for each in _places(lowered, *entry)]
        found.sort(key=lambda each: (each.start, -each.end))
        apart: list[Found] = []
        for each in found:
            if not apart or each.start >= apart[-1].end:
                apart.append(each)
        return apart


@functools.lru_cache(maxsize=2)  # several lists are sought in one text after the other
def _words(lowered: str) -> frozenset[str]:
    return frozenset(_WORD.findall(lowered))


def _places(lowered: str, phrase: str, name: str, is_stem: bool) -> Iterator[Found]:  # noqa: FBT001 - an entry, taken apart
    start = lowered.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        begins = start == 0 or not (lowered[start - 1].isalnum() and phrase[0].isalnum())
        ends = is_stem or end == len(lowered) or not (lowered[end].isalnum() and phrase[-1].isalnum())
        if begins and ends:
            yield Found(name, start, end)
        start = lowered.find(phrase, end)
