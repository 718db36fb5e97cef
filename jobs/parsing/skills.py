"""Skills in descriptions, fields and answers, by a vocabulary over all occupations."""

from __future__ import annotations

import functools
import json
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

if TYPE_CHECKING:
    from collections.abc import Iterable

RESEMBLANCE = 85  # rapidfuzz ratio from which a typed skill counts as a known one
SHORTEST_GUESS = 5  # letters
NEIGHBOURHOOD = 6  # tokens between a doubtful word and a sure skill
SHORT_LIST = 8  # words: a text this short is a list
LONGEST_SKILL = 60  # characters
MOST_SKILLS = 100
FEW_WORDS = 4
_TOKEN = re.compile(r"\.net\b|[^\W_]+[+#]*|[,;:|/()\[\]\u2022\u00b7\n&]|\.(?=\s|$)", re.IGNORECASE)
_MARKS = frozenset(",;:|/()[]\u2022\u00b7\n.")
_JOINING = frozenset(["and", "or", "with", "in", "using", "en", "und", "et", "y"])
_AFTER_NAME = frozenset(
    [
        "and",
        "or",
        "en",
        "und",
        "programming",
        "language",
        "developer",
        "developers",
        "engineer",
        "programmer",
        "scripting",
        "studio",
        "shiny",
        "etc",
        "skills",
        "knowledge",
    ]
)
_ABLE = frozenset(
    [
        "proficient",
        "proficiency",
        "programming",
        "program",
        "coding",
        "scripting",
        "experience",
        "experienced",
        "skilled",
        "expertise",
        "fluent",
    ]
)
_TELLING = _AFTER_NAME - _JOINING - {"etc", "skills", "knowledge"}
_SENTENCE_START = frozenset({"\n", ".", "\u2022", "to"})
_VERB_BEFORE = frozenset(["in", "at", "on", "your"])
_SEPARATOR = re.compile(r"[,;|\n\u2022\u00b7\t]+|\s[-\u2013]\s")
_INNER = re.compile(r"\s*(?:/|&|\band\b|\bor\b|\ben\b|\+(?=\s))\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:my )?skills?(?: are| include)?:?|i (?:know|can|am good at|have)|(?:good|strong|excellent|"
    r"basic|advanced|solid)? ?(?:knowledge of|experience (?:in|with)|"
    r"skills in|proficien\w+ in|understanding of)|and|also|etc|with|in)\s+",
    re.IGNORECASE,
)
_EDGES = " \t\r\n-*\u2022\u00b7\"'`.:()[]{}"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Spellings as token strings to names; `longest` has the most tokens of a spelling by its first token.

    `rules` holds the doubtful spellings: "capital" or "token".
    """

    names: dict[str, str]
    longest: dict[str, int]
    rules: dict[str, str]
    areas: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Match:
    name: str
    start: int
    end: int
    rule: str | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text in tokens, as written and in lower case; `sure`: the positions that belong to skills beyond doubt."""

    written: list[str]
    tokens: list[str]
    sure: frozenset[int]
    is_list: bool
    has_capitals: bool


def _key(text: str) -> str:
    return " ".join(_TOKEN.findall(text.lower()))


