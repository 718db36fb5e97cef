"""The hash that tells whether a text changed since its vector was made."""

from __future__ import annotations

import hashlib


def text_hash(text: str) -> str:
    """The first 128 bits of SHA-256 of the text, as 32 hexadecimal digits."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
