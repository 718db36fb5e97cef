"""Single words in every language, and the choice of a language in the middle of a conversation."""

from __future__ import annotations

import pytest

from bot.conversation.model import Incoming, SavePerson, Suppress
from bot.texts.catalogue import text
from bot.texts.languages import LANGUAGES
from bot.texts.words import WORDS, folded, is_stop, language_asked_for, meaning
from tests.conversation.chat import Chat

STOPS = (
    "STOP",
    "Stop!!",
    "/stop",
    "«Arrêtez !»",
    "ARRET",
    "desabonner",
    "Pare.",
    "sair",
    "¡Para!",
    "BAJA",
    "Acha",
    "sitisha tafadhali",
    "stop am abeg",
    "st\u200bop 🛑",
    "Please stop",
    "Unsubscribe",
)
NO_STOPS = ("bus stop attendant", "no stopping", "stopover", "end user support", "parking", "", "🛑", "remove Python")


@pytest.mark.parametrize("words", STOPS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stop_word_of_any_language_stops_in_every_language(words: str, language: str) -> None:
    assert is_stop(words)
    chat = Chat(language=language)
    chat.says("nurse in Kampala")
    chat.says(words)
    assert any(isinstance(change, Suppress) for change in chat.changes)
    assert chat.state.person.status == "stopped"


@pytest.mark.parametrize("words", NO_STOPS)
def test_other_words_stop_nothing(words: str) -> None:
    assert not is_stop(words)


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("Oui", "yes"),
        ("d’accord", "yes"),
        ("SIM", "yes"),
        ("si", "yes"),
        ("Sí, por favor", "yes"),
        ("ndio", "yes"),
        ("Ndiyo asante", "yes"),
        ("não", "no"),
        ("nao", "no"),
        ("hapana", "no"),
        ("Non merci", "no"),
        ("no be so", "no"),
        ("passer", "skip"),
        ("pular", "skip"),
        ("saltar", "skip"),
        ("ruka", "skip"),
        ("retour", "back"),
        ("voltar", "back"),
        ("atras", "back"),
        ("rudi", "back"),
        ("go back", "back"),
        ("C'est tout", "done"),
        ("cest tout", "done"),
        ("c est tout", "done"),
        ("é só isso", "done"),
        ("Eso es todo.", "done"),
        ("ni hayo tu", "done"),
        ("na all be that", "done"),
        ("défaire", "undo"),
        ("desfazer", "undo"),
        ("deshacer", "undo"),
        ("rudisha", "undo"),
        ("put am back", "undo"),
        ("aide", "help"),
        ("ajuda", "help"),
        ("ayuda", "help"),
        ("msaada", "help"),
        ("encore", "more"),
        ("mais", "more"),
        ("más", "more"),
        ("zaidi", "more"),
        ("start", "start"),
        ("anza tena", "start"),
    ],
)
def test_words_of_each_language_mean_what_they_mean(words: str, meant: str) -> None:
    assert meaning(words) == meant


def test_no_spelling_means_two_things() -> None:
    seen: dict[str, str] = {}
    for meant, words in WORDS.items():
        for spelling in {folded(word) for group in words.split(";") for word in group.split(",")}:
            assert spelling, meant
            assert seen.setdefault(spelling, meant) == meant, (spelling, meant)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_button_says_can_also_be_typed(language: str) -> None:
    wanted = ("skip", "back", "done", "yes", "no", "help", "undo", "more", "jobs", "prefs", "cancel", "continue")
    assert [name for name in wanted if meaning(text(language, f"button_{name}")) != name] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("English please", "en"),
        ("en français", "fr"),
        ("Em português", "pt"),
        ("español por favor", "es"),
        ("kwa Kiswahili", "sw"),
        ("pidgin abeg", "pcm"),
        ("pidgin English please", "pcm"),
        ("Parlez français svp", "fr"),
        ("I speak French", ""),
        ("English teacher", ""),
        ("English, French", ""),
        ("je parle anglais", ""),
    ],
)
def test_a_language_is_asked_for_in_plain_words(words: str, code: str) -> None:
    assert language_asked_for(words, bare=False) == code


def test_a_bare_name_counts_only_where_it_answers_nothing() -> None:
    assert language_asked_for("French", bare=False) == ""
    assert language_asked_for("French", bare=True) == "fr"


@pytest.mark.parametrize(
    ("words", "code"), [("kwa Kiswahili", "sw"), ("en français", "fr"), ("pidgin abeg", "pcm"), ("em português", "pt")]
)
def test_switching_in_the_set_up_asks_the_open_question_again(words: str, code: str) -> None:
    chat = Chat()
    chat.says("hello")
    chat.says("nurse")
    step = chat.state.dialogue.step
    chat.says(words)
    assert chat.state.person.language == code
    assert SavePerson({"language": code}) in chat.changes
    assert chat.state.dialogue.step == step
    assert [reply.phrase.key for reply in chat.replies] == ["language_set", f"ask_{step}"]
    assert chat.state.preferences.job_roles  # nothing is lost


def test_the_languages_are_offered_by_their_own_names() -> None:
    chat = Chat(language="sw")
    chat.says("nurse in Kampala")
    chat.says("/language")
    labels = [text("sw", button.label.key, **button.label.args) for row in chat.replies[-1].buttons for button in row]
    assert labels == ["English", "Français", "Português", "Español", "Kiswahili", "Naija Pidgin"]
    chat.receives(Incoming("action", "language:es"))
    assert chat.state.person.language == "es"


@pytest.mark.parametrize(("argument", "code"), [("fr", "fr"), ("Kiswahili", "sw"), ("pt-BR", "pt"), ("PIDGIN", "pcm")])
def test_the_command_takes_a_name_or_a_code(argument: str, code: str) -> None:
    chat = Chat()
    chat.says("nurse in Kampala")
    chat.says(f"/language {argument}")
    assert chat.state.person.language == code


@pytest.mark.parametrize("code", ["ar", "he", "zh", "xx"])
def test_somebody_new_whose_language_we_do_not_speak_is_told_what_there_is(code: str) -> None:
    chat = Chat(language=code)
    words = chat.says("hello")
    assert chat.state.person.language == "en"
    assert words.count("I speak English, Français, Português, Español, Kiswahili and Naija Pidgin") == 1
    assert "I speak" not in chat.says("nurse")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_welcome_says_in_a_line_how_to_switch(language: str) -> None:
    for key in ("welcome", "welcome_with_wish"):
        assert text(language, key).splitlines()[-1].endswith("/language")


@pytest.mark.parametrize(
    ("language", "word"), [("fr", "supprimer"), ("pt", "APAGAR"), ("es", "Borrar"), ("sw", "futa"), ("pcm", "delete")]
)
def test_deleting_is_confirmed_by_the_word_of_the_language(language: str, word: str) -> None:
    assert word.upper() in text(language, "confirm_delete")
    chat = Chat(language=language)
    chat.says("nurse in Kampala")
    chat.says("/delete")
    chat.says(word)
    assert chat.state.dialogue.step == "new"
