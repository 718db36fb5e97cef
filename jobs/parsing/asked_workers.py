"""Short advertisements that ask for a worker by name: "mason wanted, block laying", "we need a plumber"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.skill_cues import DESK
from jobs.parsing.skill_tokens import spelling_key
from jobs.parsing.skill_vocabulary import vocabulary
from jobs.parsing.title_skills import LONGEST_WORKER, skills_of_workers

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_ADVERTISEMENT = 160  # characters: in longer texts the title names the worker
FIRST = 3  # words before the worker, as in "experienced piano teacher"
SHORT_CLAUSE = 5  # words: "mandazi and pilau cook" ends with the worker
_CLAUSE = re.compile(
    r"[,.;:!?()\n\u2013]|\s-\s|\b(?:who|with|that|needed|wanted|required|met|mit|avec|con|com|mwenye)\b"
)
_ASKING = re.compile(
    r"^.*?\b(?:need(?:ed|s)?|wants?|wanted|hiring|looking for|seek(?:ing|s)?|recruiting|suchen|gesucht:?|zoeken|"
    r"gezocht:?|recherch(?:e|ons)|cherche|busca(?:mos)?|se (?:busca|necesita)|procura(?:mos|-se)?|precisa(?:mos|-se)|"
    r"natafuta|tunatafuta|anahitajika|wanahitajika)\s(?:an?\s|une?\s|una?\s|uma?\s|eine?n?\s|een\s)?"
)
_ASKS = re.compile(rf"{_ASKING.pattern}|\b(?:needed|wanted|required|gesucht|gezocht|(?:ana|wana)hitajika)\b")
_OTHER_PEOPLE = re.compile(
    r"^(?:assist|support|help|work|report|manage|supervise|lead|train|serve|to|for|our|the|join)\b"
)


def skills_of_asked_worker(text: str, named: Sequence[str]) -> tuple[str, ...]:
    """The skills of the worker whom a short advertisement asks for; () where it asks for none by name.

    `named`: the skills that it names itself. A text that names none and does not ask is a mere title, which implies
    them (see `title_skills`), as those at a desk do; beside Tractor Driving there is no Driving.
    """
    if len(text) > LONGEST_ADVERTISEMENT or not (named or _ASKS.search(text.lower())):
        return ()
    areas = vocabulary().areas
    found = (skill for skill in _of_worker(text) if areas[skill] not in DESK)
    return tuple(skill for skill in found if not any(skill in name for name in named))


def _of_worker(text: str) -> tuple[str, ...]:
    clause = _CLAUSE.split(_ASKING.sub("", text.lower(), count=1), maxsplit=1)[0]
    words = spelling_key(clause).split()
    if not words or _OTHER_PEOPLE.match(clause.strip()):
        return ()
    last = len(words) if len(words) <= SHORT_CLAUSE else FIRST + 1
    workers = skills_of_workers()
    for start in range(min(last, len(words))):
        for end in range(min(start + LONGEST_WORKER, len(words)), start, -1):
            if found := workers.get(" ".join(words[start:end])):
                return found
    return ()
