"""What the reader takes from messages: each line names only the fields that change."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reader.answers import read
from bot.conversation.reader.cleaning import clean
from db.preferences import Preferences

NURSE = read("nurse in Lagos, first aid, 3 years, 200k a month", Preferences()).preferences


def changes(
    words: str, wishes: Preferences, question: str, country: str | None, *, editing: bool = False
) -> dict[str, Any]:
    after = read(clean(words)[0], wishes, question=question, editing=editing, country=country).preferences
    short = {
        "roles": "job_roles",
        "level": "experience_level",
        "skills": "technical_skills",
        "years": "years_of_experience",
        "modes": "work_arrangements",
        "types": "employment_types",
        "companies": "excluded_companies",
        "words": "excluded_words",
    }
    found = {
        name: getattr(after, field) for name, field in short.items() if getattr(after, field) != getattr(wishes, field)
    }
    if after.preferred_locations != wishes.preferred_locations:
        found["places"] = tuple(place.city or place.region or place.country for place in after.preferred_locations)
    pay = (after.salary_min, after.salary_max, after.salary_currency, after.salary_period)
    if pay != (wishes.salary_min, wishes.salary_max, wishes.salary_currency, wishes.salary_period):
        found["pay"] = pay
    return found


ALL_MODES = ("onsite", "hybrid", "remote")
SENTENCES: list[tuple[str, dict[str, Any]]] = [
    (
        "data engineer in Amsterdam, python and spark, at least 60k a year, hybrid",
        {
            "roles": ("data engineer",),
            "places": ("Amsterdam",),
            "skills": ("Python", "Apache Spark"),
            "pay": (60_000, None, "EUR", "year"),
            "modes": ("hybrid",),
        },
    ),
    ("accountant in Addis Ababa, 3 years", {"roles": ("accountant",), "places": ("Addis Ababa",), "years": 3}),
    (
        "Senior accountant, 6 yrs, Lagos or remote, at least 500k a month, no banks",
        {
            "roles": ("accountant",),
            "level": "senior",
            "years": 6,
            "places": ("Lagos",),
            "modes": ALL_MODES,
            "pay": (500_000, None, "NGN", "month"),
            "words": ("bank",),
        },
    ),
    (
        "I am looking for a job as a driver in Nairobi, 5 years experience, want to earn 40,000 KES per month",
        {"roles": ("driver",), "places": ("Nairobi",), "years": 5, "pay": (40_000, None, "KES", "month")},
    ),
    (
        "hi i'm a teacher, 25 years old, looking for part time work in Accra",
        {"roles": ("teacher",), "types": ("part_time",), "places": ("Accra",)},
    ),
    (
        "Software developer (remote), React, Node.js, 4+ years, $3000 a month",
        {
            "roles": ("Software developer",),
            "modes": ("remote",),
            "skills": ("React", "Node.js"),
            "years": 4,
            "pay": (3_000, None, "USD", "month"),
        },
    ),
    (
        "cleaner or cook, Berlin, full time, no night shifts",
        {"roles": ("cleaner", "cook"), "places": ("Berlin",), "types": ("full_time",), "words": ("night shift",)},
    ),
    (
        "I want to work from home as customer service agent",
        {"roles": ("customer service agent",), "modes": ("remote",)},
    ),
    ("boda rider kampala", {"roles": ("boda rider",), "places": ("Kampala",)}),
    ("tukul thatching in Jimma", {"roles": ("tukul thatching",), "places": ("Jimma",)}),
    ("I have just moved to Abuja", {"places": ("Abuja",)}),
    ("any job in Nairobi", {"places": ("Nairobi",)}),
    (
        "warehouse worker Rotterdam 14 euro per hour",
        {"roles": ("warehouse worker",), "places": ("Rotterdam",), "pay": (14, None, "EUR", "hour")},
    ),
    (
        "nurse, Kampala, one million a month",
        {"roles": ("nurse",), "places": ("Kampala",), "pay": (1_000_000, None, "UGX", "month")},
    ),
    (
        "Data analyst, entry level, anywhere in Kenya",
        {"roles": ("Data analyst",), "level": "entry", "years": 0, "places": ("KE",)},
    ),
    (
        "electrician, plumber or welder in Mombasa",
        {"roles": ("electrician", "plumber", "welder"), "places": ("Mombasa",)},
    ),
    (
        "I know Excel and Word, accountant in Kumasi",
        {"roles": ("accountant",), "skills": ("Excel", "Microsoft Word"), "places": ("Kumasi",)},
    ),
    (
        "project manager, not in Lagos, Abuja only",
        {"roles": ("project manager",), "level": "manager", "places": ("Abuja",)},
    ),
    ("is there work for a mason in Jinja?", {"roles": ("mason",), "places": ("Jinja",)}),
    (
        "Name: Ada O\nPhone: 08012345\nRole: Nurse\nExperience: 4 years\nCity: Lagos, Abuja\nSalary: 300,000 monthly",
        {"roles": ("Nurse",), "years": 4, "places": ("Lagos", "Abuja"), "pay": (300_000, None, "NGN", "month")},
    ),
    ("hello", {}),
    ("i need a job", {}),
    ("🙂", {}),
]


@pytest.mark.parametrize(("words", "expected"), SENTENCES)
def test_a_first_message_fills_every_field_it_names(words: str, expected: dict[str, Any]) -> None:
    assert changes(words, Preferences(), "", None) == expected


REVISIONS: list[tuple[str, dict[str, Any]]] = [
    ("also Abuja", {"places": ("Lagos", "Abuja")}),
    ("Abuja too", {"places": ("Lagos", "Abuja")}),
    ("not Lagos", {"places": ()}),
    ("Abuja or Ibadan", {"places": ("Abuja", "Ibadan")}),
    ("I moved to Abuja", {"places": ("Abuja",)}),
    ("remove first aid", {"skills": ()}),
    ("also python and excel", {"skills": ("First Aid", "Python", "Excel")}),
    ("make it 600k", {"pay": (600_000, None, "NGN", "month")}),
    ("anything over 80k", {"pay": (80_000, None, "NGN", "month")}),
    ("I want $2000", {"pay": (2_000, None, "USD", "month")}),
    ("pay doesn't matter", {"pay": (None, None, None, None)}),
    ("no more night shifts", {"words": ("night shift",)}),
    ("no banks, no agencies", {"words": ("bank", "agency")}),
    ("not at Shoprite", {"companies": ("Shoprite",)}),
    ("not in schools", {"words": ("school",)}),
    ("make it full time", {"types": ("full_time",)}),
    ("saved jobs", {}),
    ("cheaper", {}),
    ("optometrist", {"roles": ("optometrist",)}),
    ("work as a sailor", {"roles": ("sailor",)}),
    ("remote only", {"modes": ("remote",)}),
    ("no remote", {"modes": ("onsite", "hybrid")}),
    ("add remote", {"modes": ALL_MODES}),
    ("midwife", {"roles": ("midwife",)}),
    ("also midwife", {"roles": ("nurse", "midwife")}),
    ("change my role to midwife", {"roles": ("midwife",)}),
    ("5 years", {"years": 5}),
    ("part time", {"types": ("part_time",)}),
    ("my skills are cooking, cleaning", {"skills": ("First Aid", "Cooking", "Cleaning")}),
    ("anywhere", {"places": ()}),
    ("blue sky", {}),
    ("I am 25 years old", {}),
    ("what is this", {}),
]


@pytest.mark.parametrize(("words", "expected"), REVISIONS)
def test_a_later_message_changes_only_what_it_names(words: str, expected: dict[str, Any]) -> None:
    assert changes(words, NURSE, "", "NG") == expected


ANSWERS: list[tuple[str, str, dict[str, Any]]] = [
    ("roles", "Sales", {"roles": ("Sales",)}),
    ("roles", "construction", {"roles": ("construction",)}),
    ("roles", "shop assistant / cashier", {"roles": ("shop assistant", "cashier")}),
    ("roles", "I want to be a pilot", {"roles": ("pilot",)}),
    ("roles", "2", {}),
    ("skills", "python, sql", {"skills": ("Python", "SQL")}),
    ("skills", "I can drive and cook", {"skills": ("Driving", "Cooking")}),
    ("experience", "3", {"years": 3}),
    ("experience", "ten", {"years": 10}),
    ("experience", "6 months", {"years": 0.5}),
    ("experience", "none", {"years": 0}),
    ("experience", "fresh graduate", {"years": 0, "level": "entry"}),
    ("experience", "25 years old", {}),
    ("experience", "a lot", {}),
    ("skills", "driver in Nairobi", {"roles": ("driver",), "places": ("Nairobi",)}),
    ("skills", "cleaner in Paris, Texas", {"roles": ("cleaner",), "places": ("Paris",)}),
    ("skills", "driver, Nairobi", {"roles": ("driver",), "places": ("Nairobi",)}),
    ("skills", "not London but Manchester", {"places": ("Manchester",)}),
    ("skills", "make it full time", {"types": ("full_time",)}),
    ("skills", "cheaper", {}),
    ("skills", "driver, Excel", {"skills": ("Driving", "Excel")}),
    ("roles", "cheaper", {}),
    ("place", "thika", {"places": ("Thika",)}),
    ("place", "Nice", {"places": ("Nice",)}),
    ("place", "Lagos or remote", {"places": ("Lagos",), "modes": ALL_MODES}),
    ("place", "remote", {"modes": ("remote",)}),
    ("place", "remote in Germany", {"places": ("DE",), "modes": ("remote",)}),
    ("place", "Abuja, Kano and Kaduna", {"places": ("Abuja", "Kano", "Kaduna")}),
    ("place", "anywhere", {}),
    ("place", "xyzzy", {}),
    ("pay", "3500", {"pay": (3_500, None, "NGN", None)}),
    ("pay", "500k", {"pay": (500_000, None, "NGN", None)}),
    ("pay", "50000 birr", {"pay": (50_000, None, "ETB", None)}),
    ("pay", "$20 an hour", {"pay": (20, None, "USD", "hour")}),
    ("pay", "60-80k a year", {"pay": (60_000, 80_000, "NGN", "year")}),
    ("pay", "25 years old", {}),
    ("excluded", "banks, night shifts", {"words": ("bank", "night shift")}),
    ("excluded", "at Shoprite and Jumia", {"companies": ("Shoprite", "Jumia")}),
]


@pytest.mark.parametrize(("question", "words", "expected"), ANSWERS)
def test_an_answer_is_read_by_its_question(question: str, words: str, expected: dict[str, Any]) -> None:
    assert changes(words, Preferences(), question, "NG") == expected


@pytest.mark.parametrize("words", ["driver", "teacher training, 3 years", "driving, 3 years", "cooking, Lagos"])
def test_an_answer_of_skills_names_no_role(words: str) -> None:
    found = changes(words, NURSE, "skills", "NG")
    assert "skills" in found
    assert "roles" not in found


@given(
    words=st.text(max_size=300),
    question=st.sampled_from(("", "roles", "skills", "experience", "place", "pay", "excluded")),
)
def test_reading_never_raises_and_stays_within_the_tables_bounds(words: str, question: str) -> None:
    after = read(clean(words)[0], NURSE, question=question, editing=True, country="NG").preferences
    assert after.years_of_experience is None or 0 <= after.years_of_experience <= 70
    assert after.salary_min is None or after.salary_min >= 0
    assert len(after.technical_skills) <= 40
    assert "\x00" not in "".join((*after.job_roles, *after.technical_skills, *after.excluded_words))


def test_reading_a_message_takes_a_few_milliseconds() -> None:
    for words, _ in SENTENCES:
        read(words, NURSE)
    spent = []
    for words, _ in SENTENCES * 5:
        began = time.process_time()
        read(words, NURSE, country="NG")
        spent.append(time.process_time() - began)
    assert sorted(spent)[int(len(spent) * 0.95)] < 0.005


def test_the_longest_message_is_read_quickly() -> None:
    words, cut = clean("nurse in Kampala, 3 years, 500k a month, no banks, " * 2000)
    assert cut
    read(words, Preferences())
    began = time.process_time()
    read(words, Preferences(), country="NG")
    assert time.process_time() - began < 0.1
