"""What a message was taken to say, as plain values under the names of `user_preferences`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.conversation.reader.answers import read
from bot.conversation.reader.cleaning import clean
from bot.texts.formats import country_name
from db.preferences import Preferences

if TYPE_CHECKING:
    from db.places import StoredPlace

FIELDS = (
    "job_roles",
    "experience_level",
    "years_of_experience",
    "education_level",
    "technical_skills",
    "soft_skills",
    "languages_spoken",
    "preferred_locations",
    "radius_km",
    "willing_to_relocate",
    "available_on",
    "work_arrangements",
    "employment_types",
    "shifts",
    "salary_min",
    "salary_max",
    "salary_currency",
    "salary_period",
    "industry_preferences",
    "excluded_roles",
    "excluded_skills",
    "excluded_locations",
    "excluded_companies",
    "excluded_industries",
    "excluded_words",
)


def taken_from(
    text: str, *, language: str | None = None, country: str | None = None, today: date | None = None
) -> dict[str, Any]:
    """What one message, said by somebody of whom nothing is known, fills; fields that it does not name are absent."""
    reading = read(clean(text)[0], Preferences(), language=language, country=country, today=today)
    wishes = reading.preferences
    return as_fields(replace(wishes, work_arrangements=reading.modes) if reading.modes else wishes)


def as_fields(wishes: Preferences) -> dict[str, Any]:
    """The wishes that are said: lists of words, places by name, pay as numbers."""
    said = {name: _plain(getattr(wishes, name)) for name in FIELDS}
    return {name: value for name, value in said.items() if value not in (None, [], "")}


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [item if isinstance(item, str) else place_name(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value.is_integer() else value


def place_name(place: StoredPlace) -> str:
    """The city, else the region, else the country's English name."""
    return place.city or place.region or (country_name(place.country) if place.country else "")
