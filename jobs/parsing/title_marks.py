"""What stands in titles beside the work: marks of gender, shifts, hours, counts, dates, pay, references, urgency."""

from __future__ import annotations

import re

from jobs.parsing.cues import Cues
from jobs.parsing.functions import function_of
from jobs.parsing.repeats import remembered
from jobs.parsing.title_money import MONEY
from jobs.parsing.title_shifts import HOURS, SHIFT

# not ".", "+" or "#", for .NET, C++ and C#
EDGES = " \t\n-\u2013\u2014|,;:/\u2022*!&_\"'<>~=\u2b50\u2728\u2705\u2714\ufe0f\u27a1\u25b6\u200b\xab\xbb"
_LETTER = r"(?:[mfwdvxhnair*]|div\.?|gn\*?|all genders?|all|male|female|mensch(?:en)?|mwd|wmd|mfd|fmd|mfx|mvx)"
_INCLUSIVE = r"(?:e|se|euse|[e\u00e8]re|t?rice|ne|le|ve)"
_YEAR = r"20[2-3]\d(?:\s?/\s?(?:20)?[2-3]\d)?"
_MONTH = (
    r"(?:jan(?:uary?|uari|vier|eiro)?|feb(?:ruary?|ruari)?|m[a\u00e4]r(?:ch|z)?|maart|mars|marzo|apr(?:il)?|mai|may|"
    r"mei|"
    r"june?|juni|juin|july?|juli|juillet|aug(?:ust|ustus)?|ao\u00fbt|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|"
    r"de[cz](?:ember)?)\b\.?"
)
_DAY = (
    rf"(?:(?:end|mid|early|late)\s)?(?:\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?(?:20)?\d\d|"
    rf"(?:\d{{1,2}}(?:st|nd|rd|th|\.)?\s)?{_MONTH}(?:\s\d{{1,2}}\b)?(?:,?\s{_YEAR})?|{_YEAR})"
)
_GENDER = re.compile(
    rf"[(\[]\s*{_LETTER}(?:\s*[/|,.\\*-]\s*{_LETTER}){{0,4}}\s*[)\]]\*?"
    r"|(?<![\w/])[mfwdvxh](?:\s?[/|]\s?[mfwdvxh*]){1,3}(?![\w/])|(?<=\w)[:*_](?:in|innen)\b|(?<=\w)/-?in(?:nen)?\b"
    r"|(?<=\w\w\w)\s?/\s?-(?:in|innen|t?rice|euse|ne)\b|(?<=eur)/(?:t?rice|euse)\b|(?<=ier)/[e\u00e8]re\b"
    r"|(?<=\w)\s?\((?:-?in|innen|e|se|euse|ne|trice|i?\u00e8re|a|as|r)\)(?=\W|$)|(?<=\w)/(?:r|as?)\b(?!/)"
    rf"|(?<=\w\w\wa)/os?\b|(?<=\w\w\wt)/es?\b|(?<=\w)[\u00b7\u2022]{_INCLUSIVE}(?:[\u00b7\u2022]?s)?\b"
    rf"|(?<=\w\w\w)\.(?:e|se|euse|[e\u00e8]re|trice)(?:\.?s)?\b|(?-i:(?<=[elnrsu][rst])In(?:nen)?\b)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^[\W_]*(?:(?:urgent(?:ly)?|immediate(?:ly)?|now|we(?:'| a)re|is|are|currently|hot|"
    r"new)\s+)*(?:hiring|vacanc(?:y|ies)|vacature|job(?: (?:title|opening|opportunity|vacancy)|(?=\s?:))|"
    r"looking for|wanted|urgent|recruiting|recruitment of|needed|position(?: filled)?|role|stellenangebot|"
    r"(?:(?:i|we) )?need(?= an?\s)|career opportunity|walk[- ]?in(?: (?:interview|drive))?|job alert|apply now|"
    r"bijbaan|nebenjob|ferienjob|studentenjob|vakantiewerk|open position|offre d'emploi|emploi|empleo|"
    r"oferta de empleo|vagas?|se (?:busca|necesita|solicita|precisa)|"
    r"gesucht|"
    r"wir suchen|nafasi (?:y|z)a kazi|precisa-se|contrata-se|nous recherchons|on recherche|recherche|recrute|buscamos|"
    r"wij zoeken|gezocht)\b(?:\s+(?:for|of|als|alert|now|an?|de|un|une|uma?|una|een|eine?n?)\b)*[\s:!*\-\u2013]+(?=\S)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"^\W*\d{1,3}\s?[x\u00d7]\s+(?=[^\W\d_]{2})|^\W*\d{1,2}\s+(?!stars?\b|sterne|hours?|hrs?\b|days?|months?|years?|"
    rf"weeks?|line\b|way\b|{_MONTH})(?=[^\W\d_]{{3}})",
    re.IGNORECASE,
)
_BY_COMPANY = re.compile(
    r"^.{2,60}?\s(?:is\s)?(?:hiring|needs?|recruitment for|recruits?|is looking for|seeks|sucht|recrute|"
    r"zoekt)\s+(?:an?\s|"
    r"for\s|:\s?|eine?n?\s|une?\s|een\s)*(?=\w)",
    re.IGNORECASE,
)
_AT_COMPANY = re.compile(r"\s+(?:at|@|bij|bei|chez)\s+[A-Z0-9][^,|]{1,80}$")
_CALLS = (
    r"(?:needed|wanted|required|gesucht|gezocht|recherch\u00e9e?s?|buscad[oa]|urgent(?:ly)?|asap|immediately|"
    r"vacanc(?:y|ies)|"
    r"job|hiring|location|standort|standplaats|apply now|immediate joiners?(?: only)?|join now|pls|please|dringend|"
    r"zsm|spoed|con urgencia|urgente|de urgencia|haraka|"
    r"(?:ana|wana|ina|tuna)hitajika|"
    r"natafutwa|confidential|vertraulich|con experiencia|sofort)"
)
_TRAILING_WORDS = re.compile(rf"(?:\s+{_CALLS}\b[\s!.]*)+$", re.IGNORECASE)
_LEADING_WORDS = re.compile(r"^(?:or|oder|ou|und|and)\s(?=\w)", re.IGNORECASE)
_CALLS_INSIDE = re.compile(
    r"\b(?:needed|wanted|required|gesucht|gezocht)(?:[\s!]+(?:urgently|asap|immediately|now|sofort|"
    r"dringend)\b)+[\s!.]*|"
    r"(?<=\s)needed(?=\s?[-\u2013])|!+\s*(?:asap|urgent)\b[\s!]*|(?<=\w)!{2,}(?=\s)",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"\s(?:f\u00fcr|im|for|in|oder|or|und|and|en|of|voor|para|pour|et|with|mit|from|ab|bis|vanaf|auf|zu[mr]?|at|@|\+|"
    r"to|"
    r"\u00e0|de|em|na)\s*$"
)
_REFERENCE = re.compile(
    r"(?:\b(?i:r[e\u00e9]f(?:[e\u00e9]ren(?:ce|z|tie))?|kennziffer|req|job|id|vacancy|vac|nr|no|store|branch|"
    r"outlet)(?:\s(?i:id|no|nr|number))?[.:#\s]{1,3}"
    r"(?:[A-Z]{1,6}/){0,3}[\w-]{0,6}\d[\w/-]*|"
    r"#\s?\d[\w-]*|"
    r"\b(?![NR]\d+\s?(?:/|per\b|p/?[hm]\b|k\b))[A-Z]{1,6}[-_]?\d{3,}[\w-]*\b|\b\d{5,}\b|"
    r"\b[A-Z]{2,4}(?:-[A-Z0-9]{1,4}){3,}\b|"
    r"^\W*(?=\w*\d)(?=\w*[A-Z])\w{5,8}:)"
)
_MODE = re.compile(
    r"\b(?:contract[- ]to[- ](?:hire|perm(?:anent)?)|(?:temp(?:orary)?[- ]to[- ](?:perm(?:anent)?|hire))|"
    r"(?:no )?c2[ch](?: only)?|w2 only|"
    r"clt|pj|(?:yar[\u0131i]|tam) zamanl[\u0131i]|"
    r"^int[\u00e9e]rim$|bbl|bol(?!\.)|en int[\u00e9e]rim|int[\u00e9e]rimaire|(?:auf )?\d{3}[- ]?(?:euro|"
    r"\u20ac)[- ]?(?:basis|job)|"
    r"(?:fully |100% )?remote(?! sens\w+)|hybrid(?:e)?(?: working schedule)?|on[- ]?site|"
    r"work(?:ing)? from home|wfh|desde casa|von zu hause|vanuit huis|"
    r"home[- ]?office|full[- ]?time|part[- ]?time|fulltime|parttime|freelance|"
    r"permanent|temporary|fixed[- ]term|(?:in |op )?(?:teilzeit|vollzeit|deeltijd|voltijd)|temps (?:plein|partiel)|"
    r"(?:a )?(?:tiempo|tempo|jornada|horario|hor\u00e1rio) (?:completo|completa|parcial|integral|"
    r"inteiro|pieno)|(?:a )?(?:media|meia) jornada|medio tiempo|meio per[i\u00ed]odo|(?:\u00e0 )?mi-temps|"
    r"(?:na )?(?:p\u00f3\u0142|[\u00bd\u00bc\u00be]) etatu|(?:nie)?pe\u0142(?:ny|en) etat|"
    r"remot[oa]|teletrabajo|h[i\u00ed]brid[oa]|(?:praca )?(?:zdaln[aei]+|hybrydow[ao]|stacjonarn[aei]+)|"
    r"t\u00e9l\u00e9travail|cdi|cdd|ftc|(?:un)?befristet(?:e[rs]?)?|vervanging|(?:auf )?mini-?job(?:-?basis)?|"
    r"vast contract|vaste baan|"
    r"tempor[\u00e1a]ri[oa]s?|tijdelijke?|(?<!\w)[fp]/t(?!\w)|"
    r"(?:m|p)aternity (?:leave )?cover|temp(?! (?:agency|recruit|desk|to|controller)|-)|"
    r"contract(?!s? (?:manager|officer|admin\w*|specialist|lawyer|"
    r"engineer|management|law)))\b|\btemporal$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\b{_YEAR}(?:\s?[-]\s?(?:20)?[2-3]\d)?\s(?:pass(?:ed)?[- ]?outs?|batch)\b|\b(?:pass(?:ed)?[- ]?outs?|"
    rf"batch)(?: of)?\s{_YEAR}|"
    r"\b(?:on|by|start(?:ing|s|date)?|from|ab|zum|per|vanaf|(?:\u00e0|a) partir d[eu]|desde|until|till?|available|"
    r"(?:studien|ausbildungs)?(?:beginn|start)|herbst|"
    r"sommer|"
    rf"fall|autumn|spring|summer|winter)(?: (?:herbst|im))?:?\s{_DAY}(?:\s?(?:to|bis|-)\s{_DAY})?|"
    r"\b(?:ab sofort|per (?:direct|sofort)|(?:zum )?n\u00e4chstm\u00f6glich(?:en (?:zeitpunkt|termin))?|"
    r"d\u00e8s que possible|start immediately|starts? asap)\b|"
    rf"\b{_MONTH}\s?[-\u2013]\s?{_MONTH}(?:\s{_YEAR})?|"
    rf"(?<![\w/.-])(?:{_MONTH}\s)?{_YEAR}(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"\b(?:call|what['\u2019]?s?\s?app|tel|phone|contact|sms|text)?\W{0,3}(?<![\w.])(?:\+\d|0)\d[\d ()-]{6,}\d\b",
    re.IGNORECASE,
)
_EXTRAS = re.compile(
    r"\b(?:basic|base)(?: (?:pay|salary))?\s?(?:\+|plus|&|and)\s?comm(?:ission|s)?\b\.?|"
    r"(?:^|\s)(?:\+|plus)\s?(?:tips|comm(?:issions?)?|bonus(?:es)?|benefits|allowances?|incentives|overtime|ot|"
    r"comiss(?:\u00e3o|\u00f5es)|comision(?:es)?|provision|primes?|food|transport|accommodation|accom)\b|"
    r"\b(?:top|guter?|good|great|high|attractive|competitive) (?:lohn|verdienst|pay|salary|bezahlung)\b|"
    r"\b(?:nq|newly qualified|\d{1,2})(?:\s?[-\u2013]\s?\d{1,2})?\+?\s?(?:years?['\u2019]? |yrs? )?pqe\b|"
    r"\b(?:inter)?national (?:position|post)\b|\bre-?advertis\w+|\b(?:local|expat(?:riate)?) (?:position|hire|"
    r"contract)\b|"
    r"\btax[- ]free\b|^h[o\u00f4]tel \d\s?(?:\*{1,5}|stars?|estrellas|\u00e9toiles|sterne|sterren|estrelas)|"
    r"\bfree (?:food|meals?|accommodation|housing|lodging|transport\w*|visa|tickets?|uniform|parking)"
    r"(?:\s?(?:,|&|and|\+)\s?(?:free )?(?:food|meals?|accommodation|housing|transport\w*|visa|tickets?))*|"
    r"^(?:expat(?:riate)?s?|locals?)(?: only)?$|\b(?:recruitment|assessment|interview|open) (?:day|drive|event)s?\b|"
    r"^(?:(?:at )?(?:grade|level)\s)?(?:(?:P|G|GS|SB|IICA|LICA)-?\s?\d{1,2}|NO-?\s?[A-D])$|"
    r"\byc [wsfx]\d\d\b|\b(?:no|without) (?:prior |work )?exp(?:erience)?(?: (?:needed|required|necessary|"
    r"ok(?:ay)?))?(?!\w)|"
    r"\basap start\b|\bimmediate (?:hire|hiring|joiners?|start|interview)\b|\b(?:training|accommodation|housing|"
    r"transport) provided\b|"
    r"\b(?:min(?:imum)?\.? )?\d{1,2}(?:\s?[-\u2013]\s?\d{1,2})?\+?\s?(?:yrs?|years?|jahre?|ans|a\u00f1os|jaar)\.?"
    r"(?: (?:of )?exp(?:erience)?)?(?=\W*$)|"
    r"\b(?:with|own) (?:your |his |her |their )?own (?:car|transport|vehicle|bike|tools|motorbike|motorcycle)\b|"
    r"\b(?:x\s?)?\d{1,3}\s?(?:slots?|positions?|posts?|vacanc(?:y|ies)|openings?|nos?\.?|pax|vagas?|plazas|postes|"
    r"stellen|"
    r"vacatures)(?!\w)|"
    r"\b(?:nationwide|islandwide|bundesweit|deutschlandweit|landesweit)\b|\bnafasi \d{1,3}\b|"
    r"^own (?:bike|car|vehicle|tools|transport)$|^experienced(?: only)?$|"
    r"\b\d\s?(?:\*|stars?|sterne)[- ](?:(?:luxury|boutique|beach|city)\s)?(?:hotel|resort|lodge|propert)(?:s|y|"
    r"ies)?(?:\s(?:(?:&|and)\s)?spa)?\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:(?:wanted|needed|required)!+\s+\w+|commission[- ](?:only|based)|relocation|visa sponsor\w*|"
    r"(?:sign(?:ing)?|joining|retention|welcome)[- ]bonus|"
    r"sign(?:ing)?[- ]on\b|based$|^based (?:in|at)\b|^(?-i:[A-Z])\w+-based\b|"
    r"starting (?:salary|from|at|immediately|asap|now)|start date|"
    r"immediate start|"
    r"inklusiver job|"
    r"register interest|salary|ref(?:erence)?$|(?:nationals|citizens|locals?|residents|females?|males?|ladies) only|"
    r"(?:multiple|various|several|all) (?:locations|branches|cities)|nationwide|islandwide|bundesweit|"
    r"deutschlandweit)\b",
    re.IGNORECASE,
)


_MONTHS_BEGIN = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# One of these, or a figure, stands in whatever the patterns of a part look for.
_CUES = Cues(
    (
        "remote", "based",
        "hybrid", "h\u00edbrid", "hibrid", "hybryd", "site", "home", "wfh", "office", "time", "freelance",
        "permanent", "tempor", "fixed", "teilzeit", "vollzeit", "deeltijd", "voltijd", "temp", "tiempo", "jornada",
        "horari", "hor\u00e1ri", "medio", "meio", "meia", "etat", "remot", "teletrab", "zdaln", "stacjon",
        "t\u00e9l\u00e9", "cdi", "cdd", "ftc", "befristet", "vervanging", "minijob", "mini-job", "vast ",
        "commission", "aternity", "contract", "tijdelijk", "/t", "sofort", "per direct", "n\u00e4chst",
        "que possible", "start", "from ", " ab ", "zum ", "per ", "vanaf", "partir", "desde", "until", "till",
        "available", "beginn", "herbst", "sommer", "fall", "autumn", "spring", "summer", "winter", "shift",
        "schicht", "ploegen", "dienst", "noturn", "nocturn", "diurno", "paid", "turno", "night", "day",
        "tags\u00fcber", "evening", "week", "semana", "morning", "male", "ladies", "seasonal", "locum", "casual",
        "live-", "live in", "live out", "abends", "nacht", "morgens", "mittags", "avond", "overdag", "soir", "nuit",
        "noite", "madrugada", "noche", "ma\u00f1ana", "tarde", "usiku", "mchana", "wisseld", "mon-", "mon ",
        "monday", "mon\u2013", "basic", "base +", "base pay", "base sal", "base comm", "base and", "base plus", "+",
        "plus", "lohn", "verdienst", "pay", "salar", "bezahlung", "experience", "exp ", "experiencia", "immediat",
        "provided", "own ", "nationwide", "nationals", "islandwide", "bundesweit", "landesweit", "deutschlandweit",
        "nafasi", "relocation", "visa", "bonus", "sign on", "sign-on", "signing", "inklusiv", "register interest",
        " ref", "reference", "only", "locations", "branches", "cities", "needed", "wanted", "required", "gesucht",
        "gezocht", "recherch", "buscad", "urgen", "asap", "vacanc", "job", "hiring", "location", "standort",
        "standplaats", "apply", "join now", "joiner", "pls", "please", "dringend", "zsm", "spoed", "haraka",
        "hitajika", "natafutwa", "clt", "pj", "zamanl",
        "bbl", "bol", "hire", "perm", "rim", "fifo", "dido", "jioni", "asubuhi",
        "pqe", "tax", "recruit", "assessment d", "interview d", "open d", "term-", "term ", "grade ", "rotat", "free ",
        " casa", " hause", " huis", "lady", "gent", "c2",
        "position", "findes", " post", "advertis", "local ", "expat", "confidential", "vertraulich", "fte",
        "vaste baan",
        *(f"{dash}{month}" for dash in "-\u2013" for month in _MONTHS_BEGIN),
    )
)  # fmt: skip
SHORT_PART = 10  # characters: one word, which may be "FT" or "men"
_FIGURE_OR_CAPITALS = re.compile(r"\d|[A-Z]{2}-[A-Z]")
_GENDERED = re.compile(r"[(\[/|:*_.\u00b7\u2022]|[rst]In")


def without_lead_in(raw: str) -> str:
    """The title without "Hiring:", "2 x", hours of the day, references and marks of gender."""
    bare = _LEAD_IN.sub("", raw)
    if _FIGURE_OR_CAPITALS.search(bare):
        bare = _COUNT.sub("", HOURS.sub(" ", _REFERENCE.sub(" ", _PHONE.sub(" ", bare))))
    return _CALLS_INSIDE.sub(" ", without_gender(bare))


@remembered  # of a title it is asked for what it says and for its level
def without_gender(text: str) -> str:
    """The text without "(m/w/d)", ":in", "(a)" and the like."""
    return _GENDER.sub(" ", text) if _GENDERED.search(text) else text


def without_company(text: str) -> str:
    """The title without "Acme is hiring" before it and "at Acme" behind it."""
    return _AT_COMPANY.sub("", _BY_COMPANY.sub("", text))


def without_marks(part: str) -> str:
    """A part of a title without modes, shifts, dates, pay, references and calls; "" where it says nothing else."""
    figures = _FIGURE_OR_CAPITALS.search(part)
    if not figures and len(part) > SHORT_PART and not _CUES.starts(part.lower()):
        return part.strip(EDGES)
    if aside := _ASIDE.search(part):
        before = part[: aside.start()].strip(EDGES)
        return without_marks(before) if function_of(before) else ""
    for pattern in (_MODE, MONEY, _WHEN, SHIFT, _EXTRAS, _REFERENCE) if figures else (_MODE, _WHEN, SHIFT, _EXTRAS):
        while (shorter := pattern.sub(" ", part).strip()) != part and pattern is SHIFT:
            part = shorter  # "de nuit 6 mois": each stands at the end in its turn
        part = shorter
    return _TRAILING_WORDS.sub("", _LEADING_WORDS.sub("", " ".join(part.split()))).strip(EDGES)


def without_references(text: str) -> str:
    """The text without numbers of vacancies."""
    return _REFERENCE.sub(" ", text) if _FIGURE_OR_CAPITALS.search(text) else text


def without_trailing(text: str) -> str:
    """The title without calls, "at Acme" and words that wait for more at its end."""
    return _DANGLING.sub("", _AT_COMPANY.sub("", _TRAILING_WORDS.sub("", text)))
