"""Phrases beside a wish that the reader would take for one: when somebody can start, how far they travel, questions."""

from __future__ import annotations

import re

from bot.conversation.reader.background import same_length
from bot.conversation.reader.occupations import is_title

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?"
)
_WHEN = (
    r"(?:immediately|right away|at once|now|asap|any ?time|today|tomorrow|soon|next (?:week|month)|"
    rf"(?:in|on|from|by) (?:{_MONTHS}|monday|(?:a|one|two|\d) (?:weeks?|months?))(?: \d{{1,2}})?)"
)
_WITHIN = r"(?:(?:not|no) (?:more|further|farther) than|within|inside|at most|up to|(?:a )?radius of)"
_KM_OR_MILES = r"(?:(?P<miles>miles?|mi)|kms?|kilomet(?:er|re)s?)\b"
_REACH = re.compile(rf"\b{_WITHIN} (?P<far>\d{{1,3}}) ?{_KM_OR_MILES}(?P<of> (?:of|from|around)\b)?", re.IGNORECASE)
KM_IN_A_MILE = 1.609
_IT = "IT support"
_NEEDLESS = r"(?:pay|experience|degrees?|certificates?|qualifications?)"
_CLAUSE_END = r"(?= (?:looking|seeking|searching|with|who|and|in need)\b|[,.;\n]|$)"
_PRAISE = r"(?:qualified|certified|skilled|trained|professional|hard ?working)"
_WORKPLACE = (
    r"\b(?:work|jobs?) (?:for|in|at|with) (?:an? )?(?:(?:private|public|good|big) )?"
    r"(?:hospital|clinic|school|ngo|company|factory|restaurant)s?\b"
)
_SAID_BESIDE = tuple(
    (re.compile(pattern, re.IGNORECASE), instead)
    for pattern, instead in (
        (rf"\b(?:and )?(?:i )?(?:can|could|will|ready to|able to) (?:start|begin|join) {_WHEN}\b", " ; "),
        (rf"\b(?:i am |i'm )?available {_WHEN}\b|\bimmediate start\b", " ; "),
        (r"\bno (?:salary|pay|age|upper|lower) limits?\b", " ; "),
        (
            r"\b(?P<of>graduate (?:of|in|from) )(?:an? )?[^,.;\n]+?" + _CLAUSE_END,
            r"\g<of> ; ",
        ),
        # The trade, not the pronoun: "an internship in IT", "IT jobs".
        (r"(?<=\bin )(?-i:IT)\b|\b(?-i:IT)(?= (?:jobs?|work|roles?|positions?|field|sector|internship)\b)", _IT),
        (r"\bper (?P<unit>hour|day|week|month|year) (?P<sum>\d[\d.,]*k?)\b", r"\g<sum> per \g<unit>"),
        (r"(?<=[^\W\d_]) (?:work|job)? ?looking(?: for)?(?: work)?(?: as)?(?= ?(?:[,.;\n]|for\b|in\b|$))", " "),
        (r"(?<=[^\W\d_]{3}) [2-9]\d ?%(?=\W|$)", " ; part time ; "),
        (_WORKPLACE, "work"),
        (r"\b\w+ (?:work|job) as (?=\w)", "work as "),
        (
            rf"\bno {_NEEDLESS} (?:is )?(?:expected|needed|required|necessary)\b",
            " ; ",
        ),
        (
            r"\bdrive (?:both )?(?:manual|automatic)(?: ?(?:,|and|or|&) ?(?:manual|automatic))*(?: cars?)?",
            "drive",
        ),
        (r"(?<=\w) \((?:red seal|certified|qualified|licen[cs]ed|male|female|f|m|m/f)\)", ""),
        (
            rf"\b{_PRAISE} (?=[a-z]+\b)(?!in\b|as\b|and\b|to\b)",
            "",
        ),
        (r"\bi (?:study|studied|am studying|'m studying|read) [^,.;\n]+", " ; "),
        (r"\b(?:i )?(?:have )?(?:passed|cleared) (?:my |the )?(?=(?-i:[A-Z]{2}))", " ; certified in "),
        (r"\b(?P<can>i can (?:also )?)(?:code|program|write code|develop) in\b", r"\g<can>"),
        (
            r"\b(?:work|jobs?|roles?)? ?(?:that|which) pays? (?=in (?:us dollars|dollars|usd|euros?|pounds?))",
            " ; ",
        ),
    )
)
_PAID_IN = re.compile(
    r"\b(?:in|en|em|kwa)\s+(?:(?P<USD>us dollars|dollars?|usd)|(?P<EUR>euros?|eur)|(?P<GBP>pounds|gbp))\b",
    re.IGNORECASE,
)
_CURRENCY_ALONE = re.compile(
    rf"(?:(?:pay|salary|income|sueldo|salario|salário|salaire|paga|mshahara)\s+)?{_PAID_IN.pattern}", re.IGNORECASE
)
_CHANGED_PAY = re.compile(r"\b(?:(?P<more>increase|raise|bump)|reduce|lower|decrease)\s+pay\s+by\b", re.IGNORECASE)
_POINTING = re.compile(
    r"(?:(?:this|that|the)(?: (?:company|employer|job|posting|offer|one|last one))?|it|these|those|them|"
    r"(?:to )?mind\b.*|interested|(?:salary|pay|age|any)? ?limits?)",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"[\s\u00bf]*(?:why|what|how|when|who|where|por ?que|porque|pour ?quoi|comment|quand|qui|que es|o que|como|"
    r"cual|quien|qual|quem|kwa ?nini|nini|vipi|lini|nani|wetin|how far|wey)\b",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:my )?(?:settings?|preferences|profile|wishes|menu|help|undo|back|cancel|next|skip|stop|jobs|matches|saved)|"
    r"tendua|rudi|nyuma|msaada|mipangilio(?: yangu)?|annuler?|retour|aide|(?:mes )?(?:parametres|preferences|offres)|"
    r"deshacer|volver|ayuda|(?:mis )?(?:ajustes|preferencias|ofertas)|desfazer|voltar|ajuda|"
    r"(?:minhas )?(?:configuracoes|preferencias|vagas)",
    re.IGNORECASE,
)
_IN_QUESTION_MARKS = re.compile(r"\?[\s!?]*$")
# A licence class or a registration, "A2B" or "KRCHN", that stands behind a title and is no part of it.
_LICENCE = re.compile(r"\s+\(?(?:[A-Z]\d[A-Z]?|[A-Z]{4,6})\)?$")


