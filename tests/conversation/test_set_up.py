"""Setting up, told as conversations."""

from __future__ import annotations

import pytest

from bot.conversation.model import GiveConsent, Incoming, ShowJobs
from bot.conversation.requests import FindJobs
from tests.conversation.chat import Chat, ready


def test_six_questions_lead_from_the_welcome_to_a_summary_and_postings() -> None:
    chat = Chat()
    assert "/privacy" in chat.says("/start")
    assert "1 of 6" in chat.words
    assert "2 of 6" in chat.says("nurse")
    assert "3 of 6" in chat.says("first aid, midwifery")
    assert "4 of 6" in chat.taps("3 years")
    assert "5 of 6" in chat.says("Kampala")
    assert "for a month, a year" in chat.says("900k")
    assert "6 of 6" in chat.taps("A month")
    assert "Kampala time" in chat.words
    assert "It should be 14:05" in chat.words
    card = chat.taps("8:00")
    assert card.endswith(
        "Work: nurse\nSkills: First Aid, Midwifery\nExperience: 3 years\nPlaces: Kampala, Uganda\nWay of working: any\n"
        "Pay: at least USh 900,000 a month\nDaily jobs: each day at 8:00 (Kampala time)\n\nIs this right?"
    )
    assert "[jobs 4, 5, 6, 7, 8]" in chat.taps("Yes, that's right")
    assert chat.step == "ready"
    assert (chat.person.country, chat.person.time_zone, chat.person.digest_hour) == ("UG", "Africa/Kampala", 8)


def test_postings_come_as_soon_as_the_role_is_known_and_the_next_question_after_them() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    assert chat.keys == ["understood", "jobs", "ask_skills"]
    assert [item.job_id for item in chat.state.dialogue.shown] == [1, 2, 3]


def test_one_short_line_is_said_when_nothing_fits_yet() -> None:
    chat = Chat()
    chat.postings = 0
    chat.says("/start")
    chat.says("nurse")
    assert chat.keys == ["understood", "preview_none", "ask_skills"]
    assert "Nothing open fits that yet, I keep looking." in chat.words


def test_nothing_is_said_of_postings_when_all_that_fit_were_seen() -> None:
    chat = Chat()
    chat.shown = chat.postings
    chat.says("/start")
    chat.says("nurse")
    assert chat.keys == ["understood", "ask_skills"]


def at_the_third_question() -> Chat:
    chat = Chat()
    for words in ("/start", "nurse", "first aid"):
        chat.says(words)
    assert chat.keys[-1] == "ask_experience"
    return chat


def test_an_understood_answer_to_something_else_is_no_miss() -> None:
    chat = at_the_third_question()
    chat.says("nurse")
    assert chat.keys == ["understood", "ask_experience"]
    chat.says("?")
    assert chat.keys == ["unclear_experience"]
    chat.says("?")
    assert chat.keys == ["left_for_now", "ask_place"]


def test_start_after_a_miss_asks_again() -> None:
    chat = at_the_third_question()
    chat.says("?")
    for _ in range(3):
        chat.says("/start")
        assert chat.keys == ["welcome_back_setup", "ask_experience"]


def test_back_at_the_first_question_stays_there_however_often() -> None:
    chat = Chat()
    chat.says("/start")
    for _ in range(4):
        chat.says("back")
        assert chat.keys == ["ask_roles"]


def test_a_role_with_a_place_is_a_role_at_the_question_for_skills() -> None:
    chat = Chat()
    chat.says("nurse in London")
    chat.says("driver in Nairobi")
    assert (chat.wishes.job_roles, chat.wishes.technical_skills) == (("driver",), ())
    assert [place.city for place in chat.wishes.preferred_locations] == ["Nairobi"]
    assert chat.keys == ["understood", "jobs", "ask_skills"]


def test_a_single_unknown_word_does_not_take_the_place_of_the_role_in_the_set_up() -> None:
    chat = at_the_third_question()
    chat.says("flutist")
    assert "work as “flutist”?" in chat.words
    assert chat.wishes.job_roles == ("nurse",)
    chat.taps("Yes")
    assert chat.wishes.job_roles == ("flutist",)
    assert chat.keys[-1] == "ask_experience"


