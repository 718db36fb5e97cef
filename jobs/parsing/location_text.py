"""The wording around place names in location fields: alternatives, asides, postcodes, "Greater" and "area"."""

from __future__ import annotations

import re

from jobs.parsing.countries import country_code

MOST_TEXT = 2000  # characters of a location field that are read
_SPACES = re.compile(r"[^\S\n]+")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
_MODE_WORDS = re.compile(
    r"\b(?:fully |100% |partially )?(?:remote(?:ly)?|hybrid|hybride|on[- ]?site|in[- ]office|"
    r"office[- ]based|work from home|wfh|telecommute|"
    r"home[- ]based|home ?office|thuiswerk\w*|virtual|flexible|t\u00e9l\u00e9travail|teletravail|teletrabajo|"
    r"teletrabalho|remot[oa]|presencial|h\u00edbrid[oa]|op afstand|vor ort|mobiles arbeiten|"
    r"hibrit|(?:uzaktan|evden|ofisten|yerinde) \u00e7al\u0131\u015fma|uzaktan|"
    r"(?:prac[aey] )?(?:zdaln|hybrydow|stacjonarn)(?:ie|[aeoy]j?)|in sede|distanciel|pr\u00e9sentiel)"
    r"(?: work(?:ing)?| job| only| first| friendly| possible| ok| complete?t?| partiel| total)?\b"
    r"|\bonly\b",
    re.IGNORECASE,
)
ALTERNATIVES = re.compile(
    r"\s*(?:[/;|\n\u2022+]|(?:,\s*)?\b(?:or|and|oder|und|ou|et|lub|أو|او)\b(?=\s)|&|\s[-\u2013\u2014]\s|\u2192)\s*",
    re.IGNORECASE,
)
# Words that join places in Dutch, Spanish, Swahili, Turkish or Indonesian and mean other things elsewhere: the last
# resort.
OTHER_ALTERNATIVES = re.compile(r"\s+(?:of|en|y|e|i|o|na|au|atau|dan|ve|veya)\s+", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:based |located |living |i live |i am |i'm |im |anywhere |somewhere |only |preferably |"
    r"mostly |location|city|place|near|around|close to|regio|regione|region|raum|gro\u00dfraum|"
    r"within|in|at|from|the city of|greater|metropolitan|metro|central|downtown|north|east|west|south)\b[\s:]*)+",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s-]+(?:metropolitan area|metropolitan region|metro area|metroplex|metropolitan|metro|"
    r"industrial (?:park|zone|area|estate|city)|free (?:trade )?zone|export processing zone|"
    r"(?:international )?airport|area|region|city|state|county|"
    r"province|(?:land)?kreis|district|cbd|and surroundings|"
    r"en omgeving|e\.? ?o|und umgebung|et environs|y alrededores|town|centrum|centre|center|centraal|noord|oost|"
    r"zuid|west|zuidoost|zuid-oost|nieuw-west|"
    r"north|south|east|island|mainland|only)$",
    re.IGNORECASE,
)
_DISTRICTS = frozenset({"kreis", "landkreis", "county"})
_COMMAS_OF_FEEDS = 2  # at least, from the town to the country
# "Ellwangen (Jagst), Ostalbkreis, Baden-Württemberg, Deutschland": what tells a town from its namesakes is no place.
_TOLD_APART = re.compile(r"(?<=[a-zäöüß]) \((?!(?:Kreis|Landkreis|County)\))[A-ZÄÖÜ][a-zäöüß]+\)(?=,.*,)")
_POSTCODE = re.compile(r"\b(?:\d{4}\s?[A-Z]{2}|[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}|\d{4,6}(?:-\d{4})?)\b")
_PART_OF_AMERICA = re.compile(r"\b(?:latin|(?:north|south)(?:ern)?|central|middle)[ -]america\b", re.IGNORECASE)
_EXCLUDED = re.compile(
    r"\b(?:not(?! (?:only|just|limited|necessarily|restricted))"
    r"(?! (?:an? )?(?:\w+ )?(?:remote|hybrid|on-?site|office|home))|"
    r"with (?:some |occasional |frequent |regular )?travel(?:ling)? (?:to|within|across)|"
    r"except(?:ing)?|excluding|excl\.|outside|other than|au\u00dfer|behalve|sauf|excepto)\s[^()\[\].;|\n]{1,60}",
    re.IGNORECASE,
)
NO_PLACE = frozenset(
    [
        "other",
        "others",
        "various",
        "multiple",
        "any",
        "anywhere",
        "unknown",
        "nationwide",
        "none",
        "all",
        "remote",
        "hybrid",
        "onsite",
        "location",
        "locations",
        "several",
        "downtown",
        "uptown",
        "headquarters",
        "hq",
        "home",
        "worldwide",
        "global",
        "office",
        "flexible",
        "tbd",
        "na",
        "null",
        "n",
        "negotiable",
        "fully",
        "everywhere",
        "no",
        "where",
        "nowhere",
        "here",
        "same",
        "abroad",
        "overseas",
    ]
)


def places_only(text: str) -> str:
    """A location field without work modes and postcodes; what stands in brackets becomes a part of its own."""
    short = _SPACES.sub(" ", text[:MOST_TEXT].replace("\u060c", ",").replace("\u061b", ";"))
    if short.count(",") >= _COMMAS_OF_FEEDS:
        short = _TOLD_APART.sub(lambda match: match[0] if country_code(match[0][2:-1]) else "", short)
    parts = _ASIDE.sub(_as_part, _PART_OF_AMERICA.sub(" ", without_excluded(short)))
    return _MODE_WORDS.sub(" ", _POSTCODE.sub(" ", parts))


def _as_part(match: re.Match[str]) -> str:
    """What stands in brackets, after a comma; but "Roth (Kreis)" is one name."""
    inner = match[0][1:-1]
    return f" {inner}" if inner.lower() in _DISTRICTS else f", {inner}"


def without_excluded(text: str) -> str:
    """The text without the places where the work or who does it may not be: "Remote (not US)", "except India"."""
    return _EXCLUDED.sub(" ", text)


def without_lead(part: str) -> str:
    """Only "Lagos" of "I live in Lagos"."""
    return _LEAD.sub("", part.strip())


def shortened(part: str) -> str:
    """The part without "Greater" or the like before it, else without "area" or the like after it."""
    plain = part.strip(" .-")
    shorter = _LEAD.sub("", plain)
    return shorter if shorter != plain else _TAIL.sub("", plain)
