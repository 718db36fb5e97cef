"""The level and the employment types that the words of titles and of fields name."""

from __future__ import annotations

import re

from jobs.parsing.folding import without_accents
from jobs.parsing.title_cues import LEVEL_CUES, TYPE_CUES

LONGEST_TITLE = 300  # characters

_APPRENTICE = r"apprentice\w*|apprentie?s?|aprendi[zc]\w*|lehrling\w*|apprendist\w*|leerling(?=[ -]\w| ?$)|bbl"
_STAZ = r"staz(?! pracy)|stazyst\w+"  # Polish: an internship, an intern
_PRACTICAS = r"(?<!buenas )(?<!mejores )practicas"  # Spanish: an internship, unless good practices
# South Asia and the Gulf: general managers and team leaders by letters; GM is also a maker of cars, TL a measure.
_SHORT_MANAGER = r"[ad]gm|(?:gm|tl)(?= ?(?:[-\u2013,(/]|of\b|$))"
# Texts are read without accents.
_LEVELS = (
    (
        "intern",
        (
            r"interns?|internship|stagiai?r\w*|stage|praktikant\w*|praktikum|"
            r"afstudeer\w*|alternan\w+|becari\w+|estagi\w+|azubi\w*|ausbildung\w*|werkstudent\w*|"
            r"working student|industrial attachment|attachee?|nysc|corpers?|siwes|"
            r"learnerships?|auszubildende\w*|"
            r"studentische\w* \w+|dual\w* stud\w+|\w{2,10}praktikum|praxissemester|abschlussarbeit|volontar\w*|"
            r"volontariat|"
            rf"pasant[ei]\w*|practicantes?|stajyer\w*|magang|tirocin\w+|praktyk(?:i|ant\w*)|{_APPRENTICE}|{_STAZ}|{_PRACTICAS}"
        ),
    ),
    ("junior", r"trainee(?:s|ships?)?(?! (?:manager|coordinator|supervisor)s?)"),  # of whatever rank they train for
    (
        "executive",
        (
            r"c[etfimoprs]o|chief (?:of|(?:\w+\W{1,3}){0,3}?(?:offic\w*|executive))|chief(?= ?$)|"
            r"(?:senior |executive |assistant )?vice[- ]president|[aes]?vp|president|executive director|"
            r"managing director|geschaftsfuhr\w*|founder|co-founder|partner(?= ?$)"
        ),
    ),
    (
        "director",
        (
            r"director(?! of photography)|head of|global head|head(?= ?[,-])|direct(?:eur|rice|ora?)(?! d'\w?cole)|"
            r"diretora?|direktor\w*|dyrektor\w*|leiter(?:in)?|dean|principal(?= of)|"
            r"(?:deputy|vice|school|college) principal|decan[oa]"
        ),
    ),
    (
        "manager",
        (
            rf"managers?|mgr|{_SHORT_MANAGER}|management trainee manager|superintendent|foreman|forewoman|"
            r"team ?leaders?|team ?lead|teamleider|shift leader|store leader|branch head|projectleider|"
            r"manager\w*|(?<!door )supervisor\w*|(?:team|filial|bau|projekt|abteilungs|schicht|betriebs|markt|"
            r"kuchen|stations|pflegedienst|bereichs|gruppen|kita|schul|heim|lager|objekt|vertriebs|regional|"
            r"produktions|werkstatt|logistik|wohnbereichs|einrichtungs|restaurant|service|haus|amts|referats|ressort|"
            r"sachgebiets|"
            r"personal|marketing)leit(?:ung|er|erin)?|leitung|"
            r"chef(?:fe)? (?:de projet|d'equipe|de service)|responsable|gerente|jef[ea]|encargad[oa]|"
            r"coordinador general|"
            r"bedrijfsleider|afdelingshoofd|meneja|kierowni(?:k|czka)|chefe|encarregad[oa]|superviseu(?:r|se)|mudur(?:u|lugu)?"
        ),
    ),
    (
        "lead",
        (
            r"lead(?! generation| gen\b)|leader|principal|staff(?= (?:engineer|software|data|scientist|"
            r"developer|machine|product|designer))|chief|glown[ya]|kuchenchef(?:in)?|chefkoch|chef-kok|"
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
            r"(?<!semi )(?<!semi-)senior(?! (?:living|home|care|citizens?))|sr\.?|snr\.?|experienced|"
            r"expert(?!e?[- ]comptable)|"
            r"medior/senior|(?<!for )(?<!in )advanced(?! (?:level|cancer|materials?|analytics|manufacturing|driver))|"
            r"iii|iv|ervaren|erfahren\w*|"
            r"confirmee?|experimentee?|experimentad[oa]|pleno senior|senior(?!en)[a-z]{4,}|"
            r"starsz[ya]|k[i\u0131]demli"
        ),
    ),
    (
        "mid",
        (
            r"mid(?![- ](?:market|office|cap|term|week|town|day|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|"
            r"shift)\w*)|"
            r"mid[- ]?level|mid[- ]?senior|medior|intermediate|ii|middle(?! (?:school|office|east|market))|"
            r"semi[- ]?senior|pleno"
        ),
    ),
    (
        "junior",
        (
            r"junior|jr\.?|jnr\.?|entry[- ]?level|(?<!data )(?<!data-)(?<!order )entry(?! (?:clerk|operator))|"
            r"graduates?|fresh(?:er)?s?|starter|yeni mezun|jeunes? diplomee?s?|"
            r"recien (?:titulad|egresad|graduad)[oa]s?|recem[- ]formad[oa]s?|"
            r"berufseinsteiger\w*|"
            r"mlodsz[ya]|berufsanfanger\w*|einsteiger|debutante?|junior|principiante|beginner|"
            r"associate(?= (?:software|data|engineer|developer|analyst|accountant|consultant|product))|"
            r"i(?= ?$)|assistant(?= (?:accountant|engineer|manager|auditor|lecturer))"
        ),
    ),
)
LEVEL_PATTERNS = [(level, re.compile(rf"(?<![\w&])(?:{body})(?![\w&])", re.IGNORECASE)) for level, body in _LEVELS]
_JUNIOR = len(LEVEL_PATTERNS) - 1
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
    r"\b(?:assistant|secretary|advisor|reporting|pa|ea|driver|chauffeur|cook|chef|aide|nanny)\s(?:to|of|for)\s.*$|"
    r"(?:sales|marketing|account|"
    r"business development|customer\w*|service|admin\w*|hr|office|accounts?)\s+executive",
    re.IGNORECASE,
)
_OF_WHOM = frozenset({"to", "of", "for"})  # without these and "executive" there is no such role

