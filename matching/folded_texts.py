"""Texts as they are compared: without case, accents and doubled spaces."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCENTS = re.compile("[\u0300-\u036f]+")


def folded(name: str) -> str:
    """A name without case, accents and doubled spaces, for comparing."""
    if not name.isascii():
        name = ACCENTS.sub("", unicodedata.normalize("NFKD", name))
    return " ".join(name.casefold().split())


class FoldedTexts:
    """Many texts, each folded when it is first read: it takes a tenth of a millisecond, and most are never read."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = list(texts)
        self._read: set[int] = set()

    def __getitem__(self, at: int) -> str:
        if at not in self._read:
            self._texts[at] = folded(self._texts[at])
            self._read.add(at)
        return self._texts[at]
