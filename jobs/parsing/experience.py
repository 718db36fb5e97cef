"""Years of experience that a posting asks or a person has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jobs.parsing.cues import lowered, matches, stretches
from jobs.parsing.experience_cues import SMALL_WORDS, counted, told
from jobs.parsing.figures import WORD_VALUES, latin_digits, plain_dashes
from jobs.parsing.other_years import NEAR, is_of_company, is_other_time

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_YEARS = 50  # more is a company's age
ONE_LINE = 120  # characters: where "4 to 6 years in banking" can only be experience
SHORT_TEXT = 60  # characters: a field or an answer, where years can only be experience
MONTHS_A_YEAR = 12
_ARTICLES = frozenset({"a", "an", "een", "un", "une", "ein", "eine", "einem", "um", "uma"})
_WORDS = "|".join(sorted((*WORD_VALUES, *SMALL_WORDS), key=len, reverse=True))
_NUMBER = rf"(?:\d{{1,3}}(?:[.,]\d{{1,2}})?|(?:{_WORDS})\b)"
_YEARS = (
    r"(?:years?|yrs?\.?|y\.?o\.?e\b|pqe\b(?! (?:exam|course|level|module|paper)s?\b)|jaar|jaren|jahre?n?|"
    r"ans|an(?= (?:d[e'\u2019]|min|en\b))|a\u00f1os?|anos?|anni|anno|miaka|lata|lat|tahun|tahunan|saal|taong?|"
    r"y\u0131l|sene|thn|rok[u\u016f]?|"
    r"лет|года?|साल|वर्ष|"
    r"سنوات|سنين|سنة|[أا]عوام|عاما?|letni\w{0,3}(?= (?:\w+ )?doświadczeni)|"
    r"jährige[rnms]?(?= (?:\w+ ){0,2}(?:berufs|praxis)?erfahrung)|jarige(?= (?:\w+ ){0,2}(?:werk)?ervaring)|"
    r"\u12d3\u1218\u1275|\u12a0\u1218\u1275)"
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
    rf"(?:(?:-|to|or|and|tot|bis|\u00e0|a|y|e|do|et|und|[إا]لى|[أا]و|"
    rf"/)\s?(?P<high>{_NUMBER})\s?(?:\(\w{{1,10}}\)\s?)?(?P<plus2>\+)?\s?)?-?"
    rf"(?:(?P<years>{_YEARS})|(?P<months>{_MONTHS}))(?![^\W\d_])(?P<after>\+| plus\b| or more\b|"
    rf" and above\b| minimum\b)?",
)
# "Experience: 5+", a line or a field of its own.
_LABELLED = re.compile(
    r"(?:^|[\n|;\u2022,.(])[ *-]*(?:(?:work(?:ing)?|job|relevant|required|total|minimum|min\.?|years? of) ){0,3}"
    r"(?:(?:experience|exp|ervaring|erfahrung|exp[e\u00e9]rience|experiencia|experi\u00eancia|yoe|pqe)"
    r"(?: (?:required|needed|level))?[ *]*[:=-]|(?:yoe|pqe)(?= \d))[ *]*(?P<low>\d{1,2}(?:\.5)?)\s?(?P<plus>\+)?"
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
    r"esperienza|uzoefu|doświadczeni\w*|pengalaman|deneyim|tecrübe|опыт\w*|अनुभव|خبر[ةه]|kazi kama|"
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
    r"(?<!\w)(?:\bentry[- ]?level\b|(?<!no )(?<!not )(?<!not for )\bfresh(?:(?:\s|-)?(?:graduates?|grads?|"
    r"school leavers?)|"
    r"ers?)\b(?! (?:please |kindly )?(?:(?:do|need|should|shall|are|will|may) not|don['\u2019]?t|not|cannot|"
    r"can['\u2019]t|"
    r"excuse))|"
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
    r"\brec[\u00e9e]m[- ]formad[oa]s?\b|\breci[\u00e9e]n (?:graduad|egresad|titulad|licenciad)[oa]s?\b|"
    r"\bjeunes? dipl\u00f4m\u00e9e?s?\b|\bneolaureat[oiae]\b|\bberufsanf\u00e4nger|\bzonder (?:werk)?ervaring|"
    r"\bpas afgestudeerd|\bdo\u015bwiadczenie nie (?:jest )?(?:wymagane|konieczne|potrzebne)|\byeni mezun|"
    r"\b(?:deneyim|tecr\u00fcbe)(?: \u015fart\u0131)? (?:yok|aranma|gerekme|gerekli de\u011fil|\u015fart de\u011fil)|"
    r"\b(?:deneyim|tecr\u00fcbe)siz|\btanpa pengalaman|\bpengalaman (?:tidak|bukan) (?:diperlukan|wajib|syarat)|"
    r"حديثي? التخرج|حديثو التخرج|(?:بدون|بلا|دون) خبرة|لا (?:يشترط|تشترط|يتطلب|تتطلب|يلزم|تلزم)(?: وجود)? (?:ال)?خبرة|"
    r"\bhakuna uzoefu\b|\bwala(?:ng)? (?:pang )?experience|\u12dc\u122e \u12d3\u1218\u1275|"
    r"\u12dc\u122e \u12a0\u1218\u1275)",
)
_SENTENCE_END = re.compile(r"[.!?;\n\u2022](?=\s|$)")
_ONLY_NONE = re.compile(r"^\s*(?:none|no|nothing|nil|zero|fresh(?:er)?|beginner|0)[\s.!]*$")
# "2 years or freshers", "freshers can also apply": the years are not asked of everybody.
_ALSO_FRESH = re.compile(
    r"\bfresh(?:ers?|[ -]grad(?:uate)?s?)(?: are)?(?: also| too)? (?:can|may|could|welcome|eligible|considered|apply)"
    r"(?! not)\b"
)
_DECADES = re.compile(r"\b(?:an?|one|(?P<count>two|three|four)) decades?\b", re.IGNORECASE)
_YEARS_AND_A_HALF = re.compile(rf"\b(?P<count>an?|one|{_WORDS}|\d{{1,2}}) years? and a half\b", re.IGNORECASE)
_TWO_YEARS = re.compile(r"\b(?:سنتين|سنتان|عامين)\b")
_ONE_YEAR = re.compile(r"(?m:(?<=خبرة )|(?<=عن )|^(?=\w+ خبرة))(?=(?:سنة|عام)\b)")
# "min 3 yrs, max 5 yrs"
_AT_MOST_NEXT = re.compile(
    rf"\s?[,;/&-]?\s?(?:and |to |but )?(?:max(?:imum)?\.?|up to|at most|"
    rf"not more than)(?: of)? (?P<high>{_NUMBER})\s?{_YEARS}"
)
# "Applicants with less than 5 years need not apply"
_REFUSED_NEXT = re.compile(
    r"[^.!?;\n]{0,40}\b(?:need(?: not|n['\u2019]t)|(?:do|should|will|can|must)(?: ?not|n['\u2019]t)(?: be)?) "
    r"(?:apply|considered|shortlisted)"
)
_HALVES = re.compile(
    r"(?<![\d.,])(\d{1,2})(?: (?:and|et|y|e) (?:a |an )?(?:half|demi|medio|meio)|\s?\u00bd| 1/2)(?!\w)", re.IGNORECASE
)
_LONGEST_SPAN = 90  # characters before its unit
_AFTER_UNIT = 40


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
    text = text.replace("\\", "")
    lower = plain_dashes(lowered(text)).replace("\u00a0", " ")
    cues = told(lower)
    # In prose, companies and founders boast of decades.
    anew_told = "rewritten" in cues or ("decade" in cues and len(text) <= ONE_LINE)
    if anew_told and (anew := _in_figures(text)) != text:
        return parse_experience(anew, bare_numbers=bare_numbers)
    found = _before_unit(text, lower, cues.get("unit", ()), bare_numbers=bare_numbers)
    found = found or _behind_unit(lower, cues.get("unit first", ())) or _labelled_years(lower, cues.get("label", ()))
    if found and "fresh" in cues and next(matches(_ALSO_FRESH, lower, stretches(cues["fresh"], 1, 60)), None):
        return Experience(0.0, found.max_years)
    if found:
        return found
    none_needed = matches(_NONE_NEEDED, lower, stretches(cues.get("none", ()), 60, 80))
    if next(none_needed, None) or (bare_numbers and _ONLY_NONE.match(lower)):
        return Experience(0.0, None)
    bare = _BARE.match(lower) if bare_numbers and len(text) <= SHORT_TEXT else None
    return _bare(bare) if bare and bare["low"] not in _ARTICLES else None


def _in_figures(text: str) -> str:
    """The text with 0 to 9 for the digits of other scripts, for halves, decades and the Arabic dual."""
    text = _HALVES.sub(r"\1.5", latin_digits(text))
    if "years and a half" in text or "year and a half" in text:
        text = _YEARS_AND_A_HALF.sub(lambda match: f"{_number(match['count'].lower()) + 0.5:g} years", text)
    if len(text) <= ONE_LINE:
        text = _DECADES.sub(lambda match: f"{10 * _number((match['count'] or 'one').lower()):g} years", text)
    return (
        text
        if not any(word in text for word in ("سن", "عام"))
        else _ONE_YEAR.sub("1 ", _TWO_YEARS.sub("2 سنوات", text))
    )


def _before_unit(text: str, lower: str, units: Sequence[int], *, bare_numbers: bool) -> Experience | None:
    """Of "5 years", the first time that is experience."""
    for match in matches(_SPAN, lower, stretches(counted(lower, units), _LONGEST_SPAN, _AFTER_UNIT)):
        if _is_experience(text, match, bare_numbers=bare_numbers) and (found := _span(match)):
            return found
    return None


def _behind_unit(lower: str, units: Sequence[int]) -> Experience | None:
    """Of "Years of experience: 5"."""
    found = next(filter(None, (_UNIT_FIRST.match(lower, unit) for unit in units)), None)
    if found and (len(lower) <= SHORT_TEXT or _EXPERIENCE.search(lower, max(0, found.start() - SHORT_TEXT))):
        return _bare(found)
    return None


def _labelled_years(lower: str, labels: Sequence[int]) -> Experience | None:
    """Of "Experience: 5"."""
    found = next(matches(_LABELLED, lower, stretches(labels, 60, 60)), None)
    return _bare(found) if found else None


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
        said = _ASKED.search(sentence_before) and _EXPERIENCE.search(sentence_before[-60:])
        return bool(said or _EXPERIENCE.search(sentence_after[:30]))
    asked = bool(_ASKED.search(sentence_before))
    if not asked and is_of_company(
        sentence_before, text[match.end() : match.end() + len(sentence_after)], _number(match["low"])
    ):
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
    if word in SMALL_WORDS:
        return SMALL_WORDS[word]
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
        refused = _REFUSED_NEXT.match(match.string, match.end())
        return Experience(low, None) if refused else Experience(0.0, low)
    most = _AT_MOST_NEXT.match(match.string, match.end())
    return Experience(low, _number(most["high"]) if most and _number(most["high"]) >= low else None)


def _bare(match: re.Match[str]) -> Experience | None:
    low = _number(match["low"])
    high = _number(match["high"]) if match["high"] else None
    if max(low, high or 0) > MOST_YEARS:
        return None
    return Experience(*sorted((low, high))) if high is not None else Experience(low, None)
