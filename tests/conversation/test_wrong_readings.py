"""Words that were once taken for something else than people mean by them, in six languages."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation.reader.answers import read
from bot.conversation.reader.cleaning import clean
from bot.conversation.reader.taken import as_fields, taken_from
from db.preferences import Preferences
from tests.conversation.chat import ready

TEACHER = read("teacher in Nairobi, Excel, 30k a month", Preferences(), country="KE").preferences


def after(words: str, language: str, question: str = "") -> dict[str, Any]:
    """Which fields of the teacher's wishes the words change, and to what."""
    reading = read(clean(words)[0], TEACHER, question=question, country="KE", language=language)
    before, now = as_fields(TEACHER), as_fields(reading.preferences)
    return {name: now.get(name) for name in before | now if before.get(name) != now.get(name)}


@pytest.mark.parametrize(
    ("language", "said", "least"),
    [
        ("en", "increase pay by 10k", 40_000),
        ("en", "reduce my salary by 5k", 25_000),
        ("fr", "augmente le salaire de 5000", 35_000),
        ("es", "aumenta el sueldo en 5000", 35_000),
        ("pt", "aumenta o salário em 5000", 35_000),
        ("sw", "ongeza mshahara kwa 5000", 35_000),
        ("en", "raise my salary to 50k", 50_000),
    ],
)
def test_a_rise_is_put_on_top_of_the_pay(language: str, said: str, least: int) -> None:
    assert after(said, language) == {"salary_min": least}


def test_a_rise_of_unknown_pay_is_no_pay() -> None:
    assert "salary_min" not in taken_from("increase pay by 10k", country="KE")


@pytest.mark.parametrize("said", ["i'm 25 years", "i am 25 years", "I am 32", "im 25 years"])
def test_an_age_is_no_experience(said: str) -> None:
    assert taken_from(said, country="KE") == {}


def test_years_of_experience_stay_experience() -> None:
    assert taken_from("I am 25 years experienced", country="KE")["years_of_experience"] == 25
    assert taken_from("I have 25 years", country="KE")["years_of_experience"] == 25


