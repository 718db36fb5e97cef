"""How many tokens a text has at most, without a tokenizer."""

from __future__ import annotations

import re

ASCII_CHARACTERS_PER_TOKEN = 3  # English has about 4; never more tokens than this, so that no limit is met
NOT_ASCII = re.compile(r"[^\x00-\x7f]+")


def estimated_tokens(text: str) -> int:
    """Never fewer tokens than the text has, but for very rare texts: a third of its ASCII, every byte of the rest."""
    if text.isascii():
        return len(text) // ASCII_CHARACTERS_PER_TOKEN + 1
    foreign = "".join(NOT_ASCII.findall(text))
    return (len(text) - len(foreign)) // ASCII_CHARACTERS_PER_TOKEN + len(foreign.encode("utf-8", "replace")) + 1


def truncated(text: str, most_tokens: int) -> str:
    """The start of the text, with so many tokens at most."""
    while (tokens := estimated_tokens(text)) > most_tokens:
        text = text[: min(len(text) - 1, len(text) * most_tokens // tokens)]
    return text
