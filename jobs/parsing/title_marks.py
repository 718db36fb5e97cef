"""What stands in titles beside the work: marks of gender, shifts, hours, counts, dates, pay, references, urgency."""

from __future__ import annotations

import re

from jobs.parsing.cues import Cues
from jobs.parsing.functions import function_of

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
    r"open position|offre d'emploi|emploi|empleo|oferta de empleo|vagas?|se (?:busca|necesita|solicita|precisa)|"
    r"gesucht|"
    r"wir suchen|nafasi (?:y|z)a kazi|precisa-se|contrata-se|nous recherchons|on recherche|recherche|recrute|buscamos|"
    r"wij zoeken|gezocht)\b(?:\s+(?:for|of|alert|now|an?|de|un|une|uma?|una|een|eine?n?)\b)*[\s:!*\-\u2013]+(?=\S)",
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
_SHIFT = re.compile(
    r"(?:\b(?:day|night|morning|evening|weekend|rotating|late|early|graveyard|swing|split|afternoon|1st|2nd|3rd|first|"
    r"second|third|\d)[ -]shifts?\b|\bshift [a-d1-4]\b|\b[a-d][ -]shift\b|\b\d[ -]on[ -]\d[ -]off\b|"
    r"\b(?:fr\u00fch|sp\u00e4t|nacht|tag|wechsel|\d[ -]?)?-?schicht(?:dienst|betrieb|system)?\b|"
    r"\b(?:\d-)?ploegen(?:dienst)?\b|"
    r"\b(?:nacht|avond|dag|tag|fr\u00fch|sp\u00e4t|ochtend|weekend)dienst\b|^(?:noturno|nocturn[oa]|diurno)$|"
    r"\b(?:for )?(?:night|day) duty\b|\b[ap]m[ -]shift\b|\bx\s?\d{1,3}$|^(?:un)?paid$|"
    r"\bturno (?:de )?(?:d[ae] )?(?:noche|noite|ma\u00f1ana|manh\u00e3|tarde|d[i\u00ed]a)\b|\b[235]x8\b|"
    r"\bshifts?\b(?! leader| manager| supervisor| engineer)|\bnights?\b$|"
    r"(?:^|\s)(?:weekends?(?: only)?|week-ends?|fins? de semana|abends|nachts|tags\u00fcber|morgens|vormittags|"
    r"nachmittags|"
    r"am wochenende|"
    r"avonds|'s avonds|overdag|le soir|la nuit|en soir\u00e9e|de nuit|schichtarbeit|nachtarbeit|wisseldiensten|"
    r"noites|madrugada)$|"
    r"^(?:nuit|soir|noche|noite|ma\u00f1ana|tarde|nacht|avond|usiku|mchana)s?$|"
    r"^(?:days?|evenings?|mornings?|prn|ft|pt|[fp]/t)(?: only)?$|^(?:fe)?males?(?: only| preferred)?$|"
    r"^(?:ladies|men|women)(?: only)?$|^seasonal\b|^(?:locum|temp|casual|urgent|live[- ]?(?:in|out)|home daily)$|"
    r"\b\d{1,2}(?:[.,]\d)?\s?(?:-|\u2013|to|bis|tot|\u00e0)?\s?\d{0,2}\s?(?:hrs?|hours?|h|uur|u/w|u\b|std\.?|stunden|"
    r"horas|"
    r"heures)(?:\s?(?:per|/|"
    r"p|pro|par|por)\s?(?:week|wk|woche|wo\.?|semaine|semana|"
    r"w|day))?\b|(?:^|(?<!\bfor)(?<!\bof)\s)\d{1,2}[ -]?(?:months?|mths?|maanden|monate|mois|meses|miesi\u0119cy)$|"
    r"\b\d(?:\s?-\s?\d)?[ -]days?(?:\s?(?:a|per|/)\s?(?:week|wk)\b|$)|"
    r"\bmon(?:day)?s?\s?(?:-|\u2013|to)\s?(?:fri|sat|sun)(?:days?|urdays?)?\b|"
    r"\b(?:pensum\s)?\d{1,3}\s?(?:(?:[-\u2013\u2014]|bis|to)\s?\d{1,3}\s?)?%|"
    r"\b0[.,]\d{1,2}(?:\s?-\s?\d[.,]\d)?\s?fte\b|"
    r"\b1[.,]0\s?fte\b|\bfte\b|\b\d{1,2}[:.]?\d{0,2}\s?[ap]m\s?(?:-|\u2013|to)\s?\d{1,2}[:.]?\d{0,2}\s?[ap]m\b)",
    re.IGNORECASE,
)
_HOURS = re.compile(
    r"\b\d{1,2}(?:[:.]\d\d)?\s?[ap]m?\s?(?:-|\u2013|to)\s?\d{1,2}(?:[:.]\d\d)?\s?[ap]m?\b", re.IGNORECASE
)
_REFERENCE = re.compile(
    r"(?:\b(?i:r[e\u00e9]f(?:[e\u00e9]ren(?:ce|z|tie))?|kennziffer|req|job|id|vacancy|vac|nr|no|store|branch|"
    r"outlet)(?:\s(?i:id|no|nr|number))?[.:#\s]{1,3}"
    r"[\w-]{0,6}\d[\w/-]*|"
    r"#\s?\d[\w-]*|"
    r"\b[A-Z]{1,6}[-_]?\d{3,}[\w-]*\b|\b\d{5,}\b|\b[A-Z]{2,4}(?:-[A-Z0-9]{1,4}){3,}\b|"
    r"^\W*(?=\w*\d)(?=\w*[A-Z])\w{5,8}:)"
)
_MODE = re.compile(
    r"\b(?:(?:fully |100% )?remote(?! sens\w+)|hybrid(?:e)?(?: working schedule)?|on[- ]?site|"
    r"work from home|wfh|home[- ]?office|full[- ]?time|part[- ]?time|fulltime|parttime|freelance|"
    r"permanent|temporary|fixed[- ]term|(?:in |op )?(?:teilzeit|vollzeit|deeltijd|voltijd)|temps (?:plein|partiel)|"
    r"(?:a )?(?:tiempo|tempo|jornada|horario|hor\u00e1rio) (?:completo|completa|parcial|integral|"
    r"inteiro|pieno)|(?:a )?(?:media|meia) jornada|medio tiempo|meio per[i\u00ed]odo|(?:\u00e0 )?mi-temps|"
    r"(?:na )?(?:p\u00f3\u0142|[\u00bd\u00bc\u00be]) etatu|(?:nie)?pe\u0142(?:ny|en) etat|"
    r"remot[oa]|teletrabajo|h[i\u00ed]brid[oa]|(?:praca )?(?:zdaln[aei]+|hybrydow[ao]|stacjonarn[aei]+)|"
    r"t\u00e9l\u00e9travail|cdi|cdd|ftc|(?:un)?befristet(?:e[rs]?)?|vervanging|(?:auf )?mini-?job(?:-?basis)?|"
    r"auf \d{3}[- ](?:euro|\u20ac)[- ]basis|vast contract|vaste baan|"
    r"tempor[\u00e1a]ri[oa]s?|tijdelijke?|(?<!\w)[fp]/t(?!\w)|commission[- ](?:only|based)|"
    r"(?:m|p)aternity (?:leave )?cover|temp(?! (?:agency|recruit|desk|to|controller)|-)|"
    r"contract(?!s? (?:manager|officer|admin\w*|specialist|lawyer|"
    r"engineer|management|law)))\b|\btemporal$",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"\b(?:start(?:ing|s|date)?|from|ab|zum|per|vanaf|(?:\u00e0|a) partir d[eu]|desde|until|till?|available|"
    r"(?:studien|ausbildungs)?(?:beginn|start)|herbst|"
    r"sommer|"
    rf"fall|autumn|spring|summer|winter)(?: (?:herbst|im))?:?\s{_DAY}(?:\s?(?:to|bis|-)\s{_DAY})?|"
    r"\b(?:ab sofort|per (?:direct|sofort)|(?:zum )?n\u00e4chstm\u00f6glich(?:en (?:zeitpunkt|termin))?|"
    r"d\u00e8s que possible|start immediately|starts? asap)\b|"
    rf"(?<![\w/.-])(?:{_MONTH}\s)?{_YEAR}(?![\w/-]|\.\d)",
    re.IGNORECASE,
)
_FIGURE = r"\d{1,3}(?:[ .,'\u2019]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_SIGN = (
    r"(?:\b(?:ksh|kes|ugx|ush|tzs|tsh|rs|inr|ngn|zar|usd|eur|gbp|etb|birr|ghs|php|aed|sgd|brl|mxn|pln|chf)\.?|us\$|r\$|"
    r"[$\u20ac\xa3\u20a6\u20b9\u20b5\u20b1]|\b[rn](?=\s?\d+(?:[.,]\d+)?(?:k\b|/|\s?p/?h\b|\sper\b|[ ,]?\d{3})))"
)
_NAMED = (
    r"(?:birr|etb|naira|ksh|kes|usd|euros?|eur|gbp|rand|bob|pesos|reais|rupees|dollars|z\u0142|pln|chf|"
    r"[$\u20ac\xa3\u20a6\u20b9])"
)
_PER = (
    r"(?:\s?(?:/|per|an?|p/|p\.|pro|par|por|each)\s?(?:hour|hr|h|std|stunde|heure|uur|hora|day|tag|jour|d\u00eda|"
    r"week|wk|"
    r"woche|semaine|semana|month|mo|mth|mnth|monat|mois|maand|mes|m\u00eas|year|yr|annum|jahr|an|jaar|a\u00f1o|ano|"
    r"shift)\b\.?|"
    r"\s?(?:ph|hr|p[./]?u\.?|pw|pm|pcm|pa|pd|p\.?a\.?|lpa|hourly|daily|weekly|monthly|yearly)(?!\w))"
)
_TO = r"\s?(?:-|\u2013|to|bis|tot|\u00e0|a)\s?"
_TIMES = r"(?:\s?(?:k|m|lpa|lakhs?|mil)(?![^\W\d_]))?(?!\d)"
_MONEY = re.compile(
    rf"(?:(?:\b(?:up to|from|bis(?: zu)?|ab|vanaf|tot|\u00e0 partir de|hasta|desde|at\u00e9|earn|sal[a\u00e1]r(?:y|"
    rf"io|is)|sueldo|pay|salaire|"
    rf"gehalt|lohn)"
    rf"\b:?|"
    rf"[@>~])\s?)*(?:{_SIGN}\s?(?:{_FIGURE}){_TIMES}(?:{_TO}{_SIGN}?\s?(?:{_FIGURE}){_TIMES})?(?:\s?{_NAMED}(?!\w))?|"
    rf"(?<![\w.,])(?:{_FIGURE}){_TIMES}(?:{_TO}(?:{_FIGURE}){_TIMES})?\s?{_NAMED}(?![^\W\d_])|"
    rf"(?<![\w.,])\d[\d.,]*k?{_TO}\d[\d.,]*k\b|(?<![\w.,])\d{{2,3}}k\b|(?<![\w.,])\d[\d.]*(?:{_TO}\d[\d.]*)?\s?lpa\b|"
    rf"(?<![\w.,])\d{{3,}}(?={_PER}))"
    rf"{_PER}?(?:\s(?:gross|net|netto|brutto|bruto|brut|basic|base|ctc|ote|salary))*",
    re.IGNORECASE,
)
_EXTRAS = re.compile(
    r"\b(?:basic|base)(?: (?:pay|salary))?\s?(?:\+|plus|&|and)\s?comm(?:ission|s)?\b\.?|"
    r"(?:^|\s)(?:\+|plus)\s?(?:tips|comm(?:issions?)?|bonus(?:es)?|benefits|allowances?|incentives|overtime|ot|"
    r"comiss(?:\u00e3o|\u00f5es)|comision(?:es)?|provision|primes?|food|transport|accommodation|accom)\b|"
    r"\b(?:top|guter?|good|great|high|attractive|competitive) (?:lohn|verdienst|pay|salary|bezahlung)\b|"
    r"\b(?:no|without) (?:prior |work )?exp(?:erience)?(?: (?:needed|required|necessary|ok(?:ay)?))?(?!\w)|"
    r"\bimmediate (?:hire|hiring|joiners?|start|interview)\b|\b(?:training|accommodation|housing|transport) provided\b|"
    r"\b(?:min(?:imum)?\.? )?\d{1,2}(?:\s?[-\u2013]\s?\d{1,2})?\+?\s?(?:yrs?|years?|jahre?|ans|a\u00f1os|jaar)\.?"
    r"(?: (?:of )?exp(?:erience)?)?(?=\W*$)|"
    r"\b(?:with|own) (?:your |his |her |their )?own (?:car|transport|vehicle|bike|tools|motorbike|motorcycle)\b|"
    r"\b(?:x\s?)?\d{1,3}\s?(?:slots?|positions?|posts?|vacanc(?:y|ies)|openings?|nos?\.?|pax|vagas?|plazas|postes|"
    r"stellen|"
    r"vacatures)(?!\w)|"
    r"\b(?:nationwide|islandwide|bundesweit|deutschlandweit|landesweit)\b|\bnafasi \d{1,3}\b|"
    r"\b(?:call|whatsapp|tel|phone|contact|sms)?\W{0,3}(?<![\w.])(?:\+\d|0)\d[\d ()-]{6,}\d\b|"
    r"^own (?:bike|car|vehicle|tools|transport)$|^experienced(?: only)?$|"
    r"\b\d\s?(?:\*|stars?|sterne)[- ]hotels?\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:relocation|visa sponsor\w*|(?:sign(?:ing)?|joining|retention|welcome)[- ]bonus|sign(?:ing)?[- ]on\b|"
    r"based$|^(?-i:[A-Z])\w+-based\b|starting (?:salary|from|at|immediately|asap|now)|start date|immediate start|"
    r"inklusiver job|"
    r"register interest|salary|ref(?:erence)?$|(?:nationals|citizens|locals?|residents|females?|males?|ladies) only|"
    r"(?:multiple|various|several|all) (?:locations|branches|cities)|nationwide|islandwide|bundesweit|"
    r"deutschlandweit)\b",
    re.IGNORECASE,
)


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
        "hitajika", "natafutwa", "confidential", "vertraulich", "fte", "vaste baan",
    )
)  # fmt: skip
SHORT_PART = 10  # characters: one word, which may be "FT" or "men"
_FIGURE_OR_CAPITALS = re.compile(r"\d|[A-Z]{2}-[A-Z]")
_GENDERED = re.compile(r"[(\[/|:*_.\u00b7\u2022]|[rst]In")


def without_lead_in(raw: str) -> str:
    """The title without "Hiring:", "2 x", hours of the day, references and marks of gender."""
    bare = _LEAD_IN.sub("", raw)
    if _FIGURE_OR_CAPITALS.search(bare):
        bare = _COUNT.sub("", _HOURS.sub(" ", _REFERENCE.sub(" ", bare)))
    return _CALLS_INSIDE.sub(" ", without_gender(bare))


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
    for pattern in (_MODE, _MONEY, _WHEN, _SHIFT, _EXTRAS, _REFERENCE) if figures else (_MODE, _WHEN, _SHIFT, _EXTRAS):
        part = pattern.sub(" ", part).strip()
    return _TRAILING_WORDS.sub("", _LEADING_WORDS.sub("", " ".join(part.split()))).strip(EDGES)


def without_references(text: str) -> str:
    """The text without numbers of vacancies."""
    return _REFERENCE.sub(" ", text) if _FIGURE_OR_CAPITALS.search(text) else text


def without_trailing(text: str) -> str:
    """The title without calls, "at Acme" and words that wait for more at its end."""
    return _DANGLING.sub("", _AT_COMPANY.sub("", _TRAILING_WORDS.sub("", text)))