def test_a_single_unknown_word_that_is_no_role_after_all_changes_nothing() -> None:
    chat = at_the_third_question()
    chat.says("flutist")
    chat.says("no")
    assert chat.wishes.job_roles == ("nurse",)
    chat.says("4")
    assert chat.wishes.years_of_experience == 4


def test_a_first_message_that_is_a_wish_is_taken_as_one() -> None:
    chat = Chat()
    words = chat.says("nurse in Kampala")
    assert "/privacy" in words
    assert "Work: nurse\nPlaces: Kampala, Uganda" in words
    assert chat.keys == ["welcome_with_wish", "understood", "jobs", "ask_skills"]
    assert chat.wishes.job_roles == ("nurse",)


def test_one_sentence_skips_the_questions_it_answers() -> None:
    chat = Chat()
    chat.says("data engineer in Amsterdam, python and spark, at least 60k a year, hybrid")
    assert chat.keys[-1] == "ask_experience"
    chat.says("4")
    assert chat.keys[-1] == "ask_hour"
    chat.says("7 pm")
    assert chat.keys[-1] == "summary"
    wishes = chat.wishes
    assert wishes.technical_skills == ("Python", "Apache Spark")
    assert (wishes.salary_min, wishes.salary_currency, wishes.salary_period) == (60_000, "EUR", "year")
    assert wishes.work_arrangements == ("hybrid",)
    assert chat.person.digest_hour == 19


def test_one_message_is_enough_for_the_first_postings() -> None:
    chat = Chat()
    chat.receives(Incoming("text", "accountant in Addis Ababa, 3 years"))
    assert any(isinstance(reply, ShowJobs) and reply.items for reply in chat.replies)


def test_that_is_all_ends_the_questions_at_once() -> None:
    chat = Chat()
    chat.says("driver in Nairobi")
    chat.taps("That's all")
    assert chat.step == "summary"
    chat.says("yes")
    assert chat.step == "ready"
    assert isinstance(chat.turn.asks[0] if chat.turn else None, FindJobs)


def test_skip_and_back_move_through_the_questions() -> None:
    chat = Chat()
    chat.says("/start")
    chat.taps("Skip")
    assert chat.step == "skills"
    chat.taps("Skip")
    chat.taps("Back")
    assert chat.step == "skills"
    chat.says("back")
    assert chat.step == "roles"
    chat.says("skip")
    assert chat.step == "skills"


def test_going_back_shows_what_is_known_by_now() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    assert "\nNow: nurse\n" in chat.taps("Back")


def test_going_back_and_answering_again_replaces_the_answer() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    chat.taps("Back")
    chat.says("midwife")
    assert chat.wishes.job_roles == ("midwife",)


def test_undo_takes_an_answer_back_and_asks_again() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    chat.says("firts aid")
    assert "3 of 6" in chat.words
    chat.taps("Undo")
    assert chat.wishes.technical_skills == ()
    assert chat.keys == ["undone", "ask_skills"]


def test_an_answer_to_another_question_is_taken_and_the_question_stays() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    chat.says("at least 900000 UGX a month")
    assert chat.wishes.salary_min == 900_000
    assert chat.keys[-1] == "ask_skills"


def test_a_question_is_put_twice_at_most_then_left() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("???")
    assert chat.keys == ["unclear_roles"]
    chat.says("???")
    assert chat.keys == ["left_for_now", "ask_skills"]


def test_consent_is_recorded_when_the_person_goes_on_after_being_told() -> None:
    chat = Chat()
    chat.says("/start")
    assert not any(isinstance(change, GiveConsent) for change in chat.changes)
    chat.says("nurse")
    assert any(isinstance(change, GiveConsent) for change in chat.changes)
    chat.says("first aid")
    assert not any(isinstance(change, GiveConsent) for change in chat.changes)


def test_the_countrys_currency_is_taken_and_said_back() -> None:
    chat = Chat()
    chat.says("teacher in Lagos")
    chat.taps("Skip")
    chat.taps("Skip")
    assert chat.step == "pay"
    assert "₦250,000 a month" in chat.buttons
    assert "₦300,000 a month" in chat.says("300k a month")


