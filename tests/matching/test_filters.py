from __future__ import annotations

from typing import Any

import pytest

from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.filters import mask, unknowns
from matching.wishes import Wish
from tests.factories import AMSTERDAM, EINDHOVEN, HAARLEM, LAGOS, candidate


def passes(wanted: Preferences, home: str | None = None, **job: Any) -> bool:
    return bool(mask(Candidates.of([candidate(**job)]), Wish.of(wanted, home))[0])


def labels(wanted: Preferences, home: str | None = None, **job: Any) -> set[str]:
    found = unknowns(Candidates.of([candidate(**job)]), Wish.of(wanted, home))
    return {name for name, marked in found.items() if marked[0]}


def place(columns: dict[str, Any]) -> StoredPlace:
    return StoredPlace(**columns)


IN_AMSTERDAM = Preferences(preferred_locations=(place(AMSTERDAM),))
IN_NETHERLANDS = Preferences(preferred_locations=(StoredPlace(country="NL"),))
IN_NORTH_HOLLAND = Preferences(preferred_locations=(StoredPlace(region="North Holland", country="NL"),))


@pytest.mark.parametrize(
    ("wanted", "places", "expected"),
    [
        (IN_AMSTERDAM, [AMSTERDAM], True),
        (IN_AMSTERDAM, [HAARLEM], True),  # 17 km
        (IN_AMSTERDAM, [EINDHOVEN], False),  # 110 km
        (IN_AMSTERDAM, [EINDHOVEN, AMSTERDAM], True),
        (IN_AMSTERDAM, [LAGOS], False),
        (IN_AMSTERDAM, [{"country": "NL"}], True),
        (IN_AMSTERDAM, [{"country": "BE"}], False),
        (IN_AMSTERDAM, [{"region": "North Holland", "country": "NL"}], True),
        (IN_AMSTERDAM, [{"region": "Limburg", "country": "NL"}], False),
        (IN_AMSTERDAM, [{"city": "amsterdam"}], True),  # no coordinates, no country, another case
        (IN_AMSTERDAM, [{"city": "Amsterdam", "country": "US"}], False),
        (IN_AMSTERDAM, [], True),
        (IN_NETHERLANDS, [EINDHOVEN], True),
        (IN_NETHERLANDS, [LAGOS], False),
        (IN_NETHERLANDS, [], True),
        (IN_NORTH_HOLLAND, [HAARLEM], True),
        (IN_NORTH_HOLLAND, [EINDHOVEN], False),
        (IN_NORTH_HOLLAND, [{"country": "NL"}], True),
        (Preferences(), [LAGOS], True),
        (Preferences(preferred_locations=(place(LAGOS), place(AMSTERDAM))), [HAARLEM], True),
    ],
)
def test_place_by_name_distance_region_or_country(wanted: Preferences, places: list[Any], *, expected: bool) -> None:
    assert passes(wanted, places=places, work_mode="onsite") is expected


def test_a_namesake_far_away_in_the_same_country_is_another_city() -> None:
    east = StoredPlace("Springfield", "Massachusetts", "US", 42.1, -72.6)
    west = {"city": "Springfield", "region": "Oregon", "country": "US", "latitude": 44.0, "longitude": -123.0}
    assert not passes(Preferences(preferred_locations=(east,)), places=[west])


def test_accents_do_not_tell_cities_apart() -> None:
    assert passes(Preferences(preferred_locations=(StoredPlace("São Paulo"),)), places=[{"city": "Sao Paulo"}])


def test_whoever_relocates_sees_other_places_too() -> None:
    wanted = Preferences(preferred_locations=(place(LAGOS),), willing_to_relocate=True)
    assert passes(wanted, places=[AMSTERDAM], work_mode="onsite")


@pytest.mark.parametrize(
    ("arrangements", "mode", "expected"),
    [
        ((), "onsite", True),
        ((), "remote", True),
        (("onsite",), "remote", False),
        (("hybrid",), "remote", False),
        (("hybrid",), "onsite", False),
        (("hybrid", "remote"), "hybrid", True),
        (("remote",), "remote", True),
        (("remote",), "onsite", False),
        (("remote",), None, True),
    ],
)
def test_only_the_arrangements_asked_for(arrangements: tuple[str, ...], mode: str | None, *, expected: bool) -> None:
    assert passes(Preferences(work_arrangements=arrangements), work_mode=mode) is expected


