"""The level and the employment types that the words of titles and of fields name."""

from __future__ import annotations

import re

LONGEST_TITLE = 300  # characters

_STAZ = r"sta\u017c(?! pracy)|sta\u017cyst\w+"  # Polish: an internship, an intern
_PRACTICAS = r"(?<!buenas )(?<!mejores )pr[\u00e1a]cticas"  # Spanish: an internship, unless good practices
_LEVELS = (
    (
        "intern",
        (
            r"interns?|internship|stagiai?r\w*|stage|praktikant\w*|praktikum|apprentices?\w*|"
            r"afstudeer\w*|alternan\w+|becari\w+|est\u00e1gi\w+|estagi\w+|azubi\w*|ausbildung\w*|werkstudent\w*|"
            r"working student|industrial attachment|attach\u00e9e?|nysc|siwes|learnerships?|auszubildende\w*|"
            rf"pasant[e\u00ed]\w*|tirocin\w+|praktyk(?:i|ant\w*)|{_STAZ}|{_PRACTICAS}"
        ),
    ),
    ("junior", r"trainee(?:s|ships?)?(?! (?:manager|coordinator|supervisor)s?)"),  # of whatever rank they train for
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
            r"diretora?|direktor\w*|dyrektor\w*|leiter(?:in)?|dean|principal(?= of)"
        ),
    ),
    (
        "manager",
        (
            r"managers?|mgr|management trainee manager|supervisors?|superintendent|foreman|forewoman|"
            r"team ?leaders?|team ?lead|teamleider|shift leader|store leader|branch head|projectleider|"
            r"manager\w*|supervisor\w*|(?:team|filial|bau|projekt|abteilungs|schicht|betriebs|markt|"
            r"k\u00fcchen|stations|pflegedienst|bereichs|gruppen|kita|schul|heim|lager|objekt|vertriebs|regional|"
            r"produktions|werkstatt|logistik)leit(?:ung|er|erin)?|"
            r"chef(?:fe)? (?:de projet|d'\u00e9quipe|de service)|responsable|gerente|jef[ea]|encargad[oa]|"
            r"coordinador general|"
            r"bedrijfsleider|afdelingshoofd|meneja|kierowni(?:k|czka)|chefe"
        ),
    ),
    (
        "lead",
        (
            r"lead(?! generation| gen\b)|leader|principal|staff(?= (?:engineer|software|data|scientist|"
            r"developer|machine|product|designer))|chief|g\u0142\u00f3wn[ya]|k\u00fcchenchef(?:in)?|chefkoch|chef-kok|"
            r"head(?= (?:chef|cook|nurse|waiter|waitress|baker|barista|bartender|gardener|housekeeper|coach|teacher|"
            r"teller|"
            r"cashier|butler|guard|driver|porter|sommelier|pharmacist|librarian|technician|tailor|welder|"
            r"mechanic)s?\b)|"
            r"(?<=[a-z] )in[- ]?charge"
        ),
    ),
    (
        "senior",
        (
            r"senior|sr\.?|snr\.?|experienced|expert|medior/senior|advanced|iii|iv|ervaren|erfahren\w*|"
            r"confirm\u00e9e?|exp\u00e9riment\u00e9e?|experimentad[oa]|s\u00eanior|pleno senior|seniors?\w*|"
            r"starsz[ya]"
        ),
    ),
    ("mid", r"mid|mid[- ]?level|mid[- ]?senior|medior|intermediate|ii|middle|semi[- ]?senior|pleno"),
    (
        "junior",
        (
            r"junior|jr\.?|jnr\.?|entry[- ]?level|entry|graduates?|fresh(?:er)?s?|starter|berufseinsteiger\w*|"
            r"m\u0142odsz[ya]|berufsanf\u00e4nger\w*|einsteiger|d\u00e9butante?|j\u00fanior|principiante|beginner|"
            r"associate(?= (?:software|data|engineer|developer|analyst|accountant|consultant|product))|"
            r"i(?= ?$)|assistant(?= (?:accountant|engineer|manager|auditor|lecturer))"
        ),
    ),
)
_LEVEL = [
    (level, re.compile(rf"(?<![\w&]){body}(?![\w&])".replace(body, f"(?:{body})"), re.IGNORECASE))
    for level, body in _LEVELS
]
_ROMAN = re.compile(r"\b(?:I{1,3}|IV|V)\b")
_FIELD_LEVELS = {
    "intern": "internship intern student apprentice stage",
    "junior": "junior entry entrylevel entry-level associate starter beginner graduate trainee fresh fresher",
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
    r"\b(?:assistant|secretary|advisor|reporting|pa|ea)\s(?:to|of)\s.*$|(?:sales|marketing|account|"
    r"business development|customer\w*|service|admin\w*|hr|office|accounts?)\s+executive",
    re.IGNORECASE,
)

