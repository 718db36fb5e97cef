"""The first telling sentences of a description."""

from __future__ import annotations

import re
from bisect import bisect_left
from itertools import chain
from typing import TYPE_CHECKING

from jobs.parsing.cues import NamedCues, lowered
from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_CHARACTERS = 300
READ_CHARACTERS = 2000
SHORTEST_SENTENCE = 40  # characters: shorter ones are headings and greetings
FEWEST_WORDS = 6
ENOUGH_CHARACTERS = 120  # a summary so long needs no second sentence

_EDGES = " \t\r\n\xa0-\u2013\u2022*#>|_\\"
_END = re.compile(r"[\n.!?](?:(?<=\n)|\s)")  # a set first is what expressions find fastest
_CUES: NamedCues[str] = NamedCues(
    {
        "work": (
            "looking for", "seeking", "searching for", "hiring", "recruiting", "we need", "is needed", "is required",
            "you will", "you'll", "you\u2019ll", "the role", "the position", "the job", "successful candidate",
            "ideal candidate", "incumbent", "responsib", "your role", "your task", "your job", "your mission",
            "this role", "this position", "zoeken", "op zoek naar", "ben je", "ga je", "werk je", "je bent", "je gaat",
            "je werkt", "jij", "wir suchen", "sucht", "bist du", "deine aufgaben", "ihre aufgaben", "recherch",
            "vous serez", "vous êtes", "vous aurez", "buscamos", "se busca", "buscando", "procuramos", "tunatafuta",
            "እንፈልጋለን",
        ),
        "barred": (
            "http", "www.", "apply", "click", "send your", "send cv", "@", "equal opportunit", "cookie", "deadline",
            "salary", "whatsapp", "telegram", "subscribe", "join our group", "join our channel", "job id", "job ref",
            "looking forward", "solliciteer", "bewirb", "postulez",
        ),
    }
)  # fmt: skip


@remembered
def summarise(description: str) -> str | None:
    """At most 300 characters that tell what the work is, in the posting's words; None where no sentence does.

    The first sentence that speaks of the work, else the first telling one, and the next where there is room.
    """
    text, lower = description[:READ_CHARACTERS], lowered(description)[:READ_CHARACTERS]
    cues = _CUES.starts(lower)
    barred, about_work = cues.get("barred", ()), cues.get("work", ())
    first: str | None = None  # that tells
    sentences = _sentences(text)
    for start, sentence in sentences:
        if not _tells(sentence, start, barred):
            continue
        if _holds(about_work, start, sentence):
            return _shortened(_with_next(sentence, next(sentences, None), barred))
        first = first or sentence
    return _shortened(first) if first else None


def _sentences(text: str) -> Iterator[tuple[int, str]]:
    """Each with where it begins."""
    start = 0
    for match in chain(_END.finditer(text), [None]):
        end = match.end() if match else len(text)
        sentence = text[start:end].lstrip(_EDGES)
        yield end - len(sentence), sentence.rstrip(_EDGES)
        start = end


def _tells(sentence: str, start: int, barred: Sequence[int]) -> bool:
    """Prose of some length that is not about how to apply."""
    return (
        len(sentence) >= SHORTEST_SENTENCE
        and sentence[-1] != ":"
        and not _holds(barred, start, sentence)
        and len(sentence.split()) >= FEWEST_WORDS
    )


def _holds(positions: Sequence[int], start: int, sentence: str) -> bool:
    return bisect_left(positions, start) < bisect_left(positions, start + len(sentence))


def _with_next(sentence: str, following: tuple[int, str] | None, barred: Sequence[int]) -> str:
    if following is None or len(sentence) >= ENOUGH_CHARACTERS:
        return sentence
    start, after = following
    roomy = len(sentence) + len(after) < MOST_CHARACTERS
    return f"{sentence} {after}" if roomy and _tells(after, start, barred) else sentence


def _shortened(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) <= MOST_CHARACTERS:
        return plain
    return plain[: MOST_CHARACTERS - 1].rsplit(" ", 1)[0].rstrip(",;:- \u2013") + "…"
