"""The skills that are known, over all occupations, and how texts are cut for comparing with them."""

from __future__ import annotations

import functools
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

CAPITAL, LISTED, SPOKEN = "^", "~", "@"
SHORTEST_PLURAL = 4  # letters of a word that gets an s
# Letters and digits by range, as such a set is read faster; without marks of Arabic, Ethiopic and Kana.
_LETTERS = (
    "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u060b\u0620-\u1360\u1369-\u1fff\u2c00-\u2dff"
    "\u3040-\u30fa\u30fc-\ud7ff\uf900-\ufdff"
)
PASSAGE_END = "\x01"  # a token of its own, which no spelling holds
_TOKEN = re.compile(
    rf"[{_LETTERS}]+[+#]*|[,;:|/()\[\]\u2022\u00b7\n&{PASSAGE_END}]|\.(?:[nN][eE][tT]\b|(?=[\s{PASSAGE_END}]|$))"
)
GAP = "  "
LATIN_LETTERS = range(0xC0, 0x250)
_ACCENTED = re.compile("[\u00c0-\u024f]")


def _without_accent(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


_PLAIN = {chr(code): _without_accent(chr(code)) for code in LATIN_LETTERS} | {"\u00df": "ss"}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings as token strings.

    Attributes:
        names: spelling to the name shown.
        finder: finds the spellings, the longest at each place, in a string of tokens such as `token_string` makes.
        meanings: what the finder's numbers stand for: the name shown, how many tokens, and the rule or None.
        rules: the doubtful spellings: CAPITAL, LISTED or SPOKEN.
        areas: name shown to its area.
    """

    names: dict[str, str]
    finder: AhoCorasick
    meanings: tuple[tuple[str, int, str | None], ...]
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
    return _TOKEN.findall(bare(text))


def bare(text: str) -> str:
    """The text with its Latin letters without accents."""
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda match: _PLAIN[match[0]], unicodedata.normalize("NFC", text))


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
    spellings = tuple(names)
    finder = AhoCorasick(
        [token_string(spelling.split(" ")) for spelling in spellings],
        matchkind=MatchKind.LeftmostLongest,
        implementation=Implementation.ContiguousNFA,
    )
    meanings = tuple((names[key], 1 + key.count(" "), rules.get(key)) for key in spellings)
    return Vocabulary(names, finder, meanings, rules, areas)


def token_string(tokens: Iterable[str]) -> str:
    """Tokens as one text, each between spaces of its own, so that what is sought in it are whole tokens."""
    return f" {GAP.join(tokens)} "


def canonical_skill(text: str) -> str | None:
    """The shown name of a skill spelled exactly, letter case and accents aside."""
    return vocabulary().names.get(spelling_key(text))


def _unmarked(spelling: str) -> tuple[str, str]:
    return (spelling[0], spelling[1:]) if spelling[0] in (CAPITAL, LISTED, SPOKEN) else ("", spelling)
