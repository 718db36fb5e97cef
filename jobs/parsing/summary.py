"""The first telling sentences of a description."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_CHARACTERS = 300
READ_CHARACTERS = 2000
SHORTEST_SENTENCE = 40  # characters: shorter ones are headings and greetings
FEWEST_WORDS = 6
ENOUGH_CHARACTERS = 120  # a summary so long needs no second sentence

_EDGES = " \t\r\n\xa0-\u2013\u2022*#>|_\\"
_END = re.compile(r"\n|[.!?]\s")
_ABOUT_WORK = (
    "looking for", "seeking", "searching for", "hiring", "recruiting", "we need", "is needed", "is required",
    "you will", "you'll", "you\u2019ll", "the role", "the position", "the job", "successful candidate",
    "ideal candidate",
    "incumbent", "responsib", "your role", "your task", "your job", "your mission", "this role", "this position",
    "zoeken", "op zoek naar", "ben je", "ga je", "werk je", "je bent", "je gaat", "je werkt", "jij", "wir suchen",
    "sucht", "bist du", "deine aufgaben", "ihre aufgaben", "recherch", "vous serez", "vous êtes", "vous aurez",
    "buscamos", "se busca", "buscando", "procuramos", "tunatafuta", "እንፈልጋለን",
)  # fmt: skip
_NOT_TELLING = (
    "http", "www.", "apply", "click", "send your", "send cv", "@", "equal opportunit", "cookie", "deadline", "salary",
    "whatsapp", "telegram", "subscribe", "join our group", "join our channel", "job id", "job ref", "looking forward",
    "solliciteer", "bewirb", "postulez",
)  # fmt: skip


@remembered
def summarise(description: str) -> str | None:
    """At most 300 characters that tell what the work is, in the posting's words; None where no sentence does.

    The first sentence that speaks of the work, else the first telling one, and the next where there is room.
    """
    before: str | None = None  # the first telling sentence
    sentences = _sentences(description[:READ_CHARACTERS])
    for sentence in sentences:
        lowered = sentence.lower()
        if _tells(sentence, lowered):
            if any(cue in lowered for cue in _ABOUT_WORK):
                return _shortened(_with_next(sentence, next(sentences, "")))
            before = before or sentence
    return _shortened(before) if before else None


def _sentences(text: str) -> Iterator[str]:
    start = 0
    for match in _END.finditer(text):
        yield text[start : match.end()].strip(_EDGES)
        start = match.end()
    yield text[start:].strip(_EDGES)


def _tells(sentence: str, lowered: str) -> bool:
    """Prose of some length that is not about how to apply."""
    return (
        len(sentence) >= SHORTEST_SENTENCE
        and sentence[-1] != ":"
        and len(sentence.split()) >= FEWEST_WORDS
        and not any(sign in lowered for sign in _NOT_TELLING)
    )


def _with_next(sentence: str, following: str) -> str:
    roomy = len(sentence) < ENOUGH_CHARACTERS and len(sentence) + len(following) < MOST_CHARACTERS
    return f"{sentence} {following}" if roomy and _tells(following, following.lower()) else sentence


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= MOST_CHARACTERS:
        return plain
    return plain[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(",;:- \u2013") + "…"