def test_a_period_that_is_not_said_is_asked_not_guessed() -> None:
    chat = Chat()
    chat.says("teacher in Lagos, at least 300k")
    assert chat.step == "period"
    assert chat.wishes.salary_period is None
    chat.says("per month")
    assert chat.wishes.salary_period == "month"
    assert chat.keys[-1] == "ask_skills"


def test_the_time_zone_can_be_corrected_before_the_hour_is_given() -> None:
    chat = Chat()
    chat.says("driver in Nairobi")
    for _ in range(3):
        chat.taps("Skip")
    assert chat.step == "hour"
    assert "Lagos time" in chat.says("Lagos time")
    assert chat.keys == ["zone_set", "ask_hour"]
    chat.says("6 pm")
    assert (chat.person.time_zone, chat.person.digest_hour) == ("Africa/Lagos", 18)


def test_hour_and_zone_come_in_one_answer() -> None:
    chat = Chat()
    chat.says("driver in Nairobi")
    for _ in range(3):
        chat.taps("Skip")
    chat.says("9 am GMT+3")
    assert (chat.person.time_zone, chat.person.digest_hour) == ("Africa/Nairobi", 9)


def test_a_zone_that_was_said_is_not_guessed_over() -> None:
    chat = ready()
    chat.says("my time zone is Berlin")
    chat.says("also Lagos")
    assert chat.person.time_zone == "Europe/Berlin"


def test_commands_work_between_the_questions_and_the_set_up_goes_on() -> None:
    chat = Chat()
    chat.says("nurse in Kampala")
    chat.says("/jobs")
    assert chat.step == "skills"
    chat.taps("Continue")
    assert chat.keys == ["ask_skills"]
    chat.says("help")
    assert chat.keys == ["help"]
    chat.says("first aid")
    assert chat.step == "experience"


def test_editing_in_the_middle_of_the_set_up_comes_back_to_its_question() -> None:
    chat = Chat()
    chat.says("nurse in Kampala")
    chat.says("/prefs")
    chat.taps("Places")
    chat.says("Entebbe")
    assert chat.keys[-1] == "ask_skills"


def test_one_field_is_edited_from_the_summary() -> None:
    chat = Chat()
    chat.says("nurse in Kampala")
    chat.taps("That's all")
    chat.taps("Work")
    assert chat.says("midwife").endswith("Is this right?")
    assert "Work: midwife" in chat.words


def test_a_sticker_gets_a_true_answer_and_leads_back() -> None:
    chat = Chat()
    chat.says("/start")
    chat.receives(Incoming("other", "voice"))
    assert chat.keys == ["sent_voice"]
    chat.taps("Continue")
    assert chat.keys == ["ask_roles"]


def test_a_huge_message_is_read_from_its_beginning_and_that_is_said() -> None:
    chat = Chat()
    words = chat.says("nurse in Kampala. " + "blah " * 20_000)
    assert words.startswith("That was a long message")
    assert chat.wishes.job_roles == ("nurse",)


def test_invisible_characters_change_nothing() -> None:
    chat = Chat()
    chat.says("nu\u200brse in\u00a0Kam\x00pala\ufeff")
    assert chat.wishes.job_roles == ("nurse",)
    assert chat.wishes.preferred_locations[0].city == "Kampala"


@pytest.mark.parametrize(("thing", "answered"), [("location:6.45,3.39", "understood"), ("sticker", "sent_sticker")])
def test_somebody_new_who_sends_no_words_is_asked_the_first_question_once(thing: str, answered: str) -> None:
    chat = Chat()
    chat.receives(Incoming("other", thing))
    assert chat.keys == ["welcome", answered, "ask_roles"]


def test_who_lives_elsewhere_and_would_move_keeps_their_own_mornings() -> None:
    chat = Chat(country="KE", time_zone="Africa/Nairobi")
    chat.says("driver in Abuja")
    assert chat.person.time_zone == "Africa/Nairobi"