_TYPES = (
    (
        "full_time",
        (
            r"full[- _]?time|fulltime|ft\b|permanent|vollzeit|voltijd\w*|temps plein|cdi|vaste? (?:baan|"
            r"dienst\w*)|regular|tiempo completo|jornada completa|tempo (?:integral|inteiro|pieno)|"
            r"per[i\u00ed]odo integral|pe\u0142(?:ny|en) etat"
        ),
    ),
    (
        "part_time",
        (
            r"part[- _]?time|parttime|pt\b|teilzeit|deeltijd|temps partiel|mi-temps|bijbaan|weekend job|"
            r"(?:tiempo|tempo|jornada|hor\u00e1rio) parcial|(?:media|meia) jornada|medio tiempo|meio per[i\u00ed]odo|"
            r"p\u00f3\u0142 etatu|mini-?job|geringf\u00fcgig\w*|[\u00bd\u00bc\u00be] etatu|niepe\u0142ny etat|"
            r"cz\u0119\u015b\u0107 etatu"
        ),
    ),
    (
        "contract",
        (
            r"contract(?:or|ual)?(?!s? (?:manager|officer|admin\w*|specialist|lawyer|engineer|management|"
            r"law))|freelance\w*|consultancy|b2b|c2c|ftc|corp[- ]to[- ]corp|zzp\w*|interim|fixed[- ]term|"
            r"self[- ]employed|per[- _]?diem|independent"
        ),
    ),
    (
        "temporary",
        (
            r"temp(?:orary)?|seasonal|casual|[mp]aternity (?:leave )?cover|befristet|saison\w*|rempla\u00e7ante?|"
            r"tijdelijk\w*|vervanging|cdd|uitzend\w*|locum|short[- ]term|"
            r"tempor[\u00e1a]ri[oa]|(?:contrato|empleo|trabajo) temporal|tempo determinato"
        ),
    ),
    (
        "internship",
        (
            r"intern(?:ship|s)?|stage|stagiai?re?|praktik\w+|apprentice\w*|werkstudent\w*|auszubildende\w*|azubi\w*|"
            r"ausbildung(?: zu[mr])?|learnerships?|alternan\w+|"
            r"working student|attachment|becari\w+|est[\u00e1a]gi\w+|pasant[e\u00ed]\w*|tirocin\w+|"
            rf"praktyk(?:i|ant\w*)|{_STAZ}|{_PRACTICAS}"
        ),
    ),
    (
        "volunteer",
        (
            r"volunteer\w*|vrijwillig\w*|ehrenamt\w*|volunt[\u00e1a]ri[oa]|b\u00e9n\u00e9vol\w*|"
            r"wolontari\w*|unpaid|pro bono"
        ),
    ),
)
_TYPE = [(kind, re.compile(rf"(?<![^\W_])(?:{body})(?![^\W_])", re.IGNORECASE)) for kind, body in _TYPES]


def title_level(raw: str) -> str | None:
    """The level that the words of a title tell, the highest of several but for interns; None for none.

    A Roman number counts where no word tells one.
    """
    text = _EXECUTIVE_ROLE.sub(" ", raw)
    worded = _ROMAN.sub(" ", text)
    return _told_level(worded) or (_told_level(text) if worded != text else None)


def _told_level(text: str) -> str | None:
    return next((level for level, pattern in _LEVEL if pattern.search(text)), None)


def parse_level(text: str) -> str | None:
    """The level a field such as "mid-senior level" or "INTERMEDIATE" names; None for "not applicable"."""
    if _NO_LEVEL.search(text):
        return None
    words = re.findall(r"[^\W_]+(?:-[^\W_]+)*", text.lower()[:LONGEST_TITLE])
    for word in words:
        if word in _FIELD_LEVEL:
            return _FIELD_LEVEL[word]
    return title_level(text[:LONGEST_TITLE])


def parse_employment_types(text: str) -> tuple[str, ...]:
    """The employment types in the order in which a field such as "parttime, fulltime" names them."""
    found = ((match.start(), kind) for kind, pattern in _TYPE if (match := pattern.search(text[:LONGEST_TITLE])))
    return tuple(kind for _, kind in sorted(found))
