"""What of a title tells one opening from another: its words without level, hours and fillers, in one spelling."""

from __future__ import annotations

import re

from jobs.duplicates.common_words import is_common
from jobs.parsing.folding import folded

LEVELS = {
    "junior": "junior", "jr": "junior", "medior": "medior", "mid": "medior", "senior": "senior", "sr": "senior",
    "lead": "lead", "principal": "principal", "intern": "intern", "internship": "intern", "stage": "intern",
    "stagiair": "intern", "stagiaire": "intern", "trainee": "intern", "werkstudent": "intern", "praktikant": "intern",
}  # fmt: skip
EMPTY_WORDS = frozenset(
    re.findall(
        r"\w+",
        "a an and at de der den die das een en for het im in met mit of on the to und van von voor we m v w f"
        " d x h hours hrs uur uren week per vacature vacancy job position new nieuw startersfunctie eng",
    )
)
HOURS = re.compile(
    r"\d+\s*[-\u2013]\s*\d+\s*(?:u|uur|uren|hours|hrs|h)\b|\d+\s*(?:uur|uren|hours|hrs)\b", re.IGNORECASE
)
BRACKETED_LEVEL = re.compile(rf"\(\s*({'|'.join(LEVELS)})\.?\s*\)", re.IGNORECASE)
# Boards translate a title, shorten it and part its words.
ONE_SPELLING = {
    "artificial intelligence": "ai", "business intelligence": "bi", "quality assurance": "qa",
    "human resources": "hr", "dev ops": "devops", "front end": "frontend", "back end": "backend",
    "full stack": "fullstack", "analist": "analyst", "analisten": "analysts", "informatie": "information",
    "ontwikkelaar": "developer", "onderzoeker": "researcher", "adviseur": "advisor", "ontwerper": "designer",
    "wetenschapper": "scientist", "ingenieur": "engineer", "docent": "lecturer", "inkoper": "buyer",
    "project manager": "projectmanager", "projectleider": "projectmanager", "project leader": "projectmanager",
    "ict": "it", "netwerk": "network", "systeem": "system", "technisch": "technical", "financieel": "financial",
    "duurzaam": "sustainable", "duurzame": "sustainable", "werk": "work", "beveiliging": "security",
    "onderhoud": "maintenance", "logistiek": "logistics", "entwickler": "developer",
}  # fmt: skip
SPELT = re.compile(rf"\b(?:{'|'.join(ONE_SPELLING)})\b")


def title_key(title: str, left_out: frozenset[str] = frozenset()) -> tuple[str, str]:
    """A title's telling words in their order, and its level: "" for none, "*" where it leaves a choice."""
    bracketed = bool(BRACKETED_LEVEL.search(title))
    words = SPELT.sub(lambda found: ONE_SPELLING[found[0]], folded(HOURS.sub(" ", title))).split()
    levels = {LEVELS[word] for word in words if word in LEVELS}
    telling = [word for word in words if word not in LEVELS and word not in EMPTY_WORDS]
    kept = [word for word in telling if word not in left_out] or telling or words
    level = "*" if bracketed or len(levels) > 1 else "".join(levels)
    return " ".join(kept), level


def spellings(word: str) -> list[str]:
    """The ways in which a title or a text may write a word of a title key, each of one or two words."""
    return [word, *(other for other, spelt in ONE_SPELLING.items() if spelt == word)]


def is_particular(title: str) -> bool:
    """Whether a title key says more than the usual words, so that an employer has hardly two openings under it."""
    words = title.split()
    uncommon = sum(not is_common(word) for word in words)
    return len(words) > 3 or uncommon > 1 or bool(uncommon and len(words) > 2)  # noqa: PLR2004 - three usual words say little
