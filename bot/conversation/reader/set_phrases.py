"""Whole messages that are no wish, in six languages: "too far", "can I send my CV?", "who are you?"."""

from __future__ import annotations

import functools
import re

from bot.conversation.reader.wording import rows


def remark_in(plain: str) -> str:
    """Which remark of `lexicon/remarks.tsv` a whole folded message is; "" for none."""
    return next((remark for remark, pattern in _patterns() if pattern.fullmatch(plain)), "")


def remarks() -> dict[str, set[str]]:
    """Each remark and the languages that have words for it."""
    known: dict[str, set[str]] = {}
    for remark, language, _ in rows("remarks.tsv"):
        known.setdefault(remark, set()).add(language)
    return known


@functools.cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    spelled: dict[str, list[str]] = {}
    for remark, _, patterns in rows("remarks.tsv"):
        spelled.setdefault(remark, []).append(patterns)
    return tuple((remark, re.compile("|".join(patterns))) for remark, patterns in spelled.items())
