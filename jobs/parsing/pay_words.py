"""Words of pay, and of money that is none: budgets, bonuses, fees, revenue and the like."""

from __future__ import annotations

import re

from jobs.parsing.cues import Cues
from jobs.parsing.phrases import begins_a_word, ends_a_word

# Words of pay, and whether they must begin and end a word of their own: "learn" and "network" say nothing of pay.
_PAY = {
    **dict.fromkeys(
        (
            "pay", "pays", "paying", "payrate", "wage", "wages", "gross", "net", "netto", "ote", "ctc", "income",
            "gaji", "moshahra", "plat", "schaal",
        ),
        (True, True),
    ),
    **dict.fromkeys(("earn", "bruto", "lohn"), (True, False)),
    "lön": (False, True),
    **dict.fromkeys(
        (
            "salar", "salário", "compensation", "remunerat", "stipend", "brutto", "vergütung", "gehalt", "rémunération",
            "sueldo", "mshahara", "take home", "take-home", "stagevergoeding", "internship allowance",
            "monthly allowance", "weekly allowance", "daily allowance", "internship fee", "monthly fee", "weekly fee",
            "daily fee", "wynagrodzeni", "mzda", "зарплат", "راتب", "مرتب", "الأجر", "वेतन", "বেতন", "maaş",
            "honorarium", "inschaling",
            "uurloon", "uurtarief", "day rate", "hourly rate", "\u12f0\u121e\u12c8\u12dd", "\u12f0\u1218\u12c8\u12dd",
            "package",
        ),
        (False, False),
    ),
}  # fmt: skip
_PAY_CUES, _BOUNDS = Cues(_PAY), tuple(_PAY.values())
# Patterns look at texts in lower case: minding no case, an alternative costs thrice as much.
_OTHER_BEFORE = re.compile(
    r"(?:(?<!salary )(?<!pay )budget|handl(?:e|es|ing) (?:of )?(?:\w+)|bonus(?:es)?|allowance|voucher|gift|reward|"
    r"revenues?|turnover|"
    r"funding|fund(?:ed)?|sav(?:es?|ing)|spend(?:s|ing)?|incentives?(?= (?:of|up to|from|worth)\b|\W{0,3}$)|"
    r"raised|valu(?:ed|ation)|assets?|loans?|"
    r"(?<!consultancy )(?<!consulting )(?<!consultant )(?<!professional )(?<!daily )(?<!weekly )(?<!monthly )"
    r"fees?|cost(?:s|ing)?|prices?|worth|insurance|pension\w*|reimburse\w*|equity|grants?|profits?|"
    r"sales of|sales target|investment|invested|"
    r"over-?time|over time|\bot\b|contribut\w+|(?<!stage)vergoeding|toelage|netto klimaat\w*|opleidings\w*|"
    r"ontwikkel\w*|"
    r"subs[ií]dio|(?<!bolsa-)(?<!bolsa )aux[ií]lio|ajudas? de custo|vale[ -]\w+|b[oôó]nus|bonos?|ayudas?|primes?|"
    r"indemnit[eé]s?|zuschuss|"
    r"zulage|spesen|weihnachtsgeld|urlaubsgeld|premies?|premie|rimborso|buoni pasto|dodatek|premia|marupurupu|"
    r"lift(?:ing)?|carry(?:ing)?|weigh\w*|push(?:ing)?|pull(?:ing)?|"
    r"reiskosten\w*|thuiswerk\w*|portfolio|deals?|tickets?|"
    r"fine of|deposit|relocation|sign(?:ing)?[ -]on|referral|donat\w+)(?P<rest>(?:[^.!?;()\n\x00]|\([^()\n]{0,20}\)|"
    r"\(){0,25})$",
)
_OTHER_AFTER = re.compile(
    r"^[ (*-]*(?!incl|excl|plus |and |en )(?:(?:per|a|an|each|every)\s\w+\s)?(?:of |for |in |as |"
    r"towards |voor )?(?:a |an |the |your |je |our )?(?:\w+\s)?(?:annual |yearly |personal )?"
    r"(?:\w*budget|bonus|over-?time|ot\b|\w*allowance|vouchers?|gifts?|credits?|revenue|turnover|funding|raised|"
    r"[am]rr\b|"
    r"assets|(?:in )?sales\b(?! (?:exec|rep|agent|assoc|commission|manager|position|job|role|bonus))|"
    r"refer[- ]a[- ]friend|loan|fees?|per (?:km|kilomet\w+|"
    r"mile)|/km|\w*vergoeding|p/?km|equity|valuation|seed|series|(?:ote|target) commissions?|commissions? (?:per|on|"
    r"for) (?!month|week|year|hour|day)|stipend for|learning|referral|"
    r"deposit|sign(?:ing)?[ -]on|portfolios?|pipelines?|quota|territory|book of business|(?:\w+ )?expenses|"
    r"customers|users)",
)
# One of these stands in every name of other money.
_OTHER_CUES = Cues(
    (
        "budget", "handl", "save", "saving", "spend", "incentive", "bonus", "allowance", "voucher", "gift",
        "reward", "revenue", "turnover", "fund", "raised",
        "valu", "asset", "loan", "fee", "cost", "price", "worth", "insurance", "pension", "reimburse", "equity",
        "grant", "profit", "sales", "invest", "overtime", "over-time", "over time", " ot",
        "\not", "(ot", "-ot", "/ot", "*ot", "contribut", "vergoeding", "toelage", "netto klimaat", "opleidings",
        "ontwikkel", "subsidio", "subsídio", "auxilio", "auxílio", "ajuda", "vale", "bônus", "bónus", "bono", "ayuda",
        "prime", "indemnit", "zuschuss", "zulage", "spesen", "weihnachtsgeld", "urlaubsgeld", "premi", "rimborso",
        "buoni pasto", "dodatek", "marupurupu", "lift", "carry", "weigh", "push", "pull", "reiskosten", "thuiswerk",
        "portfolio", "deal", "ticket", "fine of", "deposit", "relocation", "sign", "refer", "donat", "credit", "arr",
        "mrr", "km", "kilomet", "mile", "seed", "series", "commission", "stipend", "learning", "pipeline", "quota",
        "territor", "book of", "expenses", "customers",
        "users",
    )
)  # fmt: skip


def holds_pay_word(lower: str) -> bool:
    """Whether a word of pay stands in a text in lower case."""
    for number, start, end in _PAY_CUES.places(lower):
        begins, ends = _BOUNDS[number]
        if (not begins or begins_a_word(lower, start)) and (not ends or ends_a_word(lower, end)):
            return True
    return False


def names_other_money(before: str, after: str) -> bool:
    """Whether what stands before or behind an amount, in lower case, says that it is other money than pay."""
    if not _OTHER_CUES.starts(f" {before} {after}"):
        return False
    named = _OTHER_BEFORE.search(before)
    return bool((named and not holds_pay_word(named["rest"])) or _OTHER_AFTER.match(after))
