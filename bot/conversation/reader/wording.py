"""What people write in six languages, put into the English words that the reader works with.

Only the words around a wish are changed, as the tables of `lexicon/` say: "busco trabajo de chofer en Puebla, 9 mil al
mes" becomes "looking for work as chofer in Puebla, 9 thousand per month". Names of work, places, companies and skills
stay as they were written.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from importlib import resources
from typing import TYPE_CHECKING

from jobs.parsing.folding import without_accents

if TYPE_CHECKING:
    from collections.abc import Iterator

LANGUAGES = ("en", "fr", "pt", "es", "sw", "pcm")
PIDGIN = "pcm"  # English in most of its words
FIGURE, KEPT, CUT, SIGNS = "#", "=", ".", "!"
APOSTROPHES = ("'", "\u2019")
OWN_LANGUAGE = 2  # tokens that a message must be more of another language than of the person's own
_TOKEN = re.compile(r"\d+(?:[.,']\d+)*(?: \d{3}(?!\d))*[kKmM]?(?![^\W_])|[^\W_]+")
_BETWEEN = re.compile(r"[ '\u2019-]{0,2}")
_SLASHED = re.compile(r"\s*/\s*(?:per )?(\w+)")
_PERIODS = {
    **dict.fromkeys(("mes", "mois", "mwezi", "month"), "month"),
    **dict.fromkeys(("dia", "jour", "siku", "day"), "day"),
    **dict.fromkeys(("hora", "heure", "saa", "hour", "h"), "hour"),
    **dict.fromkeys(("semana", "semaine", "wiki", "week"), "week"),
    **dict.fromkeys(("ano", "an", "mwaka", "year"), "year"),
}


@dataclass(slots=True)
class _Node:
    """A place in the tree of spellings: the ways on by word, and the reading of what ends here."""

    onwards: dict[str, _Node] = field(default_factory=dict)
    reading: str | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure at text[start:end], in lower case without accents."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The table of one language. `signs`: words by which it is known among its relatives."""

    root: _Node
    signs: frozenset[str]


def working_words(text: str, language: str) -> str:
    """The text, written in one of LANGUAGES, in the reader's words."""
    if language != "en":
        text = _rewritten(text, wording(language))
    return _SLASHED.sub(_per, _rewritten(text, wording("en")))


def _per(match: re.Match[str]) -> str:
    """A period after a slash, as in "1800/mes"; any other word as it was."""
    period = _PERIODS.get(without_accents(match[1].lower()))
    return f" per {period}" if period else match[0]


def language_of(text: str, language: str | None) -> str:
    """The language, one of LANGUAGES, whose table knows most words of a text; the person's own wins in doubt."""
    own = (language or "en").partition("-")[0].lower()
    own = own if own in LANGUAGES else "en"
    found = tokens(text)
    known = {
        name: _known(found, text, wording(name)) + OWN_LANGUAGE * (name == own) for name in LANGUAGES if name != PIDGIN
    }
    best = max(known, key=lambda name: (known[name], name == own))
    pidgin = own == PIDGIN or any(token.word in wording(PIDGIN).signs for token in found)
    return PIDGIN if best == "en" and pidgin else best


def tokens(text: str) -> list[Token]:
    """The words and figures of a text."""
    return [Token(without_accents(match[0].lower()), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _known(found: list[Token], text: str, table: Wording) -> int:
    if table.signs:
        return 2 * sum(token.word in table.signs for token in found)
    return sum(
        len(token.word) > 1 for start, end, _ in _spellings(found, text, table.root) for token in found[start:end]
    )


def _rewritten(text: str, table: Wording) -> str:
    found = tokens(text)
    written, at = [], 0
    for start, end, reading in _spellings(found, text, table.root):
        if reading == KEPT:
            continue
        figure = next((text[token.start : token.end] for token in found[start:end] if token.word[0].isdigit()), "")
        words = " ; " if reading == CUT else reading.replace(FIGURE, figure)
        written += [text[at : found[start].start], ""]
        at = found[end - 1].end
        if text[at : at + 1] in APOSTROPHES:  # "pas d'agences": the apostrophe goes with what it was joined to
            words, at = f"{words} ", at + 1
        written[-1] = words
    return "".join((*written, text[at:]))


def _spellings(found: list[Token], text: str, root: _Node) -> Iterator[tuple[int, int, str]]:
    """The longest spellings in order, none overlapping: from token, to token, reading."""
    at = 0
    while at < len(found):
        end, reading = _longest(found, text, at, root)
        if reading is None or _is_inside_name(found[at], found[end - 1], text):
            at += 1
        else:
            yield at, end, reading
            at = end


def _is_inside_name(first: Token, last: Token, text: str) -> bool:
    """Whether hyphens join the words to others on both sides: the "au" of Port-au-Prince."""
    return text[first.start - 1 : first.start] == "-" == text[last.end : last.end + 1]


def _longest(found: list[Token], text: str, at: int, root: _Node) -> tuple[int, str | None]:
    node, best, reading = root, at, None
    for index in range(at, len(found)):
        if index > at and not _BETWEEN.fullmatch(text, found[index - 1].end, found[index].start):
            break
        word = found[index].word
        following = node.onwards.get(FIGURE if word[0].isdigit() and word not in node.onwards else word)
        if following is None:
            break
        node = following
        if node.reading is not None:
            best, reading = index + 1, node.reading
    return best, reading


@functools.cache
def wording(language: str) -> Wording:
    """The table of a language."""
    root = _Node()
    signs: frozenset[str] = frozenset()
    for reading, spellings in rows(f"{language}.tsv"):
        if reading == SIGNS:
            signs = frozenset(spellings.split("|"))
            continue
        for spelling in spellings.split("|"):
            node = root
            for word in spelling.split():
                node = node.onwards.setdefault(word, _Node())
            node.reading = reading
    return Wording(root, signs)


def rows(file_name: str) -> list[list[str]]:
    """The rows of a table of `lexicon/`."""
    lines = (resources.files("bot.conversation.reader") / "lexicon" / file_name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if "\t" in line]


@functools.cache
def known_words() -> frozenset[str]:
    """All words of the tables: they are neither towns nor misspelt titles."""
    return frozenset(word for name in LANGUAGES for word in (*wording(name).root.onwards, *wording(name).signs))
