"""Languages of which a posting asks for one or another: "English or Dutch" demands neither by itself."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jobs.parsing.cues import Cues
from jobs.parsing.skill_tokens import bare, spelling_key
from jobs.parsing.skill_vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

_OR = r"(?:and\s*/\s*or|or|en\s*/\s*of|of|und\s*/\s*oder|oder|et\s*/\s*ou|ou|y\s*/\s*o|o|au|ama)"


def without_choices(text: str, required: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The skills required by themselves, and the languages of which another does as well."""
    areas = vocabulary().areas
    languages = [name for name in required if areas.get(name) == "language"]
    if len(languages) <= 1:
        return tuple(required), ()
    chosen = _joined_by_or(bare(text).lower(), frozenset(languages))
    return tuple(name for name in required if name not in chosen), tuple(name for name in required if name in chosen)


def _joined_by_or(text: str, languages: frozenset[str]) -> frozenset[str]:
    """Those of the languages that a text in lower case joins by "or", looked for only where a language is named."""
    joined, one = _patterns(languages)
    names = vocabulary().names
    chosen: set[str] = set()
    end = 0
    for start in sorted(_language_cues().starts(text)):
        if start >= end and (chain := joined.match(text, start)):
            chosen.update(names[spelling_key(word)] for word in one.findall(chain[0]))
            end = chain.end()
    return frozenset(chosen)


@functools.cache
def _spellings() -> dict[str, list[str]]:
    """How each language is spelled."""
    areas = vocabulary().areas
    found: dict[str, list[str]] = {}
    for key, name in vocabulary().names.items():
        if areas[name] == "language":
            found.setdefault(name, []).append(key)
    return found


@functools.cache
def _language_cues() -> Cues:
    return Cues(key for keys in _spellings().values() for key in keys)


@functools.lru_cache(maxsize=1024)
def _patterns(languages: frozenset[str]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Of several of these languages joined by "or", and of one."""
    spelled = (re.escape(key) for name in languages for key in _spellings()[name])
    one = rf"(?:{'|'.join(sorted(spelled, key=len, reverse=True))})"
    joined = rf"\b{one}(?:\s*,\s*{one})*\s*,?\s+{_OR}\s+(?:the\s+|de\s+)?{one}\b"
    return re.compile(joined), re.compile(rf"\b{one}\b")
