"""What people say beside their wishes: enough, work found, no longer this, all anew, and our own words as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.conversation.model import SaveJob, Suppress
from bot.conversation.reader.set_phrases import remarks
from bot.texts.catalogue import text
from bot.texts.languages import LANGUAGES
from bot.texts.words import is_stop
from tests.conversation.chat import NOW, Chat, ready

CLEAR_STOPS = (
    "leave me alone",
    "pls stop texting me",
    "Don't text me again!",
    "stop sending me messages",
    "do not contact me anymore",
    "arrêtez de m'écrire",
    "laissez-moi tranquille",
    "ne m'envoyez plus de messages",
    "deja de escribirme",
    "no me manden más mensajes",
    "déjame en paz",
    "pare de me mandar mensagem",
    "não me mande mais mensagens",
    "me deixa em paz",
    "usinitumie ujumbe tena",
    "acha kunitumia meseji",
    "abeg no disturb me again",
    "make una stop to dey text me",
    "make you stop",
    "abeg make you stop am",
)
ASKED_STOPS = (
    "stop texting me every morning at five",
    "stop sending me jobs",
    "no me mandes más empleos",
    "usinitumie kazi",
)


@pytest.mark.parametrize("words", CLEAR_STOPS)
def test_a_sentence_that_wants_no_messages_stops(words: str) -> None:
    assert is_stop(words)
    chat = ready()
    wishes = chat.wishes
    chat.says(words)
    assert any(isinstance(change, Suppress) for change in chat.changes)
    assert chat.wishes == wishes


@pytest.mark.parametrize("words", ASKED_STOPS)
def test_an_unclear_one_is_asked_about_and_changes_no_wish(words: str) -> None:
    chat = ready()
    wishes = chat.wishes
    chat.says(words)
    assert chat.keys == ["stop_ask"]
    assert chat.wishes == wishes
    chat.taps("Stop all messages")
    assert chat.person.status == "stopped"


def test_the_question_whether_to_stop_is_answered_in_words() -> None:
    chat = ready()
    chat.says("stop sending me jobs")
    chat.says("no")
    assert chat.keys == ["pending_dropped"]
    chat.says("stop sending me jobs")
    chat.says("yes")
    assert chat.person.status == "stopped"


@pytest.mark.parametrize("words", ["stop sending me jobs from banks", "no night work", "stop showing me sales jobs"])
def test_what_narrows_the_jobs_is_a_wish_still(words: str) -> None:
    chat = ready()
    chat.says(words)
    assert "stop_ask" not in chat.keys
    assert chat.person.status == "active"


@pytest.mark.parametrize(
    ("first", "role", "words"),
    [
        ("teacher in Nakuru", "teacher", "I am no longer looking for teaching"),
        ("teacher in Nakuru", "teacher", "I'm not looking for teaching jobs anymore"),
        ("comptable à Dakar", "comptable", "je ne cherche plus de travail de comptable"),
        ("contador en Lima", "contador", "ya no busco trabajo de contador"),
        ("contador em Luanda", "contador", "não procuro mais vaga de contador"),
        ("mhasibu Nairobi", "mhasibu", "sitafuti tena kazi ya uhasibu"),
        ("driver for Lagos", "driver", "I no dey find driver work again"),
    ],
)
def test_work_looked_for_no_longer_goes(first: str, role: str, words: str) -> None:
    chat = ready(f"{first}, cook")
    assert role in chat.wishes.job_roles
    chat.says(words)
    assert role not in chat.wishes.job_roles


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("nurse instead of teacher", "nurse"),
        ("infirmier au lieu de teacher", "infirmier"),
        ("enfermera en vez de teacher", "enfermera"),
        ("enfermeiro em vez de teacher", "enfermeiro"),
        ("muuguzi badala ya teacher", "muuguzi"),
    ],
)
def test_one_work_takes_the_place_of_another(words: str, wanted: str) -> None:
    chat = ready("teacher in Nakuru")
    chat.says(words)
    assert chat.wishes.job_roles == (wanted,)
    assert [place.city for place in chat.wishes.preferred_locations] == ["Nakuru"]


@pytest.mark.parametrize(
    "words", ["I found work, thanks", "i got a job", "j'ai trouvé du travail", "ya tengo trabajo", "nimepata kazi"]
)
def test_who_found_work_is_offered_a_rest(words: str) -> None:
    chat = ready()
    wishes = chat.wishes
    chat.says(words)
    assert chat.keys == ["work_found"]
    assert chat.wishes == wishes
    chat.taps("30 days")
    assert chat.person.status == "paused"


def at_the_hour() -> Chat:
    chat = Chat()
    chat.says("nurse in Lagos, first aid, 3 years, at least 300k a month")
    assert chat.step == "hour"
    return chat


@pytest.mark.parametrize(
    ("words", "places"),
    [("also Abuja", ["Lagos", "Abuja"]), ("not Lagos", []), ("add Nairobi", ["Lagos", "Nairobi"])],
)
def test_changes_said_at_the_hour_are_changes(words: str, places: list[str]) -> None:
    chat = at_the_hour()
    zone = chat.person.time_zone
    chat.says(words)
    assert [place.city for place in chat.wishes.preferred_locations] == places
    assert chat.person.time_zone == zone
    assert chat.step == "hour"


def test_a_way_of_working_said_at_the_hour_is_a_wish() -> None:
    chat = at_the_hour()
    chat.says("remote or Lagos")
    assert "remote" in chat.wishes.work_arrangements


def test_a_zone_said_at_the_hour_is_undone_alone() -> None:
    chat = at_the_hour()
    before = chat.wishes
    chat.says("Nairobi")
    assert chat.person.time_zone == "Africa/Nairobi"
    chat.says("undo")
    assert chat.person.time_zone == "Africa/Lagos"
    assert chat.wishes == before


def test_undo_does_not_reach_over_a_skipped_question() -> None:
    chat = Chat()
    chat.says("nurse in Lagos, at least 300k a month")
    chat.taps("Skip")
    before = chat.wishes
    chat.says("undo")
    assert chat.wishes == before


@pytest.mark.parametrize(("words", "code"), [("/language fr", "fr"), ("/language pidgin", "pcm")])
def test_a_first_command_for_a_language_is_heeded_in_the_welcome(words: str, code: str) -> None:
    chat = Chat()
    chat.says(words)
    assert chat.person.language == code
    assert chat.keys == ["welcome", "ask_roles"]


def test_a_first_search_is_done_after_the_welcome() -> None:
    chat = Chat()
    chat.says("/search driver in Nairobi")
    assert chat.keys == ["welcome", "jobs"]
    assert chat.turn is not None
    assert chat.turn.asks[0].instead.job_roles == ("driver",)  # type: ignore[union-attr]
    chat.taps("Continue")
    assert chat.keys == ["ask_roles"]


def test_a_first_command_with_an_argument_keeps_it() -> None:
    chat = Chat()
    chat.says("/digest 18")
    assert chat.person.digest_hour == 18
    assert chat.keys[0] == "welcome"
    assert chat.keys[-1] == "ask_roles"
    other = Chat()
    other.says("/jobs")
    assert other.keys == ["welcome", "jobs_need_role", "ask_roles"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Je cherche un travail de chauffeur à Nairobi", "fr"),
        ("Busco trabajo de enfermera en Madrid", "es"),
        ("natafuta kazi ya udereva Nairobi", "sw"),
        ("procuro vaga de motorista em Luanda", "pt"),
        ("Abeg I dey find work for Lagos", "pcm"),
    ],
)
def test_who_writes_another_language_is_offered_it_once(words: str, code: str) -> None:
    chat = Chat()
    assert text(code, "language_offer") in chat.says(words)
    assert len([button for row in chat.replies[-1].buttons for button in row]) > 1, "the open question keeps its way on"
    assert text(code, "language_offer") not in chat.says(words)
    other = Chat()
    other.says(words)
    other.taps(f"language:{code}")
    assert other.person.language == code


@pytest.mark.parametrize("words", ["nurse in Kampala", "driver work for Lagos", "I speak French and Swahili"])
def test_who_writes_english_is_offered_nothing(words: str) -> None:
    chat = Chat()
    chat.says(words)
    assert not any(
        button.action.startswith("language:") for each in chat.replies for row in each.buttons for button in row
    )


@pytest.mark.parametrize(
    ("words", "number"), [("show me number 2", 2), ("tell me about the second job", 2), ("apply to 1", 1)]
)
def test_a_posting_pointed_at_is_shown_again(words: str, number: int) -> None:
    chat = ready()
    shown = chat.state.dialogue.shown
    chat.says(words)
    assert f"[jobs {shown[number - 1].job_id}]" in chat.words
    assert chat.state.dialogue.shown == shown


def test_a_posting_pointed_at_is_saved() -> None:
    chat = ready()
    first = chat.state.dialogue.shown[0].job_id
    chat.says("save the first one")
    assert SaveJob(first) in chat.changes


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("too far", "edit_radius"),
        ("trop loin", "edit_radius"),
        ("mbali sana", "edit_radius"),
        ("pay too low", "edit_pay"),
        ("pagan muy poco", "edit_pay"),
        ("not interested", "which_number"),
    ],
)
def test_a_complaint_about_a_posting_leads_to_what_would_change_it(words: str, key: str) -> None:
    chat = ready()
    chat.says(words)
    assert chat.keys == [key]


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("pause for two weeks", 14),
        ("pausa por dos semanas", 14),
        ("pumzisha kwa wiki mbili", 14),
        ("pause pendant 3 jours", 3),
        ("/pause two weeks", 14),
    ],
)
def test_a_pause_takes_its_length_in_words(words: str, days: int) -> None:
    chat = ready()
    chat.says(words)
    assert chat.person.paused_until == NOW + timedelta(days=days)


def test_a_pause_until_a_weekday_ends_when_it_begins() -> None:
    chat = ready()
    chat.says("pause until Monday")
    assert chat.person.paused_until == datetime(2026, 11, 22, 21, tzinfo=UTC)  # midnight in Kampala


@pytest.mark.parametrize(("words", "frequency"), [("make it weekly", "weekly"), ("send me jobs every day", "daily")])
def test_how_often_is_said_in_words(words: str, frequency: str) -> None:
    chat = ready()
    chat.says(words)
    assert chat.wishes.frequency == frequency


@pytest.mark.parametrize("words", ["start over", "reset", "empezar de cero", "tout recommencer"])
def test_starting_over_empties_the_wishes_after_a_yes_and_can_be_undone(words: str) -> None:
    chat = ready()
    roles = chat.wishes.job_roles
    chat.says(words)
    assert chat.keys == ["reset_ask"]
    assert chat.wishes.job_roles == roles
    chat.says("yes")
    assert chat.wishes.job_roles == ()
    assert chat.step == "roles"
    chat.says("undo")
    assert chat.wishes.job_roles == roles


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_our_buttons_can_be_typed(language: str) -> None:
    for key, wanted in (("button_prefs_more", "prefs_more"), ("button_saved", "saved_none"), ("button_why", "why")):
        chat = ready(language=language)
        chat.says(text(language, key))
        assert chat.keys == [wanted]


@pytest.mark.parametrize("words", ["pourquoi", "por qué", "por que", "kwa nini", "why?"])
def test_why_is_understood_in_every_language(words: str) -> None:
    chat = ready()
    chat.says(words)
    assert chat.keys == ["why"]


@pytest.mark.parametrize("words", ["merci", "gracias", "obrigado", "asante sana", "thank you"])
def test_thanks_are_understood_in_every_language(words: str) -> None:
    chat = ready()
    chat.says(words)
    assert chat.keys == ["thanks"]


@pytest.mark.parametrize(
    "words", ["mes offres enregistrées", "guardados", "salvas", "zilizohifadhiwa", "wetin I save", "saved"]
)
def test_the_saved_list_is_asked_for_in_every_language(words: str) -> None:
    chat = ready()
    chat.says(words)
    assert chat.keys == ["saved_none"]


def test_the_last_list_can_be_seen_again_when_there_are_no_new_ones() -> None:
    chat = ready()
    shown = chat.state.dialogue.shown
    chat.shown = chat.postings
    chat.says("/jobs")
    assert chat.keys == ["jobs_all_seen"]
    chat.taps("Show them again")
    assert chat.keys == ["jobs"]
    assert chat.state.dialogue.shown == shown


@pytest.mark.parametrize(("remark", "languages"), remarks().items())
def test_every_remark_has_words_in_every_language(remark: str, languages: set[str]) -> None:
    assert languages == set(LANGUAGES), remark


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("what is my salary setting", "prefs"),
        ("muéstrame mis preferencias", "prefs"),
        ("change", "prefs"),
        ("are you a robot?", "help"),
        ("comment ça marche ?", "help"),
        ("I want a different job", "edit_roles"),
        ("nataka kazi nyingine", "edit_roles"),
        ("Can I upload my CV?", "cv"),
        ("segue meu currículo", "cv"),
        ("my phone number is 0712345678", "sent_contact"),
        ("I want to kill myself", "crisis"),
        ("nataka kujiua", "crisis"),
        ("c'est trop loin", "edit_radius"),
        ("money no reach", "edit_pay"),
    ],
)
def test_what_is_no_wish_gets_its_own_answer_and_changes_none(said: str, answered: str) -> None:
    chat = ready()
    wishes = chat.wishes
    chat.says(said)
    assert chat.keys == [answered]
    assert chat.wishes == wishes


@pytest.mark.parametrize("said", ["forget the salary", "n'importe quel salaire", "mshahara wowote", "any money dey ok"])
def test_pay_that_does_not_matter_is_cleared(said: str) -> None:
    chat = ready()
    chat.says(said)
    assert chat.wishes.salary_min is None
    chat.taps("Undo")
    assert chat.wishes.salary_min == 900_000


@pytest.mark.parametrize("said", ["hide jobs without salary", "solo ofertas con sueldo", "kazi zenye mshahara tu"])
def test_who_wants_the_pay_named_sees_no_other_postings(said: str) -> None:
    chat = ready()
    chat.says(said)
    assert chat.wishes.pay_unknown_fine is False


@pytest.mark.parametrize("word", ["health", "Stats", "reports"])
def test_an_admin_may_leave_the_slash_out_and_nobody_else(word: str) -> None:
    admin = ready(is_admin=True)
    admin.says(word)
    assert admin.turn is not None
    assert admin.turn.asks
    other = ready()
    other.says(word)
    assert other.turn is not None
    assert not other.turn.asks


@pytest.mark.parametrize("said", ["daily jobs", "envoi quotidien", "vagas diárias", "kazi za kila siku"])
def test_the_daily_jobs_are_asked_for_by_word(said: str) -> None:
    chat = ready()
    chat.says("/digest")
    asked = chat.keys
    other = ready()
    other.says(said)
    assert other.keys == asked
