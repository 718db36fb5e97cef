"""Languages of which a posting asks for one or another: "English or Dutch" demands neither by itself."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from jobs.parsing.skill_vocabulary import bare, spelling_key, vocabulary

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
    one, names = _spellings(languages), vocabulary().names
    joined = re.compile(rf"\b{one}(?:\s*,\s*{one})*\s*,?\s+{_OR}\s+(?:the\s+|de\s+)?{one}\b")
    found = (match[0] for match in joined.finditer(text))
    return frozenset(names[spelling_key(word)] for chain in found for word in re.findall(rf"\b{one}\b", chain))


@functools.lru_cache(maxsize=1024)
def _spellings(languages: frozenset[str]) -> str:
    """A pattern of all their spellings, the longest first."""
    spelled = [re.escape(key) for key, name in vocabulary().names.items() if name in languages]
    return f"(?:{'|'.join(sorted(spelled, key=len, reverse=True))})"
