"""The translations: complete, of the same shape as the English texts, and short enough for buttons."""

from __future__ import annotations

import re
import string
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from bot.conversation.cards import phrase
from bot.texts.__main__ import brought_up
from bot.texts.catalogue import text
from bot.texts.en import MESSAGES
from bot.texts.languages import LANGUAGES, SOURCE, spoken
from bot.texts.plural import Plural
from bot.texts.translations import stored_catalogue, translations

if TYPE_CHECKING:
    from babel.messages.catalog import Message

OTHERS = [language for language in LANGUAGES if language != SOURCE]
BUTTON, ROW = 20, 24  # characters: WhatsApp's reply buttons and rows of lists
ON_BUTTONS = re.compile(r"(?:button|idea|level|education|radius|starts|shift|answer)_")
ON_ROWS = re.compile(r"(?:label|open)_|button_anywhere_in|button_change")
MENU_TEXT = 256  # characters: Telegram's description of a command
LAYOUTS = re.compile(r"[\W\d]*")
# Words that are the same in both languages.
SHARED = {
    "fr": {"education_master", "spoken_Swahili", "label_radius", "posting_via"},
    "pt": {"education_diploma", "posting_via"},
    "es": {"button_no", "answer_no", "level_director", "education_diploma", "region_ASIA"},
    "sw": {"education_diploma", "region_ASIA", "region_OCEANIA"},
}
ENGLISH_WORDS = re.compile(r"\b(?:the|your|you|with|from|send|what|please|and|this|tell|which|job)\b", re.IGNORECASE)


def entries(language: str) -> list[Message]:
    return [message for message in stored_catalogue(language) if message.id]


