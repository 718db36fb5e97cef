"""How much WhatsApp takes, and texts cut to it. Meta does not say what it counts: the larger of the counts is kept."""

from __future__ import annotations

import unicodedata

TEXT = 4096
INTERACTIVE_BODY = 1024
LIST_BODY = 4096
REPLY_BUTTONS = 3
BUTTON_TITLE = 20
LIST_ROWS = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
LIST_BUTTON = 20
CAPTION = 1024
OPAQUE = 512
ELLIPSIS = "…"
_JOINING = frozenset("\u200d\ufe0e\ufe0f")


def units(text: str) -> int:
    """The length of a text in UTF-16 units, which are never fewer than its characters."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def shortened(text: str, limit: int) -> str:
    """The text, or as many of its words as fit with "…" behind; a word that is too long alone is cut."""
    if units(text) <= limit:
        return text
    room = limit - units(ELLIPSIS)
    cut = _beginning(text, room)
    at_word = cut if text[len(cut) :][:1].isspace() else cut.rpartition(" ")[0]
    kept = at_word.rstrip(" ,;:·-\n") if units(at_word) * 2 >= room else cut
    return kept.rstrip() + ELLIPSIS


def _beginning(text: str, room: int) -> str:
    used = 0
    for at, character in enumerate(text):
        used += units(character)
        if used > room:
            return _without_broken_sign(text, at)
    return text


def _without_broken_sign(text: str, at: int) -> str:
    """The text up to there, but no sign of several characters in part: an accent or a joined emoji goes as a whole."""
    while at > 0 and (_continues(text[at]) or text[at - 1] == "\u200d"):
        at -= 1
    return text[:at]


def _continues(character: str) -> bool:
    return character in _JOINING or bool(unicodedata.combining(character)) or "\U0001f3fb" <= character <= "\U0001f3ff"


def parted(text: str, limit: int) -> list[str]:
    """The text in parts that fit, cut at the end of a paragraph, a line or a word in the last half of each."""
    parts = []
    while units(text) > limit:
        begun = _beginning(text, limit)
        seams = (begun.rfind(seam, len(begun) // 2) for seam in ("\n\n", "\n", ". ", " "))
        at = next((place + 1 for place in seams if place > 0), len(begun))
        parts.append(text[:at].rstrip())
        text = text[at:].lstrip()
    return [*parts, text] if text else parts


def fitting_lines(parts: list[str], limit: int) -> str:
    """The parts with an empty line between them, as many as fit; the first is shortened where even that is too long."""
    kept: list[str] = []
    for part in parts:
        if units("\n\n".join([*kept, part])) > limit:
            break
        kept.append(part)
    return "\n\n".join(kept) if kept else shortened(parts[0], limit) if parts else ""
