"""What people see of their own wishes, and reasons of matching, as plain data; channels lay it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.more_wishes import CHOICES, more_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.conversation.model import Person
    from db.places import StoredPlace
    from db.preferences import Preferences

UNNAMED = "main"  # the name that a person's first search has in the database
MOST_LISTED = 8  # names in one line of a card
REGION_NAMES = """
    WORLD EU EUROPE AFRICA ASIA NORTH_AMERICA SOUTH_AMERICA OCEANIA MIDDLE_EAST EAST_AFRICA WEST_AFRICA
    SOUTHERN_AFRICA NORTH_AFRICA CENTRAL_AFRICA SOUTHEAST_ASIA SOUTH_ASIA
"""
SPOKEN = frozenset(CHOICES["languages"].options)  # languages with a text
REGIONS = frozenset(REGION_NAMES.split())  # those with a text


def phrase(key: str, **args: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """A phrase as an argument of another one."""
    return {"key": key, "args": args}


def line(key: str, **args: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON values
    """As `phrase`, on a line of its own in a list."""
    return {"key": key, "args": args, "line": True}


def preferences_card(preferences: Preferences, person: Person) -> list[tuple[str, Any]]:
    """The wishes as (key of the label, value as a text's argument), in the order of the set-up."""
    wished = preferences
    rows: list[tuple[str, Any]] = [
        ("label_roles", _names(wished.job_roles) or phrase("value_not_said")),
        ("label_skills", _names((*wished.technical_skills, *wished.soft_skills)) or phrase("value_not_said")),
        ("label_experience", _years(wished.years_of_experience)),
        ("label_place", [_place(place) for place in wished.preferred_locations[:MOST_LISTED]] or phrase("value_any")),
        (
            "label_arrangement",
            [phrase(f"arrangement_{mode}") for mode in wished.work_arrangements] or phrase("value_any"),
        ),
        ("label_pay", pay_wished(wished) or phrase("value_any")),
        ("label_hour", daily_value(wished, person)),
    ]
    if wished.employment_types:
        rows.insert(5, ("label_types", [phrase(f"type_{kind}") for kind in wished.employment_types]))
    excluded = (*wished.excluded_companies, *wished.excluded_words)
    if excluded:
        rows.insert(-1, ("label_excluded", _names(excluded)))
    rows[-1:-1] = more_rows(wished)
    return rows


def search_called(wishes: Preferences) -> Any:  # noqa: ANN401 - a text's argument
    """A search by the name it was given, else by its work."""
    if wishes.name != UNNAMED:
        return wishes.name
    return _names(wishes.job_roles[:1]) or phrase("search_unnamed")


def card_lines(rows: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a card as lines "label: value", an argument for texts with {card}."""
    return [line("card_line", label=phrase(label), value=value) for label, value in rows]


def _names(names: Sequence[str]) -> list[str]:
    return [*names[:MOST_LISTED], *(["…"] if len(names) > MOST_LISTED else [])]


def _years(years: float | None) -> dict[str, Any]:
    if years is None:
        return phrase("value_not_said")
    if years == 0:
        return phrase("value_starter")
    return phrase("value_years", years=years)


def _place(place: StoredPlace) -> object:
    named = place.city or place.region
    country = {"country": place.country} if place.country else None
    if named and country:
        return phrase("value_place", city=named, country=country)
    return country or named or ""


def pay_wished(wished: Preferences) -> dict[str, Any] | None:
    """The pay asked for as a text's argument, None when none is."""
    low, high = wished.salary_min, wished.salary_max
    if low is None and high is None:
        return None
    amount = {"money": [low, high, wished.salary_currency, wished.salary_period]}
    if low is not None and high is not None:
        return amount
    return phrase("value_at_least" if high is None else "value_up_to", amount=amount)


def daily_value(wished: Preferences, person: Person) -> dict[str, Any]:  # noqa: PLR0911 - one line for each rhythm
    """When the jobs come."""
    if wished.frequency == "off":
        return phrase("value_off")
    if person.status == "paused":
        return phrase("value_paused")
    if wished.frequency == "instant" and person.slowed_at is None:
        return phrase("value_instant")
    hour, zone = phrase("value_hour", hour=person.digest_hour), zone_named(person.time_zone)
    if len(wished.weekly_days) > 1 and wished.frequency == "weekly":
        return phrase("value_on_days", days=[phrase(f"day_{day}") for day in wished.weekly_days], hour=hour, zone=zone)
    if wished.frequency == "weekly" or person.slowed_at is not None:
        day = min(wished.weekly_days or person.digest_days, default=1)
        return phrase("value_weekly", day=phrase(f"day_{day}"), hour=hour, zone=zone)
    if person.digest_days:
        return phrase("value_on_days", days=[phrase(f"day_{day}") for day in person.digest_days], hour=hour, zone=zone)
    return phrase("value_daily", hour=hour, zone=zone)


def zone_named(time_zone: str) -> dict[str, str]:
    """A zone as a text's argument: "Africa/Addis_Ababa" is said as "Addis Ababa time", "Etc/GMT-3" as "GMT+3"."""
    return {"zone": time_zone}


def reason_phrase(reason: Mapping[str, Any]) -> dict[str, Any]:
    """A reason {code, kind, args} of matching as a phrase."""
    code, args = str(reason.get("code", "")), dict(reason.get("args") or {})
    key = f"reason_{code}{_variant(code, args)}"
    if "amount" in args:
        currency, period = args.get("currency"), args.get("period")
        args = args | {name: {"money": [args.get(name), None, currency, period]} for name in ("amount", "minimum")}
    if args.get("country"):
        args["country"] = {"country": args["country"]}
    if "arrangement" in args:
        args["arrangement"] = phrase(f"arrangement_{args['arrangement']}")
    if "employment_type" in args:
        args["employment_type"] = phrase(f"type_{args['employment_type']}")
    args |= {name: phrase(f"level_{args[name]}") for name in ("level", "asked") if args.get(name)}
    if "factor" in args:
        args["factor"] = phrase(f"factor_{args['factor']}")
    if "languages" in args:
        args["languages"] = [phrase(f"spoken_{name}") if name in SPOKEN else name for name in args["languages"]]
    if "countries" in args:
        args["countries"] = [_region(name) for name in args["countries"][:MOST_LISTED]]
    if code == "skills_missing":
        args["skills"] = _names(args.get("skills") or [])
    return phrase(key, **args)


def _variant(code: str, args: Mapping[str, Any]) -> str:
    if code == "remote_fits" and not args.get("country"):
        return "_world"
    if code == "place_unknown" and args.get("country"):
        return "_in"
    if code == "posted_recently" and args.get("days") == 1:
        return "_yesterday"
    if code == "experience_fits":
        return "_none" if args.get("years") == 0 else ""
    return ""


def _region(name: str) -> dict[str, Any]:
    return phrase(f"region_{name}") if name in REGIONS else {"country": name}
