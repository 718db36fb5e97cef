"""Finds the parts of a sentence that speak of pay, experience, places, ways of working and kinds of job.

The parts are cut out by their place in the text, so that what remains can be the role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.conversation.reader.background import background
from bot.conversation.reader.home_places import home_places
from bot.conversation.reader.wording import known_words
from jobs.parsing.amounts import amounts
from jobs.parsing.pay_context import joined, period_around, speaks_of_pay
from jobs.parsing.place_mentions import mentions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobs.parsing.amounts import Amount

_NUMBER = (
    r"(?:\d{1,2}(?:[.,]\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|half an?|"
    r"an?(?= (?:half )?years? (?:of |work)))"
)
_AGE = re.compile(
    r"\b(?:i(?:'m| am) |aged? |age: ?)?\d{2} ?(?:years?|yrs?)[ -]?(?:old|of age)\b|\baged? ?:? ?\d{2}\b|\bi(?:'m|"
    r"m| am)(?: an?)? (?:1[5-9]|[2-6]\d)\b(?: ?(?:years?|yrs?)\b)?(?!['+]| ?(?:years?|yrs?|of|in|into|exp\w*|"
    r"working|as|months?|k|km|thousand|percent|%)\b)",
    re.IGNORECASE,
)
_EXPERIENCE = re.compile(
    rf"(?:\b(?:with|have|having|has|got|over|about|around|more than|at least|under|less than|minimum(?: of)?|for|"
    rf"i have|of|my|experience(?: of| is|:)?)\s+)*"
    rf"(?<![\w.,]){_NUMBER}(?:\s?(?:-|to|or)\s?{_NUMBER})?\s?\+?\s?(?:full )?(?:years?'?|yrs?|months?|"
    rf"mths?)(?![\w-])(?! (?:old|of age|contract|ago))"
    r"(?:\s?\+)?(?:'? (?:of )?(?:(?:work(?:ing)?|professional|relevant|job|teaching|driving|sales|"
    r"nursing) )?(?:experiences?|exp)\b)?"
    r"|\b(?:no|without(?: any)?|zero|little|0) (?:(?:work(?:ing)?|job|prior|previous|any) ){0,2}experience\b|"
    r"\bfresh(?: |-)?(?:er|graduate|grad|school leaver)s?\b|\bentry[- ]level\b|"
    r"\b(?:just|recently|newly) (?:graduated|starting(?: out)?)\b|\brecent graduate\b|\bnever worked(?: before)?\b|"
    r"\bno exp\b",
    re.IGNORECASE,
)
_BEFORE_PAY = re.compile(
    r"(?:\b(?:a |an |my |the |with |and |for |of |is |to |be |in |on |make it|change (?:it|pay|salary) to|"
    r"set (?:it|pay|salary) to|earn(?:ing)?|pay(?:ing|s)?|paid|salar(?:y|ies)|wages?|"
    r"income|budget|at ?least|atleast|min(?:imum|\.)?(?: pay| salary)?|not less than|no less than|more than|from|"
    r"over|above|around|about|between|up to|upwards of|"
    r"starting|start|expect(?:ed|ing|ation)?|anything|something|maximum|max|gross|net|approx(?:imately)?)[ :]*|"
    r">=?\s*)+$",
    re.IGNORECASE,
)
_AFTER_PAY = re.compile(
    r"(?:\s?(?:per|an?|/|each|every|p\.?)\s?(?:hour|hr|h|day|week|wk|month|mo|mth|mnth|year|yr|annum|annual)\b|"
    r"\s?(?:hourly|daily|weekly|monthly|yearly|annual(?:ly)?)|"
    r"\s?p\.?[amh]\.?(?![a-z])|\s?(?:or|and) (?:more|above|up|higher)|\s?\+|\s?(?:gross|net|minimum|min|at least|"
    r"before tax|after tax|upwards|salary|pay)\b)+",
    re.IGNORECASE,
)
_PAY_CUE = re.compile(
    r"make it|change|set|earn|pay|paid|salar|wage|income|least|min|less than|more than|over|above|expect|>",
    re.IGNORECASE,
)
_LEAST_PLAIN_PAY = 100
_ARRANGEMENTS = {
    "remote": (
        r"remote(?:ly)?(?: (?:only|work(?:ing)?|jobs?))?|fully remote|(?:work(?:ing)?|job|jobs)? ?(?:from|at) home|"
        r"wfh|home[- ]based|home office|telecommut\w+|work online|online (?:work|jobs?)"
    ),
    "hybrid": r"hybrid(?: work(?:ing)?)?",
    "onsite": r"on[- ]?site|in[- ](?:the[- ])?office|at the office|office[- ]based|in[- ]person|face[- ]to[- ]face",
}
_TYPES = {
    "full_time": r"full[- ]?time(?:r)?|permanent(?: (?:jobs?|work|position|role|contract))?",
    "part_time": r"part[- ]?time(?:r)?|(?:on )?half[- ]days?",
    "contract": (
        r"(?:on )?contracts?(?: (?:work|basis|jobs?|roles?))?(?! (?:manager|officer|admin\w*|lawyer|teacher|"
        r"engineer|staff))|"
        r"freelanc(?:e|er|ing)"
    ),
    "temporary": r"temporary(?: (?:work|jobs?))?|temp (?:work|jobs?)|casual (?:work|jobs?)|seasonal",
    "internship": r"internships?|industrial attachment|attachment",
    "volunteer": r"volunteer(?:ing)?(?: work)?",
}
_WORDS = {
    "arrangement": re.compile(
        "|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _ARRANGEMENTS.items()), re.IGNORECASE
    ),
    "types": re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _TYPES.items()), re.IGNORECASE),
}
_ANY = {
    "place": re.compile(
        r"\b(?:anywhere|everywhere|any (?:place|city|location|country)|(?:place|location|"
        r"city) (?:does ?n[o']t matter|is not important))\b(?! (?:in|within|near|around) )",
        re.IGNORECASE,
    ),
    "pay": re.compile(
        r"\b(?:any (?:pay|salary|amount|wage)|(?:pay|salary|money) (?:does(?:n't| not) matter|is not important|"
        r"is negotiable|negotiable))\b",
        re.IGNORECASE,
    ),
    "experience": re.compile(
        r"\b(?:any (?:experience|level)|experience (?:does(?:n't| not) matter|is not important))\b", re.IGNORECASE
    ),
    "skills": re.compile(r"\b(?:any skills?|skills? do(?:es)?(?:n't| not) matter)\b", re.IGNORECASE),
    "arrangement": re.compile(
        r"\b(?:(?:remote|on[- ]?site|hybrid)(?:,? (?:or|and|remote|on[- ]?site|hybrid))+(?: are| is)? (?:fine|ok|"
        r"okay)|any (?:arrangement|way of working|mode))\b",
        re.IGNORECASE,
    ),
}
_BEFORE_PLACE = re.compile(
    r"(?:\b(?:in|at|near|around|within|from|to|live in|living in|based in|based|city of|the|or|and|anywhere|"
    r"somewhere|only|moving|relocate|location|mode|for|even)[\s:]+|@\s?)+$",
    re.IGNORECASE,
)
_ROLE_TOKENS = re.compile(
    r"\s*(?:language|languages|speaking|speaker|teacher|cuisine|cook|chef|kitchen|food|food chef)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of the text and what it says.

    `kind` is age, experience, pay, place, arrangement, types, education, languages, relocate, level, shifts or any.
    """

    kind: str
    start: int
    end: int
    value: str


