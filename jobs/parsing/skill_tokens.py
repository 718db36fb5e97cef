"""How texts are cut into the words and marks by which skills are found."""

from __future__ import annotations

import re
import unicodedata

PASSAGE_END = "\x01"  # a token of its own, which no spelling holds
GAP = "  "  # between the tokens of a token string
# Letters and digits by range, as such a set is read faster; without marks of Arabic, Ethiopic and Kana.
_LETTERS = (
    "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u060b\u0620-\u1360\u1369-\u1fff\u2c00-\u2dff"
    "\u3040-\u30fa\u30fc-\ud7ff\uf900-\ufdff"
)
LETTER = re.compile(f"[{_LETTERS}]")
MARKS, BULLETS = f",;:|/()[]&{PASSAGE_END}", "\u2022\u00b7\n"
_DOT = rf"\.(?:[nN][eE][tT]\b|(?=[\s{PASSAGE_END}]|$))"
_TOKEN = re.compile(rf"[{_LETTERS}]+(?:\++|#+)?|[{re.escape(MARKS)}{BULLETS}]|{_DOT}")
_LATIN = range(0xC0, 0x250)
_ACCENTED = re.compile("[\u00c0-\u024f]")


def _without_accent(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


WITHOUT_ACCENT = {chr(code): _without_accent(chr(code)) for code in _LATIN} | {"\u00df": "ss"}


def tokens_as_written(text: str) -> list[str]:
    """Words and list marks without accents; "C++", "C#" and ".NET" stay whole, hyphens and dots part words."""
    return _TOKEN.findall(bare(text))


def bare(text: str) -> str:
    """The text with its Latin letters without accents."""
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda match: WITHOUT_ACCENT[match[0]], unicodedata.normalize("NFC", text))


def spelling_key(text: str) -> str:
    """A spelling as the vocabulary holds it."""
    return " ".join(tokens_as_written(text)).lower()
