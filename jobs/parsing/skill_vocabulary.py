"""The skills that are known, over all occupations."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from jobs.parsing.skill_tokens import GAP, spelling_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CAPITAL, LISTED, SPOKEN = "^", "~", "@"
_PLAIN = re.compile("[0-9a-z]+(?: [0-9a-z]+)*")  # is its own key, as most spellings of the file are
SHORTEST_PLURAL = 4  # letters of a word that gets an s
Meaning = tuple[str, int, str | None]  # the name shown, how many tokens spell it, and the rule or None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings as token strings.

    Attributes:
        names: spelling to the name shown.
        finder: finds the spellings, the longest at each place, in a string of tokens such as `token_string` makes.
        meanings: what the finder's numbers stand for.
        rules: the doubtful spellings: CAPITAL, LISTED or SPOKEN.
        areas: name shown to its area.
    """

    names: dict[str, str]
    finder: AhoCorasick
    meanings: tuple[Meaning, ...]
    rules: dict[str, str]
    areas: dict[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the data file: `spellings` with their rules ("" for none), the name's own first."""

    area: str
    name: str
    spellings: tuple[tuple[str, str], ...]


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
            key = spelling if _PLAIN.fullmatch(spelling) else spelling_key(spelling)
            names[key] = entry.name
            if rule:
                rules[key] = rule
    plurals = {
        f"{key}s": name
        for key, name in names.items()
        if key not in rules and key[-1].isalpha() and key[-1] != "s" and len(key) >= SHORTEST_PLURAL
    }
    names = plurals | names
    spellings = tuple(names)
    finder = AhoCorasick(
        _token_strings(spellings),
        matchkind=MatchKind.LeftmostLongest,
        store_patterns=False,
        implementation=Implementation.ContiguousNFA,
    )
    lengths = [1 + key.count(" ") for key in spellings]
    meanings = tuple(zip(names.values(), lengths, map(rules.get, spellings), strict=True))
    return Vocabulary(names, finder, meanings, rules, areas)


def canonical_skill(text: str) -> str | None:
    """The shown name of a skill spelled exactly, letter case and accents aside."""
    return vocabulary().names.get(spelling_key(text))


def _token_strings(spellings: Iterable[str]) -> list[str]:
    """All at once, which is quicker than one by one."""
    lines = "\n".join(spellings).replace(" ", GAP).replace("\n", " \n ")
    return f" {lines} ".split("\n")


def _unmarked(spelling: str) -> tuple[str, str]:
    return (spelling[0], spelling[1:]) if spelling[0] in (CAPITAL, LISTED, SPOKEN) else ("", spelling)