# Figures and what they count, written together or with signs between.
_GLUED = re.compile(r"(?<!\w)(\d{1,2})(ans?|anos?|años?|yrs?|years?|miaka)\b", re.IGNORECASE)
_BAC = re.compile(r"\bbac ?\+ ?(?P<years>[2-8])\b", re.IGNORECASE)
_AFTER_BAC = {2: "diploma", 3: "bachelor degree", 4: "bachelor degree", 5: "master degree", 8: "doctorate"}


def apart(text: str) -> str:
    """The text with "5ans" as "5 ans", and French degrees by years ("bac+2") by their names."""
    text = _GLUED.sub(r"\1 \2", text)
    return _BAC.sub(lambda found: _AFTER_BAC.get(int(found["years"]), "master degree"), text)


def without_side_remarks(text: str) -> str:
    """The text, in the reader's words, without such phrases."""
    for pattern, instead in _SAID_BESIDE:
        text = pattern.sub(instead, text)
    return _REACH.sub(lambda match: " in" if match["of"] else " ; ", text)


def reach_said(text: str) -> int | None:
    """How far from the place the work may be, in whole kilometres."""
    match = _REACH.search(text)
    if match is None:
        return None
    return round(int(match["far"]) * (KM_IN_A_MILE if match["miles"] else 1)) or None


def currency_said(text: str) -> str | None:
    """The currency that is named apart from the amount: "pays in dollars"."""
    match = _PAID_IN.search(text)
    return match.lastgroup if match else None


def names_only_currency(piece: str) -> bool:
    """Whether the words say in which money the pay is to be, and nothing else: "salary in dollars"."""
    return bool(_CURRENCY_ALONE.fullmatch(piece.strip(" .!,\x00")))


def pay_change(text: str) -> int:
    """1 where an amount is to be put on top of the pay, -1 where it is to be taken off, 0 where it is the pay."""
    match = _CHANGED_PAY.search(text)
    return 0 if match is None else 1 if match["more"] else -1


def points_at_something(words: str) -> bool:
    """Whether the words stand for what was shown or said, and name nothing: "this company", "that"."""
    return bool(_POINTING.fullmatch(words.strip(" .!?")))


def asks_or_orders(text: str) -> bool:
    """Whether an answer to "which skills?" is a question or a command of the chat."""
    plain = same_length(text).strip()
    return bool(_QUESTION.match(plain) or _IN_QUESTION_MARKS.search(plain) or _ORDER.fullmatch(plain.strip(" .!")))


def without_licence(role: str) -> str:
    """The title without a licence class or registration behind it: "chofer A2B", "nurse KRCHN"."""
    bare = _LICENCE.sub("", role)
    return bare if bare != role and bare != bare.upper() and is_title(bare) else role
