"""Job titles: the bare title, and the level, field of work and employment type it tells."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from jobs.parsing.countries import country_code, regions_by_spelling
from jobs.parsing.folding import folded
from jobs.parsing.functions import function_of
from jobs.parsing.gazetteer import gazetteer, ordinary_words, regions_named
from jobs.parsing.title_levels import LONGEST_TITLE, parse_employment_types, parse_level, title_level

__all__ = ["Title", "clean_title", "function_of", "parse_employment_types", "parse_level", "parse_title"]

LARGE_CITY = 20_000  # people: a smaller town at the end of a title is more often a word or a name
SHORTEST_PLACE = 4

_GENDER = re.compile(
    r"[(\[]\s*(?:[mfwdvxhnair*]|div|gn\*?|all genders?|male|female)(?:\s*[/|,.\\*-]\s*(?:[mfwdvxhnai*]|"
    r"div|gn|male|female)){0,4}\s*[)\]]"
    r"|(?<![\w/])[mfwdvxh](?:\s?[/|]\s?[mfwdvxh*]){1,3}(?![\w/])|(?<=\w)[:*_](?:in|innen)\b|(?<=\w)/-?in(?:nen)?\b"
    r"|(?<=\w)\s?\((?:-?in|innen|e|se|euse|ne|trice|i?\u00e8re|a|as|r)\)(?=\W|$)|(?<=\w)/(?:r|as?)\b(?!/)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^[\W_]*(?:(?:urgent(?:ly)?|immediate(?:ly)?|now|we(?:'| a)re|is|are|currently|"
    r"new)\s+)*(?:hiring|vacanc(?:y|ies)|vacature|job (?:title|opening|opportunity|vacancy)|"
    r"looking for|wanted|urgent|recruiting|recruitment of|needed|position|role|stellenangebot|"
    r"open position|offre d'emploi|emploi|empleo|oferta de empleo|vaga|se busca|gesucht|wir suchen|nafasi ya kazi|"
    r"gezocht)\b(?:\s+(?:for|of|alert|now|an?)\b)*[\s:!\-\u2013]+(?=\S)",
    re.IGNORECASE,
)
_BY_COMPANY = re.compile(
    r"^.{2,60}?\s(?:is\s)?(?:hiring|needs?|recruitment for|recruits?|is looking for|seeks)\s+(?:an?\s|"
    r"for\s|:\s?)*(?=\w)",
    re.IGNORECASE,
)
_AT_COMPANY = re.compile(r"\s+(?:at|@|bij|bei|chez)\s+[A-Z0-9][^,|]{1,80}$")
_TRAILING_WORDS = re.compile(
    r"(?:\s+(?:needed|wanted|required|gesucht|recherch\u00e9e?|urgently|asap|vacancy|job|hiring|apply now|"
    r"gezocht)\b[\s!.]*)+$",
    re.IGNORECASE,
)
_DANGLING = re.compile(r"\s(?:f\u00fcr|im|for|in|oder|or|und|and|en|of|voor|para|pour|et|with|mit)\s*$")
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{0,120})[)\]}]")
_SHIFT = re.compile(
    r"(?:\b(?:day|night|morning|evening|weekend|rotating|late|early|graveyard|swing|split|afternoon|1st|2nd|3rd|first|"
    r"second|third|\d)[ -]shifts?\b|\bshift [a-d1-4]\b|\b[a-d][ -]shift\b|\b\d[ -]on[ -]\d[ -]off\b|"
    r"\b(?:fr\u00fch|sp\u00e4t|nacht|tag|wechsel|\d[ -]?)?-?schicht(?:dienst|betrieb|system)?\b|"
    r"\b(?:\d-)?ploegen(?:dienst)?\b|"
    r"\b(?:nacht|avond|dag|tag|fr\u00fch|sp\u00e4t|ochtend|weekend)dienst\b|^(?:noturno|nocturn[oa]|diurno)$|"
    r"\b[ap]m[ -]shift\b|\bx\s?\d{1,3}$|^(?:un)?paid$|"
    r"\bturno (?:de )?(?:d[ae] )?(?:noche|noite|ma\u00f1ana|manh\u00e3|tarde|d[i\u00ed]a)\b|\b[235]x8\b|"
    r"\bshifts?\b(?! leader| manager| supervisor| engineer)|\bnights?\b$|"
    r"^(?:days?|evenings?|weekends?|mornings?|prn|ft|pt)(?: only)?$|^(?:fe)?males?(?: only| preferred)?$|"
    r"^(?:ladies|men|women)(?: only)?$|^(?:seasonal|locum|temp|casual|urgent|live[- ]?(?:in|out))$|"
    r"\b\d{1,2}(?:[.,]\d)?\s?(?:-|to|bis)?\s?\d{0,2}\s?(?:hrs?|hours?|h|uur|u/w|u\b|std\.?|stunden|"
    r"heures)(?:\s?(?:per|/|"
    r"p|pro)\s?(?:week|wk|woche|wo\.?|semaine|"
    r"w|day))?\b|(?:^|(?<!\bfor)(?<!\bof)\s)\d{1,2}[ -]?(?:months?|mths?|maanden|monate|mois|meses|miesi\u0119cy)$|"
    r"\b\d{1,3}\s?(?:-\s?\d{1,3}\s?)?%|\b0[.,]\d{1,2}(?:\s?-\s?\d[.,]\d)?\s?fte\b|"
    r"\b1[.,]0\s?fte\b|\bfte\b|\b\d{1,2}[:.]?\d{0,2}\s?[ap]m\s?(?:-|\u2013|to)\s?\d{1,2}[:.]?\d{0,2}\s?[ap]m\b)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]m?\s?(?:-|\u2013|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]m?\b", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:\b(?i:ref(?:erence)?|req|job|id|vacancy|vac|nr|no)(?:\s(?i:id|no|nr|number))?[.:#\s]{1,3}[\w-]{0,6}\d[\w/-]*|"
    r"#\s?\d[\w-]*|"
    r"\b[A-Z]{1,6}[-_]?\d{3,}[\w-]*\b|\b\d{5,}\b|\b[A-Z]{2,4}(?:-[A-Z0-9]{1,4}){3,}\b)"
)
_MODE = re.compile(
    r"\b(?:(?:fully |100% )?remote(?! sens\w+)|hybrid(?:e)?(?: working schedule)?|on[- ]?site|"
    r"work from home|wfh|home[- ]?office|full[- ]?time|part[- ]?time|fulltime|parttime|freelance|"
    r"permanent|temporary|fixed[- ]term|(?:in |op )?(?:teilzeit|vollzeit|deeltijd|voltijd)|temps (?:plein|partiel)|"
    r"(?:a )?(?:tiempo|tempo|jornada|horario|hor\u00e1rio) (?:completo|completa|parcial|integral|"
    r"inteiro|pieno)|(?:a )?(?:media|meia) jornada|medio tiempo|meio per[i\u00ed]odo|(?:\u00e0 )?mi-temps|"
    r"(?:na )?(?:p\u00f3\u0142|[\u00bd\u00bc\u00be]) etatu|(?:nie)?pe\u0142(?:ny|en) etat|"
    r"remot[oa]|teletrabajo|h[i\u00ed]brid[oa]|(?:praca )?(?:zdaln[aei]+|hybrydow[ao]|stacjonarn[aei]+)|"
    r"t\u00e9l\u00e9travail|cdi|cdd|ftc|(?:un)?befristet|vervanging|minijob|mini-job|auf \d{3}[- ](?:euro|"
    r"\u20ac)[- ]basis|"
    r"commission[- ](?:only|based)|(?:m|p)aternity (?:leave )?cover|"
    r"contract(?!s? (?:manager|officer|admin\w*|specialist|lawyer|"
    r"engineer|management|law)))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:ksh|kes|ugx|tzs|rs|inr|ngn|zar|usd|eur|gbp|etb|birr|"
    r"ghs)\.?\s?\d[\d.,]*\s?k?\b(?:\s?[-\u2013]\s?\d[\d.,]*k?\b)?|"
    r"\b\d[\d.,]*\s?k?\s?(?:birr|etb|naira|ksh|kes|usd|eur|euro|gbp|rand)\b|"
    r"(?:up to\s)?[$\u20ac\xa3\u20a6\u20b9]\s?\d[\d.,]*\s?[km]?\b"
    r"(?:\s?[-\u2013]\s?[$\u20ac\xa3\u20a6\u20b9]?\s?\d[\d.,]*\s?[km]?\b)?(?:\s?(?:/|per )\w+)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:relocation|visa sponsor\w*|(?:sign(?:ing)?(?:[- ]on)?|joining|retention|welcome)[- ]bonus|"
    r"based$|-based\b|starting \w+|start date|immediate start|"
    r"register interest|salary|ref(?:erence)?$|nationals only|female only|male only)\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:based )?(?:in|\u00e0|en|em|bei|te)\s+(?=[^a-z])([^\W\d_][^,()|/]{3,40})$")
_PLACE_AND_STATE = re.compile(r"(.+?)(?:\s*[/-]\s*|\s+)([A-Z]{2,3})")
# Letters that say more often what the work is than where: the operating room, quality assurance, computed tomography.
_WORK_LETTERS = frozenset(
    ["AI", "AL", "AM", "AP", "AR", "BA", "BI", "CA", "CC", "CO", "CR", "CS", "CT", "CV", "DE", "EN", "ENG", "ER", "GA",
     "GE", "GM", "GP", "HR", "ID", "IN", "IS", "IT", "LA", "MA", "MB", "MC", "MD", "ME", "MI", "ML", "MO", "MP", "MR",
     "MS", "MT", "NP", "OR", "OT", "PA", "PE", "PI", "PM", "PO", "PR", "PT", "QA", "RE", "RN", "SA", "SC", "SE", "SI",
     "SM", "SO", "SS", "ST", "TA", "TE", "TL", "TM", "TS", "TV", "UX", "VA", "VC", "VI", "VP"]
)  # fmt: skip
_BEFORE_COMPANY = re.compile(r"\s*(?:[-\u2013|,@:]|\b(?:at|bei|bij|chez|en|na)\b)\s*$", re.IGNORECASE)
_AFTER_COMPANY = re.compile(r"\s*[-\u2013|:,]\s*(?=\w)")
_PICTURES = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u2b50\u2b55\u200b-\u200f\u2060]+")
_SEPARATOR = re.compile(r"\s+[-\u2013\u2014|\u2022:]+\s+|\s*[|\u2022]\s*|\s*,\s+|\s*;\s*|\s+[-\u2013\u2014]+(?=\S)")
# not ".", "+" or "#", for .NET, C++ and C#
_EDGES = " \t\n-\u2013\u2014|,;:/\u2022*!&_\"'<>~=\u2b50\u2728\u2705\u2714\ufe0f\u27a1\u25b6\u200b\xab\xbb"


@dataclass(frozen=True, slots=True)
class Title:
    """A cleaned title and what it tells; None where it tells nothing.

    `level`: intern, junior, mid, senior, lead, manager, director or executive. `function`: a field of
    `data/functions.tsv`. `employment_type`: full_time, part_time, contract, temporary, internship, volunteer.
    """

    title: str
    level: str | None
    function: str | None
    employment_type: str | None


@functools.lru_cache(maxsize=2048)  # one opening is posted on many boards
def parse_title(text: str, *, company: str = "") -> Title:
    """The title without marks of gender, places, shifts, references and "Hiring:"; what it says of level and field."""
    raw = " ".join(_PICTURES.sub(" ", text[:LONGEST_TITLE]).split()).strip("<>=~ ")
    kinds = parse_employment_types(raw)
    title = _without_company(clean_title(raw), company)
    return Title(title, title_level(_REFERENCE.sub(" ", raw)), function_of(title), kinds[0] if kinds else None)


def clean_title(raw: str) -> str:
    """The bare title; the text itself, trimmed, where nothing would remain."""
    title = _GENDER.sub(" ", _HOURS.sub(" ", _REFERENCE.sub(" ", _LEAD_IN.sub("", raw))))
    title = _AT_COMPANY.sub("", _BY_COMPANY.sub("", title))
    title = _BRACKETS.sub(_bracket, title)
    title = _IN_PLACE.sub(lambda match: "" if _is_place(match[1]) else match[0], title)
    parts = _SEPARATOR.split(title)
    separators = [*_SEPARATOR.findall(title), ""]
    kept = [(_without_marks(part), separator) for part, separator in zip(parts, separators, strict=True)]
    kept = _without_places(kept)
    joined = "".join(
        part + (separator if index < len(kept) - 1 else "") for index, (part, separator) in enumerate(kept)
    )
    bare = _DANGLING.sub("", _AT_COMPANY.sub("", _TRAILING_WORDS.sub("", " ".join(joined.split()))))
    return bare.strip(_EDGES) or raw.strip(_EDGES) or raw.strip()


def _without_places(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The parts, each with its separator, but for empty ones and places; the first is never a place."""
    kept: list[tuple[str, str]] = []
    place_before = False
    for index, (part, separator) in enumerate(parts):
        place_before = index > 0 and (
            _is_place(part) or _place_with_letters(part) or (_is_state(part) and (place_before or _says_no_work(part)))
        )
        if part and not place_before:
            kept.append((part, separator))
    return kept


