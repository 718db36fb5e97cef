"""Signs of a scam in a posting, each with the words that show it.

The signs are those that consumer-protection offices name: money asked of the applicant, easy money promised, a
messenger as the only contact, secrecy, bank or identity data before any hiring, and accounts or parcels to be lent
to strangers.
What only warns of such things ("we never ask for fees") is no sign.
"""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from jobs.parsing.cues import NamedCues, lowered, matches, stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jobs.parsing.cues import Stretch

CODES = ("fee", "too_good", "messenger_only", "secrecy", "personal_data", "money_mule")  # the worst first
REACH = 160  # characters on each side of an anchor in which its pattern may stand
CONTEXT = 160  # characters before and after a phrase in which it may be denied
LONGEST_PHRASE = 160  # characters shown
READ_CHARACTERS = 20_000
# What makes a sentence say the opposite of the sign that it holds.
_DENIED = re.compile(
    r"\b(?:no|not|nor|without|free|waived?|zero|nil|"
    r"reimburs\w*|"
    r"refund(?:ed|s)|covered|covers?|paid by|we (?:will )?pay|employer pays|company pays|subsidi[sz]ed|(?:does|"
    r"do|is|are|will|"
    r"did)n['\u2019]?t|cannot|clients?|customers?|students?|"
    r"patients?|"
    r"parents|members?|geen|gratis|kein\w*|kostenlos|aucun\w*|sans|gratuit\w*|sin|sem|"
    r"n\u00e3o|ning\u00fan\w*|nenhum\w*|bure|hakuna|bila|usilipe)\b",
    re.IGNORECASE,
)
# What tells of others who ask, in whichever sentence beside the sign.
_WARNED = re.compile(
    r"\b(?:never|beware|fraud\w*|scam\w*|fake|impostors?|imposters?|legitimate|phishing|suspicious|unsolicited|report|"
    r"(?:not|n['\u2019]?t) (?:ask|charge|request|require|demand|collect|accept|solicit)|"
    r"nooit|nie(?:mals)?|jamais|nunca|kamwe)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?](?=\s)|\n")
_AFTER_HIRING = re.compile(
    r"\b(?:after (?:being )?hir\w+|upon hir\w+|once hired|if hired|hired candidates?|successful (?:candidates?|"
    r"applicants?)|payroll|"
    r"after (?:an |the )?offer|offer of employment|background check|selected (?:candidates?|applicants?))\b",
    re.IGNORECASE,
)
_MESSENGER = re.compile(
    r"\b(?:(?:contact|apply|inbox|message|text|dm|reach|send|chat|add|whats ?app|call|"
    r"interested)\b[^.!?\n]{0,50}?(?:\b(?:whats ?app|"
    r"telegram|wa\.me|t\.me)\b)[^!?\n]{0,30}?(?:\+?\d[\d -]{7,}\d|@\w{4,}|(?:wa|t)\.me/\S+)|(?:whats ?app|"
    r"telegram)(?: only| us| me| "
    r"number| no\.?| at| on| to)*\s*:?\s*(?:\+?\d[\d -]{7,}\d|@\w{4,}))",
    re.IGNORECASE,
)
_OTHER_CONTACT = re.compile(
    r"https?://(?!(?:www\.)?(?:wa\.me|t\.me|api\.whatsapp|chat\.whatsapp|telegram\.))|www\.|[\w.+-]+@[\w-]+\.\w|"
    r"\[?e-?mail",
    re.IGNORECASE,
)
# What is not asked of the worker denies nothing: it belongs to the bait.
_NOT_ASKED = re.compile(
    r"\b(?:no|without(?: any)?) (?:prior |previous |work )?(?:experience|skills?|cv|resume|qualifications?|degree)\b"
    r"(?: (?:is |are )?(?:needed|required|necessary))?|"
    r"\b(?:experience|skills?|cv|resume|qualifications?|degree) (?:is |are )?not (?:needed|required|necessary)\b",
    re.IGNORECASE,
)