@pytest.mark.parametrize(
    ("home", "remote_in", "countries", "expected"),
    [
        ("NG", ["NG"], [], True),
        ("NG", ["US"], [], False),
        ("NG", ["AFRICA"], [], True),
        ("NG", ["EU"], [], False),
        ("NG", ["EU", "AFRICA"], [], True),
        ("NG", ["WORLD"], ["US"], True),
        ("NG", [], ["US"], False),  # remote in the countries that the posting names
        ("NG", [], ["NG", "US"], True),
        ("NG", [], [], True),
        (None, ["US"], [], True),  # where the person lives is not known
    ],
)
def test_remote_work_has_to_be_open_to_the_persons_country(
    home: str | None, remote_in: list[str], countries: list[str], *, expected: bool
) -> None:
    for wanted in (Preferences(), Preferences(work_arrangements=("remote",))):
        assert passes(wanted, home, work_mode="remote", remote_in=remote_in, countries=countries) is expected


def test_the_places_named_say_the_country_before_the_home_does() -> None:
    assert passes(IN_AMSTERDAM, "NG", work_mode="remote", remote_in=["EU"])
    assert not passes(IN_AMSTERDAM, "NG", work_mode="remote", remote_in=["NG"])


def test_moving_opens_a_remote_posting_abroad_unless_it_says_from_where() -> None:
    wanted = Preferences(willing_to_relocate=True)
    assert passes(wanted, "NG", work_mode="remote", countries=["US"])
    assert not passes(wanted, "NG", work_mode="remote", remote_in=["US"], countries=["US"])


@pytest.mark.parametrize(
    ("low", "top", "currency", "expected"),
    [
        (40_000, 60_000, "EUR", True),
        (40_000, 51_000, "EUR", True),  # exactly 15 % under
        (40_000, 50_990, "EUR", False),
        (None, 50_000, "EUR", False),
        (50_000, None, "EUR", True),  # "from 50k" has no top
        (10_000, 20_000, "USD", True),  # another currency is not compared
        (10_000, 20_000, None, True),
        (None, None, None, True),
    ],
)
def test_pay_at_most_fifteen_percent_under(
    low: float | None, top: float | None, currency: str | None, *, expected: bool
) -> None:
    wanted = Preferences(salary_min=5_000, salary_period="month", salary_currency="EUR")
    assert passes(wanted, salary_annual_min=low, salary_annual_max=top, salary_currency=currency) is expected


def test_pay_without_a_currency_is_meant_in_that_of_the_persons_country() -> None:
    wanted = Preferences(salary_min=600_000, salary_period="month")
    assert not passes(wanted, "NG", salary_annual_max=1_000_000, salary_currency="NGN")
    assert passes(wanted, "NG", salary_annual_max=1_000, salary_currency="USD")


@pytest.mark.parametrize(
    ("years", "least", "most", "expected"),
    [
        (3, 4, None, True),
        (3, 4.5, None, False),
        (3, 5, None, False),
        (7, 2, 5, True),
        (8, 2, 5, False),
        (0, 0, 0, True),
        (0, None, None, True),
        (None, 10, 12, True),
    ],
)
def test_one_year_short_and_two_over(years: float | None, least: float, most: float, *, expected: bool) -> None:
    wanted = Preferences(years_of_experience=years)
    assert passes(wanted, experience_min_years=least, experience_max_years=most) is expected


def test_employment_types_have_to_overlap_when_both_sides_name_some() -> None:
    wanted = Preferences(employment_types=("full_time", "contract"))
    assert passes(wanted, employment_types=["contract"])
    assert passes(wanted, employment_types=[])
    assert not passes(wanted, employment_types=["internship"])


@pytest.mark.parametrize(
    ("company", "expected"),
    [("Shell", False), ("SHELL Nigeria Ltd", False), ("Shellfish Farms", True), (None, True)],
)
def test_excluded_companies_by_whole_words(company: str | None, *, expected: bool) -> None:
    assert passes(Preferences(excluded_companies=("shell",)), company=company) is expected


@pytest.mark.parametrize(
    ("job", "expected"),
    [
        ({"title": "Teller at a BANK"}, False),
        ({"description": "We serve many banks."}, False),
        ({"company": "Bank of Examples"}, False),
        ({"description": "Embankment works, banking hours"}, True),
        ({"description": "weekly night   shift"}, False),
        ({"description": "shift at night"}, True),
        ({"description": "C++ only"}, False),
        ({"description": "C only"}, True),
    ],
)
def test_excluded_words_anywhere_in_the_posting(job: dict[str, str], *, expected: bool) -> None:
    assert passes(Preferences(excluded_words=("Banks", "night shifts", "c++")), **job) is expected


