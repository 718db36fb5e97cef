"""Lengths of time that are no experience: ages, residence, studies, terms, warranties, the history of a company."""

from __future__ import annotations

import re

NEAR = 90  # characters on each side
LONG_STANDING = 15
CLOSE = 45  # characters before the years, of the words that lead to them
# All but the last name in _COMPANY_AFTER is sought in lower case: minding no case, an alternative costs thrice as much.
_AFTER = re.compile(
    r"^[\s,-]*(?:(?:or|and) (?:above|over|older|more) of age|old\b|of age|ago\b|oud\b|alt\b|"
    r"and (?:above|below) of age|(?:renewable |permanent |initial |rolling |fixed[- ]term )?contract|warrant|"
    r"guarantee|commitment|vesting|background|validity|valid\b|"
    r"or (?:older|above of age|over of age)\b|lease\b|maternity|a year\b|in business|anniversary|history|of history|"
    r"in a row|later|per (?:week|month)|"
    r"leave\b|plan\b|project\b|term\b|visa\b|(?:work |residence )?permit|bond\b|residen|stay\b|"
    r"(?:fixed|internship|degree|diploma|course|program|bachelor|master|probation)|"
    r"(?:full|part)(?![- ]?time (?:\w+ ){0,2}experience)|"
    r"of (?:(?:(?!in |exp)\w+ ){0,2}(?:residen(?:ce|cy)|stay|commitment|warranty|validity|tenancy)|service to|growth|"
    r"excellence|innovation|heritage|tradition|trust|success|age|guarantee)\b|in existence\b|trusted\b|pioneer|legacy|"
    r"of (?:full[- ]time )?(?:stud(?:y|ies)|schooling|college|university|high school|secondary school|education)\b"
    r"(?!\s(?:[\w/-]+\s){0,3}experience))",
)
_BEFORE = re.compile(
    r"(?:\baged?\b|age[ds]?(?: between| limit)?:?|between the ages of|leeftijd|for (?:over|more than|"
    r"the (?:last|past))|(?:in|over|within) the (?:last|past|next)|"
    r"lease(?: of)?|over the age of|time \(?in|since|every|after|first|contract(?: of| for| duration| length| term|"
    r" period)?:?|"
    r"(?<!experience )(?:duration|length|tenure)(?: of (?:the )?(?!exp)\w+)?:?|founded|established|"
    r"probation|period of|last|past|next|bachelor \w{0,12}|"
    r"\b(?:cdd|cdi|int\u00e9rim|mission|stage|contrat|contrato|vertrag|befristet auf|befristet f\u00fcr|looptijd|"
    r"dur\u00e9e|dauer)"
    r"(?: (?:d[eu']|von|van|f\u00fcr|auf|is|por))?:?|"
    r"(?:\b(?:notice|trial|probezeit|proeftijd|opzegtermijn|k\u00fcndigungsfrist|pr\u00e9avis|periodo de prueba)|"
    r"p\u00e9riode d'essai|\bterm|probation|stay|commitment|warranty|guarantee|validity|valid|residen(?:ce|cy)|bond|"
    r"vesting)(?: period)?"
    r"(?: (?:of|for|is|lasts))?:?(?: (?:at least|a )?(?:min(?:imum)?(?: of)?)?)?|"
    r"\bcommit(?: [a-z]+){0,2} (?:for|to)(?: at least| a minimum of)?|not older than|older than|(?:\u12a5|"
    r"\u12d5)\u12f5\u121c\s?[\u1361:]?)[\s(:]*(?:of\s|for\s)?$",
)
# "BSc degree (4 years)": how long it takes.
_STUDY_BEFORE = re.compile(
    r"(?:degree|diploma|certificate|b\.?sc\.?|m\.?sc\.?|ph\.?d\.?|mba|bachelor\S*|master\S*|course|programme?)\s?"
    r"(?:\(|of |takes |lasts )$",
)
# "I have worked as a nurse for the last 5 years"
_TOLD_OF_ONESELF = re.compile(
    r"\bi(?:['\u2019]?ve| have|['\u2019]?m| am)? (?:been|worked|work|working|doing)\b[^.!?;\n]{0,45}"
    r"\b(?:since|for|over)(?: (?:the )?(?:last|past))?\s$"
)
_EXPERIENCE_NEXT = re.compile(r"\D{0,25}(?:experience|ervaring|erfahrung)")
_LIVED_BEFORE = re.compile(r"\b(?:lived|living|reside[ds]?|residing|stayed|resident)\b[^,]{0,40}$")
# "Must be over 21 years", "ladies 25 - 35 years": ages, unless experience is named.
_AGED_BEFORE = re.compile(
    r"\b(?:be|aged?|persons?|people|candidates|applicants|ladies|gentlemen|females?|males?|women|men)\s"
    r"(?:(?:over|above|at least|under|below|between|older than|younger than|more than|less than|not more than|"
    r"not less than|not (?:above|below)|minimum(?: of)?|a minimum of|from)\s)?$",
)
_COMPANY = re.compile(
    r"\b(?:we|our (?:company|team|firm|client|group|business|brand|organi[sz]ation)|company|firm|"
    r"founded|established|client has|with over|"
    r"for over|combined|collective|is a|has been|(?<=\w )(?:has|boasts|brings) (?:over|more than|nearly|almost))\b"
    r"[^.!?\n]{0,60}$",
)
# "With 15 years of experience, Acme is the leader"
_COMPANY_AFTER = re.compile(
    r"^[^.!?\n]{0,60}, (?:(?i:we|our)|[A-Z]\w+(?: [A-Z]\w+){0,3}) (?:is|are|has|have|offers?)\b"
)
# "Mit über 40 Jahren Erfahrung": so long, and said so, are companies in business; of people at least so many are asked.
_LONG_STANDING = re.compile(
    r"\b(?:mit|met|avec|forte?s? de|con|com|(?:built|building|builds) on|founders have|team met)\s"
    r"(?:unsere[nr] |onze |nos |notre )?(?:(?:weit |well )?(?:\u00fcber|mehr als|rund|fast|nahezu|meer dan|ruim|"
    r"bijna|al|plus de|pr\u00e8s de|m\u00e1s de|mais de|over|more than|nearly|almost)\s)?$"
)
_CANDIDATE = re.compile(
    r"\b(?:look(?:ing)?\b(?! (?:back|forward))|seek\w*|requir\w+|need\w*|expect\w*|you|your|must|candidates?|who|"
    r"someone|ideal\w*|applicants?|successful|persons?|hir(?:e|ing))\b",
)


def is_other_time(before: str, after: str, *, experience: bool) -> bool:
    """Whether the years between these parts of a text in lower case are no experience.

    `experience`: whether their sentence names some.
    """
    close = before[-CLOSE:]
    if _AFTER.match(after) or (_BEFORE.search(close) and not _TOLD_OF_ONESELF.search(before)):
        return True
    if _STUDY_BEFORE.search(close) and not _EXPERIENCE_NEXT.match(after):
        return True
    return not experience and bool(_LIVED_BEFORE.search(before) or _AGED_BEFORE.search(close))


def is_of_company(before: str, after: str, years: float) -> bool:
    """Whether so many years are a company's own, told before them (in lower case) or after them (as written)."""
    if years >= LONG_STANDING and _LONG_STANDING.search(before):
        return True
    if before.strip() == "with":
        return _COMPANY_AFTER.match(after) is not None
    return bool(_COMPANY.search(before)) and not _CANDIDATE.search(before)