def spots(text: str, country: str | None = None) -> list[Spot]:
    """All such parts in order of appearance, none overlapping another. `country` is where the person lives."""
    found: list[Spot] = []
    of_self = (Spot(*part) for part in background(text))
    for spot in (*_spelled(text), *of_self, *_pays(text), *_home(text, country), *_places(text)):
        if not any(spot.start < other.end and other.start < spot.end for other in found):
            found.append(spot)
    return sorted(found, key=lambda spot: spot.start)


def without_ages(text: str) -> str:
    """The text without "25 years old"."""
    return _AGE.sub(" ", text)


def _spelled(text: str) -> Iterator[Spot]:
    for match in _AGE.finditer(text):
        yield Spot("age", match.start(), match.end(), match[0])
    for field, pattern in _ANY.items():
        for match in pattern.finditer(text):
            yield Spot("any", match.start(), match.end(), field)
    for match in _EXPERIENCE.finditer(text):
        yield Spot("experience", match.start(), match.end(), match[0])
    for kind, pattern in _WORDS.items():
        for match in pattern.finditer(text):
            yield Spot(kind, match.start(), match.end(), str(match.lastgroup))


def _pays(text: str) -> Iterator[Spot]:
    found = amounts(text)
    index = 0
    while index < len(found):
        first = last = found[index]
        if index + 1 < len(found) and joined(text, first, found[index + 1]):
            last = found[index + 1]
            index += 1
        index += 1
        lead = _BEFORE_PAY.search(text[: first.start])
        start = lead.start() if lead else first.start
        tail = _AFTER_PAY.match(text, last.end)
        end = tail.end() if tail else last.end
        if _is_pay(text, first, last, text[start : first.start], text[last.end : end]):
            yield Spot("pay", start, end, text[start:end])


def _is_pay(text: str, first: Amount, last: Amount, before: str, after: str) -> bool:
    if first.currency or last.currency or first.money or last.money:
        return True
    if last.factor > 1 or (after and period_around(after, first, last)):
        return True
    cued = bool(_PAY_CUE.search(before) or speaks_of_pay(text, first, last, near=True) or re.search(r"[a-z]", after))
    return cued and last.value >= _LEAST_PLAIN_PAY


def _home(text: str, country: str | None) -> Iterator[Spot]:
    for start, end, name in home_places(text, country):
        if not _ROLE_TOKENS.match(text, end):
            yield Spot("place", _led(text, start), end, name)


def _led(text: str, start: int) -> int:
    lead = _BEFORE_PLACE.search(text, 0, start)
    return lead.start() if lead else start


def _places(text: str) -> Iterator[Spot]:
    for mention in mentions(text):
        everyday = mention.written.islower() and mention.written in known_words()  # "no ventas" is about selling
        if everyday or _ROLE_TOKENS.match(text, mention.end):
            continue
        yield Spot("place", _led(text, mention.start), mention.end, mention.written)
