"""Where somebody new lives, as far as their phone number or the language of their app tells."""

from __future__ import annotations

import re

import phonenumbers

_REGION = re.compile(r"[A-Za-z]{2,3}[-_](?:[A-Za-z]{4}[-_])?([A-Za-z]{2})")
_SCOPED_ID = re.compile(r"([A-Z]{2})\.(?:ENT\.)?[A-Za-z0-9]+")
PHONE_CHANNELS = frozenset({"whatsapp"})  # whose chats are named by phone numbers, or by ids that begin with a country


def home_country(channel: str, chat: str, language: str) -> str | None:
    """The ISO 3166 country of the number or id that a chat is named by, else the region of a tag such as "pt-BR"."""
    if channel in PHONE_CHANNELS and (country := _country_of_id(chat) or country_of_phone(chat)):
        return country
    match = _REGION.fullmatch(language.strip())
    return match[1].upper() if match else None


def _country_of_id(chat: str) -> str | None:
    found = _SCOPED_ID.fullmatch(chat)
    return found[1] if found else None


def country_of_phone(number: str) -> str | None:
    """The ISO 3166 country of an international number, with or without the plus; None for no such number."""
    try:
        parsed = phonenumbers.parse(f"+{number.strip().lstrip('+')}")
    except phonenumbers.NumberParseException:
        return None
    region = phonenumbers.region_code_for_number(parsed)
    return region if region and region.isalpha() else None
