"""Job titles: the bare title, and the level, field of work and employment type it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.parsing.countries import country_code
from jobs.parsing.folding import folded
from jobs.parsing.functions import function_of
from jobs.parsing.gazetteer import gazetteer, ordinary_words, regions_named

__all__ = ["Title", "clean_title", "function_of", "parse_employment_types", "parse_level", "parse_title"]

LONGEST_TITLE = 300  # characters
LARGE_CITY = 20_000  # people: a smaller town at the end of a title is more often a word or a name
SHORTEST_PLACE = 4

_LEVELS = (
    (
        "intern",
        (
            r"interns?|internship|trainees?|stagiai?r\w*|stage|praktikant\w*|praktikum|apprentices?\w*|"
            r"afstudeer\w*|alternan\w+|becari\w+|est\u00e1gi\w+|estagi\w+|azubi\w*|ausbildung\w*|werkstudent\w*|"
            r"working student|industrial attachment|attach\u00e9e?|nysc|siwes"
        ),
    ),
    (
        "executive",
        (
            r"c[etfimoprs]o|chief(?! (?:accountant|cashier|engineer|chef|cook|guard|officer nurse))\b.{0,40}?|"
            r"(?:senior |executive )?vice[- ]president|s?vp|evp|president|executive director|"
            r"managing director|gesch\u00e4ftsf\u00fchr\w*|founder|co-founder|partner(?= ?$)"
        ),
    ),
    (
        "director",
        (
            r"director(?! of photography)|head of|global head|head(?= ?[,-])|direct(?:eur|rice|ora?)(?! d'\w?cole)|"
            r"diretora?|direktor\w*|leiter(?:in)?|dean|principal(?= of)"
        ),
    ),
    (
        "manager",
        (
            r"managers?|mgr|management trainee manager|supervisors?|superintendent|foreman|forewoman|"
            r"team ?leaders?|team ?lead|teamleider|shift leader|store leader|branch head|projectleider|"
            r"manager\w*|supervisor\w*|(?:team|filial|bau|projekt|abteilungs|schicht|betriebs|markt|k\u00fcchen)leit\w*|"
            r"chef(?:fe)? (?:de projet|d'\u00e9quipe|de service)|responsable|gerente|jef[ea]|encargad[oa]|"
            r"coordinador general|"
            r"bedrijfsleider|afdelingshoofd|meneja"
        ),
    ),
    (
        "lead",
        (
            r"lead(?! generation| gen\b)|leader|principal|staff(?= (?:engineer|software|data|scientist|"
            r"developer|machine|product|designer))|chief"
        ),
    ),
    (
        "senior",
        (
            r"senior|sr\.?|snr\.?|experienced|expert|medior/senior|advanced|iii|iv|ervaren|erfahren\w*|"
            r"confirm\u00e9e?|exp\u00e9riment\u00e9e?|experimentad[oa]|s\u00eanior|pleno senior|seniors?\w*"
        ),
    ),
    ("mid", r"mid|mid[- ]?level|mid[- ]?senior|medior|intermediate|ii|middle|semi[- ]?senior|pleno"),
    (
        "junior",
        (
            r"junior|jr\.?|jnr\.?|entry[- ]?level|entry|graduates?|fresh(?:er)?s?|starter|berufseinsteiger\w*|"
            r"berufsanf\u00e4nger\w*|einsteiger|d\u00e9butante?|j\u00fanior|principiante|beginner|"
            r"associate(?= (?:software|data|engineer|developer|analyst|accountant|consultant|product))|"
            r"i(?= ?$)|assistant(?= (?:accountant|engineer|manager|auditor|lecturer))"
        ),
    ),
)
_LEVEL = [
    (level, re.compile(rf"(?<![\w&]){body}(?![\w&])".replace(body, f"(?:{body})"), re.IGNORECASE))
    for level, body in _LEVELS
]
_FIELD_LEVELS = {
    "intern": "internship intern trainee student apprentice stage",
    "junior": "junior entry entrylevel entry-level associate starter beginner graduate fresh fresher",
    "mid": "mid midlevel mid-level intermediate medior midsenior mid-senior experienced professional midweight middle",
    "senior": "senior expert sr advanced seniorlevel",
    "lead": "lead principal staff",
    "manager": "manager supervisor management",
    "director": "director head",
    "executive": "executive clevel c-level c-suite vp president chief",
}
_FIELD_LEVEL = {word: level for level, words in _FIELD_LEVELS.items() for word in words.split()}
_NO_LEVEL = re.compile(r"not applicable|any level|all levels|n/?a\b", re.IGNORECASE)
_EXECUTIVE_ROLE = re.compile(
    r"(?:sales|marketing|account|business development|customer\w*|service|admin\w*|hr|office|accounts?)\s+executive",
    re.IGNORECASE,
)

_TYPES = (
    (
        "full_time",
        (
            r"full[- _]?time|fulltime|ft\b|permanent|vollzeit|voltijd\w*|temps plein|cdi|vaste? (?:baan|"
            r"dienst\w*)|regular|tiempo completo"
        ),
    ),
    ("part_time", r"part[- _]?time|parttime|pt\b|teilzeit|deeltijd|temps partiel|tiempo parcial|bijbaan|weekend job"),
    (
        "contract",
        (
            r"contract(?:or|ual)?(?!s? (?:manager|officer|admin\w*|specialist|lawyer|engineer|management|"
            r"law))|freelance\w*|consultancy|b2b|c2c|corp[- ]to[- ]corp|zzp\w*|interim|fixed[- ]term|"
            r"self[- ]employed|per[- _]?diem|independent"
        ),
    ),
    (
        "temporary",
        r"temp(?:orary)?|seasonal|casual|maternity cover|befristet|tijdelijk\w*|cdd|uitzend\w*|locum|short[- ]term",
    ),
    (
        "internship",
        (
            r"intern(?:ship|s)?|stage|stagiai?re?|praktik\w+|apprentice\w*|trainee\w*|werkstudent\w*|"
            r"working student|attachment"
        ),
    ),
    ("volunteer", r"volunteer\w*|vrijwillig\w*|ehrenamt\w*|unpaid|pro bono"),
)
_TYPE = [(kind, re.compile(rf"(?<![^\W_])(?:{body})(?![^\W_])", re.IGNORECASE)) for kind, body in _TYPES]

_GENDER = re.compile(
    r"[(\[]\s*(?:[mfwdvxhnai*]|div|gn|all genders?|male|female)(?:\s*[/|,.\\*-]\s*(?:[mfwdvxhnai*]|"
    r"div|gn|male|female)){0,4}\s*[)\]]"
    r"|(?<![\w/])[mfwdvxh](?:\s?[/|]\s?[mfwdvxh*]){1,3}(?![\w/])|(?<=\w)[:*_](?:in|innen)\b|(?<=\w)/-?in(?:nen)?\b",
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
_AT_COMPANY = re.compile(r"\s+(?:at|@)\s+[A-Z0-9][^,|]{1,80}$")
_TRAILING_WORDS = re.compile(
    r"(?:\s+(?:needed|wanted|required|gesucht|recherch\u00e9e?|urgently|asap|vacancy|job|hiring|apply now|"
    r"gezocht)\b[\s!.]*)+$",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\s*[(\[{]([^()\[\]{}]{0,120})[)\]}]")
_SHIFT = re.compile(
    r"(?:\b(?:day|night|morning|evening|weekend|rotating|late|early|1st|2nd|3rd|first|second|"
    r"third)[ -]shifts?\b|\bshifts?\b(?! leader| manager| supervisor| engineer)|\bnights?\b$|"
    r"\b\d{1,2}\s?(?:-|to)?\s?\d{0,2}\s?(?:hrs?|hours?|uur|u/w|u\b|std\.?|stunden|heures)(?:\s?(?:per|/|p)\s?(?:week|wk|woche|semaine|"
    r"w|day))?\b|\b\d{1,3}\s?(?:-\s?\d{1,3}\s?)?%|\b0[.,]\d{1,2}(?:\s?-\s?\d[.,]\d)?\s?fte\b|"
    r"\b1[.,]0\s?fte\b|\bfte\b|\b\d{1,2}[:.]?\d{0,2}\s?[ap]m\s?(?:-|\u2013|to)\s?\d{1,2}[:.]?\d{0,2}\s?[ap]m\b)",
    re.IGNORECASE,
)
_HOURS = re.compile(r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]m\s?(?:-|\u2013|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]m\b", re.IGNORECASE)
_REFERENCE = re.compile(
    r"(?:\b(?i:ref(?:erence)?|req|job|id|vacancy|vac|nr|no)(?:\s(?i:id|no|nr|number))?[.:#\s]{1,3}[\w-]{0,6}\d[\w/-]*|#\s?\d[\w-]*|"
    r"\b[A-Z]{1,6}[-_]?\d{3,}[\w-]*\b|\b\d{5,}\b|\b[A-Z]{2,4}(?:-[A-Z0-9]{1,4}){3,}\b)"
)
_MODE = re.compile(
    r"\b(?:(?:fully |100% )?remote(?! sens\w+)|hybrid(?:e)?(?: working schedule)?|on[- ]?site|"
    r"work from home|wfh|home[- ]?office|full[- ]?time|part[- ]?time|fulltime|parttime|freelance|"
    r"permanent|temporary|fixed[- ]term|(?:in |op )?(?:teilzeit|vollzeit|deeltijd|voltijd)|temps (?:plein|partiel)|"
    r"tiempo (?:completo|parcial)|cdi|cdd|contract(?!s? (?:manager|officer|admin\w*|specialist|lawyer|"
    r"engineer|management|law)))\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"\b(?:ksh|kes|ugx|tzs|rs|inr|ngn|zar|usd|eur|gbp|etb|birr|ghs)\.?\s?\d[\d.,]*\s?k?\b(?:\s?[-\u2013]\s?\d[\d.,]*k?\b)?|"
    r"\b\d[\d.,]*\s?k?\s?(?:birr|etb|naira|ksh|kes|usd|eur|euro|gbp|rand)\b|"
    r"(?:up to\s)?[$\u20ac\xa3\u20a6\u20b9]\s?\d[\d.,]*\s?[km]?\b"
    r"(?:\s?[-\u2013]\s?[$\u20ac\xa3\u20a6\u20b9]?\s?\d[\d.,]*\s?[km]?\b)?(?:\s?(?:/|per )\w+)?",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:relocation|visa sponsor\w*|based$|-based\b|starting \w+|start date|immediate start|"
    r"register interest|salary|ref(?:erence)?$|nationals only|female only|male only)\b",
    re.IGNORECASE,
)
_IN_PLACE = re.compile(r"\s+(?:based )?(?:in|\u00e0|en|em|bei|te)\s+(?=[^a-z])([^\W\d_][^,()|/]{3,40})$")
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


def parse_title(text: str, *, company: str = "") -> Title:
    """The title without marks of gender, places, shifts, references and "Hiring:"; what it says of level and field."""
    raw = " ".join(_PICTURES.sub(" ", text[:LONGEST_TITLE]).split()).strip("<>=~ ")
    kinds = parse_employment_types(raw)
    title = _without_company(clean_title(raw), company)
    return Title(title, _title_level(_REFERENCE.sub(" ", raw)), function_of(title), kinds[0] if kinds else None)


def clean_title(raw: str) -> str:
    """The bare title; the text itself, trimmed, where nothing would remain."""
    title = _GENDER.sub(" ", _HOURS.sub(" ", _REFERENCE.sub(" ", _LEAD_IN.sub("", raw))))
    title = _AT_COMPANY.sub("", _BY_COMPANY.sub("", title))
    title = _BRACKETS.sub(_bracket, title)
    title = _IN_PLACE.sub(lambda match: "" if _is_place(match[1]) else match[0], title)
    parts = _SEPARATOR.split(title)
    separators = [*_SEPARATOR.findall(title), ""]
    kept = [(_without_marks(part), separator) for part, separator in zip(parts, separators, strict=True)]
    kept = [
        (part, separator)
        for index, (part, separator) in enumerate(kept)
        if part and (index == 0 or not _is_place(part))
    ]
    joined = "".join(
        part + (separator if index < len(kept) - 1 else "") for index, (part, separator) in enumerate(kept)
    )
    return _TRAILING_WORDS.sub("", " ".join(joined.split())).strip(_EDGES) or raw.strip(_EDGES) or raw.strip()


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
    level_only = parse_level(inner) is not None and len(inner.split()) == 1
    return (
        f" ({inner})"
        if inner and not level_only and not _all_places(inner) and len(inner) > 1
        else " " + (inner if level_only else "")
    )


def _without_marks(part: str) -> str:
    if _ASIDE.search(part):
        return ""
    for pattern in (_SHIFT, _REFERENCE, _MODE, _MONEY):
        part = pattern.sub(" ", part)
    return " ".join(part.split()).strip(_EDGES)


def _all_places(inner: str) -> bool:
    return all(_is_place(part) for part in re.split(r"\s*[,/]\s*|\s(?:and|or)\s", inner))


def _is_place(part: str) -> bool:
    name = folded(part)
    if not name or len(name) < SHORTEST_PLACE:
        return bool(country_code(part)) or name in {"nyc", "la", "sf", "uk"}
    if name in ordinary_words():
        return False
    cities = gazetteer().cities(name)
    return bool(country_code(part) or (cities and cities[0].weight >= LARGE_CITY) or regions_named(part))


def _title_level(raw: str) -> str | None:
    text = _EXECUTIVE_ROLE.sub(" ", raw)
    for level, pattern in _LEVEL:
        if pattern.search(text):
            return level
    return None


def parse_level(text: str) -> str | None:
    """The level a field such as "mid-senior level" or "INTERMEDIATE" names; None for "not applicable"."""
    if _NO_LEVEL.search(text):
        return None
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower()[:LONGEST_TITLE])
    for word in words:
        if word in _FIELD_LEVEL:
            return _FIELD_LEVEL[word]
    return _title_level(text[:LONGEST_TITLE])


def parse_employment_types(text: str) -> tuple[str, ...]:
    """The employment types in the order in which a field such as "parttime, fulltime" names them."""
    found = ((match.start(), kind) for kind, pattern in _TYPE if (match := pattern.search(text[:LONGEST_TITLE])))
    return tuple(kind for _, kind in sorted(found))
