"""Which skills of a passage are only wished for: "Tableau is a plus", "ideally with Laravel", "wünschenswert"."""

from __future__ import annotations

import re

from jobs.parsing.cues import lowered
from jobs.parsing.skill_mentions import mentioned, mentioned_in

# Patterns below look at texts in lower case: minding no case, an alternative costs thrice as much.
_BEFORE_WISH = (
    r"preferably|ideally|nice if|good if|great if|"
    r"desirabl[ey]:|(?:bonus|extra|brownie) (?:points? )?(?:if|for)|bonus(?: points| skills)?:|"
    r"optional(?:ly)?:|nice[- ]to[- ]haves?|"
    r"good to have|great to have|plus(?:es)?:|bij voorkeur|liefst|idealerweise|vorzugsweise|w\u00fcnschenswert|"
    r"pluspunkte?:|gew\u00fcnscht:|atouts?:|souhait\u00e9\w*:|valorable:|se valora(?:r\u00e1)?\b|opcional:|"
    r"(?:diferencia(?:l|is)|desej\u00e1ve(?:l|is)):|mile widzian\w+|dodatkowe? atut\w*:|nice to have|"
    r"de pr\u00e9f\u00e9rence|id\u00e9alement|preferiblemente|de preferencia|preferencialmente|ikiwezekana|"
    r"gerne (?:auch|mit)|strekt tot aanbeveling|"
    r"(?:een |ein |un |um )?(?:pluspunt|pluspunkt)\b"
)
_AFTER_WISH = (
    r"(?:is|are|as|would be|will be|considered|being|also) (?:also )?(?:an? |a )?(?:big |huge |strong |definite "
    r"|added |"
    r"real |nice |great |major )?(?:plus|pluspunt|pre|asset|advantages?|bonus|benefit|preferred|desirable|"
    r"beneficial|advantageous|welcome|optional|nice[- ]to[- ]have|useful|helpful|handy)|"
    r"would (?:also )?(?:be (?:very |really )?(?:great|nice|good|ideal|useful|helpful|handy|welcome)|help)\b|"
    r"an? (?:big |huge |strong |definite |added |real |nice |great |major )?(?:plus|bonus|asset|advantage)\b|"
    r"added advantage|advantageous|preferred|preferable|desirable|"
    r"desired(?! (?:impact|design|outcome|result|state|level|effect|goal|quality|behavio|standard|output)\w*)|"
    r"beneficial|not required but|"
    r"is (?:een )?pr[e\u00e9]\b|pr\u00e9\b|pluspunt\w*|mooi meegenomen|meegenomen|van harte welkom|von vorteil|"
    r"w\u00e4re (?:sch\u00f6n|toll|ein plus)|ist ein plus|gern gesehen|un plus\b|un atout|appr\u00e9ci\u00e9e?s?|"
    r"deseables?|se valorar\u00e1|valorad[oa]s?|souhait\u00e9e?s?|opcional|gew\u00fcnscht|gewenst|"
    r"(?:b\u0119dzie|jest) (?:\w+ )?(?:atutem|plusem)|(?:atutem|plusem) b\u0119dzie|(?:um|ser\u00e1 um) diferencial|"
    r"desej\u00e1ve(?:l|is)|ni faida|faida ya ziada|itakuwa faida|ni nyongeza|go be (?:plus|advantage)|"
    r"(?:ist|sind|w\u00e4re|w\u00e4ren) (?:hilfreich|w\u00fcnschenswert)|tot aanbeveling|is handig|"
    r"serait appr\u00e9ci\u00e9e?s?|"
    r"(?:ser\u00e1|es|sería) (?:un plus|una ventaja|valorable)|(?:ser\u00e1|\u00e9) (?:um plus|uma vantagem)"
)
# Every wording begins with a word: without the look ahead all would also be tried where words end.
WISH = re.compile(rf"\b(?=\w)(?:{_BEFORE_WISH}|{_AFTER_WISH})")
_WISH_AHEAD = re.compile(rf"\b(?=\w)(?:{_BEFORE_WISH})")
# One of these stands in every wording of a wish.
WISH_STEMS = (
    "plus", "prefer", " pre", "pr\u00e9", "asset", "advantage", "bonus", "benefi", "desir", "ideally", "idealerw",
    "optional", "nice", "good to have", "great to have", "welcome", "not required but", "voorkeur", "liefst",
    "meegenomen", "van harte", "vorteil", "vorzug", "w\u00fcnsch", "w\u00e4re", "gern gesehen", "atout",
    "appr\u00e9ci", "id\u00e9al", "desea", "desej", "valora", "diferencia", "faida", "ikiwez", "extra point",
    "brownie", "souhait", "opcional", "mile widzian", "atut", "plusem", "gewenst",
    "nice if", "good if", "great if", "would be", "would also", "useful", "helpful",
    "handy", "would help", "hilfreich", "gerne", "aanbeveling", "handig", "ventaja", "vantagem", "nyongeza",
)  # fmt: skip
_MUST = re.compile(
    r"\b(?:required|must|mandatory|essential|necessary|needed|compulsory|vereist?|verplicht|noodzakelijk|zwingend|"
    r"erforderlich|vorausgesetzt|notwendig|exig\u00e9e?s?|obligatoires?|indispensables?|imprescindible|obligatori[ao]|"
    r"requerid[ao]|exigid[ao]|lazima)\b",
)
_CLAUSE_END = re.compile(r"[\s.,;:!)]*(?:$|(?<=[.,;!)])\s)")
_CLAUSE = re.compile(
    r";|(?-i:(?<=[a-z)])\.(?=[A-Z][a-z]))|"
    r"(?<!not required )\b(?:but|while|whereas|however|maar|aber|mais|pero|mas|lakini)\b",
    re.IGNORECASE,
)
_DASH = re.compile(r"\s[\u2014\u2013-]\s")
_BRACKETS = re.compile(r"\(([^()]*)\)")
_OF = (  # Dutch for "or"; no English "of"
    r"(?<!knowledge )(?<!understanding )(?<!command )(?<!awareness )(?<!mastery )(?<!years )(?<!years' )(?<!one )"
    r"(?<!any )(?<!all )(?<!some )(?<!use )(?<!range )(?<!variety )of"
)
_AND = rf"and|or|und|oder|en|{_OF}|et|ou|y|o|e|na|au"
_SEVERAL = re.compile(rf"\b(?:are|all|both|sind|zijn|sont|son|s\u00e3o|{_AND})\b")
_ENDS_LIST = re.compile(rf"\b(?:{_AND})\b")
_LIKEWISE = re.compile(r"\b(?:as is|as are|also|too|as well|likewise|ook|auch|aussi|tambi\u00e9n|tamb\u00e9m|pia)\b")
# What may stand before a list of which the whole is wished for: "experience with Docker, Helm, Kafka preferred".
_ABILITY = re.compile(
    r"\s*(?:[-*\u2022]\s*)?(?:(?:prior|previous|some|basic|working|hands[- ]on) )?"
    r"(?:experience|knowledge|familiarity|understanding|background|exposure|proficiency|skills?|kennis|ervaring|"
    r"erfahrung|kenntnisse|connaissances?|conocimientos?|conhecimentos?|experiencia|experi\u00eancia)"
    r"(?:\s?:| (?:with|in|of|using|van|met|mit|de|en|em|com|con))\s"
)
_DEMANDING = re.compile(r"\s*(?:[-*\u2022]\s*)?(?:strong|solid|excellent|proven|deep|advanced|good|must|we|you|our)\b")
_SINGULAR = re.compile(r"(?:is|an?|would be|ist|w\u00e4re|un|est|serait|es|ser[i\u00ed\u00e1]a?|\u00e9|um|ni)\s")
_EXAMPLES = re.compile(r"\b(?:such as|like|e\.g\.|including|zoals|bijv|wie|z\.b|comme|como|tels? que)\b")
_FEW_WORDS = 3  # of the name of a skill
LONG_CLAUSE = 200  # characters: whole sentences were run together, and a wish is not about them all


