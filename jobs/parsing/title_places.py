"""The places that stand in titles beside the work."""

from __future__ import annotations

import functools
import re

from jobs.parsing.countries import country_code, country_named, regions_by_spelling
from jobs.parsing.folding import folded, folded_each
from jobs.parsing.gazetteer import gazetteer, ordinary_words, regions_named
from jobs.parsing.location_text import shortened

LARGE_CITY = 20_000  # people: a smaller town at the end of a title is more often a word or a name
WELL_KNOWN = 200_000  # people: such a city is meant also where nothing parts it from the work
SHORTEST_PLACE = 4  # letters
MOST_WORDS = 3  # of a city's name, or an employer's
_IN_PLACE = re.compile(
    r"\s+(?:(?:based )?(?:in|im|\u00e0|en|em|bei|te)\s+(?:(?:raum|gro\u00dfraum|regio|region|r\u00e9gion)\s)?|"
    r"(?:based |(?i:gro\u00dfraum|raum|regio|r\u00e9gion|secteur|omgeving|near|nahe)\s))"
    r"(?=[^a-z])([^\W\d_][^,()|/]{3,40})$"
)
_PLACE_AND_STATE = re.compile(r"(.+?)(?:\s*[/-]\s*|\s+)([A-Z]{2,3})")
_STREET = re.compile(
    r"(?:[A-Z][\w'\u2019]+\s){1,3}(?:Road|Rd|Street|Avenue|Ave|Way|Lane|Crescent|Boulevard|Blvd)\.?|"
    r"[A-Z\u00c4\u00d6\u00dc]\w+(?:stra\u00dfe|strasse|straat|weg|laan|plein)(?:\s\d+\w?)?|(?:Rue|Avenue|Calle|Rua|"
    r"Av\.)\s.+"
)
_QUARTER = re.compile(
    r"(?:zona|zone) (?:sul|norte|leste|oeste|sur|este|nord|sud|est|ouest|centro)|centro|downtown|(?:city|"
    r"town) cent(?:re|er)",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(r"\s(?:only|based|projects?|sites?|branch|office)$", re.IGNORECASE)
_DISTRICT = re.compile(
    r"\s(?:\d{1,2}(?:e|\u00e8me|er)?|CBD|HB|Hbf|Innenstadt|Mitte|[Cc]entr(?:e|o|um)|Island|Mainland|"
    r"[A-Z]{1,2}\d{1,2}[A-Z]?)$"
)
# Letters that say more often what the work is than where: the operating room, quality assurance, computed tomography.
_WORK_LETTERS = frozenset(
    ["AI", "AL", "AM", "AP", "AR", "BA", "BI", "CA", "CC", "CO", "CR", "CS", "CT", "CV", "DE", "EN", "ENG", "ER", "GA",
     "GE", "GM", "GP", "GST", "HR", "ID", "IN", "IS", "IT", "LA", "MA", "MB", "MC", "MD", "ME", "MI", "ML", "MO", "MP",
     "MR", "MS", "MT", "NP", "OR", "OT", "PA", "PE", "PI", "PM", "PO", "PR", "PT", "QA", "RE", "RN", "SA", "SC", "SE",
     "SI", "SM", "SO", "SS", "ST", "TA", "TE", "TL", "TM", "TS", "TV", "UX", "VA", "VC", "VI", "VP"]
)  # fmt: skip
# Cities called like people, goods or skills: without a mark between they are no place.
_OTHER_MEANINGS = frozenset(
    ["austin", "charlotte", "chelsea", "columbia", "florence", "georgia", "jackson", "jordan", "lincoln", "madison",
     "orlando", "victoria", "virginia", "santiago", "san jose", "cologne", "phoenix", "surat", "split", "ibiza",
     "concord", "delta", "bergen", "cordoba", "salem", "nice", "mobile", "linz", "imus", "natal", "best", "munger"]
)  # fmt: skip
# What parts a title from the places beside the work, or one of these from the next.
_BESIDE = re.compile(r"(\s*[()\[\]{}|,;/\u2022]\s*|\s+[-\u2013\u2014:@]+\s+|\s+(?:in|im|\u00e0|bei|te)\s+)")


def places_beside(title: str, bare: str) -> str:
    """The places, each with its state or country, that a title names and its bare form has lost; "" for none."""
    named, place_before = "", False
    first, *others = _BESIDE.split(title)
    for separator, part in [("", first), *zip(others[::2], others[1::2], strict=True)]:
        name = part.removeprefix(bare).strip()
        place = name not in bare and (_is_where(name) or (place_before and is_state(name)))
        if place:
            named += (", " if place_before and "," in separator else "; ") + name
        place_before = place
    return named.removeprefix("; ")


def _is_where(part: str) -> bool:
    """Whether it is a place to work at: "Polish" in a title is a language."""
    return is_place(part) and (country_named(folded(part)) is not None or country_code(part) is None)


def without_place_behind(text: str) -> str:
    """The text without "in Leeds"."""
    return _IN_PLACE.sub(lambda match: "" if is_place(match[1]) else match[0], text)


def without_last_city(text: str) -> str:
    """The text without a well-known city that ends it with nothing between: "Welder Nairobi", "Lidl Hamburg"."""
    return without_last_name(_DISTRICT.sub("", text).split(), _well_known()) or text


def without_last_name(words: list[str], names: frozenset[str], fewest: int = 1) -> str:
    """What stands before the folded name, of so many words at least, that ends the words; "" where none does."""
    if len(words) > fewest and folded(words[-1]).rpartition(" ")[2] in _last_words(names):
        for count in range(min(MOST_WORDS, len(words) - 1), fewest - 1, -1):
            if folded(" ".join(words[-count:])) in names:
                return " ".join(words[:-count])
    return ""


@functools.cache
def _last_words(names: frozenset[str]) -> frozenset[str]:
    return frozenset(name.rpartition(" ")[2] for name in names)


@functools.cache
def _well_known() -> frozenset[str]:
    """Folded names and aliases of well-known cities that say nothing else."""
    cities = gazetteer()
    large = folded_each([cities.names[row] for row in cities.large(WELL_KNOWN)])
    names = {*large, *(name.removesuffix(" city") for name in large), *cities.aliases}
    return frozenset(name for name in names if _is_well_known(name))


def _is_well_known(name: str) -> bool:
    if len(name) < SHORTEST_PLACE or name in ordinary_words() or name in _OTHER_MEANINGS:
        return False
    cities = gazetteer().cities(name)
    own = bool(cities) and (folded(cities[0].name) in {name, f"{name} city"} or name in gazetteer().aliases)
    return own and cities[0].population >= WELL_KNOWN


def is_place(part: str) -> bool:
    """Whether a part of a title is a place, also with its district or its state, or a street."""
    part = _OF_PLACE.sub("", part)
    if _is_named_place(part) or _with_state(part):
        return True
    city, dash, quarter = part.partition("-")
    if dash and quarter[:1].isupper() and quarter.isalpha() and _is_city(city):
        return True
    plain = _DISTRICT.sub("", part)
    around = {name for name in (plain, shortened(plain)) if name != part and len(name) >= SHORTEST_PLACE}
    return any(map(_is_city, around)) or bool(_STREET.fullmatch(part) or _QUARTER.fullmatch(part))


def is_state(part: str) -> bool:
    """Whether a part is the letters of a state."""
    return part.isupper() and len(part) in {2, 3} and bool(regions_named(part))


def says_no_work(letters: str) -> bool:
    """Whether letters alone are a state's in a title: "Sales Rep - TX", but not "Nurse - OR", the operating room."""
    return len(letters) == 2 and letters not in _WORK_LETTERS  # noqa: PLR2004 - as postal codes have


def all_places(inner: str) -> bool:
    """Whether a list names places and nothing else."""
    parts = re.split(r"\s*[,/]\s*|\s(?:and|or)\s", inner)
    return all(
        is_place(part) or (is_state(part) and (index > 0 or says_no_work(part))) for index, part in enumerate(parts)
    )


def _with_state(part: str) -> bool:
    """Whether a part is a place and its state, as "Recife/PE" and "Houston TX"."""
    match = _PLACE_AND_STATE.fullmatch(part)
    return match is not None and _is_named_place(match[1]) and is_state(match[2])


def _is_named_place(part: str) -> bool:
    name = folded(part)
    if part in _WORK_LETTERS:
        return False
    if regions_by_spelling().get(name, "WORLD") != "WORLD":
        return True
    if not name or len(name) < SHORTEST_PLACE:
        return bool(country_code(part)) or name in {"nyc", "la", "sf", "uk"}
    if name in ordinary_words():
        return False
    return bool(country_code(part) or regions_named(part)) or _is_city(part)


def _is_city(part: str) -> bool:
    cities = gazetteer().cities(folded(part))
    return bool(cities) and cities[0].weight >= LARGE_CITY and folded(part) not in ordinary_words()
