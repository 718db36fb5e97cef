"""Words from outside in WhatsApp's text, where * _ ~ ` and a leading > are markup and nothing escapes them."""

from __future__ import annotations

import re

# Look the same and mean nothing: asterisk operator, low macron, tilde operator, reversed comma, angle quotation mark.
_ALIKE = {"*": "\u2217", "_": "\u02cd", "~": "\u223c", "`": "\u02bd"}
_QUOTED = "\\1\u203a"
_LINK = re.compile(r"https?://\S+")
# Markup needs an edge of a word: the underscore in snake_case is none.
_MARK = re.compile(r"(?<![^\W_])[*_~`]+|[*_~`]+(?![^\W_])|[*~`]")
_ANY = re.compile(r"[*_~`>]")  # most texts have none
_QUOTE = re.compile(r"^(\s*)>", re.MULTILINE)


def plain(text: str) -> str:
    """The text with its markup made harmless; addresses stay as they are."""
    if not _ANY.search(text):
        return text
    pieces, at = [], 0
    for link in _LINK.finditer(text):
        pieces += [_harmless(text[at : link.start()]), link[0]]
        at = link.end()
    return _QUOTE.sub(_QUOTED, "".join([*pieces, _harmless(text[at:])]))


def plain_line(text: str) -> str:
    """The same in one line."""
    return plain(" ".join(text.split()))


def _harmless(text: str) -> str:
    return _MARK.sub(lambda found: "".join(_ALIKE[mark] for mark in found[0]), text)
