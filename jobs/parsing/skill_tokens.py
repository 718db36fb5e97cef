"""How texts are cut into the words and marks by which skills are found."""

from __future__ import annotations

import functools
import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PASSAGE_END = "\x01"  # a token of its own, which no spelling holds
GAP = "  "  # between the tokens of a token string
LONG_TEXT = 800  # characters from which it is quicker to lay out all tokens at once
CODES = 2**16  # the characters of the basic plane; others, such as emoji, part words
# Letters and digits by range, as such a set is read faster; without marks of Arabic, Ethiopic and Kana.
_LETTERS = (
    "0-9A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0370-\u060b\u0620-\u1360\u1369-\u1fff\u2c00-\u2dff"
    "\u3040-\u30fa\u30fc-\ud7ff\uf900-\ufdff"
)
_MARKS = f",;:|/()[]\u2022\u00b7\n&{PASSAGE_END}"
_DOT = rf"\.(?:[nN][eE][tT]\b|(?=[\s{PASSAGE_END}]|$))"
_TOKEN = re.compile(rf"[{_LETTERS}]+(?:\++|#+)?|[{re.escape(_MARKS)}]|{_DOT}")
_LETTER, _DOTS = re.compile(f"[{_LETTERS}]"), re.compile(_DOT)
_BEHIND_NAMES = (("+", re.compile(r"\+\+*")), ("#", re.compile("##*")))  # what begins with a literal is found faster
_WORD_BEFORE = re.compile(rf"(?<=[{_LETTERS}])(?<!\.[nN][eE][tT])")
_LATIN = range(0xC0, 0x250)
_ACCENTED = re.compile("[\u00c0-\u024f]")
_OTHER_LETTER = "\xff"  # stands for one that takes more than a byte, also without its accent
_BULLETS = str.maketrans("\u2022\u00b7", "**")  # in a token string, so that most are ASCII and searched faster


def _without_accent(letter: str) -> str:
    return "".join(part for part in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(part))


_PLAIN = {chr(code): _without_accent(chr(code)) for code in _LATIN} | {"\u00df": "ss"}


def tokens_as_written(text: str) -> list[str]:
    """Words and list marks without accents; "C++", "C#" and ".NET" stay whole, hyphens and dots part words."""
    return _TOKEN.findall(bare(text))


def bare(text: str) -> str:
    """The text with its Latin letters without accents."""
    if text.isascii():
        return text
    return _ACCENTED.sub(lambda match: _PLAIN[match[0]], unicodedata.normalize("NFC", text))


def spelling_key(text: str) -> str:
    """A spelling as the vocabulary holds it."""
    return " ".join(tokens_as_written(text)).lower()


def token_string(text: str) -> str:
    """The tokens of a text in lower case, each between spaces of its own, so that what is sought are whole tokens."""
    return one_by_one(text) if len(text) < LONG_TEXT else laid_out(text)


def laid_out(text: str) -> str:
    """The token string of a text, all tokens at once with numpy: a third of the time that one by one they take."""
    signs = _signs_of(text)
    at = np.flatnonzero(signs != 0)
    signs = signs.take(at)
    mark = _are_marks().take(signs)
    begins = mark | (signs == ord("."))
    begins[1:] |= mark[:-1] | (at[1:] - at[:-1] > 1)
    begins[:1] = True
    string = np.full(len(signs) + len(GAP) * np.count_nonzero(begins), ord(" "), np.uint8)
    string[(1 + len(GAP) * begins.astype(np.uint8)).cumsum(dtype=np.intp) - len(GAP)] = signs
    found = string.tobytes().decode("latin-1")
    return one_by_one(text) if _OTHER_LETTER in found else found


def one_by_one(text: str) -> str:
    """The token string of any text, made of its tokens."""
    return f" {GAP.join(tokens_as_written(text))} ".lower().replace("\u2022", "*").replace("\u00b7", "*")


def _signs_of(text: str) -> NDArray[np.uint8]:
    """What stands for each character in a token string; 0 for what parts words."""
    text = text if text.isascii() else unicodedata.normalize("NFC", text).replace("\u00df", "ss")
    for sign, run in _BEHIND_NAMES:
        text = run.sub(_of_name, text) if sign in text else text
    signs = _signs().take(np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4"), mode="clip")
    signs[[dot.start() for dot in _DOTS.finditer(text)]] = ord(".")
    return signs


def _of_name(run: re.Match[str]) -> str:
    """The signs of "C++" apart from what follows; others part words."""
    return f"{run[0]}-" if _WORD_BEFORE.match(run.string, run.start()) else "-"


@functools.cache
def _signs() -> NDArray[np.uint8]:
    """Of each character by its code."""
    return np.asarray([ord(_sign(chr(code))) for code in range(CODES)], np.uint8)


def _sign(character: str) -> str:
    if _LETTER.match(character):
        plain = _PLAIN.get(character, character).lower()
        return plain if len(plain) == 1 and plain < _OTHER_LETTER else _OTHER_LETTER
    return (character if character in _MARKS or character in "+#" else "\0").translate(_BULLETS)


@functools.cache
def _are_marks() -> NDArray[np.bool_]:
    return np.isin(np.arange(256), [ord(mark) for mark in _MARKS.translate(_BULLETS)])