@pytest.mark.parametrize(
    ("language", "country", "said", "fields"),
    [
        ("es", "MX", "quita eso", {}),
        ("es", "MX", "no busco eso", {}),
        ("es", "MX", "ya no quiero ventas, quita eso por favor", {"excluded_words": ["venta"]}),
        ("es", "ES", "tengo la ESO", {"education_level": "secondary"}),
        ("es", "ES", "contrato indefinido", {"employment_types": ["full_time"]}),
        ("es", "ES", "contrato", {"employment_types": ["contract"]}),
        ("pt", "PT", "contrato sem termo", {"employment_types": ["full_time"]}),
        ("fr", "FR", "contrat à durée indéterminée", {"employment_types": ["full_time"]}),
        ("es", "AR", "sueldo en dólares, mínimo 2000", {"salary_min": 2000, "salary_currency": "USD"}),
        ("en", "KE", "I have a degree in education", {"education_level": "bachelor"}),
        ("en", "KE", "I have passed my CPA", {"technical_skills": ["CPA"]}),
        ("en", "KE", "help desk", {"job_roles": ["help desk"]}),
        ("en", "KE", "IT support", {"job_roles": ["IT support"]}),
        (
            "en",
            "NG",
            "any remote customer service job that pays in dollars, min $400/month",
            {
                "job_roles": ["customer service"],
                "work_arrangements": ["remote"],
                "salary_min": 400,
                "salary_currency": "USD",
                "salary_period": "month",
            },
        ),
        (
            "pcm",
            "NG",
            "driver work, I don drive for 8 years",
            {"job_roles": ["driver"], "years_of_experience": 8},
        ),
        (
            "pcm",
            "NG",
            "I be fresh graduate, I study accounting",
            {"experience_level": "entry", "years_of_experience": 0},
        ),
        ("en", "KE", "nurse (KRCHN), can start in January", {"job_roles": ["nurse"]}),
        ("es", "PE", "chofer A2B Lima", {"job_roles": ["chofer"], "preferred_locations": ["Lima"]}),
        (
            "en",
            "KE",
            "teacher within 20 km of Nakuru",
            {"job_roles": ["teacher"], "preferred_locations": ["Nakuru"], "radius_km": 20},
        ),
        ("en", "GB", "not more than 10 miles", {"radius_km": 16}),
        ("sw", "KE", "nataka kazi ya mbali tu", {"work_arrangements": ["remote"]}),
        ("en", "KE", "I can code in Python", {"technical_skills": ["Python"]}),
        ("en", "KE", "I can start immediately", {}),
        ("en", "KE", "I do not mind relocating", {"willing_to_relocate": True}),
        ("fr", "CM", "je veux plus de boulot de vendeuse, enlevez ça", {"excluded_words": ["vendeuse"]}),
        ("fr", "BJ", "pas de banque ni d'assurance", {"excluded_words": ["banque", "assurance"]}),
        ("en", "KE", "nurse instead of teacher", {"job_roles": ["nurse"]}),
    ],
)
def test_words_are_taken_as_they_are_meant(language: str, country: str, said: str, fields: dict[str, Any]) -> None:
    assert taken_from(said, language=language, country=country) == fields


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "no salary limit"),
        ("en", "I don't like this company"),
        ("fr", "pas intéressé"),
        ("es", "no me interesa"),
        ("pt", "não tenho interesse"),
        ("sw", "sipendezwi"),
    ],
)
def test_nothing_is_left_out_by_words_that_name_nothing(language: str, said: str) -> None:
    assert after(said, language) == {}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "why?"),
        ("en", "my settings"),
        ("en", "what is that"),
        ("fr", "pourquoi ?"),
        ("es", "¿por qué?"),
        ("pt", "por quê?"),
        ("sw", "tendua"),
        ("sw", "kwa nini"),
        ("pcm", "wetin be that"),
    ],
)
def test_a_question_is_no_skill(language: str, said: str) -> None:
    reading = read(clean(said)[0], TEACHER, question="skills", country="KE", language=language)
    assert (reading.preferences, reading.touched) == (TEACHER, ())


def test_driving_is_what_a_driver_can_do() -> None:
    assert after("I also drive", "en") == {"technical_skills": ["Excel", "Driving"]}


def test_the_level_in_a_title_is_said_back() -> None:
    reading = read("Senior accountant, 6 yrs", Preferences())
    assert reading.preferences.experience_level == "senior"
    assert "level" in reading.touched


def test_data_entry_is_no_level() -> None:
    assert taken_from("data entry clerk", country="KE") == {"job_roles": ["data entry clerk"]}


@pytest.mark.parametrize("said", ["I am no longer looking for teaching", "remove teaching", "no longer a teacher"])
def test_the_work_stands_for_the_worker_where_it_is_given_up(said: str) -> None:
    assert after(said, "en") == {"job_roles": None}


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "je ne cherche plus de travail de comptable"),
        ("es", "ya no busco trabajo de contador"),
        ("pt", "não procuro mais vaga de contador"),
        ("sw", "sitafuti tena kazi ya uhasibu"),
        ("pcm", "I no dey find teaching work again"),
    ],
)
def test_work_that_is_no_longer_looked_for_is_not_wished_for(language: str, said: str) -> None:
    assert set(after(said, language).get("job_roles") or ()) <= {"teacher"}


def test_an_hour_that_can_be_two_is_asked_about() -> None:
    chat = ready()
    hour = chat.person.digest_hour
    chat.says("saa mbili")
    assert (chat.step, chat.person.digest_hour) == ("hour", hour)
    chat.says("saa mbili usiku")
    assert (chat.step, chat.person.digest_hour) == ("ready", 20)


def test_an_hour_said_at_rest_is_kept_as_it_is_meant() -> None:
    chat = ready()
    chat.says("mándame a las 7 de la noche")
    assert chat.person.digest_hour == 19


def test_a_level_said_beside_the_role_stands_on_the_card() -> None:
    chat = ready()
    assert "senior" in chat.says("Senior accountant").lower()
    assert "level" in str(chat.replies).lower()
