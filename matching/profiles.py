"""A person's wishes as texts: one for the embedding model, one with all that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from db.places import StoredPlace
    from db.preferences import Preferences

NOTHING_KNOWN = "Job seeker"


def wish_text(preferences: Preferences) -> str:
    """The text that a search's vector is made from: what work is sought, and nothing else that is known.

    Measured (benchmarks/RESULTS.md): places, pay, years and the like, which filters and scores weigh exactly, draw a
    model of meanings away from the work. Without roles, own words and technical skills tell it; without these, all.
    """
    wished = preferences
    roles = _listed(wished.job_roles)
    lines = [roles, _listed(wished.job_categories)]
    if not roles:
        lines += [wished.user_job_input.strip(), _listed(wished.technical_skills)]
    return "\n".join(filter(None, lines)) or profile_text(wished)


def profile_text(preferences: Preferences) -> str:
    """What is known of the wishes, one line each, the most telling first; "Job seeker" when nothing is known."""
    wished = preferences
    lines = (
        _listed(wished.job_roles),
        _listed(wished.job_categories),
        wished.user_job_input.strip(),
        f"{wished.experience_level} level" if wished.experience_level else "",
        "" if wished.years_of_experience is None else f"{wished.years_of_experience:g} years of experience",
        _listed(wished.technical_skills),
        _listed(wished.soft_skills),
        "; ".join(place for place in map(_place, wished.preferred_locations) if place),
        wished.user_location_input.strip(),
        _relocation(wished.willing_to_relocate),
        _listed(wished.work_arrangements),
        _listed(kind.replace("_", " ") for kind in wished.employment_types),
        _pay(wished),
        _listed(wished.company_size_preference),
        _listed(wished.industry_preferences),
    )
    return "\n".join(line for line in lines if line) or NOTHING_KNOWN


def _listed(names: Iterable[str]) -> str:
    return ", ".join(name.strip() for name in names if name.strip())


def _place(place: StoredPlace) -> str:
    return ", ".join(part for part in (place.city, place.region, place.country) if part)


def _relocation(willing: bool | None) -> str:  # noqa: FBT001 - the column's value
    return "" if willing is None else ("willing to relocate" if willing else "not relocating")


def _pay(wished: Preferences) -> str:
    per = f" a {wished.salary_period}" if wished.salary_period else ""
    currency = f"{wished.salary_currency} " if wished.salary_currency else ""
    low, high = wished.salary_min, wished.salary_max
    if low is not None and high is not None:
        return f"{currency}{low:,.0f} – {high:,.0f}{per}"  # noqa: RUF001 - a range
    if low is not None:
        return f"at least {currency}{low:,.0f}{per}"
    return "" if high is None else f"up to {currency}{high:,.0f}{per}"
