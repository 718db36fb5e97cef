"""Places as people write those of their own country: by short names ("PH", "dar"), and small towns in lower case."""

from __future__ import annotations

import functools
import re
from itertools import pairwise
from typing import TYPE_CHECKING

from bot.conversation.reader.occupations import titles
from bot.conversation.reader.wording import Token, known_words, rows, tokens
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import TOWN, gazetteer, longest_by_first_word, ordinary_words
from jobs.parsing.skill_vocabulary import canonical_skill

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST_TOWN = 3  # letters
MOST_WORDS = 4
LARGE_CITY = 100_000  # people
_ASKED = re.compile(
    r"\b(?:in|for|at|near|around|from|to|also|add|remove|not|rather|anywhere|location|city|live|stay|based|inside|put)\s*:?\s*$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|[,;:/\n|&(+-]|\b(?:or|and|nor|no|even|even to)\b)\s*$", re.IGNORECASE)
_ENDS = re.compile(
    r"\s*(?:$|[,;.!?\n/|&)+-]|(?:or|and|nor|no|too|also|please|pls|with|as|only|full|part|remote|remotely|hybrid|on-site|i|any|"
    r"rather|not|add|minimum|at least|paying|from)\b|\d)",
    re.IGNORECASE,
)
_CLOSE = re.compile(r"[ '\u2019-]{1,2}")


def home_places(text: str, country: str | None) -> Iterator[tuple[int, int, str]]:
    """Where a place of the country stands in a text, and its name."""
    if country is None:
        return
    found = tokens(text)
    at = 0
    while at < len(found):
        count, name = _longest(text, found, at, country)
        if count:
            yield found[at].start, found[at + count - 1].end, name
        at += count or 1


def _longest(text: str, found: list[Token], at: int, country: str) -> tuple[int, str]:
    start = found[at].start
    most = max(longest_by_first_word().get(found[at].word, 1), 2)
    for count in range(min(MOST_WORDS, most, len(found) - at), 0, -1):
        if any(not _CLOSE.fullmatch(text, a.end, b.start) for a, b in pairwise(found[at : at + count])):
            continue
        end = found[at + count - 1].end
        written = text[start:end]
        asked = bool(_ASKED.search(text, max(0, start - 20), start))
        stands = asked or bool(_BEGINS.search(text, max(0, start - 20), start)) or bool(_ENDS.match(text, end))
        if not stands:
            continue
        short = nicknames(country).get(folded(written))
        if short is not None:
            return count, short
        alone = bool(_BEGINS.search(text, max(0, start - 20), start)) and bool(_ENDS.match(text, end))
        if _is_town(written, country, asked=asked) or (alone and _is_city_in_capitals(written, country)):
            return count, written
    return 0, ""


def _is_town(written: str, country: str, *, asked: bool) -> bool:
    name = folded(written)
    if len(name) < SHORTEST_TOWN or written[0].isdigit() or name in known_words() or name in titles():
        return False
    if " " not in name and (name in ordinary_words() or canonical_skill(name)) and not asked:
        return False
    return any(city.country == country and city.population >= TOWN for city in gazetteer().cities(name))


def _is_city_in_capitals(written: str, country: str) -> bool:
    """A large city whose name is an everyday word too, written as a name: "chef, Cork", "nurse, Reading"."""
    name = folded(written)
    if not written.istitle() or name in known_words() or name in titles() or canonical_skill(name):
        return False
    return any(city.country == country and city.population >= LARGE_CITY for city in gazetteer().cities(name))


@functools.cache
def nicknames(country: str) -> dict[str, str]:
    """From the folded short name to the city."""
    return {
        folded(short): name
        for code, name, shorts in rows("nicknames.tsv")
        if code == country
        for short in shorts.split("|")
    }