def said(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def sources(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def places(words: str) -> list[tuple[str, str]]:
    return sorted({(name, spec or "") for _, name, spec, _ in string.Formatter().parse(words) if name is not None})


def without_places(words: str) -> str:
    return "".join(literal for literal, *_ in string.Formatter().parse(words))


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_and_none_is_stale(language: str) -> None:
    catalogue, wanting = brought_up(language)
    assert wanting == []
    assert len(catalogue) == sum(1 for message in MESSAGES.values() if message)
    stored = {(message.context, message.id) for message in entries(language)}
    assert stored == {(message.context, message.id) for message in catalogue if message.id}


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_names_are_filled_in(language: str) -> None:
    for message in entries(language):
        for form in said(message):
            wanted = places(sources(message)[-1])
            counted = MESSAGES[message.context]
            by = counted.by if isinstance(counted, Plural) else ""
            # One of something may be written as a word, without the figure.
            assert places(form) == wanted or set(wanted) - set(places(form)) == {(by, "")}, (message.context, form)


@pytest.mark.parametrize("language", OTHERS)
def test_every_form_of_a_plural_is_there(language: str) -> None:
    catalogue = stored_catalogue(language)
    for message in entries(language):
        assert len(said(message)) == (catalogue.num_plurals if message.pluralizable else 1), message.context
        assert all(form.strip() for form in said(message)), message.context


@pytest.mark.parametrize("language", OTHERS)
def test_lines_spaces_and_commands_stay_as_they_are(language: str) -> None:
    for message in entries(language):
        source = sources(message)[-1]
        for form in said(message):
            assert form.count("\n\n") == source.count("\n\n"), message.context
            assert (form[0].isspace(), form[-1].isspace()) == (source[0].isspace(), source[-1].isspace())
            commands = re.compile(r"(?<![\w/])/[a-z]+")
            assert sorted(set(commands.findall(form))) == sorted(set(commands.findall(source))), message.context
            assert "*" not in form
            assert "  " not in form.replace("\n", "") or "  " in source


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_stands_on_buttons_is_short(language: str) -> None:
    for key in MESSAGES:
        limit = ROW if ON_ROWS.match(key) else BUTTON if ON_BUTTONS.match(key) else MENU_TEXT * 20
        shown = text(language, key, **dict.fromkeys(("number", "days", "years"), "12"))
        if shown == key:  # it names something of any length, a country for one: its own words count
            shown = without_places(translations(language).pgettext(key, str(MESSAGES[key])))
        assert len(shown) <= limit, (key, shown)


@pytest.mark.parametrize("language", ["fr", "pt", "es", "sw"])
def test_no_english_is_left(language: str) -> None:
    same = {
        message.context
        for message in entries(language)
        if said(message)[-1] == sources(message)[-1] and not LAYOUTS.fullmatch(without_places(said(message)[-1]))
    }
    names = {key for key in same if key.startswith(("radius_", "channel_"))}
    assert same - names - SHARED[language] == set()
    for message in entries(language):
        assert not ENGLISH_WORDS.search(without_places(said(message)[-1]).replace("START", "")), message.context


def test_pidgin_is_no_english() -> None:
    longer = [message for message in entries("pcm") if len(without_places(sources(message)[-1]).split()) > 3]
    same = [message.context for message in longer if said(message)[-1] == sources(message)[-1]]
    assert same == []


@pytest.mark.parametrize(
    ("language", "one", "several", "part"),
    [
        ("en", "1 year", "3 years", "1.5 years"),
        ("fr", "1 an", "3 ans", "1,5 an"),
        ("pt", "1 ano", "3 anos", "1,5 ano"),
        ("es", "1 año", "3 años", "1.5 años"),
        ("sw", "mwaka 1", "miaka 3", "miaka 1.5"),
        ("pcm", "1 year", "3 years", "1.5 years"),
    ],
)
def test_numbers_take_the_form_that_the_language_asks_for(language: str, one: str, several: str, part: str) -> None:
    assert [text(language, "value_years", years=years) for years in (1.0, 3, 1.5)] == [one, several, part]


@pytest.mark.parametrize(
    ("language", "monthly"),
    [
        ("en", "₦1,250,000 a month"),
        ("fr", "1\u00a0250\u00a0000\u00a0₦ par mois"),
        ("pt", "₦1.250.000 por mês"),
        ("es", "₦1,250,000 por mes"),
        ("sw", "₦1,250,000 kwa mwezi"),
        ("pcm", "₦1,250,000 every month"),
    ],
)
def test_money_is_written_as_people_of_the_language_write_it(language: str, monthly: str) -> None:
    assert text(language, "plain", text={"money": [1_250_000, None, "NGN", "month"]}) == monthly


def test_figures_of_what_cannot_be_counted_do_no_harm() -> None:
    for years in (float("nan"), float("inf"), None, "three", True):
        assert text("fr", "value_years", years=years)


def test_countries_lists_dates_and_zones_are_said_in_the_language() -> None:
    countries = [{"country": code} for code in ("KE", "CI", "NL")]
    assert text("fr", "reason_remote_limited", countries=countries).endswith("Kenya, Côte d’Ivoire et Pays-Bas")
    assert "Kenya, Ivory Coast and the Netherlands" in text("en", "reason_remote_limited", countries=countries)
    assert text("sw", "plain", text={"date": "2026-11-21"}) == "21 Novemba 2026"
    assert "é horário de Luanda" in text("pt", "zone_set", zone={"zone": "Africa/Luanda"}, clock="9:00")
    assert text("es", "plain", text={"zone": "Etc/GMT-3"}) == "GMT+3"
    assert text("es", "reason_pay_currency_differs", currency={"currency": "KES"}, wanted={"currency": "USD"}) == (
        "El sueldo es en chelines kenianos, no en dólares estadounidenses"
    )


def test_a_list_that_was_cut_is_not_closed_by_and() -> None:
    assert text("en", "posting_also_in", places=["Lagos", "Abuja", "…"]) == "also in Lagos, Abuja, …"
    assert text("en", "posting_also_in", places=["Lagos", "Abuja"]) == "also in Lagos and Abuja"


def test_phrases_within_phrases_are_translated_too() -> None:
    said_in_french = text("fr", "card_line", label=phrase("label_pay"), value=phrase("value_any"))
    assert said_in_french == "Salaire : peu importe"


@pytest.mark.parametrize(
    ("code", "language"),
    [("pt-BR", "pt"), ("EN_gb", "en"), ("pcm", "pcm"), ("ar", None), ("he-IL", None), ("e", None), ("", None)],
)
def test_codes_of_channels_lead_to_a_language_or_none(code: str, language: str | None) -> None:
    assert spoken(code) == language


def test_nothing_is_read_at_import_and_a_language_is_ready_soon() -> None:
    program = (
        "import builtins, io, pathlib\n"
        "opened = []\n"
        "real = pathlib.Path.read_bytes\n"
        "pathlib.Path.read_bytes = lambda self: opened.append(str(self)) or real(self)\n"
        "import bot.texts.catalogue as c\n"
        "assert not [one for one in opened if one.endswith('.po')], opened\n"
        "c.text('fr', 'menu')\n"
        "assert [one for one in opened if one.endswith('.po')], opened\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)
    translations.cache_clear()
    began = time.perf_counter()
    translations("sw")
    assert time.perf_counter() - began < 1.0  # measured 0.02 to 0.07 s; a slow machine must not fail
