"""Years of experience that a posting asks or a person has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jobs.parsing.cues import Cues, lowered, matches, stretches
from jobs.parsing.figures import WORD_VALUES, latin_digits
from jobs.parsing.other_years import NEAR, is_of_company, is_other_time

MOST_YEARS = 50  # more is a company's age
ONE_LINE = 120  # characters: where "4 to 6 years in banking" can only be experience
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
    "one and a half": 1.5,
    "two and a half": 2.5,
    "anderthalb": 1.5,
    "eineinhalb": 1.5,
    "anderhalf": 1.5,
    "fresher": 0.0,
    "freshers": 0.0,
    "half": 0.5,
    "half a": 0.5,
    "couple of": 2.0,
    "a couple of": 2.0,
    "half an": 0.5,
}
_ARTICLES = frozenset({"a", "an", "een", "un", "une", "ein", "eine", "einem", "um", "uma"})
_WORDS = "|".join(sorted((*WORD_VALUES, *_SMALL_WORDS), key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|(?:{_WORDS})\b)"
_YEARS = (
    r"(?:years?|yrs?\.?|y\.?o\.?e\b|jaar|jaren|jahre?n?|"
    r"ans|an(?= (?:d[e'\u2019]|min|en\b))|a\u00f1os?|anos?|anni|anno|miaka|lata|lat|tahun|tahunan|saal|taong?|y\u0131l|"
    r"лет|года?|साल|वर्ष|"
    r"سنوات|سنة|\u12d3\u1218\u1275|\u12a0\u1218\u1275)"
)
_MONTHS = (
    r"(?:months?|mths?|mos?|maanden|maand|monate?n?|mois|meses|mesi|miesi\w+|miezi|bulan|buwan|mahine|месяц\w*|माह|"
    r"شهر\w*)"
)
# Patterns look at texts in lower case: minding no case, an alternative costs thrice as much.
_SPAN = re.compile(
    rf"(?<!\w)(?P<less>(?:(?<!not )(?<!no )less than|under|up to|max(?:imum)?\.?(?: of)?|at most|"
    rf"no(?:t)? more than|below|maximaal|hooguit|h\u00f6chstens|maximal|m\u00e1ximo(?: de)?|hasta|"
    rf"jusqu['\u2019]\u00e0|at\u00e9|<)\s*)?"
    rf"(?<![\w.,/$\u20ac\xa3:])(?P<low>{_NUMBER})\s?(?:\(\w{{1,10}}\)\s?)?(?P<plus>\+|plus|"
    rf"(?:or|and|of|oder|und|ou|et|o|y|e) (?:more|above|over|up|meer|mehr|plus|m[a\u00e1]s|mais))?\s?"
    rf"(?:(?P<unit0>{_YEARS}|{_MONTHS})\s)?"
    rf"(?:(?:-|to|or|and|tot|bis|\u00e0|a|y|e|do|et|und|"
    rf"/)\s?(?P<high>{_NUMBER})\s?(?:\(\w{{1,10}}\)\s?)?(?P<plus2>\+)?\s?)?-?"
    rf"(?:(?P<years>{_YEARS})|(?P<months>{_MONTHS}))(?![^\W\d_])(?P<after>\+| plus\b| or more\b|"
    rf" and above\b| minimum\b)?",
)
# "Experience: 5+", a line or a field of its own.
_LABELLED = re.compile(
    r"(?:^|[\n|;\u2022,.])[ *-]*(?:(?:work(?:ing)?|job|relevant|required|total|minimum|min\.?|years? of) ){0,3}"
    r"(?:experience|exp|ervaring|erfahrung|exp[e\u00e9]rience|experiencia|experi\u00eancia|yoe)"
    r"(?: (?:required|needed|level))?[ *]*[:=-][ *]*(?P<low>\d{1,2}(?:\.5)?)\s?(?P<plus>\+)?"
    r"(?:\s?(?:-|to)\s?(?P<high>\d{1,2})\s?\+?)?[ *]*(?=$|[\n|;,)]|\.\s*$)",
)
# "Years of experience: 4", "uzoefu wa miaka 3", "miaka mitano": the figure follows.
_UNIT_FIRST = re.compile(
    rf"(?:\b(?:years?|yrs?)(?: of)?(?: [a-z]+){{0,2}} (?:experience|exp)\b(?: required)?\s?[:=-]|"
    rf"(?<![^\W\d_])(?:miaka|mwaka))\s*"
    rf"(?P<low>{_NUMBER})(?![^\W\d_]|[.,]\d)(?:\s?(?P<plus>\+)|\s?(?:-|to|hadi)\s?(?P<high>{_NUMBER}))?",
)
_BARE = re.compile(
    rf"^\D{{0,30}}?(?<![^\W_])(?P<low>{_NUMBER})\s?(?P<plus>\+)?\s?(?:(?:-|to)\s?(?P<high>{_NUMBER}))?\D{{0,20}}$",
)
_EXPERIENCE = re.compile(
    r"experience[ds]?\b|\bexp\b|ervaring|erfahrung|exp[e\u00e9]rience|experiencia|experi\u00eancia|"
    r"esperienza|uzoefu|doświadczeni\w*|pengalaman|deneyim|tecrübe|опыт\w*|अनुभव|خبرة|kazi kama|"
    r"\u120d\u121d\u12f5|track record|"
    r"\bworked\b|\bworking (?:in|as|with|on)\b|hands[- ]on|background in|\bpqe\b|\by\.?o\.?e\b|"
    r"post[- ]qualification|in a similar (?:role|position)",
)
_ASKED = re.compile(
    r"(?:min(?:imum|\.)?|at least|minimaal|minstens|mindestens|al menos|m\u00ednimo|au moins|pelo menos|almeno|"
    r"require[ds]?|must have)\s(?:of\s)?(?:a\s)?$",
)
_WORK_NEXT = re.compile(r"\s?(?:\([\w\s-]{1,25}\)\s?)?(?:in|as|within) ")
_WITH = re.compile(r"\bwith (?:a )?$")
_NONE_NEEDED = re.compile(
    r"(?<!\w)(?:\bentry[- ]?level\b|\bfresh(?:\s|-)?(?:graduates?|grads?|school leavers?)\b|\bfreshers?\b|"
    r"\b(?:no|without|zero|0)\s(?:(?:prior|previous|work|working|job|relevant|much|any)\s){0,3}experience\b|"
    r"\b(?:beginners?|school[- ]leavers?|newcomers|starters)(?: are)? (?:also )?(?:welcome|welkom|accepted|can apply|"
    r"may apply)|"
    r"\bexperience (?:is )?(?:an? )?(?:added )?(?:advantage|plus|bonus|preferred|desirable),? but not (?:required|"
    r"necessary|"
    r"essential|mandatory|a must)|"
    r"\bexperience (?:is |na |no )?(?:not|isn'?t|no dey|dey not) (?:required|compulsory|by force|needed|necessary|"
    r"mandatory|a must)|\bno exp\b|"
    r"\bnever worked\b|\bgeen (?:werk)?ervaring\b|"
    r"\bkeine erfahrung\b|\bsin experiencia\b|\bsans exp\u00e9rience\b|\bgraduate trainees?\b|"
    r"\bjust graduated\b|\brecent(?:ly)? graduated?\b|"
    r"\bervaring (?:is )?(?:niet|geen) (?:vereist|nodig)|\bohne (?:berufs)?erfahrung|\bberufseinsteiger|"
    r"\bquereinsteiger|\b(?:ohne|keine) (?:besonderen )?vorkenntnisse|\bvorkenntnisse (?:sind )?nicht (?:erforderlich|"
    r"notwendig|n\u00f6tig)|"
    r"\bexperience(?: required)?\s?[:=-]\s?(?:none|nil|not (?:required|necessary|needed)|no\b|n/a)|"
    r"\bn\u00e3o (?:\u00e9 |se )?(?:necess\u00e1ri[ao]|precisa|exige|"
    r"exigimos)[^.\n]{0,12} experi\u00eancia|"
    r"\b(?:no (?:es )?(?:necesari[ao]|hace falta|se necesita|se requiere)|sin necesidad de) (?:tener )?experiencia|"
    r"\bexperi(?:encia|\u00eancia) (?:no|n\u00e3o) (?:es |\u00e9 )?(?:necesari|necess\u00e1ri|requerid|exigid|obligat|"
    r"obrigat)\w+|"
    r"\bexperience no (?:dey |be )?(?:compulsory|required|must|needed)|\buzoefu si lazima|"
    r"\bpas d['\u2019]exp\u00e9rience (?:requise|"
    r"exig\u00e9e|n\u00e9cessaire)|\bexp\u00e9rience (?:non requise|pas n\u00e9cessaire|non exig\u00e9e)|"
    r"\bdébutants? acceptés?|\bno se requiere experiencia|\bsem experiência|\bsenza esperienza|"
    r"\bbez doświadczenia|\b\u0431\u0435\u0437 опыта|\bbila uzoefu|"
    r"\bhakuna uzoefu\b|\bwala(?:ng)? (?:pang )?experience|\u12dc\u122e \u12d3\u1218\u1275|"
    r"\u12dc\u122e \u12a0\u1218\u1275)",
)
_SENTENCE_END = re.compile(r"[.!?;\n\u2022](?=\s|$)")
_ONLY_NONE = re.compile(r"^\s*(?:none|no|nothing|nil|zero|fresh(?:er)?|beginner|0)[\s.!]*$")
_HALVES = re.compile(
    r"(?<![\d.,])(\d{1,2})(?: (?:and|et|y|e) (?:a |an )?(?:half|demi|medio|meio)|\s?\u00bd| 1/2)(?!\w)", re.IGNORECASE
)
_DASHES = ("\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2015", "\u2212")
_LABEL_WORDS = (
    "exp",
    "experience",
    "exp\u00e9rience",
    "experiencia",
    "experi\u00eancia",
    "ervaring",
    "erfahrung",
    "yoe",
)
# Words one of which stands in every length of time, and the last words of numbers, right before it.
_UNITS = Cues(
    (
        "year", "years", "yr", "yrs", "yoe", "y.o.e", "jaar", "jaren", "jahr", "jahre", "jahren", "ans", "an d",
        "an min", "an en",
        "a\u00f1o", "a\u00f1os", "ano", "anos", "anni", "anno", "miaka", "mwaka", "lata", "lat", "tahun",
        "tahunan", "y\u0131l", "saal", "taon",
        "лет",
        "год", "года", "साल", "वर्ष", "سنوات", "سنة", "\u12d3\u1218\u1275", "\u12a0\u1218\u1275", "month", "months",
        "mth", "mths", "mo", "mos", "maand", "maanden", "monat", "monate", "monaten", "mois", "meses", "mesi",
        "miesi", "miezi", "bulan", "buwan", "mahine", "месяц", "माह", "شهر",
    )
)  # fmt: skip
_BEFORE_UNIT = 20  # characters of the last word of a number and what may stand behind it
_LAST_WORD = re.compile(r"[^\W\d_]+$")
_MORE = {"plus", "more", "above", "over", "up", "meer", "mehr", "mas", "m\u00e1s", "mais"}
_LAST_WORDS = frozenset({word.split()[-1] for word in (*WORD_VALUES, *_SMALL_WORDS)} | _MORE)
_LONGEST_SPAN = 90  # characters before its unit
_AFTER_UNIT = 40
_LABELS = Cues(
    f"{label}{end}"
    for label in _LABEL_WORDS
    for end in (":", "=", " :", " =", " -", "-", " required", " needed", " level", "*")
)
_NONE_CUES = Cues(
    (
        "entry level", "entry-level", "entrylevel", "fresh", "experience not", "experience no", "experience is not",
        "experience isn",
        "experience is isn", "no exp", "never worked", "vorkenntnisse", "experience: n", "experience : n",
        "experience - n", "experience required: n", "beginner", "leaver", "newcomers", "starters",
        "advantage but not", "plus but not",
        "preferred but not", "bonus but not", "desirable but not", "advantage, but not", "plus, but not",
        "preferred, but not", "geen ervaring", "geen werkervaring", "erfahrung",
        "experiencia", "exp\u00e9rience", "graduate train", "just graduated", "recent graduate", "recently graduate",
        "ervaring niet", "ervaring geen", "ervaring is niet", "ervaring is geen", "berufseinsteiger", "quereinsteiger",
        "d\u00e9butant", "experi\u00eancia", "esperienza", "do\u015bwiadczenia", "опыта", "uzoefu", "\u12dc\u122e",
        "walang", "wala ",
        *(
            f"{none}{space}{what}"
            for none in ("no", "without", "zero", "0")
            for space in " \n"
            for what in ("prior", "previous", "work", "job", "relevant", "much", "any", "experience")
        ),
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Experience:
    """Years of experience; `max_years` None: no upper limit. Zero is a value: none is needed."""

    min_years: float | None
    max_years: float | None


def parse_experience(text: str, *, bare_numbers: bool = False) -> Experience | None:
    """The experience that a text asks or tells, or None; the first mention in figures wins over "entry level".

    `bare_numbers`, for answers to a question about experience: "3" and "none" count too.
    """
    if not text:
        return None
    clean = _legible(text)
    lower = lowered(clean)
    units = [start for _, start, _ in _UNITS.places(lower) if not lower[start - 1 : start].isalpha()]
    spans = stretches((unit for unit in units if _follows_number(lower, unit)), _LONGEST_SPAN, _AFTER_UNIT)
    for match in matches(_SPAN, lower, spans):
        if _is_experience(clean, match, bare_numbers=bare_numbers) and (found := _span(match)):
            return found
    unit_first = next(matches(_UNIT_FIRST, lower, stretches(units, 1, _LONGEST_SPAN)), None)
    if unit_first and (len(clean) <= SHORT_TEXT or _EXPERIENCE.search(lower, max(0, unit_first.start() - SHORT_TEXT))):
        return _bare(unit_first)
    if labelled := next(matches(_LABELLED, lower, stretches(_LABELS.starts(lower), 60, 60)), None):
        return _bare(labelled)
    none_needed = matches(_NONE_NEEDED, lower, stretches(_NONE_CUES.starts(lower), 60, 80))
    if next(none_needed, None) or (bare_numbers and _ONLY_NONE.match(lower)):
        return Experience(0.0, None)
    bare = _BARE.match(lower) if bare_numbers and len(clean) <= SHORT_TEXT else None
    return _bare(bare) if bare and bare["low"] not in _ARTICLES else None


def _legible(text: str) -> str:
    """The text with one kind of dash and of digits, and no escapes."""
    text = _HALVES.sub(r"\1.5", text.replace("\\", "").replace("~", "-"))
    if text.isascii():
        return text
    for dash in _DASHES:
        text = text.replace(dash, "-")
    return latin_digits(text.replace("\u00a0", " "))


def _follows_number(lower: str, unit: int) -> bool:
    """Whether a number may end right before a unit."""
    before = lower[max(0, unit - _BEFORE_UNIT) : unit].rstrip(" \t\n-")
    if not before or not before[-1].isalpha():
        return before[-1:].isdigit() or before[-1:] in {"+", ")"}
    word = _LAST_WORD.search(before)
    return word is not None and word[0] in _LAST_WORDS


def _is_experience(text: str, match: re.Match[str], *, bare_numbers: bool) -> bool:
    lower = match.string
    before = lower[max(0, match.start() - NEAR) : match.start()]
    after = lower[match.end() : match.end() + NEAR]
    sentence_before = _SENTENCE_END.split(before)[-1]
    sentence_after = _SENTENCE_END.split(after, maxsplit=1)[0]
    named = bool(_EXPERIENCE.search(sentence_after) or _EXPERIENCE.search(sentence_before[-60:]))
    if is_other_time(before, after, experience=named):
        return False
    if match["low"] in _ARTICLES:  # "60k a year" is no experience
        told = _ASKED.search(sentence_before) and _EXPERIENCE.search(sentence_before[-60:])
        return bool(told or _EXPERIENCE.search(sentence_after[:30]))
    asked = bool(_ASKED.search(sentence_before))
    if not asked and is_of_company(sentence_before, text[match.end() :][: len(sentence_after)]):
        return False
    asked = asked or bool(_WITH.search(sentence_before))
    length = len(text.strip())
    if asked or match["plus"] or bare_numbers or length <= SHORT_TEXT:
        return True
    if length <= ONE_LINE and match["high"] and _WORK_NEXT.match(after):
        return True
    return named or _labelled(before) or bool(_EXPERIENCE.fullmatch((match["years"] or "").strip()))


def _labelled(before: str) -> bool:
    return bool(re.search(r"(?:experience|ervaring)[^\n:]{0,20}[:\n\s-]{1,6}$", before))


def _number(word: str) -> float:
    if word in _SMALL_WORDS:
        return _SMALL_WORDS[word]
    return float(WORD_VALUES[word]) if word in WORD_VALUES else float(word.replace(",", "."))


def _years(written: str, unit: str) -> float:
    months = re.fullmatch(_MONTHS, unit) is not None
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