def test_what_a_posting_does_not_say_is_labelled() -> None:
    wanted = Preferences(
        preferred_locations=(place(AMSTERDAM),),
        work_arrangements=("hybrid",),
        employment_types=("full_time",),
        salary_min=60_000,
        salary_currency="EUR",
        years_of_experience=3,
    )
    assert labels(wanted) == {"place", "arrangement", "employment_type", "pay", "experience"}
    said = {"places": [AMSTERDAM], "work_mode": "hybrid", "employment_types": ["full_time"], "experience_min_years": 2}
    pay = {"salary_max": 60_000, "salary_annual_max": 60_000, "salary_currency": "EUR"}
    assert labels(wanted, **said, **pay) == set()
    assert labels(wanted, **said, **pay | {"salary_currency": "USD"}) == {"pay_currency"}
    assert labels(wanted, **said, **pay | {"salary_annual_max": None}) == {"pay_unclear"}
    assert labels(wanted, **said, **pay | {"salary_currency": None}) == {"pay_unclear"}


RATES = {"USD": 1.0, "EUR": 0.8, "NGN": 1_600.0}


@pytest.mark.parametrize(
    ("currency", "annual", "expected", "labelled"),
    [
        ("USD", 75_000, True, set()),  # 60,000 euros
        ("USD", 60_000, False, set()),  # 48,000 euros
        ("NGN", 120_000_000, True, set()),
        ("NGN", 60_000, False, set()),
        ("KES", 1, True, {"pay_currency"}),  # no rate
        (None, 1, True, {"pay_unclear"}),
    ],
)
def test_pay_in_another_currency_is_compared_by_the_rates(
    currency: str | None, annual: float, labelled: set[str], *, expected: bool
) -> None:
    wish = Wish.of(Preferences(salary_min=60_000, salary_currency="EUR", salary_period="year"), None, RATES)
    row = candidate(salary_max=annual, salary_annual_max=annual, salary_currency=currency)
    candidates = Candidates.of([row])
    assert bool(mask(candidates, wish)[0]) is expected
    assert {name for name, marked in unknowns(candidates, wish).items() if marked[0]} == labelled


def test_pay_is_not_compared_where_the_persons_own_currency_has_no_rate() -> None:
    wish = Wish.of(Preferences(salary_min=60_000, salary_currency="KES"), None, RATES)
    candidates = Candidates.of([candidate(salary_max=1, salary_annual_max=1, salary_currency="USD")])
    assert mask(candidates, wish)[0]
    assert unknowns(candidates, wish)["pay_currency"][0]


def test_what_nobody_asked_for_is_not_labelled() -> None:
    assert labels(Preferences()) == set()


def test_remote_without_a_country_is_labelled() -> None:
    assert labels(Preferences(), "NG", work_mode="remote") == {"remote"}
    assert labels(Preferences(), None, work_mode="remote", remote_in=["US"]) == {"remote_limited"}
    assert labels(Preferences(), "US", work_mode="remote", remote_in=["US"]) == set()


def test_no_candidates_is_no_trouble() -> None:
    wanted = Preferences(preferred_locations=(place(LAGOS),), excluded_words=("x",), salary_min=1)
    assert mask(Candidates.of([]), Wish.of(wanted, "NG")).tolist() == []


SENIOR_NIGHT = "Night shift, six nights a week."


