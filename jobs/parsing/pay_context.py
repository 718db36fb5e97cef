"""What stands around an amount: its period, "up to" and "from", words of pay, words of other money."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jobs.parsing.currencies import currency_pattern

if TYPE_CHECKING:
    from jobs.parsing.amounts import Amount

BEFORE, AFTER = 60, 45  # characters of context that may speak of an amount
NEAR = 25  # characters between a pay word and a figure that has no currency
LONGEST_GAP = 110  # characters between the two ends of a range

_PER = (
    r"(?:(?<![^\W\d_])(?:(?:per|each|every|pro|p\.|pr\.)\s?|(?:an?|par|al|por|a la|por la|kwa|je|im|om|na|pe|в|for)\s|"
    r"(?:\u00e0 l|de l)['\u2019]\s?|p/)|/\s?)"
)
PERIOD_WORDS = {
    "hour": rf"hourly|hour rate|(?<![a-z])p/?h\b|{_PER}(?:hours?|hrs?|h|uur|stunde|std|heure|hora|saa|godz\w*)\b|"
    r"uurloon|"
    rf"uurtarief|stundenlohn|(?<=/)h\b|per hour|stündlich",
    "day": rf"daily|day rate|\bper ?day|{_PER}(?:working )?(?:days?|dag|tag|jour|d\u00eda|dia|siku|hari)\b|dagtarief|"
    rf"(?<![a-z])p/?d\b|per diem|\btjm\b|tagessatz|በቀን",
    "week": rf"weekly|(?<![a-z])p\.?w\b|{_PER}(?:weeks?|wk|woche|semaine|semana|wiki)\b|wöchentlich|hebdomadaire",
    "month": (
        rf"monthly|(?<![a-z])p[./]?c?\.?m\.?(?![a-z])|{_PER}(?:calendar )?(?:months?|mnths?|mth|mo|"
        rf"maand|mnd|monat|mois|mes|bulan|mies\w*|m[åa]n(?:ad|aden)?|måned(?:en)?|lună|месяц|місяць|"
        r"m\u00eas|mwezi)\b|maandelijks|maandsalaris|monatlich|monatsgehalt|mensuels?|mensual(?:es)?|mensal|mensuelle"
        r"|\bsebulan\b|miesięcznie|měsíčně|ayl\u0131k|\blpm\b|شهري|الشهر|प्रति माह|मासिक|মাসিক|প্রতি মাস"
        r"|\u1260\u12c8\u122d|\u12c8\u122d\u1203\u12ca"
    ),
    "year": (
        rf"annual(?:ly|ized)?|yearly|(?<![a-z])p[./]?a\.?(?![a-z])|per annum|annum|{_PER}(?:years?|yrs?|"
        rf"yr|jaar|jahr|an|ann\u00e9e|a\u00f1o|rok|år|год|"
        r"ano|mwaka)\b|jaarsalaris|jaarlijks|j\u00e4hrlich|jahresgehalt|annuels?|anual(?:es)?|\blpa\b|rocznie|ročně|سنوي"
    ),
}
_YEARLY_UNLESS_SAID = re.compile(r"\b(?:ctc|ote)\b", re.IGNORECASE)
_PERIODS = re.compile("|".join(f"(?P<{name}>{words})" for name, words in PERIOD_WORDS.items()), re.IGNORECASE)

_AT_MOST_BEFORE = re.compile(
    r"(?:up\s?-?to|max(?:imum|imaal|imal)?\.?(?: (?:salary|pay|salaris|of|is|van))*|"
    r"no(?:t)? more than|(?<!no )(?<!not )less than|under|(?<!not )below|until|tot|"
    r"bis(?: zu)?|jusqu'?[\u2019]?(?:\u00e0|a)|hasta|at[e\u00e9]|capped at|at most|not exceeding|hadi|"
    r"(?<![^\W\d_])do|au plus|höchstens|maks(?:imum|ymalnie)?\.?|à hauteur de|até|al massimo|"
    r"<=?|\u2264)[\s:]*(?:een |a |of |about )*$",
    re.IGNORECASE,
)
_AT_LEAST_BEFORE = re.compile(
    r"(?:from|starting(?: salary)?(?: (?:from|at|of|is))?|starts?(?: (?:from|at))?|at least|atleast|"
    r"min(?:imum|imaal|imal|\.)?"
    r"(?: (?:salary|pay|salaris|of|is|van|wage))*|not less than|no less than|more than|over|above|"
    r"upwards of|not below|(?<![^\W\d_])(?:pass|od|ab)|vanaf|minstens|ten minste|au moins|mínimo|mulai|angalau|"
    r"mindestens|\u00e0 partir de|d\u00e8s|desde|a partir de|kuanzia|>=?|\u2265)[\s:]*(?:een |a |of |about )*$",
    re.IGNORECASE,
)
_AT_LEAST_AFTER = re.compile(
    r"^(?:\+(?!\s?\w+ ?(?:commission|bonus|equity)|\s?(?:commission|bonus|equity|incentive|benefit|"
    r"allow|tip|ot\b))|\s?(?:and (?:above|up|over|more)|or (?:more|above|higher)|upwards|"
    r"min(?:imum)?\b|at least))",
    re.IGNORECASE,
)
_AT_MOST_AFTER = re.compile(r"^\s?(?:max(?:imum|imaal|imal)?\b|or less|and below|at most)", re.IGNORECASE)

_STATED = (
    r"(?:gross|net|netto|bruto|brutto|brut|before tax|after tax|basic|base|max(?:imum|imaal)?|"
    r"min(?:imum|imaal)?|salar(?:y|is)|pay|of|a|with|up|is|"
    r"in (?:the|your) \w{4,6} year|per fte|fulltime|euro?s?|usd|around|about|approx\.?)"
)
_PERIOD_BETWEEN = "|".join(PERIOD_WORDS.values())
_LINK = r"(?:-+>?|to|till|until|up ?to|tot|bis|t/m|and|en|und|et|y|e|a|\u00e0|hasta|at\u00e9|hadi|&|/)"
_GAP = re.compile(
    rf"^[\s.,:;()*+]*(?:(?:{_STATED}|{_PERIOD_BETWEEN})[\s.,:;()*]*){{0,6}}(?:(?P<link>{_LINK})"
    rf"[\s.,:;()*]*-?)?[\s.,:;()*]*"
    rf"(?:(?:{_STATED}|een|van|tot)[\s:.]*){{0,5}}$",
    re.IGNORECASE,
)
# "€ 2,901 per month based on a 38-hour week, which will increase to € 3,707"
_GROWING = re.compile(
    r"(?:increas\w*|ris(?:es?|ing)|grow\w*|up|oplopend|doorgroei\w*|stijgt|steigend|"
    r"loopt op)\s(?:up )?(?:to|tot|naar|bis)(?: a| een)?"
    r"(?: max(?:imum|imaal)?)?(?: of| van)?\s?$",
    re.IGNORECASE,
)
_STRONG_LINKS = frozenset({"a", "à", "to", "-", "--", "->", "tot", "bis", "til", "till", "hasta", "até", "hadi", "do"})
_WEAK_LINKS = frozenset({"and", "en", "und", "et", "y", "e", "&", "/", ""})
_BETWEEN = re.compile(
    r"(?:between|tussen|entre|zwischen|from|range|kati ya)[\s:]*(?:de |the |een |a )?$", re.IGNORECASE
)

_PAY = re.compile(
    r"salar\w*|\bpay(?:s|ing|rate)?\b|\bwages?\b|compensation|remunerat\w+|stipend|\bgross\b|\bnet\b|"
    r"\bnetto\b|\bbruto\w*|brutto\w*|"
    r"\w*gehalt|\blohn|verg\u00fctung|r\u00e9mun\u00e9ration|sueldo|sal[a\u00e1]rio|mshahara|\bgaji\b|"
    r"\bearn\w*|\bote\b|\bctc\b|take[ -]home|stagevergoeding|(?:internship|monthly|weekly|"
    r"daily) (?:allowance|compensation|fee)|\bincome\b|"
    r"\bmoshahra\b|wynagrodzeni\w*|\bplat\b|mzda|зарплат\w*|راتب|वेतन|বেতন|maaş|gehalt|lön\b|"
    r"honorarium|inschaling|\bschaal\b|uurloon|uurtarief|day rate|hourly rate|"
    r"\u12f0\u121e\u12c8\u12dd|\u12f0\u1218\u12c8\u12dd|package",
    re.IGNORECASE,
)
_OTHER_BEFORE = re.compile(
    r"(?:budget|bonus(?:es)?|allowance|voucher|gift|reward|revenues?|turnover|funding|fund(?:ed)?|"
    r"raised|valu(?:ed|ation)|assets?|loans?|"
    r"fees?|cost(?:s|ing)?|prices?|worth|insurance|pension\w*|reimburse\w*|equity|grants?|profits?|"
    r"sales of|sales target|investment|invested|"
    r"over-?time|over time|\bot\b|contribut\w+|(?<!stage)vergoeding|toelage|netto klimaat\w*|opleidings\w*|"
    r"ontwikkel\w*|"
    r"reiskosten\w*|thuiswerk\w*|portfolio|deals?|tickets?|"
    r"fine of|deposit|relocation|sign(?:ing)?[ -]on|referral|donat\w+)(?P<rest>[^.!?;\n\x00]{0,25})$",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"^[ (*-]*(?!incl|excl|plus |and |en )(?:(?:per|a|an|each|every)\s\w+\s)?(?:of |for |in |as |"
    r"towards |voor )?(?:a |an |the |your |je |our )?(?:\w+\s)?(?:annual |yearly |personal )?"
    r"(?:\w*budget|bonus|over-?time|ot\b|\w*allowance|vouchers?|gifts?|credits?|revenue|turnover|funding|raised|"
    r"assets|in sales|loan|fees?|per (?:km|kilomet\w+|"
    r"mile)|/km|\w*vergoeding|p/?km|equity|valuation|seed|series|stipend for|learning|referral|"
    r"deposit|sign(?:ing)?[ -]on|(?:\w+ )?expenses|customers|users)",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|\n)[ *]*(?:salar(?:y|is)(?: range)?|pay|compensation|remuneration|wage|gehalt|salaire|salario)\s*:[ *]*$",
    re.IGNORECASE,
)


@functools.cache
def _currency() -> re.Pattern[str]:
    return re.compile(rf"(?<![^\W\d_]){currency_pattern('any')}", re.IGNORECASE)


def _before(text: str, amount: Amount, length: int = BEFORE) -> str:
    return text[max(0, amount.start - length) : amount.start]


def bounds(text: str, amount: Amount) -> tuple[bool, bool]:
    """Whether a lone amount is a lower bound, and whether it is an upper bound."""
    before, after = _before(text, amount, 30), text[amount.end : amount.end + 30]
    at_most = bool(_AT_MOST_BEFORE.search(before) or _AT_MOST_AFTER.match(after))
    at_least = bool(_AT_LEAST_BEFORE.search(before) or _AT_LEAST_AFTER.match(after))
    return at_least and not at_most, at_most


def joined(text: str, first: Amount, last: Amount) -> bool:
    """Whether the words between two amounts make them the ends of one range."""
    gap = text[first.end : last.start]
    if len(gap) > LONGEST_GAP or "\x00" in gap:
        return False
    grows = first.currency and last.currency and _GROWING.search(gap)
    if grows or gap.strip(" .,:;()*+\n").lower() in _STRONG_LINKS:  # "12 mil a 15 mil"
        return True
    match = _GAP.match(gap)
    if match is None:
        return False
    link = (match["link"] or "").lower()
    if link not in _WEAK_LINKS:
        return True
    if bounds(text, first)[0] and bounds(text, last)[1]:
        return True
    both = first.currency and last.currency and link in {"/", "en", "and"}
    return bool(link and (both or _BETWEEN.search(_before(text, first))))


# "€ 3,000, plus a yearly bonus", "€ 3,000 Hours per week": what follows is the period of something else.
_OTHER_MATTER = re.compile(
    r"\b(?:plus|with an?|and an?|en (?:een|aan)|(?<!per )hours|hrs|uren|bonus|holiday|vacation|depending|afhankelijk|"
    r"in line with|dependent)\b",
    re.IGNORECASE,
)


def period_around(text: str, first: Amount, last: Amount) -> str | None:
    """The period said after the amount, else between its ends, else before it, within the line and sentence."""
    if named := first.period or last.period:
        return named
    after = re.split(r"\n|[.!?;](?=\s[A-Z])|\s[|\u2022]\s|\d", text[last.end : last.end + AFTER], maxsplit=1)[0]
    after = _OTHER_MATTER.split(after, maxsplit=1)[0]
    between = text[first.end : last.start] if last.start > first.end else ""
    before = re.split(r"\n|[.!?;](?=\s)|[|\u2022]|\d", _before(text, first))[-1]
    for part in (after, between):
        if match := _PERIODS.search(part):
            return match.lastgroup
    found = list(_PERIODS.finditer(before))
    if found:
        return found[-1].lastgroup
    return "year" if any(map(_YEARLY_UNLESS_SAID.search, (after, between, before))) else None


def currency_nearby(text: str, first: Amount, last: Amount) -> str | None:
    """A currency written close by but not beside the figure, as in "Salary (ETB): 15,000"."""
    before = _before(text, first, NEAR).rpartition("\n")[2]
    after = text[last.end : last.end + NEAR].partition("\n")[0]
    for part, direction in ((before, -1), (after, 0)):
        found = [match[0] for match in _currency().finditer(part) if len(match[0].strip()) > 1]
        if found:
            return found[direction]
    return None


def speaks_of_pay(text: str, first: Amount, last: Amount, *, near: bool = False) -> bool:
    """Whether a pay word stands before or just after; `near`: within a few words, in the same sentence."""
    before = _before(text, first, NEAR if near else BEFORE)
    after = text[last.end : last.end + NEAR]
    if near:
        before = re.split(r"[.!?;](?=\s)|\n\n|[\d\x00]", before)[-1]
        after = re.split(r"[.!?;,:\n\d\x00]", after, maxsplit=1)[0]
    return bool(_PAY.search(before) or _PAY.search(after))


def speaks_of_other_money(text: str, first: Amount, last: Amount) -> bool:
    """Whether the words around name a budget, a bonus, a fee, revenue and the like."""
    before = re.split(r"[\d\x00]", _before(text, first, 45))[-1]
    named = _OTHER_BEFORE.search(before)
    return bool((named and not _PAY.search(named["rest"])) or _OTHER_AFTER.match(text[last.end : last.end + AFTER]))


def follows_pay_label(text: str, amount: Amount) -> bool:
    """Whether the amount is the value of a labelled line, as in "Salary: $ 40"."""
    return bool(_LABEL.search(_before(text, amount, NEAR)))
