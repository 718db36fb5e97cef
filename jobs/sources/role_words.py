"""Which short texts name a role, for sources that have no field for it."""

from __future__ import annotations

import re

_NOUNS = (
    "engineers? developers? programmers? architects? administrators? admins? designers? scientists? analysts? "
    "managers? directors? leads? heads? chiefs? officers? founders? cofounders? co-founders? cto cpo coo ceo cfo vp "
    "devops sre sysadmins? interns? internships? trainees? researchers? consultants? specialists? coordinators? "
    "assistants? associates? executives? exec representatives? reps? recruiters? marketers? writers? editors? "
    "accountants? bookkeepers? technicians? technologists? operators? mechanics? electricians? plumbers? welders? "
    "drivers? riders? couriers? packers? pickers? checkers? cooks? chefs? bakers? baristas? waiters? waitress(?:es)? "
    "servers? stewards? washers? cashiers? shoppers? promoters? ambassadors? ushers? pullers? mascots? crew staff "
    "nurses? doctors? physicians? pharmacists? dentists? caregivers? carers? therapists? teachers? tutors? lecturers? "
    "trainers? coach(?:es)? instructors? receptionists? concierges? secretar(?:y|ies) clerks? telemarketers? telesales "
    "salespersons? salesm[ae]n merchandisers? buyers? planners? supervisors? foreman foremen inspectors? surveyors? "
    "estimators? auditors? controllers? actuar(?:y|ies) attendants? handlers? cleaners? janitors? housekeepers? "
    "guards? lawyers? attorneys? paralegals? advis[oe]rs? agents? brokers? hosts? hostess(?:es)? stylists? barbers? "
    "hairdressers? beauticians? photographers? videographers? animators? artists? producers? testers? hackers? dbas? "
    "frontend backend fullstack full-stack front-end back-end swe labou?rers? handym[ae]n farmers? gardeners? tailors? "
    "storekeepers? assemblers? movers? loaders? manpower helpers? maids? nann(?:y|ies) babysitters? evangelists? "
    "biologists? chemists? physicists? economists? statisticians? mathematicians? psychologists? librarians? "
    "entwickler(?:in)? ingenieur(?:in)? verkäufer(?:in)? fahrer(?:in)? pfleger(?:in)? ontwikkelaars? medewerkers?"
)
# These name a trade as often as a thing, so they count only in a line of a few words.
_TRADES = "engineering sales support security warehouse marketing admin qa operations product design data-entry"
_TRADE = re.compile(rf"(?<![^\W_])(?:{'|'.join(_TRADES.split())})(?![^\W_])", re.IGNORECASE)
_ROLE = re.compile(rf"(?<![^\W_])(?:{'|'.join(_NOUNS.split())})(?:\(s\))?(?![^\W_])", re.IGNORECASE)
FEW_WORDS = 4
_SEVERAL = re.compile(r"\s*(?:,|;|\band\b|&|\s/\s|\bor\b)\s*(?:\b(?:and|or)\b\s+)?", re.IGNORECASE)
_OPEN = re.compile(r"\b(?:(?:multiple|various|several|many|open|all|\d+\+?)\W+)+(?:roles?|positions?|"
                   r"openings?|jobs?)\b|\b(?:multiple|various|several)\b", re.IGNORECASE)  # fmt: skip
_WANTED = re.compile(
    r"(?:looking for|hiring|seeking|in search of|need(?:ed)?|recruiting|opening for)(?: for)?\s*:?\s+"
    r"(?:(?:an?|the|our|some|more|great|talented|experienced|exceptional|first|another|\d+x?)\s+)*"
    r"(?P<role>(?:[\w/+#.'-]+\s+){0,4}?[\w/+#.-]*)(?=[,.;:!()\n]| to | who | with | for |"
    r" in | at | on | that | and | as |$)",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"(?:as|you|we|our|the|this|work|be|all|phone|call)\b|"
    r"\w+ing\b(?! (?:engineer|manager|director|lead|assistant|intern))",
    re.IGNORECASE,
)
LONGEST_ROLE_WORDS = 7
MOST_ROLES = 8
LONGEST_ROLE = 90  # characters


def names_role(text: str) -> bool:
    """Whether a short text names somebody who works."""
    return _ROLE.search(text) is not None or (len(text.split()) <= FEW_WORDS and _TRADE.search(text) is not None)


def is_role(text: str) -> bool:
    """Whether a line is nothing but a role: short, begun like a name, and the noun at its end or at its start."""
    if not 0 < len(text.split()) <= LONGEST_ROLE_WORDS or not text[0].isupper() or _SENTENCE.match(text):
        return False
    found = [match.span() for match in _ROLE.finditer(text)]
    return bool(found) and (found[-1][1] >= len(text.rstrip(" .)")) or found[0][0] == 0)


def is_open_call(text: str) -> bool:
    """Whether a text only says that there are several roles ("Multiple positions")."""
    return _OPEN.search(text) is not None


def roles_in(text: str) -> list[str]:
    """The roles of one field: its parts when each names a role on its own, else the whole."""
    parts = [part.strip(" .") for part in _SEVERAL.split(text) if part.strip(" .")]
    if 1 < len(parts) <= MOST_ROLES and all(map(names_role, parts)):
        return list(dict.fromkeys(parts))
    return [text.strip()]


def wanted_role(text: str) -> str:
    """The role of the first sentence that says somebody is wanted, or ""."""
    found = (match["role"].strip() for match in _WANTED.finditer(text))
    return next((role for role in found if names_role(role) and len(role) <= LONGEST_ROLE), "")
