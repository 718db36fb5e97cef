"""What people send, made readable: nothing invisible, one kind of space, a bounded length."""

from __future__ import annotations

import re
import unicodedata

READ_CHARACTERS = 2000
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
# Curly quotes and long dashes, by code point, as the plain ones that are typed.
_QUOTES = dict.fromkeys((0x60, 0x2018, 0x2019, 0x02BC), "'") | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")


def clean(text: str) -> tuple[str, bool]:
    """The readable text, and whether it had to be cut. Control, zero-width and half characters are gone."""
    start = text[: 2 * READ_CHARACTERS]
    visible = "".join(map(_visible, unicodedata.normalize("NFC", start)))
    lined = _LINES.sub("\n", _SPACES.sub(" ", visible.translate(_QUOTES))).strip()
    return lined[:READ_CHARACTERS].strip(), len(text) > len(start) or len(lined) > READ_CHARACTERS


def _visible(character: str) -> str:
    if character in "\n\r\t":
        return "\n" if character == "\n" else " "
    return "" if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn") else character
