"""Letters of a state right after a city of it: "Recife/PE" and "Curitiba - PR" name one place, not Peru as well."""

from __future__ import annotations

import re

from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import gazetteer, regions_named

MOST_WORDS = 4  # of the city's name
_LETTERS = re.compile(r"(?<=[^\W\d_])(\s*[/\u2013\u2014-]\s*|\s+)([A-Z]{2,4})(?![\w.&'\u2019])")
_WORD = re.compile(r"[^\W\d_]+(?:[.'\u2019-][^\W\d_]+)*\.?")
_SMALL_WORDS = frozenset({"OR", "IN", "ME", "OF", "DE", "EN", "NO", "NA"})  # in a text that is all capitals


def with_commas(text: str) -> str:
    """The text with a comma before such letters, as in "Recife, PE"."""
    return _LETTERS.sub(lambda match: _joined(text, match), text)


def _joined(text: str, match: re.Match[str]) -> str:
    between, letters = match[1].strip(), match[2]
    if between == "/" and letters.lower() in gazetteer().aliases:
        return match[0]  # "Boston/NY" is two cities
    if not between and (letters in _SMALL_WORDS or text.startswith(",", match.end())):
        return match[0]  # "Hengelo OV, Overijssel, NL" tells its state after the comma
    return f", {letters}" if _in_its_state(text[: match.start()], letters) else match[0]


def _in_its_state(before: str, letters: str) -> bool:
    """Whether the last words are the name of a city that lies in the state of these letters."""
    states = {(region.country, region.code) for region in regions_named(letters)}
    words = list(_WORD.finditer(before))[-MOST_WORDS:] if states else []
    names = (folded(before[word.start() :]) for word in words)
    return any((city.country, city.region) in states for name in names for city in gazetteer().cities(name))
