"""Years of experience that a posting asks or a person has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.parsing.figures import WORD_VALUES, latin_digits

MOST_YEARS = 50  # more is a company's age
SHORT_TEXT = 60  # characters: a field or an answer, where years can only be experience
MONTHS_A_YEAR = 12
_SMALL_WORDS = {
    **dict.fromkeys(("a", "an", "een", "un", "une", "ein", "eine", "einem", "um", "uma", "mmoja", "één"), 1.0),
    **dict.fromkeys(("twee", "deux", "dos", "zwei", "dois", "dwa", "miwili", "due"), 2.0),
    **dict.fromkeys(("drie", "trois", "tres", "três", "drei", "trzy", "mitatu", "tre"), 3.0),
    **dict.fromkeys(("vier", "quatre", "cuatro", "quatro", "minne", "cztery"), 4.0),
    **dict.fromkeys(("vijf", "cinq", "cinco", "fünf", "mitano", "pięć"), 5.0),
    **dict.fromkeys(("zes", "seis", "sechs", "sita"), 6.0),
    **dict.fromkeys(("zeven", "sept", "siete", "sieben", "saba"), 7.0),
    **dict.fromkeys(("acht", "huit", "ocho", "oito", "minane"), 8.0),
    **dict.fromkeys(("tien", "dix", "diez", "dez", "zehn", "kumi"), 10.0),
    "zero": 0.0,
    "half a": 0.5,
    "half an": 0.5,
}
_ARTICLES = frozenset({"a", "an", "een", "un", "une", "ein", "eine", "einem", "um", "uma"})
_WORDS = "|".join(sorted((*WORD_VALUES, *_SMALL_WORDS), key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|(?:{_WORDS})\b)"
_YEARS = (
    r"(?:years?|yrs?\.?|jaar|jaren|jahre?n?|"
    r"ans|an(?= d[e'\u2019])|a\u00f1os?|anos?|anni|anno|miaka|lata|lat|tahun|tahunan|y\u0131l|"
    r"лет|года?|साल|वर्ष|"
    r"سنوات|سنة|\u12d3\u1218\u1275|\u12a0\u1218\u1275)"
)
_MONTHS = r"(?:months?|mths?|mos?|maanden|maand|monate?n?|mois|meses|mesi|miesi\w+|miezi|bulan|месяц\w*|माह|شهر\w*)"
_SPAN = re.compile(
    rf"(?<!\w)(?P<less>(?:(?<!not )(?<!no )less than|under|up to|max(?:imum)?\.?(?: of)?|at most|"
    rf"no more than|below|<)\s*)?"
    rf"(?<![\w.,/$\u20ac\xa3:])(?P<low>{_NUMBER})\s?(?:\(\w{{1,10}}\)\s?)?(?P<plus>\+|"
    rf"plus)?\s?(?:(?P<unit0>{_YEARS}|{_MONTHS})\s)?"
    rf"(?:(?:-|to|or|and|tot|bis|\u00e0|a|y|e|do|et|und|/)\s?(?P<high>{_NUMBER})\s?(?:\(\w{{1,10}}\)\s?)?(?P<plus2>\+)?\s?)?-?"
    rf"(?:(?P<years>{_YEARS})|(?P<months>{_MONTHS}))(?![^\W\d_])(?P<after>\+| plus\b| or more\b|"
    rf" and above\b| minimum\b)?",
    re.IGNORECASE,
)
# "Years of experience: 4", "uzoefu wa miaka 3", "miaka mitano": the figure follows.
_UNIT_FIRST = re.compile(
    rf"(?:\b(?:years?|yrs?)(?: of)?(?: [a-z]+){{0,2}} (?:experience|exp)\b(?: required)?\s?[:=-]|(?<![^\W\d_])miaka)\s*"
    rf"(?P<low>{_NUMBER})(?![^\W\d_]|[.,]\d)(?:\s?(?P<plus>\+)|\s?(?:-|to|hadi)\s?(?P<high>{_NUMBER}))?",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"^\D{{0,30}}?(?<![^\W_])(?P<low>{_NUMBER})\s?(?P<plus>\+)?\s?(?:(?:-|to)\s?(?P<high>{_NUMBER}))?\D{{0,20}}$",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    r"experience[ds]?\b|\bexp\b|ervaring|erfahrung|exp[e\u00e9]rience|experiencia|experi\u00eancia|"
    r"esperienza|uzoefu|doświadczeni\w*|pengalaman|deneyim|tecrübe|опыт\w*|अनुभव|خبرة|kazi kama|"
    r"\u120d\u121d\u12f5|track record|"
    r"\bworked\b|\bworking (?:in|as|with|on)\b|hands[- ]on|background in|\bpqe\b|"
    r"post[- ]qualification|in a similar (?:role|position)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:min(?:imum|\.)?|at least|minimaal|minstens|mindestens|require[ds]?|must have|with)\s(?:of\s)?(?:a\s)?$",
    re.IGNORECASE,
)
_NO_EXPERIENCE_AFTER = re.compile(
    r"^[\s,-]*(?:(?:or|and) (?:above|over|older|more) of age|old\b|of age|ago\b|oud\b|alt\b|"
    r"and (?:above|below) of age|contract|warranty|"
    r"or (?:older|above of age|over of age)\b|lease\b|maternity|a year\b|in business|anniversary|history|of history|"
    r"of (?:service to|growth|excellence|innovation|heritage)|in a row|later|per (?:week|month)|"
    r"leave\b|plan\b|project\b|term\b|"
    r"(?:fixed|internship|degree|program|bachelor|master|probation|full|part))",
    re.IGNORECASE,
)
_NO_EXPERIENCE_BEFORE = re.compile(
    r"(?:\baged?\b|age[ds]?(?: between| limit)?:?|between the ages of|leeftijd|for (?:over|more than|"
    r"the (?:last|past))|(?:in|over|within) the (?:last|past|next)|"
    r"lease(?: of)?|over the age of|since|every|after|first|contract(?: of| for| duration)?:?|"
    r"duration:?|founded|established|"
    r"probation|period of|last|past|next|bachelor \w{0,12}|"
    r"not older than|older than)[\s(:]*(?:of\s|for\s)?$",
    re.IGNORECASE,
)
_ABOUT_COMPANY = re.compile(
    r"\b(?:we|our (?:company|team|firm|client|group|business|brand|organi[sz]ation)|company|firm|"
    r"founded|established|client has|with over|"
    r"for over|combined|collective|is a|has been)\b[^.!?\n]{0,60}$",
    re.IGNORECASE,
)
_ABOUT_CANDIDATE = re.compile(
    r"\b(?:look(?:ing)? for|seek\w*|requir\w+|need\w*|expect\w*|you|your|must|candidates?|who|someone|ideal\w*)\b",
    re.IGNORECASE,
)
_NONE_NEEDED = re.compile(
    r"(?<!\w)(?:\bentry[- ]?level\b|\bfresh(?:\s|-)?(?:graduates?|grads?|school leavers?)\b|\bfreshers?\b|"
    r"\b(?:no|without|zero|0)\s(?:(?:prior|previous|work|working|job|relevant|much|any)\s){0,3}experience\b|"
    r"\bexperience (?:is )?(?:not|isn'?t) (?:required|needed|necessary|mandatory|a must)|\bno exp\b|"
    r"\bnever worked\b|\bgeen (?:werk)?ervaring\b|"
    r"\bkeine erfahrung\b|\bsin experiencia\b|\bsans exp\u00e9rience\b|\bgraduate trainees?\b|"
    r"\bjust graduated\b|\brecent(?:ly)? graduated?\b|"
    r"\bervaring (?:is )?(?:niet|geen) (?:vereist|nodig)|\bohne (?:berufs)?erfahrung|\bberufseinsteiger|"
    r"\bquereinsteiger|\bdébutants? acceptés?|\bno se requiere experiencia|\bsem experiência|\bsenza esperienza|"
    r"\bbez doświadczenia|\b\u0431\u0435\u0437 опыта|\bbila uzoefu|"
    r"\bhakuna uzoefu\b|\u12dc\u122e \u12d3\u1218\u1275|\u12dc\u122e \u12a0\u1218\u1275)",
    re.IGNORECASE,
)
_ONLY_NONE = re.compile(r"^\s*(?:none|no|nothing|nil|zero|fresh(?:er)?|beginner|0)[\s.!]*$", re.IGNORECASE)
_DASHES = re.compile(r"[\u2010-\u2015\u2212~]")


@dataclass(frozen=True, slots=True)
class Experience:
    """Years of experience; `max_years` None: no upper limit. Zero is a value: none is needed."""

    min_years: float | None
    max_years: float | None


def parse_experience(text: str, *, bare_numbers: bool = False) -> Experience | None:
    """The experience that a text asks or tells, or None; the first mention in figures wins over "entry level".

    `bare_numbers`, for answers to a question about experience: "3" and "none" count too.
    """
    clean = latin_digits(_DASHES.sub("-", text.replace("\\", "").replace("\u00a0", " ")))
    for match in _SPAN.finditer(clean):
        if _is_experience(clean, match, bare_numbers=bare_numbers) and (found := _span(match)):
            return found
    unit_first = _UNIT_FIRST.search(clean)
    if unit_first and (len(clean) <= SHORT_TEXT or _EXPERIENCE.search(clean, max(0, unit_first.start() - SHORT_TEXT))):
        return _bare(unit_first)
    if _NONE_NEEDED.search(clean) or (bare_numbers and _ONLY_NONE.match(clean)):
        return Experience(0.0, None)
    bare = _BARE.match(clean) if bare_numbers and len(clean) <= SHORT_TEXT else None
    return _bare(bare) if bare and bare["low"].lower() not in _ARTICLES else None


def _is_experience(text: str, match: re.Match[str], *, bare_numbers: bool) -> bool:
    before = text[max(0, match.start() - 80) : match.start()]
    after = text[match.end() : match.end() + 90]
    sentence_before = re.split(r"[.!?;\n\u2022](?=\s|$)", before)[-1]
    sentence_after = re.split(r"[.!?;\n\u2022](?=\s|$)", after, maxsplit=1)[0]
    if _NO_EXPERIENCE_AFTER.match(after) or _NO_EXPERIENCE_BEFORE.search(before):
        return False
    if match["low"].lower() in _ARTICLES:  # "60k a year" is no experience
        return bool(_EXPERIENCE.search(sentence_after[:30]))
    asked = bool(_ASKED.search(sentence_before))
    company = _ABOUT_COMPANY.search(sentence_before)
    if company and not asked and not _ABOUT_CANDIDATE.search(sentence_before):
        return False
    if asked or match["plus"]:
        return True
    if bare_numbers or len(text.strip()) <= SHORT_TEXT:
        return True
    return bool(_EXPERIENCE.search(sentence_after) or _EXPERIENCE.search(sentence_before[-60:]) or _labelled(before))


def _labelled(before: str) -> bool:
    return bool(re.search(r"(?:experience|ervaring)[^\n:]{0,20}[:\n\s-]{1,6}$", before, re.IGNORECASE))


def _number(written: str) -> float:
    word = written.lower()
    if word in _SMALL_WORDS:
        return _SMALL_WORDS[word]
    return float(WORD_VALUES[word]) if word in WORD_VALUES else float(word.replace(",", "."))


def _years(written: str, unit: str) -> float:
    months = re.fullmatch(_MONTHS, unit, re.IGNORECASE) is not None
    return round(_number(written) / MONTHS_A_YEAR, 2) if months else _number(written)


def _span(match: re.Match[str]) -> Experience | None:
    unit = match["years"] or match["months"]
    low = _years(match["low"], match["unit0"] or unit)
    high = _years(match["high"], unit) if match["high"] else None
    if max(low, high or 0) > MOST_YEARS:
        return None
    if high is not None:
        low, high = sorted((low, high))
        return Experience(low, None if match["plus2"] else high)
    if match["less"]:
        return Experience(0.0, low)
    return Experience(low, None)


def _bare(match: re.Match[str]) -> Experience | None:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else None
    if max(low, high or 0) > MOST_YEARS:
        return None
    return Experience(*sorted((low, high))) if high is not None else Experience(low, None)