_TYPES = (
    (
        "full_time",
        (
            r"full[- _]?time|fulltime|f/?t\b|permanent|vollzeit|voltijd\w*|temps plein|cdi|vaste? (?:baan|"
            r"dienst\w*|contract)|regular|tiempo completo|jornada completa|tempo (?:integral|inteiro|pieno)|"
            r"periodo integral|pel(?:ny|en) etat|tam zamanl[i\u0131]|clt"
        ),
    ),
    (
        "part_time",
        (
            r"part[- _]?time|parttime|p/?t\b|teilzeit|deeltijd|temps partiel|mi-temps|bijbaan|weekend job|"
            r"(?:tiempo|tempo|jornada|horario) parcial|(?:media|meia) jornada|medio tiempo|meio periodo|"
            r"pol etatu|mini-?job|\d{3}[- ]?(?:euro|\u20ac)[- ]?(?:basis|job)|geringfugig\w*|"
            r"[\u00bd\u00bc\u00be] etatu|niepelny etat|"
            r"czesc etatu|yar[i\u0131] zamanl[i\u0131]"
        ),
    ),
    (
        "contract",
        (
            r"contract(?:or|ual)?(?!s? (?:manager|officer|admin\w*|specialist|lawyer|engineer|management|"
            r"law))|freelance\w*|consultancy|b2b(?! (?:\w+ ){0,2}(?:sales|market\w*|saas|business|account|customer|"
            r"client|e-?commerce|systems?|lead|software|telesales|enterprise))|c2c|ftc|corp[- ]to[- ]corp|zzp\w*|"
            r"(?<!en )interim|fixed[- ]term|c2h|contract[- ]to[- ]hire|"
            r"self[- ]employed|per[- _]?diem|independent|pj(?!')"
        ),
    ),
    (
        "temporary",
        (
            r"temp(?:orary)?|seasonal|casual|[mp]aternity (?:leave )?cover|befristet|saison\w*|remplacante?|"
            r"en interim|interimaires?|tijdelijk\w*|vervanging|cdd|uitzend\w*|locum|short[- ]term|"
            r"temporari[oa]|(?:contrato|empleo|trabajo) temporal|temporal$|tempo determinato"
        ),
    ),
    (
        "internship",
        (
            r"intern(?:ship|s)?|stage|stagiai?re?|praktik\w+|werkstudent\w*|auszubildende\w*|azubi\w*|"
            r"ausbildung(?: zu[mr])?|learnerships?|alternan\w+|"
            r"working student|attachment|becari\w+|estagi\w+|pasant[ei]\w*|practicantes?|stajyer\w*|magang|tirocin\w+|"
            rf"dual\w* stud\w+|[a-z]{{2,10}}praktikum|praxissemester|praktyk(?:i|ant\w*)|{_APPRENTICE}|"
            rf"{_STAZ}|{_PRACTICAS}"
        ),
    ),
    (
        "volunteer",
        (
            r"volunteer\w*|vrijwillig\w*|ehrenamt\w*|voluntari[oa]|benevol\w*|"
            r"wolontari\w*|unpaid|pro bono"
        ),
    ),
)
_PERMANENT = re.compile(r"permanent|cdi|regular|vast|clt", re.IGNORECASE)  # for good, and not how many hours
TYPE_PATTERNS = {kind: re.compile(rf"(?<![^\W_])(?:{body})(?![^\W_])", re.IGNORECASE) for kind, body in _TYPES}


def title_level(raw: str) -> str | None:
    """The level that the words of a title tell, the highest of several but for interns; None for none.

    A Roman number counts where no word tells one.
    """
    text = without_accents(raw)
    lower = text.lower()
    if "executive" in lower or not _OF_WHOM.isdisjoint(lower.split()):
        text = _EXECUTIVE_ROLE.sub(" ", text)
    worded = _ROMAN.sub(" ", text)
    return _told_level(worded) or (_told_level(text) if worded != text else None)


def _told_level(text: str) -> str | None:
    lower = text.lower().rstrip()
    told = LEVEL_CUES.starts(lower).keys() | ({_JUNIOR} if lower.endswith("i") else set())  # "Clerk I"
    return next((LEVEL_PATTERNS[number][0] for number in sorted(told) if LEVEL_PATTERNS[number][1].search(text)), None)


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
    plain = without_accents(text[:LONGEST_TITLE])
    told = TYPE_CUES.starts(plain.lower())
    found = {kind: match for kind in told if (match := TYPE_PATTERNS[kind].search(plain))}
    if "part_time" in found and "full_time" in found and _PERMANENT.match(found["full_time"][0]):
        del found["full_time"]  # "CDI, temps partiel"
    return tuple(sorted(found, key=lambda kind: found[kind].start()))
