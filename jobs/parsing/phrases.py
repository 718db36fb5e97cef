"""Finds the phrases of a word list in a text, in one pass for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

from jobs.parsing.cues import Cues


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase at text[start:end], and what it stands for."""

    name: str
    start: int
    end: int


class PhraseList:
    """Phrases in lower case with what each stands for; one that ends with "*" is the beginning of a word."""

    def __init__(self, rows: dict[str, list[str]]) -> None:
        stood_for = {phrase: name for name, phrases in rows.items() for phrase in phrases}
        self._entries = [(name, phrase.endswith("*")) for phrase, name in stood_for.items()]
        self._cues = Cues([phrase.removesuffix("*") for phrase in stood_for])
        self.names = tuple(rows)

    @classmethod
    def from_table(cls, file_name: str) -> PhraseList:
        """Of a file in `jobs/parsing/data`: name, tab, phrases separated by "|"."""
        lines = (resources.files("jobs.parsing") / "data" / file_name).read_text("utf-8").splitlines()
        rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
        return cls({name: phrases.split("|") for name, phrases in rows})

    def find(self, lower: str) -> list[Found]:
        """Where the phrases stand as words of their own in a text in lower case, in order; the longest at a place."""
        found = []
        for number, start, end in self._cues.places(lower):
            name, is_stem = self._entries[number]
            if begins_a_word(lower, start) and (is_stem or ends_a_word(lower, end)):
                found.append(Found(name, start, end))
        found.sort(key=lambda each: (each.start, -each.end))
        apart: list[Found] = []
        for each in found:
            if not apart or each.start >= apart[-1].end:
                apart.append(each)
        return apart


def begins_a_word(text: str, start: int) -> bool:
    """Whether what starts there is not the rest of a longer word."""
    return start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())


def ends_a_word(text: str, end: int) -> bool:
    """Whether what ends there is not the beginning of a longer word."""
    return end == len(text) or not (text[end].isalnum() and text[end - 1].isalnum())
