"""What stands around an amount: its period, "up to" and "from", words of pay or of other money."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jobs.parsing.cues import Cues, matches, stretches
from jobs.parsing.pay_words import holds_pay_word, names_other_money

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobs.parsing.amounts import Amount

BEFORE, AFTER = 60, 45  # characters of context that may speak of an amount
FURTHER = 80  # the same with the hours a week that may stand between
NEAR = 25  # characters between a pay word and a figure that has no currency
LONGEST_PERIOD = 20  # characters of the words before a unit of time, and of the unit
LONGEST_GAP = 110  # characters between the two ends of a range

# Most patterns look at texts in lower case: minding no case, an alternative costs thrice as much.
_PER = (
    r"(?:(?<![^\W\d_])(?:(?:per|each|every|pro|p\.|pr\.)\s?|(?:an?|par|al|por|a la|por la|la|le|kwa|je|im|om|na|pe|в|"
    r"for|die|der|den|am|ao|het|the)\s|"
    r"(?:\u00e0 l|de l|(?<![a-z])l)['\u2019]\s?|p/)|/\s?)"
)
PERIOD_WORDS = {
    "hour": rf"hourly|horaire\b|hour rate|(?<![a-z])p/?h\b|(?<![a-z])p[./]?u\b|{_PER}(?:hours?|hrs?|h|uur|stunde|std|"
    "heure|"
    r"hora|saa|godz\w*)\b|"
    r"uurloon|"
    rf"uurtarief|stundenlohn|(?<=/)h\b|per hour|stündlich|all['\u2019]ora\b|بالساعة|(?:في|/) ?الساعة|للساعة",
    "day": rf"daily|day rate|\bper ?day|{_PER}(?:(?:working|night) )?(?:days?|dag|tag|jour|d\u00eda|dia|siku|hari|"
    r"shift|schicht|turno|zamu)\b|dagtarief|(?<![a-z])p/?d\b|per diem|\btjm\b|tagessatz|በቀን|"
    r"\bdagelijks|\btäglich|\bdiari[oa]s?\b|\bdiári[oa]s?\b|\bjournali[eè]re?s?\b|\bgiornalier[oaie]\b|"
    r"يومي|(?:في|/) ?اليوم|باليوم|لليوم",
    "fortnight": rf"\bbi-? ?weekly|fortnight(?:ly)?\b|{_PER}(?:2|two|second|other) weeks?\b",
    "week": rf"weekly|(?<![a-z])p\.?w\b|{_PER}(?:weeks?|wk|woche|semaine|semana|wiki)\b|wöchentlich|hebdomadaire|"
    r"\bsemanal(?:es|mente)?\b|\bsemanais\b|\bwekelijks|\bsettimanal[ei]\b|[أا]سبوعي|ال[أا]سبوع",
    "month": (
        rf"monthly|(?<![a-z])p[./]?c?\.?m\.?(?![a-z])|{_PER}(?:calendar )?(?:months?|mnths?|mth|mo|"
        rf"maand|mnd|monat|mois|mes|bulan|mies\w*|m[åa]n(?:ad|aden)?|måned(?:en)?|lună|месяц|місяць|"
        r"m\u00eas|mwezi)\b|maandelijks|maandsalaris|\bmtl\b|monatlich|monats(?:brutto)?gehalt|monatsbrutto|"
        r"mensuels?|mensual(?:es|mente)?|mensa(?:l|is|lmente)\b|mensuelle|mensil[ei]\b|al mese\b|^\s?mes\b"
        r"|\bsebulan\b|miesięcznie|měsíčně|ayl\u0131k|\blpm\b|شهري|الشهر|प्रति माह|मासिक|মাসিক|প্রতি মাস"
        r"|\u1260\u12c8\u122d|\u12c8\u122d\u1203\u12ca"
    ),
    "year": (
        rf"annual(?:ly|ized)?|yearly|(?<![a-z])p[./]?a\.?(?![a-z])|per annum|annum|{_PER}(?:years?|yrs?|"
        rf"yr|jaar|jahr|an|ann\u00e9e|a\u00f1o|rok|år|год|"
        r"ano|mwaka)\b|jaarsalaris|jaarlijks|j\u00e4hrlich|jahres(?:ziel|brutto)?gehalt|jahresbrutto|"
        r"annuel(?:le)?s?|anual(?:es|mente)?|anuais|annu[oi]\b|\blpa\b|rocznie|ročně|سنوي|السنة"
    ),
}
# One of these stands in every wording of a period; most texts around a figure have none.
_PERIOD_CUES = Cues(
    (
        "hour", "hr", "uur", "horaire", "stund", "stünd", "std", "heure", "hora", "saa", "godz", "/h", "/ h", ".h",
        "'h",
        "\u2019h", "/u", "/ u", " h", "p/h", "ph", "'ora", "\u2019ora", "day", "dai", "dag", "tag", "jour", "d\u00eda",
        "dia", "siku", "hari", "pd", "p/d", "diem", "tjm", "täglich", "giornal", "diári", "በቀን", "week", "wk", "wekel",
        "fortnight", "woche", "wöchent", "semain", "seman", "settiman", "wiki", "hebdo", "pw", "p.w", "month", "mnth",
        "mth", "mo",
        "maand", "mnd", "monat", "mois", "mes", "bulan", "mies",
        "mån", "man", "lun\u0103", "місяц", "месяц", "m\u00ea", "mwezi", "mens", "měsíčn", "ayl\u0131k", "lpm", "pm",
        "p.m", "p/m", "mtl", "p.u", "p/u", "pu", "pc", "p.c", "p/c", "شهري", "الشهر", "माह", "मासिक", "মাসিক", "মাস",
        "\u1260\u12c8\u122d",
        "\u12c8\u122d\u1203\u12ca", "ann", "year", "yr", "jaar", "jahr", "jähr", " an", "/an", "'an", "\u2019an",
        "a\u00f1o", "rok", "år", "год", "ano", "anual", "mwaka", "pa", "p.a", "p/a", "lpa", "rocz", "ročn",
        "سنوي", "السنة", "ساعة", "يوم", "سبوع",
        "ctc", "ote", "shift", "schicht", "turno", "zamu",
    )
)  # fmt: skip
# "1,200 a day, paid weekly": when the money comes, not what it is for.
_PAID_OUT = re.compile(r"\bpa(?:id|y|ys|yable|yments?) (?:out )?(?:bi-?)?(?:daily|weekly|fortnightly|monthly)\b")
_YEARLY_UNLESS_SAID = re.compile(r"\b(?:ctc|ote)\b")
_PERIODS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in PERIOD_WORDS.items()))

_AT_MOST_BEFORE = re.compile(
    r"(?:up\s?-?to|max(?:imum|imaal|imal)?\.?(?: (?:salary|pay|salaris|of|is|van))*|"
    r"no(?:t)? more than|(?<!no )(?<!not )less than|(?<!not )below|until|"
    r"(?<![^\W\d_])(?:under|tot|bis(?: zu)?|at[e\u00e9]|do)|jusqu'?[\u2019]?(?:\u00e0|a)|hasta|"
    r"capped at|at most|not exceeding|hadi|au plus|höchstens|maks(?:imum|ymalnie)?\.?|à hauteur de|al massimo|"
    r"máximo(?: de)?|weniger als|poniżej|حتى|لا (?:يزيد|تزيد) عن|لا يتجاوز|بحد [أا]قصى|<=?|\u2264)[\s:]*(?:een |a |"
    r"of |about )*$",
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:from|starting(?: salary)?(?: (?:from|at|of|is))?|starts?(?: (?:from|at))?|at least|atleast|"
    r"min(?:imum|imaal|imal|\.)?(?: (?:salary|pay|salaris|of|is|van))*|not less than|no less than|more than|"
    r"(?<![^\W\d_])(?:over|above|pass|od|ab)|"
    r"upwards of|not below|vanaf|minstens|ten minste|au moins|mínimo|mulai|angalau|"
    r"mindestens|\u00e0 partir de|d\u00e8s|desde|a partir de|kuanzia|"
    r"al menos|m[áa]s de|mais de|plus de|mehr als|meer dan|zaidi ya|lebih dari|powyżej|"
    r"\bمن|لا (?:يقل|تقل) عن|على ال[أا]قل|بحد [أا]دنى|[أا]كثر من|>=?|\u2265)[\s:]*(?:een |a |of |about )*$",
)
# "I can't accept less than 200k", "nothing below 100k"
_NOT_LESS_BEFORE = re.compile(
    r"\b(?:no|not|never|nothing|can(?:['\u2019]?t|not)|won['\u2019]?t|don['\u2019]?t)\s(?:[a-z]+\s){0,2}"
    r"(?:less than|below|under|lower than)[\s:]*$"
)
_AT_LEAST_AFTER = re.compile(
    r"^(?:\+(?!\s?\w+ ?(?:commission|bonus|equity)|\s?(?:commission|bonus|equity|incentive|benefit|"
    r"allow|tip|ot\b))|\s?(?:and (?:above|up|over|more)|or (?:more|above|higher)|upwards|"
    r"min(?:imum)?\b|at least))",
)
_AT_MOST_AFTER = re.compile(r"^\s?(?:max(?:imum|imaal|imal)?\b|or less|and below|at most)")

_STATED = (
    r"(?:gross|net|netto|bruto|brutto|brut|before tax|after tax|basic|base|max(?:imum|imaal)?|"
    r"min(?:imum|imaal)?|salar(?:y|is)|pay|of|a|with|up|is|"
    r"in (?:the|your) \w{4,6} year|per fte|fulltime|euro?s?|usd|around|about|approx\.?)"
)
_PERIOD_BETWEEN = "|".join(PERIOD_WORDS.values())
_LINK = r"(?:-+>?|to|till|until|up ?to|tot|bis|t/m|and|en|und|et|y|e|a|\u00e0|hasta|at\u00e9|hadi|[إا]لى|حتى|&|/)"
_GAP = re.compile(
    rf"^[\s.,:;()*+]*(?:(?:{_STATED}|{_PERIOD_BETWEEN})[\s.,:;()*]*){{0,6}}(?:(?P<link>{_LINK})"
    rf"[\s.,:;()*]*-?)?[\s.,:;()*]*"
    rf"(?:(?:{_STATED}|een|van|tot)[\s:.]*){{0,5}}$",
)
# "€ 2,901 per month based on a 38-hour week, which will increase to € 3,707"
_GROWING = re.compile(
    r"(?:increas\w*|ris(?:es?|ing)|grow\w*|up|oplopend|doorgroei\w*|stijgt|steigend|"
    r"loopt op)\s(?:up )?(?:to|tot|naar|bis)(?: a| een)?"
    r"(?: max(?:imum|imaal)?)?(?: of| van)?\s?$",
)
_ADDED = re.compile(r"[+&]|\b(?:plus|and|bonus\w*|incentives?|commissions?|allowances?)\b")
_STRONG_LINKS = frozenset(
    {"a", "à", "to", "-", "--", "->", "tot", "bis", "til", "till", "hasta", "até", "hadi", "do"}
) | {"إلى", "الى"}
_WEAK_LINKS = frozenset({"and", "en", "und", "et", "y", "e", "&", "/", ""})
_BETWEEN = re.compile(r"(?:between|tussen|entre|zwischen|from|range|kati ya)[\s:]*(?:de |the |een |a )?$")

_LABEL = re.compile(
    r"(?:^|\n)[ *]*(?:(?:salar(?:y|is)(?: range)?|pay|compensation|remuneration|wage|gehalt|salaire|salario)\s*:|"
    r"(?:salaris ?(?:niveau|indicatie)?|gehaltsrahmen|salary)\s?:?)[ *]*$",
    re.IGNORECASE,
)


# "pays 12,000 merchants": a plural behind a figure without a currency says what is counted.
_COUNTED_THINGS = re.compile(
    r"\s(?:(?!with|from|plus|gross|basic|based|every)[a-z]{4,}\s)?(?!plus|less|this)[a-z]{3,}s\b(?<!gross|basis)"
)


# "28k-32k plus bonus, Leeds", "25/hr, cash": a field of its own, or the beginning of a line of such fields.
_FIELD_BEFORE = re.compile(r"(?:^|[|,;:(\n]|\s-)\s*$")
_FIELD_AFTER = re.compile(
    r"\s?(?:$|[|,;)\n+]|-\s|(?:plus|doe|dep\w*|neg\w*|ote|basic|base|gross|net|basis|pro rata|\+)\b)", re.IGNORECASE
)
_RATE_AFTER = re.compile(r"\s?/\s?(?:hr|hour|h|day|d|shift)\b", re.IGNORECASE)


def _before(text: str, amount: Amount, length: int = BEFORE) -> str:
    return text[max(0, amount.start - length) : amount.start]


def bounds(text: str, amount: Amount) -> tuple[bool, bool]:
    """Whether a lone amount is a lower bound, and whether it is an upper bound."""
    before, after = _before(text, amount, 30).lower(), text[amount.end : amount.end + 30].lower()
    if _NOT_LESS_BEFORE.search(before):
        return True, False
    at_most = bool(_AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after))
    at_least = bool(_AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after))
    return at_least and not at_most, at_most


def counts_things(text: str, last: Amount) -> bool:
    """Whether what stands behind an amount is what it counts."""
    return _COUNTED_THINGS.match(text, last.end) is not None


def is_own_field(text: str, first: Amount, last: Amount) -> bool:
    """Whether nothing stands before and behind the amounts but other fields and what is said of pay."""
    begins = _FIELD_BEFORE.search(text, max(0, first.start - NEAR), first.start)
    return bool(begins) and _FIELD_AFTER.match(text, last.end) is not None


def begins_as_rate(text: str, amount: Amount) -> bool:
    """Whether a text begins with an amount by the hour or the day, as in "25/hr"."""
    return not text[: amount.start].strip() and _RATE_AFTER.match(text, amount.end) is not None


def joined(text: str, first: Amount, last: Amount) -> bool:
    """Whether the words between two amounts make them the ends of one range."""
    gap = text[first.end : last.start].lower() if last.start - first.end <= LONGEST_GAP else "\x00"
    if "\x00" in gap:
        return False
    grows = bool(first.currency and last.currency and _GROWING.search(gap))
    added = last.value < first.value and _ADDED.search(gap)  # "6,500 basic + incentives up to 4,000"
    if (grows and not added) or gap.strip(" .,:;()*+\n") in _STRONG_LINKS:  # "12 mil a 15 mil"
        return True
    match = _GAP.match(gap)
    if match is None:
        return False
    link = match["link"] or ""
    if link not in _WEAK_LINKS:
        return True
    if bounds(text, first)[0] and bounds(text, last)[1]:
        return True
    both = first.currency and last.currency and link in {"/", "en", "and"}
    return bool(link and (both or _BETWEEN.search(_before(text, first).lower())))


# "€ 3,000 for a 36-hour week per month", "€ 2,800 x 13 per month", "3,000 + 500 allowance per month": what stands
# before the period.
_BESIDES = re.compile(
    r"\s?\+\s?(?:[a-z]{2,4}\s)?\d[\d.,]*k?\s(?:\w+\s)?allowances?\b|"
    r"(?:\b(?:bij|based on|for|bei|voor|pour|por|o\.b\.v\.)\s)?(?:\b(?:een|an?|einer)\s)?\b\d{1,2}(?:[.,]\d{1,2})?[ -]?"
    r"(?:urige|st\u00fcndigen?|hours?|hrs?|uur|stunden|std\.?|heures|h|horas)[ -]?(?:(?:per|pro|par|por|a|/|p/)\s?)?"
    r"(?:werkweek|week|woche|semaine|semana|wk|w)\b|\s?[x\u00d7]\s?1[2-4]\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(r"[\d\x00]")
_SENTENCE_BEFORE = re.compile(r"[.!?;](?=\s)|\n\n|[\d\x00]")
_SENTENCE_AFTER = re.compile(r"\n|[.!?;](?=\s[A-Z])|\s[|\u2022]\s|\d")
_LINE_BEFORE = re.compile(r"\n|[.!?;](?=\s)|[|\u2022]|\d")
_CLAUSE_AFTER = re.compile(r"[.!?;,:\n\d\x00]")
# "€ 3,000, plus a yearly bonus", "€ 3,000 Hours per week": what follows is the period of something else.
_OTHER_MATTER = re.compile(
    r"\b(?:plus|with an?|and an?|en (?:een|aan)|(?<!per )hours|hrs|uren|bonus|holiday|vacation|depending|afhankelijk|"
    r"in line with|dependent)\b",
)


def may_name_period(lower: str) -> bool:
    """Whether a period may be named in a text in lower case."""
    return bool(_PERIOD_CUES.starts(lower))


def period_around(text: str, first: Amount, last: Amount) -> str | None:
    """The period said after the amount, else between its ends, else before it, within the line and sentence."""
    if named := first.period or last.period:
        return named
    following = text[last.end : last.end + FURTHER]
    following = (_BESIDES.sub(" ", following) if _DIGIT.search(following) else following)[:AFTER]
    after = _OTHER_MATTER.split(_SENTENCE_AFTER.split(following, maxsplit=1)[0].lower(), maxsplit=1)[0]
    between = text[first.end : last.start].lower() if last.start > first.end else ""
    before = _LINE_BEFORE.split(_before(text, first))[-1].lower()
    rhythm = _PAID_OUT.search(after) if "pa" in after else None
    said = _period_said(_PAID_OUT.sub(" ", after), between, before) if rhythm else None
    return said or _period_said(after, between, before)


@functools.lru_cache(maxsize=256)  # it is asked about an amount more than once
def _period_said(after: str, between: str, before: str) -> str | None:
    for part in (after, between):
        if match := next(_periods(part), None):
            return match.lastgroup
    found = list(_periods(before))
    if found:
        return found[-1].lastgroup
    return "year" if any(map(_YEARLY_UNLESS_SAID.search, (after, between, before))) else None


def _periods(text: str) -> Iterator[re.Match[str]]:
    return matches(_PERIODS, text, stretches(_PERIOD_CUES.starts(text), LONGEST_PERIOD, LONGEST_PERIOD))


def speaks_of_pay(text: str, first: Amount, last: Amount, *, near: bool = False) -> bool:
    """Whether a pay word stands before or just after; `near`: within a few words, in the same sentence."""
    before = _before(text, first, NEAR if near else BEFORE)
    after = text[last.end : last.end + NEAR]
    if near:
        before = _SENTENCE_BEFORE.split(before)[-1]
        after = _CLAUSE_AFTER.split(after, maxsplit=1)[0]
    return holds_pay_word(before.lower()) or holds_pay_word(after.lower())


def speaks_of_other_money(text: str, first: Amount, last: Amount) -> bool:
    """Whether the words around name a budget, a bonus, a fee, revenue and the like."""
    before = _FIGURE.split(_before(text, first, 45))[-1]
    return names_other_money(before.lower(), text[last.end : last.end + AFTER].lower())


def follows_pay_label(text: str, amount: Amount) -> bool:
    """Whether the amount is the value of a labelled field, as in "Salary: $ 40"."""
    return bool(_LABEL.search(text, max(0, amount.start - NEAR), amount.start))
