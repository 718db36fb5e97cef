"""Places named inside sentences, where most words that are also names of towns mean something else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.parsing.countries import country_code, country_named
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import TOWN, City, gazetteer, longest_by_first_word, ordinary_words, regions_named

MOST_TEXT = 20_000  # characters
WELL_KNOWN = 200_000  # people: such a city needs no preposition before it
SHORTEST_UNASKED = 4  # letters of a name in lower case without a preposition
TWO_LETTERS = 2
_WORD = re.compile(r"[^\W\d_]+(?:[.'\u2019-][^\W\d_]+)*")
_CLOSE = re.compile(r"[ \u00a0-]{1,2}")
_QUALIFIER = re.compile(r"\s?,\s?([^\W\d_][^\W\d_.'\u2019 -]{0,30})")
_PREPOSITION = re.compile(
    r"(?:(?<!report )(?<!reports )(?<!reporting )(?<!speak )(?<!talk )(?<!according )\b(?:in|at|near|around|within|"
    r"from|to|based in|based at|outside|across|throughout|inside|"
    r"based|relocate to|move to|"
    r"regio|omgeving|te|bij|naar|uit|nach|bei|\u00e0|chez|em|no|na|kwa|huko|en|dans|location:?|city:?|"
    r"places?:?|locatie:?|standplaats:?|plaats:?)"
    r"(?:\s(?:the|greater|central|downtown|north|south|east|west))?|\u1260|@|\U0001f4cd)[\s:]*$",
    re.IGNORECASE,
)
_LIST = re.compile(r"(?:,|/|\bor|\band|\bof|\ben|&|\||-)\s*$", re.IGNORECASE)
# Spellings safe inside a sentence although short; the other short aliases are for answers and fields.
_SHORT_NAMES = frozenset({"nyc", "sf", "uk", "usa", "uae", "dc", "fct", "ksa", "9ja", "cebu", "cdmx"})
# People are called so too: "our manager Austin" is in no city.
_GIVEN_NAMES = frozenset(
    ["austin", "carolina", "chad", "charlotte", "chelsea", "dakota", "florence", "georgia",
     "israel", "jackson", "jordan", "karen", "lincoln", "lourdes", "madison", "orlando",
     "victoria", "virginia", "santos", "hamilton", "marshall", "raleigh",
     "regina", "roman", "savannah", "trinidad", "troy", "xavier"]
)  # fmt: skip
# In capitals these are words of work before they are codes of countries.
_ABBREVIATIONS = frozenset(
    ["AI", "AM", "AR", "AS", "BA", "BI", "CC", "CV", "CRM", "GM", "HR", "ID", "IO", "IT", "MD", "ME", "ML", "MS",
     "NA", "NE", "PA", "PM", "PR", "PS", "QA", "SE", "SM", "ST", "TV", "VA", "VC", "VI", "TO", "CA", "MA"]
)  # fmt: skip
# "in" before these is no place: languages and subjects that are also towns or countries.
_CAPITAL_ONLY = frozenset(
    {"turkey", "china", "jordan", "chad", "guinea", "mali", "niger", "reunion", "georgia", "jersey", "us", "georgetown"}
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place name at text[start:end], with what qualifies it: "Paris, Texas"."""

    written: str
    start: int
    end: int


def mentions(text: str) -> list[Mention]:
    """The place names of a sentence, in order: those after a preposition, well-known ones, and lists of them."""
    text = text[:MOST_TEXT]
    words = list(_WORD.finditer(text))
    lower = not any(character.isupper() for character in text)
    found: list[Mention] = []
    index = 0
    while index < len(words):
        count = _longest(text, words, index, found, lower=lower)
        if count:
            start, end = words[index].start(), _qualified(text, words[index + count - 1].end())
            found.append(Mention(text[start:end], start, end))
            index += count
            while index < len(words) and words[index].start() < end:
                index += 1
        else:
            index += 1
    return found


def _longest(text: str, words: list[re.Match[str]], index: int, found: list[Mention], *, lower: bool) -> int:
    """How many words from here on name a place; 0 for none."""
    longest = longest_by_first_word().get(folded(words[index][0]).partition(" ")[0], 0)
    if not longest:
        return 0
    counts = [1]
    for follower in range(index + 1, min(index + longest, len(words))):
        if not _CLOSE.fullmatch(text, words[follower - 1].end(), words[follower].start()):
            break
        counts.append(follower - index + 1)
    start = words[index].start()
    for count in reversed(counts):
        written = text[start : words[index + count - 1].end()]
        name = folded(written)
        ordinary = count == 1 and name in ordinary_words() and not (written.isupper() and len(name) == TWO_LETTERS)
        if not ordinary and _is_place(text, written, name, start, found, lower=lower):
            return count
    return 0


def _is_place(text: str, written: str, name: str, start: int, found: list[Mention], *, lower: bool) -> bool:
    cities = [city for city in gazetteer().cities(name) if city.population >= TOWN]
    regions = regions_named(written)
    if not (cities or regions or country_code(written)):
        return False
    capital = written[0].isupper() or not written[0].isascii()
    after_preposition = bool(_PREPOSITION.search(text[max(0, start - 30) : start]))
    in_list = bool(
        found and start - found[-1].end <= SHORTEST_UNASKED + 1 and _LIST.search(text[found[-1].end : start])
    )
    asked = after_preposition or in_list
    if name in _CAPITAL_ONLY and not capital and not (lower and asked):
        return False
    if len(name) <= TWO_LETTERS + 1 and name not in _SHORT_NAMES:
        told = name in gazetteer().aliases or (country_code(written) and written not in _ABBREVIATIONS)
        return bool(written.isupper() and after_preposition and told)
    if name in _GIVEN_NAMES and not (asked or lower):
        return False
    if country_named(name) or any(asked or " " in name or (capital and region.country == "US") for region in regions):
        return True
    return bool(cities) and _is_city(name, cities[0], asked=asked, capital=capital, lower=lower)


def _is_city(name: str, city: City, *, asked: bool, capital: bool, lower: bool) -> bool:
    large = city.weight >= WELL_KNOWN
    if asked and (capital or lower or large):
        return True
    told = len(name) > SHORTEST_UNASKED or name in _SHORT_NAMES or folded(city.name) == name
    return large and told and (capital or lower)


def _qualified(text: str, end: int) -> int:
    """The end of the name together with a region or country after a comma."""
    for _ in range(TWO_LETTERS):
        match = _QUALIFIER.match(text, end)
        if match is None:
            return end
        part = match[1].strip()
        longest = next(
            (part[: m.end()] for m in reversed(list(_WORD.finditer(part))) if _qualifies(part[: m.end()])), None
        )
        if longest is None:
            return end
        end = match.start(1) + len(longest)
    return end


def _qualifies(part: str) -> bool:
    if len(part) <= TWO_LETTERS and not part.isupper():
        return False
    return bool(country_code(part) or regions_named(part)) and folded(part) not in ordinary_words()
