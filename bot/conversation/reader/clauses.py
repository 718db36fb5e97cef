"""Takes a message apart: clauses with what was spotted in them, whether they add or refuse, and filled-in forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.conversation.reader.spotting import spots

if TYPE_CHECKING:
    from bot.conversation.reader.spotting import Spot

Tone = Literal["set", "add", "refuse", "remove"]

_BOUNDARY = re.compile(
    r"[;\n•|!?]|,(?!\d{3}\b)|(?<!\bsr)(?<!\bjr)(?<!\bdr)(?<!\bmr)(?<!\bno)\.(?=\s|$)|\s-\s|\s(?=(?:but|except|"
    r"excluding|without|avoid|rather|with)\s)|"
    r"\s(?:and\s)?(?=(?:not|no|nor|never|also|plus|add|remove)\s)|"
    r"\s(?=(?:my skills|skills? (?:are|is|in|include)|i know|i can|i am an?|knows)\b)|"
    r"(?<!\bno)(?<!\bnot)(?<!\blonger)\s(?=looking for\b)|\s(?=instead of\s)",
    re.IGNORECASE,
)
_POLITE = r"^[\s:.,-]*(?:(?:and|but|please|pls|plz|can you|could you|i|ok|so|now|actually)\s+)*"
_REFUSE = re.compile(
    rf"{_POLITE}(?:(?:no|nor|not|never|without|except(?: for)?|excluding|exclude|avoid|don'?t (?:want|show|send|like)|"
    rf"do not (?:want|show|send|like)|"
    r"nothing (?:with|in|from|at)|hate|stop (?:showing|sending)|leave out|hide)(?: me)?)(?!\x00)(?! (?:preference|"
    r"matter|less|later)\b)(?=\s|$)"
    r"(?:\s+(?:more|any|interested in|looking for work as|looking for|the|a|an|no)\b)*",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    rf"{_POLITE}(?:remove|delete|drop|take out|forget(?: about)?|minus|instead of|"
    rf"(?:i am |i'm )?no longer(?: an?\b)?"
    rf"(?: (?:look(?:ing)? for|search(?:ing)? for|seek(?:ing)?|interested in|want(?:ing)?|need)\b)?"
    rf"(?: (?:work|jobs?) (?:as|in)\b)?|"
    rf"not any ?more)\b(?:\s+(?:all|any|the|my|"
    rf"skills?|places?|city|role|word|company|from|in)\b)*",
    re.IGNORECASE,
)
_ADD = re.compile(
    rf"{_POLITE}(?:also|add|plus|include|including|as well as|and also)\b|\b(?:too|as well|also)[\s.!]*$", re.IGNORECASE
)
_SKILLS = re.compile(
    r"^[\s:.,-]*(?:(?:and|also|add|plus|with|i have|i am|i'm|my|the|strong|some|very|remove)\s+)*(?:skills?(?: are|"
    r" is| in| include[s]?| like)?\b|i (?:also )?know(?: how to)?\b|knows?\b|i can(?: also)?\b|"
    r"i use\b|skilled (?:in|at|with)\b|proficient (?:in|at|with)\b|(?:very )?good (?:at|with|in)\b|knowledge (?:of|"
    r"in)\b|experienced? (?:in|with)\b|familiar with\b|certified in\b)[\s:]*",
    re.IGNORECASE,
)
_TRAILING_NO = re.compile(r"(?<=\x00)\s*(?:no|not)\s*[.!]*$", re.IGNORECASE)
_ANY_MORE = re.compile(r"\s+(?:any ?more|again|(?:from|in|of|for) my skills)[\s.!]*$", re.IGNORECASE)
MOST_CLAUSES = 60


@dataclass(frozen=True, slots=True)
class Clause:
    """`words` has the spotted parts blanked and the tone's own words gone; `skills` says that it lists skills."""

    tone: Tone
    words: str
    spots: tuple[Spot, ...]
    skills: bool

    @property
    def pieces(self) -> tuple[str, ...]:
        """What stands between the spotted parts."""
        return tuple(piece for piece in self.words.split("\x00") if piece.strip())


def clauses(text: str, country: str | None = None) -> list[Clause]:
    """The clauses of a message in order; no boundary lies inside a spotted part."""
    found = spots(text, country)
    blank = list(text)
    for spot in found:
        blank[spot.start : spot.end] = "\x00" * (spot.end - spot.start)
    blanked = "".join(blank)
    cuts = [0, *(cut for match in _BOUNDARY.finditer(blanked) for cut in match.span()), len(text)]
    parts = [(cuts[at], cuts[at + 1]) for at in range(0, len(cuts), 2)][:MOST_CLAUSES]
    return [
        _clause(blanked[start:end], tuple(spot for spot in found if start <= spot.start < end))
        for start, end in parts
        if blanked[start:end].strip()
    ]


def _clause(words: str, inside: tuple[Spot, ...]) -> Clause:
    tone: Tone = "set"
    for name, pattern in (("remove", _REMOVE), ("refuse", _REFUSE), ("add", _ADD)):
        if pattern.search(words):
            tone, words = name, pattern.sub("", words, count=1)  # type: ignore[assignment]
            break
    if tone == "set" and _TRAILING_NO.search(words):  # "Madrid no, rather Valencia"
        tone, words = "refuse", _TRAILING_NO.sub("", words)
    words = _ANY_MORE.sub("", words)
    skills = bool(_SKILLS.match(words))
    return Clause(tone, _SKILLS.sub("", words) if skills else words, inside, skills)
