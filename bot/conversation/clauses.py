"""Takes a message apart: clauses with what was spotted in them, whether they add or refuse, and filled-in forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from bot.conversation.spotting import spots

if TYPE_CHECKING:
    from bot.conversation.spotting import Spot

Tone = Literal["set", "add", "refuse", "remove"]

_BOUNDARY = re.compile(
    r"[;\n•|!?]|,(?!\d{3}\b)|(?<!\bsr)(?<!\bjr)(?<!\bdr)(?<!\bmr)(?<!\bno)\.(?=\s|$)|\s-\s|\s(?=(?:but|except|"
    r"excluding|without|avoid)\s)|"
    r"\s(?:and\s)?(?=(?:not|no|never|also|plus)\s)|\s(?=(?:my skills|skills? (?:are|is|in|include)|i know|i can)\b)",
    re.IGNORECASE,
)
_POLITE = r"^[\s:.,-]*(?:(?:and|but|please|pls|plz|can you|could you|i|ok|so|now|actually)\s+)*"
_REFUSE = re.compile(
    rf"{_POLITE}(?:(?:no|not|never|without|except(?: for)?|excluding|exclude|avoid|don'?t (?:want|show|send|like)|"
    rf"do not (?:want|show|send|like)|"
    r"nothing (?:with|in|from|at)|hate|stop (?:showing|sending)|leave out|hide)(?: me)?)(?!\x00)(?! (?:preference|"
    r"matter|less|later)\b)(?=\s|$)"
    r"(?:\s+(?:more|any|interested in|looking for|the|a|an)\b)*",
    re.IGNORECASE,
)
_REMOVE = re.compile(
    rf"{_POLITE}(?:remove|delete|drop|take out|forget(?: about)?|minus|no longer|not any ?more)\b(?:\s+(?:the|my|"
    rf"skills?|places?|city|role|word|company|from|in)\b)*",
    re.IGNORECASE,
)
_ADD = re.compile(
    rf"{_POLITE}(?:also|add|plus|include|including|as well as|and also)\b|\b(?:too|as well|also)[\s.!]*$", re.IGNORECASE
)
_SKILLS = re.compile(
    r"^[\s:.,-]*(?:(?:and|also|add|plus|with|i have|i am|i'm|my|the|strong|some|very|remove)\s+)*(?:skills?(?: are|"
    r" is| in| include[s]?| like)?\b|i (?:also )?know(?: how to)?\b|know\b|i can(?: also)?\b|"
    r"i use\b|skilled (?:in|at|with)\b|proficient (?:in|at|with)\b|(?:very )?good (?:at|with|in)\b|knowledge (?:of|"
    r"in)\b|experienced (?:in|with)\b|familiar with\b|certified in\b)[\s:]*",
    re.IGNORECASE,
)
_FORM_LINE = re.compile(r"^[ \t*•-]*(?P<label>[^\W\d_][\w /'()-]{1,28}?)\s*(?::|=| -)\s*(?P<value>\S.*)$")
_LABELS = {
    "roles": re.compile(
        r"(?:desired |preferred |wanted |current )?(?:job|role|position|title|job title|profession|occupation|work|"
        r"job wanted|looking for)s?",
        re.IGNORECASE,
    ),
    "skills": re.compile(r"(?:(?:key|technical|my|main) )?skills?|skill ?set", re.IGNORECASE),
    "experience": re.compile(r"(?:years of |work )?experience(?: \(?(?:in )?years\)?)?|years|yrs", re.IGNORECASE),
    "place": re.compile(
        r"(?:(?:preferred|desired|job|work) )?(?:location|city|place|country|state|town|area)s?|where", re.IGNORECASE
    ),
    "pay": re.compile(
        r"(?:(?:expected|desired|minimum|min|monthly) )*(?:salary|pay|wage|income|rate)(?: expectations?| expected)?",
        re.IGNORECASE,
    ),
    "excluded": re.compile(r"(?:exclude|not|avoid|no|leave out)", re.IGNORECASE),
    "personal": re.compile(
        r"(?:full |first |last |my |sur)*name|phone(?: number)?|mobile|tel(?:ephone)?|whatsapp|"
        r"e-?mail(?: address)?|age|gender|sex|date of birth|dob|birthday|address|"
        r"marital status|religion|nationality|state of origin|id(?: number)?|linkedin|cv|resume",
        re.IGNORECASE,
    ),
}
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


def clauses(text: str) -> list[Clause]:
    """The clauses of a message in order; no boundary lies inside a spotted part."""
    found = spots(text)
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
    skills = bool(_SKILLS.match(words))
    return Clause(tone, _SKILLS.sub("", words) if skills else words, inside, skills)


def form_lines(text: str) -> tuple[dict[str, str], str]:
    """The answers of a filled-in form by field, and the lines that are none of it."""
    answers: dict[str, str] = {}
    rest = []
    for line in text.split("\n"):
        match = _FORM_LINE.match(line)
        label = match["label"].strip(" ()") if match else ""
        field = next((name for name, pattern in _LABELS.items() if label and pattern.fullmatch(label)), None)
        if match is None or field is None:
            rest.append(line)
        elif field != "personal":
            answers[field] = match["value"].strip()
    return answers, "\n".join(rest).strip()