@functools.cache
def vocabulary() -> Vocabulary:
    """The vocabulary of `data/skills.tsv`."""
    names: dict[str, str] = {}
    rules: dict[str, str] = {}
    areas: dict[str, str] = {}
    lines = (resources.files("jobs.parsing") / "data" / "skills.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            name, area, rule, spellings = line.split("\t")
            areas[name] = area
            for spelling in (name, *filter(None, spellings.split("|"))):
                key = _key(spelling)
                names.setdefault(key, name)
                if rule != "word" and key in name.lower().split():
                    rules[key] = rule
    longest: dict[str, int] = {}
    for key in names:
        tokens = key.split(" ")
        longest[tokens[0]] = max(longest.get(tokens[0], 0), len(tokens))
    return Vocabulary(names, longest, rules, areas)


def find_skills(text: str) -> tuple[str, ...]:
    """The known skills of a text by shown name, in order of appearance; "Go" and "R" only where they are meant."""
    found = [match.name for match in _matches(text)]
    return tuple(dict.fromkeys(found))


def _matches(text: str) -> list[_Match]:
    written = _TOKEN.findall(text)
    tokens = [token.lower() for token in written]
    words = vocabulary()
    found: list[_Match] = []
    index = 0
    while index < len(tokens):
        match = _longest(tokens, index, words)
        if match:
            found.append(match)
            index = match.end
        else:
            index += 1
    sure = {position for match in found if match.rule is None for position in range(match.start, match.end)}
    read = _Reading(written, tokens, frozenset(sure), _is_list(tokens), any(map(str.isupper, text)))
    return [match for match in found if match.rule is None or _is_meant(match, read)]


def _longest(tokens: list[str], index: int, words: Vocabulary) -> _Match | None:
    for count in range(min(words.longest.get(tokens[index], 0), len(tokens) - index), 0, -1):
        key = tokens[index] if count == 1 else " ".join(tokens[index : index + count])
        name = words.names.get(key)
        if name:
            return _Match(name, index, index + count, words.rules.get(key))
    return None


def _is_meant(match: _Match, read: _Reading) -> bool:
    """Whether a doubtful word is the skill: by its capital, else by the list or phrase it stands in."""
    tokens = read.tokens
    capital = read.written[match.start][0].isupper() or not read.has_capitals
    before = tokens[match.start - 1] if match.start else "\n"
    after = tokens[match.end] if match.end < len(tokens) else "\n"
    if match.rule == "capital":
        verb = after in _VERB_BEFORE and (before in _SENTENCE_START or not read.has_capitals)
        return capital and not verb
    adjoins = match.start - 2 in read.sure or match.end + 1 in read.sure  # "python and go"
    if not capital and len(match.name) <= len("Go") and not adjoins:
        return False
    listed = (before in _MARKS or before in _JOINING) and (after in _MARKS or after in _AFTER_NAME)
    in_brackets_alone = before == "(" and after == ")"  # "(C) 2024", "(R)"
    return listed and not in_brackets_alone and _in_company(match, read, before, after)


def _in_company(match: _Match, read: _Reading, before: str, after: str) -> bool:
    """Whether a list of skills, a word of ability or a sure skill stands around the word."""
    if after in _TELLING or read.is_list:
        return True
    start = max(0, match.start - NEIGHBOURHOOD)
    if before in _JOINING and not _ABLE.isdisjoint(read.tokens[start : match.start]):
        return True
    return any(position in read.sure for position in range(start, match.end + NEIGHBOURHOOD))


def _is_list(tokens: list[str]) -> bool:
    """Whether a short text holds skills alone, as "R, Go and C" does."""
    words = [token for token in tokens if token not in _MARKS]
    return len(words) <= SHORT_LIST and all(word in _JOINING or word in vocabulary().names for word in words)


def split_skills(text: str) -> tuple[str, ...]:
    """A typed list or a feed's field, also a JSON list, to shown names; unknown items stay as typed."""
    found: list[str] = []
    for item in _items(text):
        found += [name for name in _names(item) if name.lower() not in {known.lower() for known in found}]
        if len(found) >= MOST_SKILLS:
            break
    return tuple(found[:MOST_SKILLS])


def _items(text: str) -> Iterable[str]:
    if text.lstrip().startswith("["):
        try:
            loaded = json.loads(text)
        except (ValueError, RecursionError):
            loaded = None
        if isinstance(loaded, list):
            return [item for item in loaded if isinstance(item, str)][:MOST_SKILLS]
    return _SEPARATOR.split(text)[: 2 * MOST_SKILLS]


def _names(item: str) -> list[str]:
    plain = item.strip(_EDGES) if not item.strip().lower().startswith(".net") else item.strip()
    plain = _LEAD.sub("", plain).strip()
    if not any(character.isalpha() for character in plain):
        return []
    known = canonical_skill(plain)
    if known:
        return [known]
    parts = [canonical_skill(part) for part in _INNER.split(plain) if part.strip()]
    if len(parts) > 1 and all(parts):
        return [part for part in parts if part]
    if len(plain.split()) > FEW_WORDS or len(plain) > LONGEST_SKILL:
        return list(find_skills(plain)) or [" ".join(plain.split())[:LONGEST_SKILL].strip()]
    guess = _resembling(plain)
    return [guess or " ".join(plain.split())]


def canonical_skill(text: str) -> str | None:
    """The shown name of a skill spelled exactly, letter case aside."""
    return vocabulary().names.get(_key(text))


@functools.lru_cache(maxsize=4096)
def _resembling(text: str) -> str | None:
    key = _key(text)
    if len(key) < SHORTEST_GUESS:
        return None
    near = [spelling for spelling in vocabulary().names if spelling[0] == key[0] and len(spelling) >= SHORTEST_GUESS]
    found = process.extractOne(key, near, scorer=fuzz.ratio, score_cutoff=RESEMBLANCE)
    return vocabulary().names[found[0]] if found else None


_PREFERRED = re.compile(
    r"\b(?:nice[- ]to[- ]have|good to have|great to have|(?:is|are|as|would be|will be|"
    r"considered) (?:also )?(?:an? )?(?:big |huge |strong |definite |added |real )?"
    r"(?:plus|pluspunt|pre|asset|advantage|bonus|benefit|preferred|desirable|beneficial|advantageous)|"
    r"a (?:big |huge |strong )?plus|an asset|added advantage|"
    r"advantageous|preferred|preferably|preferable|desirable|desired|beneficial|"
    r"bonus(?: points)?(?: if| for)?|ideally|optional(?:ly)?|not required but|"
    r"plus(?:es)?:|pr\u00e9|pre\b(?! )|bij voorkeur|pluspunt\w*|mooi meegenomen|von vorteil|"
    r"w\u00fcnschenswert|un plus|deseable)",
    re.IGNORECASE,
)
_HEADING = re.compile(
    r"^[\W\d_]*(?:(?P<required>(?:key |minimum |basic |core |job |essential |required |technical |"
    r"must[- ]have |your |the )*(?:requirements?|qualifications?|skills?|"
    r"must[- ]haves?|profile|competenc\w+|experience|knowledge|responsibilities|duties|role|tasks)\b|"
    r"what you(?:'ll| will)? (?:need|bring|do)|who you are|about you|"
    r"you have|we are looking for|what we(?:'re| are) looking for|functie-?eisen|wat vragen wij|"
    r"wat breng jij|wat neem jij|jouw profiel|wie ben jij|dein profil|anforderungen)"
    r"|(?P<ignored>(?:what we offer|we offer|our offer|benefits|perks|about (?:us|the company|"
    r"the team)|who we are|why (?:join|work)|how to apply|compensation|salary|"
    r"wat bieden|wij bieden|wat krijg|arbeidsvoorwaarden|over ons|wie zijn wij|wir bieden)))\b.{0,40}$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;!?])\s+(?=[A-Z\u2022*-])")
LONGEST_HEADING = 60


def required_and_preferred(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills a posting asks for and those it would like, told apart by headings and phrases such as "a plus".

    What stands under headings on the company or its offer counts only when nothing else names a skill.
    """
    by_kind: dict[str, list[str]] = {"required": [], "preferred": [], "ignored": []}
    kind = "required"
    for line in text.splitlines():
        heading = _heading_kind(line)
        kind = heading or kind
        for sentence in _SENTENCE.split(line):
            wished = kind == "preferred" or bool(_PREFERRED.search(sentence))
            by_kind["preferred" if wished and kind != "ignored" else kind] += find_skills(sentence)
    required = tuple(dict.fromkeys(by_kind["required"]))
    preferred = tuple(name for name in dict.fromkeys(by_kind["preferred"]) if name not in required)
    if not required and not preferred:
        required = tuple(dict.fromkeys(by_kind["ignored"]))
    return required, preferred


def _heading_kind(line: str) -> str | None:
    plain = line.strip(" \t*#_:=-\u2022")
    if not plain or len(plain) > LONGEST_HEADING:
        return None
    if _PREFERRED.search(plain) and not find_skills(plain):
        return "preferred"
    match = _HEADING.match(plain)
    return match.lastgroup if match else None
