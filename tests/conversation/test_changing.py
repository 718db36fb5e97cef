"""Changing wishes after the set-up, told as conversations."""

from __future__ import annotations

from bot.conversation.model import Incoming
from tests.conversation.chat import ready


def cities(chat: object) -> list[str | None]:
    return [place.city for place in chat.wishes.preferred_locations]  # type: ignore[attr-defined]


def test_saying_a_change_changes_it_says_it_back_and_searches() -> None:
    chat = ready()
    assert "Places: Kampala, Uganda; Entebbe, Uganda" in chat.says("also Entebbe")
    assert chat.keys == ["understood", "jobs"]
    chat.says("not Kampala")
    assert cities(chat) == ["Entebbe"]
    chat.says("Gulu")
    assert cities(chat) == ["Gulu"]


def test_pay_keeps_its_currency_and_period_when_only_the_amount_is_said() -> None:
    chat = ready()
    assert "at least USh 600,000 a month" in chat.says("make it 600k")
    assert "at least USh 1,500,000 a month" in chat.says("anything over 1.5 million")


def test_undo_restores_exactly_what_was() -> None:
    chat = ready()
    before = chat.wishes
    chat.says("midwife in Lagos, python, at least $20 an hour, no banks, remote")
    assert chat.wishes != before
    chat.taps("Undo")
    assert chat.wishes == before
    assert "nothing to take back" in chat.says("undo")


def test_undo_also_takes_back_the_time_zone() -> None:
    chat = ready()
    chat.says("Lagos time")
    chat.says("Berlin")
    chat.says("undo")
    assert cities(chat) == ["Kampala"]


def test_exclusions_are_added_shown_and_taken_back() -> None:
    chat = ready()
    assert "Leave out: bank" in chat.says("no banks")
    assert "Leave out: Mukwano, bank" in chat.says("not at Mukwano")
    chat.says("remove banks")
    assert (chat.wishes.excluded_words, chat.wishes.excluded_companies) == ((), ("Mukwano",))


def test_skills_are_added_and_removed() -> None:
    chat = ready()
    chat.says("also Excel and driving")
    assert chat.wishes.technical_skills == ("First Aid", "Excel", "Driving")
    chat.says("remove first aid")
    assert chat.wishes.technical_skills == ("Excel", "Driving")


def test_a_field_is_edited_by_tap_and_free_text() -> None:
    chat = ready()
    chat.says("/prefs")
    assert "\nNow: First Aid" in chat.taps("Skills")
    chat.says("Excel, cooking")
    assert chat.wishes.technical_skills == ("Excel", "Cooking")
    assert chat.step == "ready"


def test_an_edit_is_cancelled_with_a_word_or_a_tap() -> None:
    chat = ready()
    before = chat.wishes
    for way in ("cancel", "back"):
        chat.says("/prefs")
        chat.taps("Pay")
        chat.says(way)
        assert chat.step == "ready"
        assert chat.wishes == before


def test_any_clears_a_field() -> None:
    chat = ready()
    chat.says("/prefs")
    chat.taps("Pay")
    chat.says("doesn't matter")
    assert chat.wishes.salary_min is None
    chat.says("/prefs")
    chat.taps("Places")
    chat.taps("Any is fine")
    assert chat.wishes.preferred_locations == ()


def test_anywhere_clears_the_places_without_being_asked() -> None:
    chat = ready()
    chat.says("anywhere")
    assert chat.wishes.preferred_locations == ()


def test_unknown_words_are_asked_about_not_guessed() -> None:
    chat = ready()
    before = chat.wishes
    assert "work as “blue sky”?" in chat.says("blue sky")
    assert chat.wishes == before
    chat.says("yes")
    assert chat.wishes.job_roles == ("blue sky",)


def test_a_single_unknown_word_is_asked_about_also_with_jobs_behind_it() -> None:
    chat = ready()
    before = chat.wishes
    for words in ("cheaper", "cheaper jobs", "flutist"):
        chat.says(words)
        assert chat.keys == ["unclear_pending"], words
        assert chat.wishes == before
        chat.taps("No")


def test_one_place_instead_of_another_is_a_removal_and_an_addition() -> None:
    chat = ready("nurse in London, Leeds")
    chat.says("not London but Manchester")
    assert cities(chat) == ["Leeds", "Manchester"]


def test_unknown_words_can_become_a_further_role() -> None:
    chat = ready()
    chat.says("ngozi seka")
    chat.taps("Yes, as well")
    assert chat.wishes.job_roles == ("nurse", "ngozi seka")


def test_an_edit_question_is_put_twice_at_most() -> None:
    chat = ready()
    chat.says("/prefs")
    chat.taps("Pay")
    assert chat.says("qwerty") == "I did not find an amount. Please send it like this: USh 2,000,000 a month."
    chat.says("qwerty")
    assert chat.keys == ["left_unchanged"]
    assert chat.step == "ready"


def test_thanks_and_hello_get_a_kind_answer_and_change_nothing() -> None:
    chat = ready()
    before = chat.wishes
    chat.says("thank you so much")
    assert chat.keys == ["thanks"]
    chat.says("Hello!")
    assert chat.keys == ["greeting"]
    assert chat.wishes == before


def test_saying_what_is_known_is_answered_so() -> None:
    chat = ready()
    assert "have that already" in chat.says("nurse")


def test_a_button_of_an_earlier_message_gets_the_buttons_of_now() -> None:
    chat = ready()
    for action in ("skip", "confirm", "clear", "period:month:x", "nonsense", "save:0", "edit:shoes"):
        chat.receives(Incoming("action", action))
        assert "stale_button" in chat.keys, action


def test_a_returning_person_is_greeted_with_what_is_remembered() -> None:
    chat = ready()
    assert "Work: nurse" in chat.says("/start")
    assert chat.keys == ["welcome_back"]


def test_ageing_does_not_become_pay_or_experience() -> None:
    chat = ready()
    before = chat.wishes
    chat.says("I am 25 years old")
    assert chat.wishes == before


def test_annuler_takes_back_a_change_and_cancels_where_nothing_changed() -> None:
    chat = ready(language="fr")
    wishes = chat.wishes
    chat.says("au moins 1 million par mois")
    assert chat.wishes != wishes
    chat.says("annuler")
    assert chat.keys == ["undone"]
    assert chat.wishes == wishes
    chat.says("annuler")
    assert chat.keys == ["nothing_to_cancel"]
