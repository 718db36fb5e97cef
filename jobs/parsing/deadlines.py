"""The last day to apply, where a description states it."""

from __future__ import annotations

import re
from bisect import bisect
from typing import TYPE_CHECKING

from jobs.parsing.cues import NamedCues, lowered, matches, stretches
from jobs.parsing.dates import parse_date
from jobs.parsing.figures import figure_starts
from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from datetime import date, datetime

    from jobs.parsing.cues import Stretch

MOST_TEXT = 12_000  # characters
BEFORE, AFTER = 170, 190  # characters around the words that may announce a deadline
REACH = 60  # characters after the words in which the date stands
NEAR = 85  # characters from the beginning of a verb's last word to the first figure of its date, at most
MOST_DAYS = 400  # a date further from now is no deadline of this posting
# Patterns look at a text in lower case: minding no case, an alternative costs thrice as much.
_NOUN = (
    r"(?:application |submission )?deadline(?: for (?:applications?|applying|submission|this (?:vacancy|post|role)))?"
    r"|closing date(?: for (?:applications?|this \w+))?|last (?:date|day) (?:to apply|for applying|of application\w*)"
    r"|sluitingsdatum|reageren kan tot|solliciteren kan tot|bewerbungsfrist|bewerbungsschluss|einsendeschluss"
    r"|date limite(?: de (?:candidature|d\u00e9p\u00f4t))?|fecha l\u00edmite|prazo(?: de inscri\u00e7\u00e3o)?"
    r"|inscri\u00e7\u00f5es at\u00e9|mwisho wa kutuma maombi|tarehe ya mwisho"
)
_VERB = (
    r"apply (?:by|before|until|till|not later than|no later than|on or before|latest)|valid (?:until|till|through)"
    r"|appl(?:y|ications?)[^.\n]{0,60}?(?:received|sent|submitted|reach us) (?:by|before|no later than|"
    r"not later than|on or before)"
    r"|applications? (?:will )?(?:close|end)s?(?: on| at midnight on| by)?|(?:expires|closes) (?:on|by)"
    r"|(?:vacancy|posting|position|role|job|ad|advert) (?:closes|expires)"
    r"|(?:apply|submit|send|forward|e-?mail|cv|resume|application|documents)[^.\n]{0,80}?(?:on or before|"
    r"not later than|no later than|before|by)"
    r"|solliciteer (?:uiterlijk )?(?:voor|tot)|bewerben sie sich bis(?: zum)?|bewirb dich bis(?: zum)?"
    r"|candidatures? (?:avant|jusqu'au)|post[u\u00fa]la antes del?|antes del|candidate-se at\u00e9|tuma maombi kabla ya"
)
_STATED = re.compile(rf"\b(?:(?P<noun>{_NOUN})|{_VERB})(?=[\s:\-\u2013*])")
# One of these stands in every wording: the nouns, and how verbs end, right before the date.
_CUES = NamedCues(
    {
        "noun": (
            "deadline", "closing date", "last da", "sluitingsdatum", "kan tot", "bewerbungsfrist", "bewerbungsschluss",
            "einsendeschluss", "date limite", "fecha l\u00edmite", "prazo", "inscri\u00e7\u00f5es at\u00e9",
            "mwisho wa", "tarehe ya mwisho",
        ),
        "verb": (
            "by", "before", "until", "till", "valid through", "later than", "latest", "close", "ion end", "ions end",
            "will end", "expires", "solliciteer ", " bis", "avant", "jusqu'au", "antes de", " at\u00e9", "kabla ya",
        ),
    }
)  # fmt: skip
_LEAD = re.compile(r"^[\s:*\-\u2013]*(?:is |: ?)?(?:on )?(?:the )?")
_END = re.compile(r"\n|[!?;]|\.\s(?=[A-Z\u00c0-\u00dd][a-z]{2,}\s[a-z])")


@remembered
def stated_deadline(text: str, now: datetime) -> date | None:
    """The deadline that "apply before 15 June" or "Deadline: 15/06/2026" states; None where no sentence does."""
    text = text[:MOST_TEXT]
    lower = lowered(text)
    for match in matches(_STATED, lower, _around_wordings(text, lower)):
        following = text[match.end() : match.end() + REACH]
        stated = _END.split(_LEAD.sub("", following, count=1), maxsplit=1)[0]
        day = parse_date(stated, now) if any(character.isdigit() for character in stated) or match["noun"] else None
        if day and abs((day - now.date()).days) <= MOST_DAYS:
            return day
    return None


def _around_wordings(text: str, lower: str) -> list[Stretch]:
    """The parts of the text in which a wording and a date may stand; a verb needs a date in figures."""
    cues = _CUES.starts(lower)
    figures = figure_starts(text)
    dated = [start for start in cues.get("verb", ()) if bisect(figures, start + NEAR) > bisect(figures, start)]
    return stretches((*cues.get("noun", ()), *dated), BEFORE, AFTER)
