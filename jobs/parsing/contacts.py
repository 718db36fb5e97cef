"""How to apply, as a posting's text says it: e-mail addresses, phone numbers, messenger names, and the link."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from jobs.parsing.cues import Cues, matches, stretches
from jobs.parsing.figures import figure_starts
from jobs.parsing.repeats import remembered

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_TEXT = 20_000  # characters
MOST_CONTACTS = 6
FEWEST_DIGITS, MOST_DIGITS = 8, 15  # of a telephone number (E.164 allows 15)
REACH = 60  # characters before a number or link in which it is said what it is for
LONGEST_LINK = 2000
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,24}(?![\w@])", re.ASCII
)
_PHONE = re.compile(r"(?<![\w.,/=-])\+?\(?\d[\d \u00a0().-]{6,20}\d(?![\w%])", re.ASCII)
_MAY_CALL = re.compile(r"\d[\d \u00a0().-]{6}", re.ASCII)  # from the first digit: most figures stand among words
_CALL = re.compile(
    r"\b(?:calls?|phones?|tel(?:ephone|efoon|efon|efone)?|mobile|whats ?app|telegram|viber|signal|sms|contact|"
    r"ring|dial|"
    r"bel|anrufen|appele[rz]|llam[ae]r?|ligue|piga|simu)\b|\u260e|\U0001f4de|\U0001f4f1|\u1235\u120d\u12ad",
    re.IGNORECASE,
)
_CHAT_LINK = re.compile(
    r"(?<![\w.@])(?:https?://)?(?:t\.me|telegram\.me|wa\.me|chat\.whatsapp\.com|api\.whatsapp\.com)/[\w+/?=&%-]{2,80}"
)
_CHAT_NAME = re.compile(r"(?<![\w.@/])@[A-Za-z]\w{3,31}\b(?!\.\w)", re.ASCII)
_CHAT = re.compile(r"\b(?:telegram|tg|whats ?app|inbox|dm|message|contact|apply|send|username)\b", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"'\u201c\u201d|\\^`{}\[\]]{4,2000}", re.IGNORECASE)
_APPLY = re.compile(
    r"\bappl(?:y|ication)|\bsubmit|\bform\b|\bregister|\bcareers?\b|\bsollicit|\bbewerb|\bpostul|\bcandidat|\binscri|"
    r"\btuma maombi|\blink\b|\bvia\b|\bapply here|\u12eb\u1218\u120d\u12ad\u1271",
    re.IGNORECASE,
)
_FORM = re.compile(
    r"forms\.gle/|docs\.google\.com/forms|forms\.office\.com|typeform\.com|jotform\.com|airtable\.com/|/apply\b|/careers?/|"
    r"greenhouse\.io/|lever\.co/|ashbyhq\.com/|workable\.com/|recruitee\.com/|smartrecruiters\.com/|bamboohr\.com/",
    re.IGNORECASE,
)
LONGEST_NAME, LONGEST_HOST = 70, 300  # characters before and after the @ of an address
LONGEST_NUMBER = 30  # characters of a telephone number, more than enough
_AT = Cues("@")
_CLOSING = ".,;:!?)*_'\u2026"


@remembered
def find_contacts(text: str) -> tuple[str, ...]:
    """E-mail addresses, messenger links and names, and telephone numbers as written; at most six, each once."""
    text = text[:MOST_TEXT]
    found = (match.strip() for finder in (_emails, _chats, _phones) for match in finder(text))
    return tuple(list(dict.fromkeys(found))[:MOST_CONTACTS])


@remembered
def find_apply_link(text: str) -> str | None:
    """The link by which to apply: one of a form or a careers page, else one near words such as "apply"."""
    near: str | None = None
    text = text[:MOST_TEXT]
    for match in _LINK.finditer(text) if "://" in text else ():
        link = safe_link(match[0])
        if link and _FORM.search(link):
            return link
        if link and near is None and _APPLY.search(text[max(0, match.start() - REACH) : match.start()]):
            near = link
    return near


def safe_link(url: str) -> str | None:
    """An http or https address without closing marks; None for anything else, such as one with a password in it."""
    link = url.strip().rstrip(_CLOSING)
    try:
        parts = urlsplit(link)
        host = parts.hostname or ""
        named = parts.scheme.lower() in {"http", "https"} and "." in host and parts.username is None
        parts.port  # noqa: B018 - raises where it is no number
    except ValueError:
        return None
    return link if named and len(link) <= LONGEST_LINK and link.isprintable() and not re.search(r"\s", link) else None


def _emails(text: str) -> Iterator[str]:
    if "@" in text:
        around = stretches(_AT.starts(text), LONGEST_NAME, LONGEST_HOST)
        yield from (match[0] for match in matches(_EMAIL, text, around))


def _chats(text: str) -> Iterator[str]:
    for match in _CHAT_LINK.finditer(text) if ".me/" in text or "whatsapp.com/" in text else ():
        yield match[0]
    for match in _CHAT_NAME.finditer(text) if "@" in text else ():
        if _CHAT.search(text[max(0, match.start() - REACH) : match.start()]):
            yield match[0]


def _phones(text: str) -> Iterator[str]:
    """Numbers with a country code or a zero in front, or said to be called; not pay, years and account numbers."""
    figures = (start for start in figure_starts(text) if _MAY_CALL.match(text, start))
    for match in matches(_PHONE, text, stretches(figures, len("+("), LONGEST_NUMBER)):
        number = match[0].strip(" .-\u00a0")
        digits = sum(character.isdigit() for character in number)
        before = text[max(0, match.start() - REACH) : match.start()]
        called = number.startswith("+") or bool(_CALL.search(before.rpartition("\n")[2]))
        if FEWEST_DIGITS <= digits <= MOST_DIGITS and called and not re.fullmatch(r"\d{4}\s?-\s?\d{4}", number):
            yield number
