"""What may be earned with all commission ("on-target earnings", OTE), apart from the pay that is sure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jobs.parsing.cues import lowered

if TYPE_CHECKING:
    from jobs.parsing.amounts import Amount

BEFORE, AFTER = 60, 45  # characters of context that may speak of an amount
# What somebody may earn in all, with commission: "OTE £60,000", "£60k OTE", but not "£30k (OTE £60k)".
_ON_TARGET_BEFORE = re.compile(r"\b(?:ote|on[- ]target)\b[^.!?;\n\d]*$", re.IGNORECASE)
_ON_TARGET_AFTER = re.compile(
    r"^\+?\s?(?:(?:per|a|p\.?a\.?|annum|year|yearly|realistic|uncapped|first)\s){0,3}(?:ote|on[- ]target)\b"
    r"(?!\W{0,3}(?:(?:of|up|to)\s){0,2}\W?\d)",
    re.IGNORECASE,
)
_SURE = r"\b(?:base|basic|fixed|guaranteed)\b"
_SURE_BEFORE = re.compile(
    rf"{_SURE}(?: (?:salary|pay|wage|range)){{0,2}}\W{{0,3}}(?:(?:of|is|from|up|to|circa|around)\W{{1,2}}){{0,3}}$",
    re.IGNORECASE,
)
_SURE_AFTER = re.compile(rf"^\s?(?:(?:per|a|p\.?a\.?|annum|year)\s){{0,2}}{_SURE}(?!\W{{0,3}}\d)", re.IGNORECASE)


def may_name_target(text: str) -> bool:
    """Whether a text may tell what is earned with all commission."""
    return any(name in lowered(text) for name in ("ote", "on target", "on-target"))


def is_on_target(text: str, first: Amount, last: Amount) -> bool:
    """Whether the amount is what is earned with all commission, and not the part of it that is sure."""
    before, after = _around(text, first, last)
    told = _ON_TARGET_BEFORE.search(before) or _ON_TARGET_AFTER.match(after)
    return bool(told) and not is_sure(text, first, last)


def is_sure(text: str, first: Amount, last: Amount) -> bool:
    """Whether the amount is the part of the pay that is sure."""
    before, after = _around(text, first, last)
    return bool(_SURE_BEFORE.search(before) or _SURE_AFTER.match(after))


def _around(text: str, first: Amount, last: Amount) -> tuple[str, str]:
    return text[max(0, first.start - BEFORE) : first.start], text[last.end : last.end + AFTER]
