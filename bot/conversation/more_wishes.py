"""The wishes beyond the six questions of the set-up: chosen by tap from a few options, or given as lists of names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.preferences import Preferences

YES_NO = ("yes", "no")


@dataclass(frozen=True, slots=True)
class Choice:
    """A wish with a few options; `many` may hold at once, and a tap adds or removes one. `labels` starts their keys."""

    column: str
    options: tuple[str, ...]
    labels: str
    many: bool = False


CHOICES: Mapping[str, Choice] = {
    "arrangement": Choice("work_arrangements", ("onsite", "hybrid", "remote"), "arrangement_", many=True),
    "types": Choice(
        "employment_types",
        ("full_time", "part_time", "contract", "temporary", "internship", "volunteer"),
        "type_",
        many=True,
    ),
    "shifts": Choice("shifts", ("day", "night", "weekend"), "shift_", many=True),
    "level": Choice(
        "experience_level", ("internship", "junior", "mid", "senior", "lead", "manager", "director"), "level_"
    ),
    "education": Choice(
        "education_level", ("secondary", "vocational", "diploma", "bachelor", "master", "doctorate"), "education_"
    ),
    "languages": Choice(
        "languages_spoken",
        ("English", "French", "Portuguese", "Spanish", "Swahili", "Arabic", "Amharic", "Hausa", "Yoruba", "Igbo"),
        "spoken_",
        many=True,
    ),
    "relocate": Choice("willing_to_relocate", YES_NO, "answer_"),
    "radius": Choice("radius_km", ("10", "25", "50", "100"), "radius_"),
    "remote_home": Choice("remote_from_home", YES_NO, "answer_"),
    "pay_unknown": Choice("pay_unknown_fine", YES_NO, "answer_"),
    "starts": Choice("available_on", ("now", "two_weeks", "month", "quarter"), "starts_"),
}
# Wishes that are lists of names, by the column they are kept in.
LISTS: Mapping[str, str] = {
    "industries": "industry_preferences",
    "companies": "wanted_companies",
    "words": "wanted_words",
    "no_roles": "excluded_roles",
    "no_skills": "excluded_skills",
    "no_places": "excluded_locations",
    "no_industries": "excluded_industries",
}
MORE_FIELDS = (*CHOICES, *LISTS)
START_DAYS = {"now": 0, "two_weeks": 14, "month": 30, "quarter": 91}
DEFAULTS: Mapping[str, Any] = {"remote_from_home": False, "pay_unknown_fine": True}


def chosen(wishes: Preferences, field: str, option: str, today: date) -> Preferences:
    """The wishes after a tap on an option: set, or, where many may hold, added or taken away."""
    choice = CHOICES[field]
    if choice.many:
        held = getattr(wishes, choice.column)
        left = tuple(name for name in held if name != option)
        return _with(wishes, choice.column, left if option in held else (*held, option))
    return _with(wishes, choice.column, _value(choice.column, option, today))


def without(wishes: Preferences, field: str) -> Preferences:
    """The wishes with nothing said on this field."""
    column = CHOICES[field].column if field in CHOICES else LISTS[field]
    empty: object = DEFAULTS.get(column, () if isinstance(getattr(wishes, column), tuple) else None)
    return _with(wishes, column, empty)


def value_of(wishes: Preferences, field: str) -> Any:  # noqa: ANN401 - a text's argument
    """The wish as a text's argument, None where nothing is said."""
    if field in LISTS:
        return _listed(getattr(wishes, LISTS[field])) or None
    choice = CHOICES[field]
    held = getattr(wishes, choice.column)
    if choice.many:
        return [_named(choice, name) for name in held] or None
    if held is None or held == DEFAULTS.get(choice.column):
        return None
    if isinstance(held, date):
        return held.isoformat()
    if isinstance(held, bool):
        return _phrase("answer_yes" if held else "answer_no")
    return _phrase("value_km", km=held) if field == "radius" else _named(choice, str(held))


def more_rows(wishes: Preferences) -> list[tuple[str, Any]]:
    """What is said of these wishes, as (key of the label, value); arrangement and types have lines of their own."""
    values = ((field, value_of(wishes, field)) for field in MORE_FIELDS if field not in ("arrangement", "types"))
    return [(f"label_{field}", value) for field, value in values if value is not None]


def _with(wishes: Preferences, column: str, value: object) -> Preferences:
    return replace(wishes, **{column: value})  # type: ignore[arg-type]


def _value(column: str, option: str, today: date) -> object:
    if column == "available_on":
        return today + timedelta(days=START_DAYS[option])
    if column == "radius_km":
        return int(option)
    return option == "yes" if option in YES_NO else option


def _named(choice: Choice, name: str) -> Any:  # noqa: ANN401 - a text's argument
    """An option by its text; what is no option, such as a language that was typed, by its own name."""
    return _phrase(f"{choice.labels}{name}") if name in choice.options else name


def _listed(values: Iterable[Any]) -> list[Any]:
    return [value if isinstance(value, str) else _place(value) for value in values]


def _place(place: Any) -> Any:  # noqa: ANN401 - StoredPlace in, a text's argument out
    return place.city or place.region or {"country": place.country}


def _phrase(key: str, **args: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    return {"key": key, "args": args}
