"""What may be shown of a model's own words: no way to reach anybody, no markup, nothing that vouches for an employer.

A posting can talk a model into repeating what would be an advertisement or a trap in the product's mouth.
"""

from __future__ import annotations

import re
import unicodedata

_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))  # part of the spelling in Persian, Hindi and emoji
_CONTACT = re.compile(
    r"https?:|hxxp|www\.|\S@\S|(?<!\w)@\w|"
    # A host name, but no ASP.NET and no Node.js.
    r"(?<![\w.])(?!(?:asp|vb|ado|ml)\.net\b)[^\W_][\w-]+(?:\.[\w-]+)*\.(?!(?:js|py)\b)[a-z]{2,24}\b|(?<!\w)\w{1,2}\.me\b|"
    r"[\[({]\s*(?:at|dot|a|@|\.)\s*[\])}]|\bdot\s(?:com|org|net|info|io|co|me)\b|"
    r"\d[\d ()./-]{6,}\d|"
    r"\b(?:telegram|whats\s?app|wechat|viber|messenger|skype)\b|"
    r"\b(?:registration|application|processing|training|visa) (?:fees?|costs?|deposit)\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>\[\]{}`|\\]|\*\w|\w\*|__")
_VOUCHING = re.compile(
    r"jobherald|\b(?:verified|v[ée]rifi[ée]e?s?|verifiziert\w*|geverifieerd\w*|verificad[oa]s?|guarante\w*|garant\w+|"
    r"legit\w*|trusted|trustworthy|scam\w*|genuine|no risk|risk[- ]free|100\s?%)|"
    r"\bsafe (?:to|and|employer|job|company)\b",
    re.IGNORECASE,
)


def presentable(given: object, most_characters: int) -> str | None:
    """A model's words in one line, if they may be shown to people; None otherwise."""
    plain = " ".join(given.split()) if isinstance(given, str) else ""
    if not 0 < len(plain) <= most_characters:
        return None
    seen = unicodedata.normalize("NFKC", plain.translate(_JOINERS))
    hidden = any(unicodedata.category(character).startswith("C") for character in seen)
    refused = hidden or any(pattern.search(seen) for pattern in (_CONTACT, _MARKUP, _VOUCHING))
    return None if refused else plain
