"""Texts by key and language. Arguments are JSON values; some speak: see `Argument kinds` in `_spoken`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot.texts.en import MESSAGES as ENGLISH
from bot.texts.formats import country_name, money, number

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

CATALOGUES: Mapping[str, Mapping[str, str]] = {"en": ENGLISH}
DEEPEST = 6  # phrases within phrases


def text(language: str, key: str, **args: Any) -> str:  # noqa: ANN401 - JSON values
    """The message in the language, else in English; never raises: an unknown key is logged and given as it is."""
    return _text(language, key, args, 0).strip("\n")


def _text(language: str, key: str, args: Mapping[str, Any], depth: int) -> str:
    message = CATALOGUES.get(language, ENGLISH).get(key) or ENGLISH.get(key)
    if message is None:
        log.error("no text has the key %.60s", key)
        return key
    if depth > DEEPEST:
        log.error("the phrases within %s are nested too deep", key)
        return key
    try:
        return message.format_map({name: _spoken(language, value, depth) for name, value in args.items()})
    except (KeyError, IndexError, ValueError, AttributeError, TypeError) as error:
        log.error("the text %s was given the wrong arguments: %s", key, type(error).__name__)  # noqa: TRY400 - personal
        return key


def _spoken(language: str, value: object, depth: int) -> str:
    """An argument in words.

    Argument kinds: {"key", "args"} is a phrase; {"money": [low, high, currency, period]}; {"country": ISO code}; a list
    of phrases makes lines, another list is joined by commas; a number loses needless zeros; None is empty.
    """
    if isinstance(value, dict):
        return _spoken_object(language, value, depth)
    if isinstance(value, list | tuple):
        parts = [_spoken(language, part, depth) for part in value]
        lines = any(isinstance(part, dict) and part.get("line") for part in value)
        return ("\n" if lines else ", ").join(part for part in parts if part)
    if isinstance(value, bool) or value is None:
        return ""
    return number(value) if isinstance(value, int | float) else str(value)


def _spoken_object(language: str, value: Mapping[str, Any], depth: int) -> str:
    if "key" in value:
        return _text(language, str(value["key"]), dict(value.get("args") or {}), depth + 1)
    if "country" in value:
        return country_name(str(value["country"]))
    if "money" in value:
        low, high, currency, period = value["money"]
        amount = money(low, high, currency)
        return _text(language, f"per_{period}", {"amount": amount}, depth + 1) if period else amount
    return ""
