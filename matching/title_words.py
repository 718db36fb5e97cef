"""The words of a title or role that say what the work is."""

from __future__ import annotations

import re
from functools import lru_cache

from jobs.parsing.folding import folded

# Of what rank the work is, not what it is.
LEVELS = frozenset(
    {
        "junior",
        "jr",
        "medior",
        "mid",
        "senior",
        "sr",
        "lead",
        "principal",
        "staff",
        "head",
        "chief",
        "trainee",
        "intern",
    }
    | {"graduate", "experienced", "associate", "i", "ii", "iii", "iv"}
)
FILLERS = frozenset(
    {
        "a",
        "an",
        "and",
        "at",
        "d",
        "de",
        "den",
        "der",
        "des",
        "die",
        "du",
        "en",
        "et",
        "f",
        "for",
        "fur",
        "h",
        "in",
        "la",
    }
    | {"le", "m", "of", "on", "or", "the", "to", "und", "v", "van", "voor", "w", "with", "x", "y"}
)
# Shared by many kinds of work: "data engineer" has more in common with "data analyst" than with "sound engineer".
GENERIC = frozenset(
    {"administrator", "advisor", "agent", "analyst", "analist", "architect", "assistant", "attendant", "clerk"}
    | {"consultant", "coordinator", "developer", "director", "engineer", "executive", "expert", "job", "manager"}
    | {"medewerker", "officer", "operator", "professional", "representative", "specialist", "supervisor", "technician"}
    | {"vacancy", "worker", "work"}
)
# Signs that are part of a word ("c++", "c#", ".net") are lost in folding; they are spelled out before.
SIGNS = (("c++", "cplusplus"), ("c#", "csharp"), (".net", "dotnet"), ("node.js", "nodejs"), ("r&d", "rnd"))
LEVEL_PHRASES = re.compile(r"\b(entry|mid|junior|senior|graduate)[- ]level\b", re.IGNORECASE)  # "data entry" is work
BRACKETS = re.compile(r"[(\[{][^)\]}]*[)\]}]")


@lru_cache(maxsize=8192)
def telling_words(title: str) -> tuple[str, ...]:
    """In lower case and in order, without levels, fillers and what stands in brackets, unless nothing else is left."""
    outside = LEVEL_PHRASES.sub(" ", BRACKETS.sub(" ", title))
    for written in (outside, title):
        words = title_words(written)
        telling = tuple(word for word in words if word not in FILLERS and word not in LEVELS)
        if telling:
            return telling
    return tuple(title_words(title))


def title_words(text: str) -> list[str]:
    """All words in lower case, without accents; signs that are part of a word spelled out."""
    lowered = text.lower()
    for sign, word in SIGNS:
        lowered = lowered.replace(sign, word)
    return folded(lowered).split()
