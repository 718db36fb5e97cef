"""Skills in feeds' fields and in answers: lists as people write them, with misspellings."""

from __future__ import annotations

import functools
import json
import re
from typing import TYPE_CHECKING

from rapidfuzz import fuzz, process

from jobs.parsing.skill_mentions import find_skills
from jobs.parsing.skill_tokens import spelling_key
from jobs.parsing.skill_vocabulary import canonical_skill, vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["canonical_skill", "find_skills", "is_known_skill", "split_skills", "vocabulary"]

RESEMBLANCE = 85  # rapidfuzz ratio from which a typed skill counts as a known one
SHORTEST_GUESS = 5  # letters
LONGEST_SKILL = 60  # characters
MOST_SKILLS = 100
FEW_WORDS = 4
_SEPARATOR = re.compile(r"[,;|\n\u2022\u00b7\t]+|\s[-\u2013]\s")
_INNER = re.compile(r"\s*(?:/|&|\b(?:and|or|en|und|et|y|na)\b|\+(?=\s))\s*", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:(?:my )?skills?(?: are| include)?:?|i (?:know|can|am good at|have)|(?:good|strong|excellent|"
    r"basic|advanced|solid)? ?(?:knowledge of|experience (?:in|with)|"
    r"skills in|proficien\w+ in|understanding of)|and|also|etc|with|in)\s+",
    re.IGNORECASE,
)
_EDGES = " \t\r\n-*\u2022\u00b7\"'`.:()[]{}"


def split_skills(text: str) -> tuple[str, ...]:
    """A typed list or a feed's field, also a JSON list, to shown names; others stay as typed (see is_known_skill)."""
    found: dict[str, str] = {}
    for item in _items(text):
        for name in _names(item):
            found.setdefault(name.lower(), name)
        if len(found) >= MOST_SKILLS:
            break
    return tuple(found.values())[:MOST_SKILLS]


def is_known_skill(name: str) -> bool:
    """Whether a name that split_skills gave is one of the vocabulary, and not only what was typed."""
    return name in vocabulary().areas


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
    known = canonical_skill(plain)
    if known:
        return [known]
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
    return [resembling_skill(plain) or " ".join(plain.split())]


@functools.lru_cache(maxsize=4096)
def resembling_skill(text: str) -> str | None:
    """The known skill that a misspelt one of five letters or more means, if its first letter is right."""
    key = spelling_key(text)
    if len(key) < SHORTEST_GUESS:
        return None
    found = process.extractOne(key, _spellings_like(key[0]), scorer=fuzz.ratio, score_cutoff=RESEMBLANCE)
    return vocabulary().names[found[0]] if found else None


@functools.cache
def _spellings_like(letter: str) -> tuple[str, ...]:
    """The spellings with this first letter that are long enough to be guessed."""
    names = vocabulary().names
    return tuple(spelling for spelling in names if spelling[0] == letter and len(spelling) >= SHORTEST_GUESS)
