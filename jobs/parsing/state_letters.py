"""Letters of states: "Recife/PE" names one place, not Peru as well, and "CA, NY or WA" three of one country."""

from __future__ import annotations

import re

from jobs.parsing.countries import country_code
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import City, Region, gazetteer, regions_named
from jobs.parsing.location_text import NO_PLACE

MOST_WORDS = 4  # of the city's name
LONGEST_CODE = 3  # letters
_LETTERS = re.compile(r"(?<=[^\W\d_])(\s*[/\u2013\u2014-]\s*|\s+)([A-Z]{2,4})(?![\w.&'\u2019])")
_WORD = re.compile(r"[^\W\d_]+(?:[.'\u2019-][^\W\d_]+)*\.?")
_SMALL_WORDS = frozenset({"OR", "IN", "ME", "OF", "DE", "EN", "NO", "NA"})  # in a text that is all capitals


_COUNTRIES = ("US", "CA", "AU", "BR")  # in no others do letters of states stand alone
_AMERICA = frozenset({"US", "USA"})
_WITH_NAMESAKES = frozenset({"US", "CA"})  # small towns all over the world are called like their states
_BETWEEN = r"(?:\s?[,/|]\s?(?:(?:or|and|ou|e)\s)?|\s(?:or|and|ou|OR|AND)\s)"
_SEVERAL = re.compile(
    rf"(?<![\w.&'\u2019/-])[A-Z]{{2,3}}(?:{_BETWEEN}[A-Z]{{2,3}}){{1,20}}(?![\w.&'\u2019-]|\s(?:in|if|with|for|to)\b)"
)


def with_commas(text: str) -> str:
    """The text with a comma before the letters of a city's state, as in "Recife, PE"."""
    return _LETTERS.sub(lambda match: _joined(text, match), text)


def without_states(text: str) -> tuple[str, list[Region]]:
    """The text without the letters of states that stand together, and these states.

    The first may be that of the city before it, with which it stays: "Boston, MA or NH".
    """
    found: list[Region] = []

    def taken_out(match: re.Match[str]) -> str:
        if not (states := _states(match)):
            return match[0]
        first = _letters_of(match)[0]
        of_city = _in_its_state(before := _before(match), first, states[0].country)
        found.extend(states[1:] if of_city else states)
        return (first if before.endswith(",") else f", {first}") if of_city else ";"

    return _SEVERAL.sub(taken_out, text), found


def country_of_states(text: str) -> str | None:
    """The country (ISO 3166 alpha-2) of several states whose letters stand together in a text."""
    found = _SEVERAL.search(text)
    return next((state.country for state in _states(found)), None) if found else None


def state_of_that_name(written: str, cities: list[City], country: str | None) -> Region | None:
    """The state that is called so in this country, if none of the cities of that name lies in it.

    "Oregon" is not the town in Ohio, but "New York" may be the city.
    """
    if len(written) <= LONGEST_CODE:
        return None
    inside = {(city.country, city.region) for city in cities}
    states = (state for state in regions_named(written) if (state.country, state.code) not in inside)
    return next((s for s in states if s.country in _WITH_NAMESAKES and country in {None, s.country}), None)


def _states(match: re.Match[str]) -> list[Region]:
    """The states that these letters name; none where they are countries or cities, or end "Chennai, TN, IN"."""
    letters = _letters_of(match)
    if len(set(letters)) < max(2, len(letters)) or all(each.lower() in gazetteer().aliases for each in letters):
        return []
    if any(region.country == country_code(letters[-1]) for region in regions_named(letters[-2])):
        return []  # "NB, NL" is North Brabant
    last = re.split(r"[^\w\s.'\u2019]", _before(match).rstrip(" -:\u2013"))[-1].strip()
    for country in _COUNTRIES:
        states = [region for each in letters for region in regions_named(each) if region.country == country]
        told = country_code(last) == country or (country == "US" and len(letters) < len(re.split(_BETWEEN, match[0])))
        if len(states) < len(letters) or not (told or not all(map(country_code, letters))):
            continue
        after_comma = match.string[: match.start()].rstrip().endswith(",")
        stands_alone = told or not after_comma or folded(last) in NO_PLACE | {""}
        return states if stands_alone or _in_its_state(_before(match), letters[0], country) else []
    return []


def _letters_of(match: re.Match[str]) -> list[str]:
    """The letters without those of the country."""
    return [each for each in re.split(_BETWEEN, match[0]) if each not in _AMERICA]


def _before(match: re.Match[str]) -> str:
    return match.string[: match.start()].rstrip().removesuffix(",").rstrip()


def _joined(text: str, match: re.Match[str]) -> str:
    between, letters = match[1].strip(), match[2]
    if between == "/" and letters.lower() in gazetteer().aliases:
        return match[0]  # "Boston/NY" is two cities
    if not between and (letters in _SMALL_WORDS or text.startswith(",", match.end())):
        return match[0]  # "Hengelo OV, Overijssel, NL" tells its state after the comma
    return f", {letters}" if _in_its_state(text[: match.start()], letters) else match[0]


def _in_its_state(before: str, letters: str, country: str | None = None) -> bool:
    """Whether the last words are the name of a city that lies in the state of these letters (in this country)."""
    named = (region for region in regions_named(letters) if country in {None, region.country})
    states = {(region.country, region.code) for region in named}
    words = list(_WORD.finditer(before))[-MOST_WORDS:] if states else []
    names = (folded(before[word.start() :]) for word in words)
    return any((city.country, city.region) in states for name in names for city in gazetteer().cities(name))