def divided(passage: str) -> tuple[list[str], list[str]]:
    """The skills that a passage with a wish in it requires, and those that it only wishes for."""
    required: list[str] = []
    preferred: list[str] = []
    for clause in _clauses(passage):
        if WISH.search(lowered(clause)):
            asked, wished = _clause_divided(clause)
            required += asked
            preferred += wished
        else:
            required += mentioned(clause)
    return required, preferred


def _clauses(passage: str) -> list[str]:
    """What stands apart: by semicolons, "but", dashes, and brackets that say how much something is wanted."""
    clauses = _CLAUSE.split(_BRACKETS.sub(_unbracketed, passage))
    return [part for clause in clauses for part in _by_last_dash(clause) if part.strip()]


def _by_last_dash(clause: str) -> list[str]:
    """A wish behind a dash is about what stands there: of "Airflow, dbt - Looker preferred" Looker alone is a plus."""
    parts = _DASH.split(clause) if len(clause) <= LONG_CLAUSE else ()
    if len(parts) > 1 and WISH.search(lowered(parts[-1])):
        named, wished = mentioned_in([" ".join(parts[:-1]), parts[-1]])
        if len(named) > 1 and wished:  # one may be a heading: "Education - a degree in marketing preferred"
            return [" ".join(parts[:-1]), parts[-1]]
    return [clause]


