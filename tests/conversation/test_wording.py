"""Six languages in the reader's words: which it is, numbers in words, forms, titles, places of one's country."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.reader.answers import read
from bot.conversation.reader.background import languages_named, only_languages
from bot.conversation.reader.cleaning import clean
from bot.conversation.reader.counted import with_figures
from bot.conversation.reader.forms import form_lines
from bot.conversation.reader.home_places import home_places
from bot.conversation.reader.occupations import right_title, titles, workers
from bot.conversation.reader.role_words import titled
from bot.conversation.reader.taken import taken_from
from bot.conversation.reader.wording import LANGUAGES, language_of, rows, wording, working_words
from db.preferences import Preferences
from jobs.parsing.folding import without_accents

TABLES = [f"{language}.tsv" for language in LANGUAGES]


@pytest.mark.parametrize(
    ("words", "own", "language"),
    [
        ("busco trabajo de chofer en Puebla", None, "es"),
        ("je cherche un travail de maçon", "en", "fr"),
        ("procuro emprego de motorista", "en", "pt"),
        ("natafuta kazi ya udereva", "en", "sw"),
        ("abeg i dey find work", "en", "pcm"),
        ("i want a driver job in Lagos", "pcm", "pcm"),
        ("I need a job in Lagos, no banks", "pt", "en"),
        ("driver", "fr", "fr"),
        ("driver", "xx", "en"),
    ],
)
def test_the_language_is_the_one_whose_words_are_used(words: str, own: str | None, language: str) -> None:
    assert language_of(words, own) == language


@pytest.mark.parametrize(
    ("words", "language", "read_as"),
    [
        ("laki tano kwa mwezi", "sw", "500 thousand kwa mwezi"),
        ("milioni moja na nusu", "sw", "1500 thousand"),
        ("soo nane", "sw", "800"),
        ("dos millones", "es", "2 millones"),
        ("deux cents mille", "fr", "200 mille"),
        ("três anos", "pt", "3 anos"),
        ("1'500.000", "es", "1500000"),
        ("uno mismo", "es", "uno mismo"),
    ],
)
def test_numbers_in_words_become_figures_before_units(words: str, language: str, read_as: str) -> None:
    assert with_figures(words, language) == read_as


def test_names_stay_as_they_were_written() -> None:
    written = working_words("busco trabajo de Chofer en Puebla, 9 mil al mes", "es")
    assert written == "looking for work as Chofer in Puebla, 9 thousand per month"


@pytest.mark.parametrize(
    ("words", "said"), [("techer", "teacher"), ("dveloppeur web", "développeur web"), ("Nurse", "Nurse")]
)
def test_slips_of_spelling_in_titles_are_put_right(words: str, said: str) -> None:
    assert right_title(words) == said


@pytest.mark.parametrize("word", ["walter", "trabalhar", "contabilidad", "summer"])
def test_other_words_are_no_misspelt_titles(word: str) -> None:
    assert right_title(word) == word


def test_a_kind_of_work_is_a_worker_only_where_work_is_meant() -> None:
    assert titled("cleaning", cued=True) == ("cleaner", None)
    assert titled("cleaning", cued=False) == ("cleaning", None)
    assert titled("Snr auditor", cued=False) == ("auditor", "senior")


def test_a_form_in_one_line_is_taken_apart_at_its_labels() -> None:
    answers, rest = form_lines("Name: Ada Obi Role: Nurse Location: Lagos, Abuja Salary: 90k monthly")
    assert answers == {"roles": "Nurse", "place": "Lagos, Abuja", "pay": "90k monthly"}
    assert rest == ""


@pytest.mark.parametrize("words", ["note: call me", "at 10:30 in Lagos: yes", "driver"])
def test_a_colon_makes_no_form(words: str) -> None:
    assert form_lines(words) == ({}, words)


def test_small_towns_and_short_names_count_only_at_home() -> None:
    assert [name for *_, name in home_places("driver, ph", "NG")] == ["Port Harcourt"]
    assert list(home_places("driver, ph", "KE")) == []
    assert [name for *_, name in home_places("soudeur a kribi", "CM")] == ["kribi"]
    assert list(home_places("soudeur a kribi", None)) == []


def test_languages_are_named_in_english() -> None:
    assert languages_named("français, wolof et anglais") == ("French", "Wolof", "English")
    assert only_languages("inglés, francés")
    assert not only_languages("English teacher")


@pytest.mark.parametrize(
    ("words", "country", "said"),
    [
        ("I am 25 years old", "NG", {}),
        ("tengo 45 años", "MX", {}),
        ("3500 per month", "GH", {"salary_min": 3500, "salary_currency": "GHS", "salary_period": "month"}),
        ("3500 per month", None, {"salary_min": 3500, "salary_period": "month"}),
        ("not willing to relocate", "NG", {"willing_to_relocate": False}),
        ("night shift", "NG", {"shifts": ["night"]}),
        ("no MTN jobs", "NG", {"excluded_companies": ["MTN"]}),
        ("no MLM", "NG", {"excluded_words": ["MLM"]}),
        ("", None, {}),
    ],
)
def test_what_is_said_fills_its_field_and_nothing_else(words: str, country: str | None, said: dict[str, Any]) -> None:
    assert taken_from(words, language="en", country=country) == said


@pytest.mark.parametrize(
    ("language", "words", "said"),
    [
        ("fr", "moi c'est Fatou, je suis ingénieur en génie civil", {"job_roles": ["ingénieur en génie civil"]}),
        ("fr", "je ne veux pas travailler dans une banque", {"excluded_words": ["banque"]}),
        (
            "es",
            "programador web con experiencia en React",
            {"job_roles": ["programador web"], "technical_skills": ["React"]},
        ),
        ("es", "ya no quiero trabajar de noche", {"excluded_words": ["night work"]}),
        ("es", "nada de ventas", {"excluded_words": ["venta"]}),
        ("sw", "mimi ni msichana wa miaka 22, natafuta kazi ya kusafisha", {"job_roles": ["msafishaji"]}),
        ("pcm", "i sabi photoshop well well", {"technical_skills": ["Adobe Photoshop"]}),
        ("en", "remove all the sales jobs", {"excluded_words": ["sales"]}),
        ("en", "how much does a nurse earn", {}),
        ("en", "I can work anywhere", {}),
    ],
)
def test_the_words_around_a_wish_are_no_part_of_it(language: str, words: str, said: dict[str, Any]) -> None:
    assert taken_from(words, language=language) == said


def test_a_place_is_ruled_out_and_allowed_again() -> None:
    lagos = read("Lagos", Preferences(), question="place", country="NG").preferences
    without = read("not Lagos", lagos, country="NG").preferences
    assert without.preferred_locations == ()
    assert [place.city for place in without.excluded_locations] == ["Lagos"]
    again = read("also Lagos", without, country="NG").preferences
    assert again.excluded_locations == ()
    assert [place.city for place in again.preferred_locations] == ["Lagos"]


def test_a_place_only_taken_off_the_list_is_not_ruled_out() -> None:
    both = read("Lagos, Abuja", Preferences(), question="place", country="NG").preferences
    one = read("remove Lagos", both, country="NG").preferences
    assert [place.city for place in one.preferred_locations] == ["Abuja"]
    assert one.excluded_locations == ()


def test_a_quarter_is_ruled_out_by_its_name_and_not_with_its_city() -> None:
    lagos = read("Lagos", Preferences(), question="place", country="NG").preferences
    for words in ("not in Lekki", "no jobs in Lekki"):
        without = read(words, lagos, country="NG").preferences
        assert [place.city for place in without.preferred_locations] == ["Lagos"]
        assert (without.excluded_locations, without.excluded_words) == ((), ("Lekki",))
    off_the_list = read("remove Lekki", lagos, country="NG").preferences
    assert (off_the_list.preferred_locations, off_the_list.excluded_words) == ((), ())


@pytest.mark.parametrize("table", TABLES)
def test_tables_are_written_in_lower_case_without_accents(table: str) -> None:
    spellings = [spelling for _, names in rows(table) for spelling in names.split("|")]
    assert [spelling for spelling in spellings if not spelling.strip()] == []
    assert [name for name in spellings if name != without_accents(name.lower())] == []


def test_tables_can_be_read() -> None:
    assert all(wording(language).root.onwards for language in LANGUAGES)
    assert len(titles()) > 1000
    assert len(workers()) > 50


@given(words=st.text(max_size=200), language=st.sampled_from(LANGUAGES))
def test_rewording_never_raises(words: str, language: str) -> None:
    working_words(with_figures(clean(words)[0], language), language)


@given(
    words=st.lists(
        st.sampled_from([spelling for table in TABLES for _, names in rows(table) for spelling in names.split("|")]),
        max_size=8,
    ),
    language=st.sampled_from(LANGUAGES),
    country=st.sampled_from(("NG", "KE", "BR", "MX", "CI", None)),
)
def test_words_of_the_tables_in_any_order_never_raise(words: list[str], language: str, country: str | None) -> None:
    assert isinstance(taken_from(" ".join(words).replace("#", "7"), language=language, country=country), dict)