_NAMED_FIRM = re.compile(
    r"\b(?:pte|ltd|limited|plc|inc|llc|llp|gmbh|b\.?v\.?|s\.?a\.?r\.?l|sdn bhd|pvt|corp)\b|\b(?:R\d{7})\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WarningSign:
    """A sign of a scam: one of CODES, and the words of the posting that show it."""

    code: str
    phrase: str


def warning_signs(text: str, *, title: str = "", company: str = "", link: str = "") -> tuple[WarningSign, ...]:
    """The signs of a scam in a posting's title and description, one a code; none is proof.

    Args:
        text: the description as people read it; its first 20,000 characters count.
        title: what stands above it.
        company: the employer's name, "" when the posting names none.
        link: where the posting stands or is applied to, "" for none.
    """
    text = text[:READ_CHARACTERS]
    text, lower = f" {title}\n{text}", f" {lowered(title)}\n{lowered(text)}"
    signs: dict[str, WarningSign] = {}
    # A cue that begins with a space may begin a line.
    for number, starts in sorted(_anchors().starts(lower.replace("\n", " ")).items()):
        code, pattern = _rules()[number][0], _rules()[number][2]
        if code not in signs and (sign := _sign(code, pattern, text, lower, starts)):
            signs[code] = sign
    if not company.strip() and _is_no_page(link):
        signs |= {sign.code: sign for sign in _messenger_only(text, lower)}
    return tuple(signs[code] for code in CODES if code in signs)


@functools.cache
def _rules() -> tuple[tuple[str, tuple[str, ...], re.Pattern[str]], ...]:
    """Code, anchors and pattern of each rule of `data/warning_signs.tsv`; both look at text in lower case."""
    rules: list[tuple[str, tuple[str, ...], re.Pattern[str]]] = []
    named: dict[str, str] = {}
    lines = (resources.files("jobs.parsing") / "data" / "warning_signs.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line.startswith("#"):
            continue
        code, anchors, pattern = line.split("\t")
        if code.startswith("{"):
            named[code] = pattern
            continue
        for name, alternatives in named.items():
            pattern = pattern.replace(name, alternatives)
        rules.append((code, tuple(anchors.split("|")), re.compile(pattern)))
    return tuple(rules)


@functools.cache
def _anchors() -> NamedCues[int]:
    """The anchors by the number of their rule."""
    return NamedCues({number: anchors for number, (_, anchors, _) in enumerate(_rules())})


def _sign(code: str, pattern: re.Pattern[str], text: str, lower: str, anchors: list[int]) -> WarningSign | None:
    """The first sign around the anchors: the pattern need not read the rest."""
    found = (match.span() for match in matches(pattern, lower, stretches(anchors, REACH, REACH)))
    return next(
        (WarningSign(code, _shown(text[slice(*span)])) for span in found if not _is_denied(code, text, span)), None
    )


def _is_denied(code: str, text: str, span: Stretch) -> bool:
    """Whether the words around say the opposite, warn of others who ask, or speak of the time after hiring."""
    if code == "secrecy":
        return False
    start, end = span
    phrase = text[start:end]
    line = max(0, start - CONTEXT, text.rfind("\n", 0, start))
    before, after = text[line:start], text[end : end + CONTEXT].partition("\n\n")[0]
    sentence = _SENTENCE_END.split(_NOT_ASKED.sub("", before))[-1]
    if code == "too_good":
        return bool(_DENIED.search(sentence) or _WARNED.search(before))
    around = f"{before}{phrase}{after}"
    if code == "personal_data" and _AFTER_HIRING.search(around):
        return True
    rest = _SENTENCE_END.split(_NOT_ASKED.sub("", after), maxsplit=1)[0]
    return bool(_DENIED.search(f"{sentence}{phrase}{rest}") or _WARNED.search(around))


def _messenger_only(text: str, lower: str) -> Iterator[WarningSign]:
    if any(name in lower for name in ("whats", "telegram", "wa.me", "t.me")) and not (
        _OTHER_CONTACT.search(text) or _NAMED_FIRM.search(text)
    ):
        match = _MESSENGER.search(text)
        if match:
            yield WarningSign("messenger_only", _shown(match[0]))


def _is_no_page(link: str) -> bool:
    return not link or re.match(r"(?:https?://)?(?:www\.)?(?:wa\.me|t\.me|chat\.whatsapp|telegram\.)", link) is not None


def _shown(phrase: str) -> str:
    return " ".join(phrase.split())[:LONGEST_PHRASE]
