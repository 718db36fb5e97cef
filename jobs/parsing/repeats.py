"""Remembers what was read in the latest texts: one opening is posted in many places, a quarter of them just read."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

Asked = ParamSpec("Asked")
Read = TypeVar("Read")

LATEST = 256  # texts a parser; of 4,096 it would remember only a tenth more


def remembered(reads: Callable[Asked, Read]) -> Callable[Asked, Read]:
    """The same function, which does not read again what it has read lately; its result must not be changed."""
    return cast("Callable[Asked, Read]", functools.lru_cache(maxsize=LATEST)(reads))
