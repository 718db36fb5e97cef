"""What one person asks for, made ready for comparing with many postings."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from jobs.parsing.kindred_skills import parts_of
from jobs.parsing.role_names import english_title
from jobs.parsing.salary import Pay, currency_of_country
from jobs.parsing.skills import canonical_skill
from jobs.parsing.title_skills import implied_skills
from matching.demands import level_named, spoken
from matching.folded_texts import folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from db.places import StoredPlace
    from db.preferences import Preferences

LONGEST_ROLE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Wish:
    """One named search, in comparable form. Empty and None mean: not said.

    `roles` are as the person named them, then the English titles of those named in other languages.
    `countries` are those of the places named, else the home country; `remote_countries` those from which remote work
    must be possible. `minimum` is the pay asked for, in `currency` a year. A minimum without a period is taken as
    yearly, the reading that excludes least. What the person hid is in `hidden_titles` (telling words) and
    `hidden_companies` (folded). `rates` are units of each currency for one US dollar, for pay in others; `grace`
    further years of experience, and steps of level, that may be missing or too many. `level` and `languages` are by the
    names of matching/demands.py, languages folded.
    """

    roles: tuple[str, ...]
    skills: tuple[str, ...]
    years: float | None
    places: tuple[StoredPlace, ...]
    countries: frozenset[str]
    home_country: str | None
    relocates: bool
    arrangements: frozenset[str]
    employment_types: frozenset[str]
    industries: frozenset[str]
    minimum: float | None
    currency: str | None
    period: str
    excluded_companies: re.Pattern[str] | None
    excluded_words: re.Pattern[str] | None
    excluded_roles: re.Pattern[str] | None
    excluded_skills: frozenset[str]
    excluded_places: tuple[StoredPlace, ...]
    excluded_industries: re.Pattern[str] | None
    wanted_companies: re.Pattern[str] | None
    wanted_words: re.Pattern[str] | None
    shifts: frozenset[str]
    radius_km: float | None
    pay_unknown_fine: bool
    remote_countries: frozenset[str]
    rates: Mapping[str, float]
    level: str = ""
    languages: frozenset[str] = frozenset()
    grace: int = 0
    hidden_titles: frozenset[tuple[str, ...]] = frozenset()
    hidden_companies: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls, preferences: Preferences, home_country: str | None, rates: Mapping[str, float] = MappingProxyType({})
    ) -> Wish:
        """From the stored search and the country the person lives in, and the rates by which to compare pay."""
        places = tuple(
            place for place in preferences.preferred_locations if place.city or place.region or place.country
        )
        named = frozenset(place.country for place in places if place.country)
        countries = named or (frozenset((home_country,)) if home_country else frozenset())
        roles = _roles(preferences)
        return cls(
            roles=roles,
            skills=_skills(preferences.technical_skills, roles),
            years=preferences.years_of_experience,
            places=places,
            countries=countries,
            home_country=home_country,
            relocates=bool(preferences.willing_to_relocate),
            arrangements=frozenset(preferences.work_arrangements),
            employment_types=frozenset(preferences.employment_types),
            industries=frozenset(map(folded, preferences.industry_preferences)),
            minimum=_annual(preferences),
            currency=preferences.salary_currency or _own_currency(countries),
            period=preferences.salary_period or "year",
            excluded_companies=whole_words(preferences.excluded_companies),
            excluded_words=whole_words(preferences.excluded_words),
            excluded_roles=whole_words(preferences.excluded_roles),
            excluded_skills=_with_parts(_skills(preferences.excluded_skills, ())),
            excluded_places=preferences.excluded_locations,
            excluded_industries=whole_words(preferences.excluded_industries),
            wanted_companies=whole_words(preferences.wanted_companies),
            wanted_words=whole_words(preferences.wanted_words),
            shifts=frozenset(preferences.shifts),
            radius_km=preferences.radius_km,
            pay_unknown_fine=preferences.pay_unknown_fine,
            remote_countries=frozenset((home_country,)) if preferences.remote_from_home and home_country else countries,
            rates=rates,
            level=level_named(preferences.experience_level),
            languages=frozenset(map(folded, spoken(preferences.languages_spoken))),
        )

    def exchange(self, currency: str) -> float:
        """How much of the person's currency one unit of this one is; NaN where one of their rates is not known."""
        return exchange_rate(currency, self.currency, self.rates)

    @property
    def reads_descriptions(self) -> bool:
        """Whether a posting's own words decide."""
        return bool(self.excluded_words or self.wanted_words or self.shifts)

    @property
    def wants_remote(self) -> bool:
        """Whether a remote posting is welcome: asked for, or nothing asked."""
        return not self.arrangements or "remote" in self.arrangements

    @property
    def place_countries(self) -> frozenset[str] | None:
        """The countries that a posting on site has to be in; None when any will do, or one place's is not known."""
        if not self.places or self.relocates or not all(place.country for place in self.places):
            return None
        return self.countries


def exchange_rate(currency: str, own: str | None, rates: Mapping[str, float]) -> float:
    """How much of one's own currency one unit of another is, by units for one US dollar; NaN where not known."""
    if own is not None and currency == own:
        return 1.0
    return rates.get(own or "", math.nan) / rates.get(currency, math.nan)


def whole_words(names: Iterable[str]) -> re.Pattern[str] | None:
    """A pattern that finds any of the names as whole words in folded text, singular and plural alike; None for none."""
    patterns = [_whole_word(name) for name in map(folded, names) if name]
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)") if patterns else None


def _whole_word(name: str) -> str:
    escaped = r"\s+".join(map(re.escape, name.split()))
    if not name[-1].isalpha() or not name.isascii():
        return escaped
    plural = len(name) > len("gas") and name.endswith("s") and not name.endswith("ss")
    return f"{escaped}?" if plural else f"{escaped}s?"


def _skills(named: Iterable[str], roles: Iterable[str]) -> tuple[str, ...]:
    """As typed and by their usual name, which postings are stored with: "golang" and "Go" are one.

    To those who name any are added the ones that their roles say: an accountant with Excel can do accounting too.
    """
    spelled = [spelling for name in named for spelling in (name, canonical_skill(name) or name)]
    if any(map(folded, spelled)):
        spelled += [skill for role in roles for skill in implied_skills(role)]
    return tuple(dict.fromkeys(filter(None, map(folded, spelled))))


def _with_parts(skills: Iterable[str]) -> frozenset[str]:
    """The skills and all that belongs to them: who does not want to cook does not want to grill either."""
    return frozenset(name for skill in skills for name in (skill, *parts_of(skill)))


def _roles(preferences: Preferences) -> tuple[str, ...]:
    """The roles sought; without any, the person's own words if they are few, else the categories."""
    roles = preferences.job_roles
    if not roles and 0 < len(preferences.user_job_input.split()) <= LONGEST_ROLE_WORDS:
        roles = (preferences.user_job_input,)
    cleaned = (" ".join(role.split()) for role in roles or preferences.job_categories)
    named = tuple(dict.fromkeys(role for role in cleaned if role))
    # Postings of a role are found by its English title too; what comes later loses a tie to the person's own words.
    return tuple(dict.fromkeys((*named, *filter(None, map(english_title, named)))))


def _annual(preferences: Preferences) -> float | None:
    asked = Pay(preferences.salary_min, None, preferences.salary_currency, preferences.salary_period or "year")
    minimum = asked.annual()[0]
    return minimum if minimum is not None and minimum >= 1 else None


def _own_currency(countries: frozenset[str]) -> str | None:
    return currency_of_country(next(iter(countries))) if len(countries) == 1 else None