def _unbracketed(match: re.Match[str]) -> str:
    inner = match[1]
    low = lowered(inner)
    wish = WISH.search(low)
    if wish and not low[wish.end() :].strip(" .") and not low[: wish.start()].strip() and _follows_its_skill(match):
        return " is preferred;"
    if wish or _MUST.search(low):
        return f"; {inner};"
    return f" / {inner.replace(',', ' /')} " if mentioned(inner) else " "


def _follows_its_skill(match: re.Match[str]) -> bool:
    """Whether brackets end the text or stand behind one skill between commas, as in "Go, Rust (preferred), Java"."""
    item = re.split(r"[,;:]", match.string[: match.start()])[-1]
    ends = not match.string[match.end() :].strip(" .;!\n")
    return bool(item.strip()) and (ends or not _SEVERAL.search(item))


def _clause_divided(clause: str) -> tuple[list[str], list[str]]:
    low = lowered(clause)
    ahead = _WISH_AHEAD.search(low)
    if ahead and not _CLAUSE_END.match(low, ahead.end()) and not WISH.search(low, ahead.end()):
        asked, wished = mentioned_in([clause[: ahead.start()], clause[ahead.start() :]])
        return asked, wished
    parts = clause.split(",")
    lows = [lowered(part) for part in parts]
    wishes = [WISH.search(part) for part in lows]
    demanding = any(_MUST.search(part) and not wish for part, wish in zip(lows, wishes, strict=True))
    if demanding or not wishes[-1] or len(clause) > LONG_CLAUSE:
        return _by_part(parts, lows, wishes)
    subject = lows[-1][: wishes[-1].start()]
    apart = len(parts) == 2 or any(map(_ENDS_LIST.search, lows[:-1]))  # noqa: PLR2004 - "Java and SQL, Kotlin is a plus"
    apart = apart or not _are_whole_list(lows[0], lows[-1], singular=_SINGULAR.match(wishes[-1][0]) is not None)
    if len(parts) > 1 and apart and subject.strip() and not _SEVERAL.search(subject):
        asked, wished = mentioned_in([",".join(parts[:-1]), parts[-1]])
        return asked, wished
    return [], mentioned(clause)


def _are_whole_list(first: str, last: str, *, singular: bool) -> bool:
    """Whether a list is all that its sentence speaks of, so that the wish is about it all.

    So are "Docker, Helm, Kafka preferred" and "experience with Docker, Helm, Kafka is a plus"; of "we use Docker, Helm,
    Kafka preferred", "Docker, Helm, Kafka is a plus" and "Docker, Helm, knowledge of Kafka preferred" the last is.
    """
    if _ABILITY.match(last.lstrip()):
        return False
    if _EXAMPLES.search(first) or _ABILITY.match(first):
        return True
    return not singular and not _DEMANDING.match(first) and len(first.split()) <= _FEW_WORDS


def _by_part(parts: list[str], lows: list[str], wishes: list[re.Match[str] | None]) -> tuple[list[str], list[str]]:
    """By what the parts between commas say: it is also meant of those before that say nothing; the rest is asked."""
    required: list[str] = []
    preferred: list[str] = []
    waiting: list[str] = []
    own_only = sum(map(len, parts)) > LONG_CLAUSE
    for skills, low, wish in zip(mentioned_in(parts), lows, wishes, strict=True):
        if own_only:
            required += waiting
            waiting = []
        waiting += skills
        if wish or (preferred and _LIKEWISE.search(low)):
            preferred += waiting
            waiting = []
        elif _MUST.search(low):
            required += waiting
            waiting = []
    return [*required, *waiting], preferred