def _is_state(part: str) -> bool:
    return part.isupper() and len(part) in {2, 3} and bool(regions_named(part))


def _says_no_work(letters: str) -> bool:
    """Whether letters alone are a state's in a title: "Sales Rep - TX", but not "Nurse - OR", the operating room."""
    return len(letters) == 2 and letters not in _WORK_LETTERS  # noqa: PLR2004 - as postal codes have


def _place_with_letters(part: str) -> bool:
    """Whether a part is a place and its state, as "Recife/PE" and "Houston TX"."""
    match = _PLACE_AND_STATE.fullmatch(part)
    return match is not None and _is_place(match[1]) and _is_state(match[2])


def _without_company(title: str, company: str) -> str:
    """The title without the employer's name at its end or start: "Cook - Acme Foods"."""
    name, lowered = company.strip().lower(), title.lower()
    if len(name) < SHORTEST_PLACE or name not in lowered:
        return title
    if lowered.endswith(name) and (match := _BEFORE_COMPANY.search(title[: -len(name)])):
        return title[: match.start()].strip(_EDGES) or title
    if lowered.startswith(name) and (match := _AFTER_COMPANY.match(title[len(name) :])):
        return title[len(name) + match.end() :].strip(_EDGES) or title
    return title


def _bracket(match: re.Match[str]) -> str:
    """Brackets stay only where they say what the work is: not places, modes, shifts or counts."""
    inner = _without_marks(match[1])
    level_only = parse_level(inner) in {"intern", "junior", "mid", "senior"} and len(inner.split()) == 1
    return (
        f" ({inner})"
        if inner and not level_only and not _all_places(inner) and len(inner) > 1
        else " " + (inner if level_only else "")
    )


def _without_marks(part: str) -> str:
    if _ASIDE.search(part):
        return ""
    for pattern in (_MODE, _SHIFT, _REFERENCE, _MONEY):
        part = pattern.sub(" ", part).strip()
    return _TRAILING_WORDS.sub("", " ".join(part.split())).strip(_EDGES)


def _all_places(inner: str) -> bool:
    parts = re.split(r"\s*[,/]\s*|\s(?:and|or)\s", inner)
    return all(
        _is_place(part) or _place_with_letters(part) or (_is_state(part) and (index > 0 or _says_no_work(part)))
        for index, part in enumerate(parts)
    )


def _is_place(part: str) -> bool:
    name = folded(part)
    if part in _WORK_LETTERS:
        return False
    if regions_by_spelling().get(name, "WORLD") != "WORLD":
        return True
    if not name or len(name) < SHORTEST_PLACE:
        return bool(country_code(part)) or name in {"nyc", "la", "sf", "uk"}
    if name in ordinary_words():
        return False
    cities = gazetteer().cities(name)
    return bool(country_code(part) or (cities and cities[0].weight >= LARGE_CITY) or regions_named(part))
