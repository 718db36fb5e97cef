"""Lists that say they are of skills: "Required: Rust, WebAssembly", "my skills are pyhton and sql"."""

from __future__ import annotations

import re

from jobs.parsing.skills import canonical_skill, find_skills, resembling_skill

MOST_WORDS = 3  # of a skill that is not known
LONGEST_NAME = 30  # characters
LONGEST_HEAD = 40  # characters
LONGEST_ITEM = 45  # characters: a longer one shows that the text is no list
_HEAD = re.compile(
    r"^[\W_]*(?:(?P<named>(?:required|preferred|key|core|technical|main|desired|hard|computer|must[- ]have|"
    r"nice[- ]to[- ]have|"
    r"bonus|optional|programming|other)(?: (?:skills?|technologies|tools|languages))?|skills?(?: required| needed)?|"
    r"tech(?:nology)? stack|stack|technologies|tools|must[- ]haves?|nice[- ]to[- ]haves?|technische vaardigheden|"
    r"vaardigheden|kenntnisse|f\u00e4higkeiten|comp\u00e9tences(?: requises)?|habilidades|competencias|conhecimentos|"
    r"umiej\u0119tno\u015bci|diferencia(?:l|is)|mile widziane|souhait\u00e9e?s?)\s*:|"
    r"(?:my )?skills (?:are|include)\b|i (?:know|have skills in|can use)\b)\s*(?P<list>.+)$",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"\s*(?:[,;|\u2022\u00b7]|\b(?:and|or|und|et|y|en|i|oraz|ou|e)\b)\s*", re.IGNORECASE)
_PROPER = re.compile(r"(?:[A-Z][\w+#./-]*|[a-z]+[A-Z]\w*)(?: (?:[A-Z0-9][\w+#./-]*|of|for))*")
_NO_SKILL = re.compile(
    r"\b(?:bsc|b\.?sc|ba|bs|msc|ma|mba|phd|btech|mtech|hnd|ond|nysc|kcse|kcpe|gcse|waec|degree|diploma|bachelor\S*|"
    r"master\S*|"
    r"certificates?|graduates?|high school|university|college|cv|resume|cover letter|passport|visa|permit|id|photo|"
    r"age|male|"
    r"female|men|women|remote|on-?site|hybrid|full[- ]time|part[- ]time|contract|permanent|years?|months?|experience|"
    r"citizens?|nationals?|immediate\w*|salary|urgent\w*|yes|no|none|etc|tbd|n/a|minimum|nationality|location|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|day|night|shifts?|weekends?)\b",
    re.IGNORECASE,
)


def may_list(lower: str) -> bool:
    """Whether a text in lower case begins like such a list: quick, for the many that do not."""
    head = lower[:LONGEST_HEAD]
    return ":" in head or "skills " in head or head.startswith("i ")


def listed_skills(passage: str) -> list[str]:
    """The skills of such a list, known ones also misspelt, unknown proper names as written; none for other texts."""
    head = _HEAD.match(passage) if may_list(passage.lower()) else None
    items = [item.strip(" !\t").rstrip(" .!\t") for item in _SEPARATOR.split(head["list"])] if head else []
    items = [item for item in items if item]
    if not head or not items or any(len(item) > LONGEST_ITEM or ". " in item or "(" in item for item in items):
        return []
    found = [_named(item, proper=head["named"] is not None and len(items) > 1) for item in items]
    return [name for name in found if name]


def _named(item: str, *, proper: bool) -> str | None:
    known = canonical_skill(item)
    if known or len(item.split()) > MOST_WORDS:
        return known
    return resembling_skill(item) or (item if proper and _is_proper(item) and not find_skills(item) else None)


def _is_proper(item: str) -> bool:
    return len(item) <= LONGEST_NAME and bool(_PROPER.fullmatch(item)) and not _NO_SKILL.search(item)
