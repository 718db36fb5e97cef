"""Texts by key and language. Arguments are JSON values; some speak: see `Argument kinds` in `_spoken`."""

from __future__ import annotations

import logging
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.texts.en import MESSAGES as ENGLISH
from bot.texts.formats import (
    Listed,
    country_name,
    currency_name,
    day_named,
    is_city_zone,
    money,
    number,
    one_or_many,
    zone_city,
)
from bot.texts.languages import LANGUAGES, language_named
from bot.texts.plural import Plural
from bot.texts.translations import translations

if TYPE_CHECKING:
    from collections.abc import Mapping

log = logging.getLogger(__name__)

DEEPEST = 6  # phrases within phrases
# Keys of messages of earlier days, which web chats show and outboxes may still hold: what says the same today.
RENAMED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "jobs_intro_one": ("jobs_intro", {"count": 1}),
    "value_year": ("value_years", {"years": 1}),
    "button_year": ("button_years", {"years": 1}),
    "reason_experience_fits_year": ("reason_experience_fits", {"years": 1}),
    "reason_experience_short_year": ("reason_experience_short", {"min_years": 1}),
    "reason_experience_over_year": ("reason_experience_over", {"max_years": 1}),
}


def text(language: str, key: str, **args: Any) -> str:  # noqa: ANN401 - JSON values
    """The message in the language, else in English; never raises: an unknown key is logged and given as it is."""
    return _text(language, key, args, 0).strip("\n")


def _text(language: str, key: str, args: Mapping[str, Any], depth: int) -> str:
    if key in RENAMED:
        return _text(language, RENAMED[key][0], {**args, **RENAMED[key][1]}, depth)
    message = _message(language, key, args)
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


def _message(language: str, key: str, args: Mapping[str, Any]) -> str | None:
    """The text before its names are filled in, in the form that the number it counts asks for."""
    source = ENGLISH.get(key)
    if isinstance(source, Plural):
        many = one_or_many(args.get(source.by), language)
        return translations(language).npgettext(key, source.one, source.other, many)
    return translations(language).pgettext(key, source) if source else source


def _spoken(language: str, value: object, depth: int) -> str:
    """An argument in words.

    Argument kinds: {"key", "args"} is a phrase, with "in" in another language;
    {"money": [low, high, currency, period]}; {"country": ISO code};
    {"currency": ISO code}; {"zone": time zone}; {"date": ISO date}; {"language": code}. A list of phrases makes lines,
    another list is joined by commas, or as its text asks: {names:and}, {names:or}. A number loses needless zeros; None
    is empty.
    """
    if isinstance(value, dict):
        return _spoken_object(language, value, depth)
    if isinstance(value, list | tuple):
        parts = [part for part in (_spoken(language, part, depth) for part in value) if part]
        lines = any(isinstance(part, dict) and part.get("line") for part in value)
        return "\n".join(parts) if lines else Listed(parts, language)
    if isinstance(value, bool) or value is None:
        return ""
    return number(value, language) if isinstance(value, int | float) else str(value)


def _spoken_object(language: str, value: Mapping[str, Any], depth: int) -> str:  # noqa: PLR0911 - one for each kind
    if "key" in value:
        return _text(str(value.get("in") or language), str(value["key"]), dict(value.get("args") or {}), depth + 1)
    if "country" in value:
        return country_name(str(value["country"]), language)
    if "currency" in value:
        return currency_name(str(value["currency"]), language)
    if "money" in value:
        low, high, currency, period = value["money"]
        amount = money(low, high, currency, language)
        return _text(language, f"per_{period}", {"amount": amount}, depth + 1) if period else amount
    if "zone" in value:
        zone = str(value["zone"])
        city = {"city": zone_city(zone)}
        return _text(language, "zone_named", city, depth + 1) if is_city_zone(zone) else city["city"]
    if "date" in value:
        return day_named(date.fromisoformat(str(value["date"])), language)
    return language_named(str(value["language"])).name if value.get("language") in LANGUAGES else ""
