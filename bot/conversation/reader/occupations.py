"""What people are called by their work, in six languages: known titles, their right spelling, who does which work."""

from __future__ import annotations

import functools

from rapidfuzz import fuzz, process

from bot.conversation.reader.wording import known_words, rows
from jobs.parsing.folding import folded

SHORTEST_CORRECTED = 5  # letters
RESEMBLANCE = 87
MOST_WORDS = 5


@functools.cache
def titles() -> dict[str, str]:
    """From the folded title to how it is shown."""
    forms = (form for language, names in rows("occupations.tsv") if "-" not in language for form in names.split("|"))
    shown: dict[str, str] = {}
    for form in forms:
        shown.setdefault(folded(form), form)
    return shown


@functools.cache
def workers() -> dict[str, str]:
    """From the folded name of a kind of work to who does it: "cleaner" of "cleaning"."""
    pairs = (pair for language, names in rows("occupations.tsv") if "-" in language for pair in names.split("|"))
    return {folded(work): worker for work, _, worker in (pair.partition("=") for pair in pairs)}


@functools.cache
def heads() -> frozenset[str]:
    """Single words that are titles."""
    return frozenset(title for title in titles() if " " not in title)


def is_title(words: str) -> bool:
    """Whether the words begin or end with a known title, as "mwalimu wa hisabati" and "certified welder" do."""
    said = folded(words).split()
    counts = range(1, min(len(said), MOST_WORDS) + 1)
    known = titles()
    return any(" ".join(said[:count]) in known or " ".join(said[-count:]) in known for count in counts)


def right_title(words: str) -> str:
    """The title in the person's words with their slips of spelling put right: "techer" as "teacher".

    Only a title without any known word is corrected, and only to a word that begins the same.
    """
    if "-" in words:
        return words
    known = titles().get(folded(words))
    if known is not None:
        return words if folded(words) == words.casefold() == known.casefold() else _as_written(words, known)
    parts = words.split()
    if is_title(words):
        return " ".join(_shown(part) for part in parts)
    corrected = [_corrected(part) or part for part in parts]
    return " ".join(corrected)


def _as_written(words: str, known: str) -> str:
    return known if words == words.lower() else known[:1].upper() + known[1:] if words[:1].isupper() else known


def _shown(part: str) -> str:
    shown = titles().get(folded(part))
    return shown if shown is not None and part == part.lower() else part


@functools.cache
def _by_initial() -> dict[str, tuple[str, ...]]:
    initials: dict[str, list[str]] = {}
    for head in heads():
        if len(head) >= SHORTEST_CORRECTED:
            initials.setdefault(head[0], []).append(head)
    return {initial: tuple(names) for initial, names in initials.items()}


@functools.lru_cache(maxsize=2048)
def _corrected(word: str) -> str | None:
    plain = folded(word)
    if len(plain) < SHORTEST_CORRECTED or plain in heads() or plain in known_words():
        return None
    found = process.extractOne(plain, _by_initial().get(plain[0], ()), scorer=fuzz.ratio, score_cutoff=RESEMBLANCE)
    return titles()[found[0]] if found else None
