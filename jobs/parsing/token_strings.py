"""A text as a string of its tokens, in which all spellings of skills are sought at once."""

from __future__ import annotations

import functools
import re
import unicodedata

from jobs.parsing.skill_tokens import BULLETS, GAP, LETTER, MARKS, WITHOUT_ACCENT, tokens_as_written

MOST_OTHERS = 50  # characters beyond ASCII: to replace more of them takes longer than to find tokens one by one
_BULLET = "*"  # stands for each of BULLETS, so that the strings of most texts are ASCII, which is searched faster
_ASCII = bytes(range(128))
_NAMES_END = ((b"+", re.compile(rb"\+\+*")), (b"#", re.compile(b"##*")))  # what begins with a literal is found faster
_NAME_BEFORE = re.compile(rb"(?<=[0-9a-z])(?<!\.net)")
_DOT_OF_NET = re.compile(rb"\.(?=net(?![0-9a-z_]))")
_DOT, _DOT_OF_NAME = b"\2", b"\3"  # stand for dots that are tokens while the others become spaces
_SENTENCES_END = tuple((b"." + behind, _DOT + behind) for behind in (b" ", b"\n", b"\1"))
_PARTED = bytes.maketrans(b"-_.\n" + _DOT_OF_NAME, f"   {_BULLET}.".encode())
_APART = (*((mark.encode(), f" {mark} ".encode()) for mark in MARKS + _BULLET), (_DOT, b" . "))


def token_string(text: str) -> str:
    """The tokens of a text in lower case, each between spaces of its own, so that what is sought are whole tokens.

    Bullets and ends of lines are "*". All at once takes less than half the time of one token by one.
    """
    raw = _in_ascii(f"{text} ")
    if raw is None:
        return one_by_one(text)
    for sign, run in _NAMES_END:
        raw = run.sub(_apart_from_name, raw) if sign in raw else raw
    for dot, marked in _SENTENCES_END:
        raw = raw.replace(dot, marked)
    raw = _DOT_OF_NET.sub(b" " + _DOT_OF_NAME, raw).translate(_PARTED)
    for mark, apart in _APART:
        raw = raw.replace(mark, apart)
    return f" {GAP.join(raw.decode().split())} "


def one_by_one(text: str) -> str:
    """The same for any text, from its tokens one by one."""
    tokens = f" {GAP.join(tokens_as_written(text))} ".lower()
    for bullet in BULLETS:
        tokens = tokens.replace(bullet, _BULLET)
    return tokens


def _in_ascii(text: str) -> bytes | None:
    """A text in lower case without accents, "-" or "_" for what parts words; None if it has letters beyond ASCII."""
    raw = text.encode("utf-8", "surrogatepass").translate(_lowering())
    others = set(raw.translate(None, _ASCII).decode("utf-8", "surrogatepass"))
    if len(others) > MOST_OTHERS:
        return None
    for other in others:
        plain = _plain(other)
        if plain is None:
            return None
        raw = raw.replace(other.encode("utf-8", "surrogatepass"), plain)
    return raw


@functools.cache
def _lowering() -> bytes:
    """What stands for each byte."""
    return "".join(map(_sign, _ASCII.decode())).lower().encode() + bytes(range(128, 256))


@functools.lru_cache(maxsize=4096)
def _plain(other: str) -> bytes | None:
    """What stands for a character beyond ASCII; None for letters that have no such form and marks that join others."""
    plain = WITHOUT_ACCENT.get(other, other)
    joins = unicodedata.combining(other) or not unicodedata.is_normalized("NFC", other)
    if joins or any(LETTER.match(letter) and not letter.isascii() for letter in plain):
        return None
    return "".join(_BULLET if letter in BULLETS else _sign(letter) for letter in plain).lower().encode()


def _sign(character: str) -> str:
    """What stands for a character: itself where it may be of a token, a space, or what parts words without one."""
    if LETTER.match(character) or character in MARKS or character in "+#.\n":
        return character
    return " " if character.isspace() else "_" if character == "_" or character.isalnum() else "-"


def _apart_from_name(run: re.Match[bytes]) -> bytes:
    """The signs of "C++" apart from what follows; others part words."""
    return run[0] + b"-" if _NAME_BEFORE.match(run.string, run.start()) else b"-"