@pytest.mark.parametrize(
    ("wanted", "job", "expected"),
    [
        ({"pay_unknown_fine": False}, {}, False),
        ({"pay_unknown_fine": False}, {"salary_annual_max": 10_000.0, "salary_currency": "EUR"}, True),
        ({"pay_unknown_fine": True}, {}, True),
        ({"excluded_roles": ("manager",)}, {"title": "Sales Managers"}, False),
        ({"excluded_roles": ("manager",)}, {"title": "Sales Assistant"}, True),
        ({"excluded_skills": ("PHP",)}, {"skills": ("php", "MySQL")}, False),
        ({"excluded_skills": ("PHP",)}, {"skills": ()}, True),
        ({"excluded_industries": ("banking",)}, {"industry": "Banking & Finance"}, False),
        ({"excluded_industries": ("banking",)}, {"industry": None}, True),
        ({"wanted_companies": ("Mulago",)}, {"company": "Mulago Hospital"}, True),
        ({"wanted_companies": ("Mulago",)}, {"company": "Nakasero"}, False),
        ({"wanted_companies": ("Mulago",)}, {"company": None}, True),
        ({"wanted_words": ("visa", "relocation")}, {"description": "We sponsor your visa."}, True),
        ({"wanted_words": ("visa", "relocation")}, {"description": "No sponsoring."}, False),
        ({"shifts": ("day",)}, {"description": SENIOR_NIGHT}, False),
        ({"shifts": ("day", "night")}, {"description": SENIOR_NIGHT}, True),
        ({"shifts": ("day",)}, {"description": "A job."}, True),
        ({"shifts": ("night",)}, {"description": "There are no night shifts; office hours."}, False),
        ({"excluded_locations": (place(LAGOS),)}, {"places": [LAGOS], "work_mode": "onsite"}, False),
        ({"excluded_locations": (place(LAGOS),)}, {"places": [LAGOS, AMSTERDAM]}, True),
        ({"excluded_locations": (StoredPlace(country="NG"),)}, {"places": [LAGOS]}, False),
        ({"excluded_locations": (StoredPlace(country="NG"),)}, {"places": [LAGOS], "work_mode": "remote"}, True),
        ({"excluded_locations": (StoredPlace(country="NG"),)}, {"places": []}, True),
    ],
)
def test_further_wishes_keep_what_does_not_say(wanted: dict[str, Any], job: dict[str, Any], *, expected: bool) -> None:
    assert passes(Preferences(**wanted), **job) is expected


def test_the_distance_can_be_chosen() -> None:
    near = Preferences(preferred_locations=(place(AMSTERDAM),), radius_km=10)
    far = Preferences(preferred_locations=(place(AMSTERDAM),), radius_km=200)
    assert not passes(near, places=[HAARLEM], work_mode="onsite")  # 17 km
    assert passes(far, places=[EINDHOVEN], work_mode="onsite")  # 110 km
    assert passes(near, places=[AMSTERDAM], work_mode="onsite")


def test_remote_work_from_home_counts_the_home_country_alone() -> None:
    wanted = Preferences(preferred_locations=(place(AMSTERDAM),), remote_from_home=True)
    assert passes(wanted, "NG", work_mode="remote", remote_in=("NG",))
    assert not passes(wanted, "NG", work_mode="remote", remote_in=("NL",))
    assert passes(wanted, "NG", work_mode="remote", remote_in=("WORLD",))


def test_what_stays_for_want_of_a_word_is_labelled() -> None:
    wanted = Preferences(wanted_companies=("Mulago",), shifts=("day",))
    assert {"company", "shift"} <= labels(wanted, company=None)
    assert not {"company", "shift"} & labels(wanted, company="Mulago", description="Office hours.")


@pytest.mark.parametrize(
    ("wanted", "job", "expected"),
    [
        ("senior", "senior", True),
        ("senior", "mid", True),
        ("senior", "lead", True),
        ("senior", "manager", True),  # a manager stands beside a lead
        ("senior", "junior", False),
        ("senior", "director", False),
        ("internship", "intern", True),
        ("internship", "mid", False),
        ("entry", "junior", True),
        ("entry", "senior", False),
        ("senior", None, True),
        ("whatever", "intern", True),  # not on the ladder: it says nothing
        (None, "executive", True),
    ],
)
def test_a_level_is_at_most_one_step_away(wanted: str | None, job: str | None, *, expected: bool) -> None:
    assert passes(Preferences(experience_level=wanted), level=job) is expected


@pytest.mark.parametrize(
    ("spoken", "skills", "expected"),
    [
        (("English",), ("English", "Excel"), True),
        (("English",), ("English", "German"), False),
        (("English", "Deutsch"), ("German", "english"), True),
        (("Kiswahili",), ("Swahili",), True),
        (("English",), ("Excel",), True),
        (("English",), (), True),
        ((), ("German",), True),
    ],
)
def test_a_language_that_is_demanded_has_to_be_spoken(
    spoken: tuple[str, ...], skills: tuple[str, ...], *, expected: bool
) -> None:
    assert passes(Preferences(languages_spoken=spoken), skills=skills) is expected


def test_a_language_that_is_only_welcome_is_not_demanded() -> None:
    assert passes(Preferences(languages_spoken=("English",)), skills=(), preferred_skills=("German",))


def test_level_and_languages_that_are_not_said_are_labelled() -> None:
    wanted = Preferences(experience_level="senior", languages_spoken=("English",))
    assert labels(wanted) == {"level", "languages"}
    assert labels(wanted, level="senior", skills=("English",)) == set()
