"""The skills that are known, over all occupations, and how texts are cut for comparing with them."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

CAPITAL, LISTED, SPOKEN = "^", "~", "@"
SHORTEST_PLURAL = 4  # letters of a word that gets an s
_TOKEN = re.compile(r"\.net\b|[^\W_]+[+#]*|[,;:|/()\[\]\u2022\u00b7\n&]|\.(?=\s|$)", re.IGNORECASE)
LATIN_LETTERS = range(0xC0, 0x250)


def _without_accent(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


_PLAIN = {code: _without_accent(chr(code)) for code in LATIN_LETTERS} | {ord("\u00df"): "ss"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings as token strings.

    Attributes:
        names: spelling to the name shown.
        longest: first token of spellings to the most tokens that one of them has.
        rules: the doubtful spellings: CAPITAL, LISTED or SPOKEN.
        areas: name shown to its area.
    """

    names: dict[str, str]
    longest: dict[str, int]
    rules: dict[str, str]
    areas: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the data file: `spellings` with their rules ("" for none), the name's own first."""

    area: str
    name: str
    spellings: tuple[tuple[str, str], ...]


def tokens_as_written(text: str) -> list[str]:
    """Words and list marks without accents; "C++", "C#" and ".NET" stay whole, hyphens and dots part words."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text).translate(_PLAIN)
    return _TOKEN.findall(text)


def spelling_key(text: str) -> str:
    """A spelling as the vocabulary holds it."""
    return " ".join(tokens_as_written(text)).lower()


def entries() -> Iterator[Entry]:
    """The lines of `data/skills.tsv` in order."""
    lines = (resources.files("jobs.parsing") / "data" / "skills.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            area, name, spellings = line.split("\t")
            marked = [_unmarked(spelling) for spelling in (name, *filter(None, spellings.split("|")))]
            yield Entry(area, marked[0][1], tuple(marked))


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of `data/skills.tsv`, with the plurals of its sure words."""
    names: dict[str, str] = {}
    rules: dict[str, str] = {}
    areas: dict[str, str] = {}
    for entry in entries():
        areas[entry.name] = entry.area
        for rule, spelling in entry.spellings:
            key = spelling_key(spelling)
            names[key] = entry.name
            if rule:
                rules[key] = rule
    for key, name in list(names.items()):
        if key not in rules and key[-1:].isalpha() and key[-1] != "s" and len(key) >= SHORTEST_PLURAL:
            names.setdefault(f"{key}s", name)
    longest: dict[str, int] = {}
    for key in names:
        first, count = key.split(" ", 1)[0], key.count(" ") + 1
        longest[first] = max(longest.get(first, 0), count)
    return Vocabulary(names, longest, rules, areas)


def canonical_skill(text: str) -> str | None:
    """The shown name of a skill spelled exactly, letter case and accents aside."""
    return vocabulary().names.get(spelling_key(text))


def _unmarked(spelling: str) -> tuple[str, str]:
    return (spelling[0], spelling[1:]) if spelling[0] in (CAPITAL, LISTED, SPOKEN) else ("", spelling)
