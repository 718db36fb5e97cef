"""The commands, with a slash, as words and from buttons."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation.commands import COMMANDS, command_in
from bot.conversation.flow import finish, step
from bot.conversation.model import (
    DeletePerson,
    HideJob,
    Incoming,
    NoteReason,
    SaveJob,
    SettleReports,
    Suppress,
    Unsuppress,
)
from bot.conversation.requests import CollectData, Explain, NoAnswer, ReportedItem, SavedItem
from tests.conversation.chat import NOW, Chat, ready


def test_jobs_and_more_list_and_renumber() -> None:
    chat = ready()
    chat.shown = 0
    assert "[jobs 1, 2, 3, 4, 5]" in chat.says("/jobs")
    assert "[jobs 6, 7, 8, 9, 10]" in chat.says("more jobs")
    chat.says("/why 2")
    assert chat.turn is not None
    assert chat.turn.asks == (Explain(7),)


def test_an_empty_search_says_why_and_how_to_widen() -> None:
    chat = ready()
    chat.shown = chat.postings
    assert "seen every job" in chat.says("/more")
    chat.postings = 0
    assert "no open jobs in my list" in chat.says("/jobs")


def test_jobs_without_any_wish_asks_for_the_work() -> None:
    chat = Chat()
    chat.says("/start")
    chat.taps("Skip")
    chat.says("/jobs")
    assert chat.keys == ["jobs_need_role", "ask_roles"]


def test_why_speaks_of_the_first_posting_unless_a_number_is_said() -> None:
    chat = ready()
    words = chat.says("/why")
    assert words == (
        "Why this job: Job 4, Mulago\nFit: 88 of 100 (A)\n\n→ A strong match: worth applying\n✓ It is in Kampala\n"
        "? The pay is not named"
    )
    assert "Job 5" in chat.says("why 2")


@pytest.mark.parametrize(
    ("said", "key"), [("/why 9", "no_such_number"), ("/save", "which_number"), ("/hide x", "which_number")]
)
def test_a_wrong_number_is_explained(said: str, key: str) -> None:
    chat = ready()
    chat.says(said)
    assert chat.keys == [key]


def test_numbers_before_any_list_are_explained() -> None:
    chat = Chat()
    chat.postings = 0
    chat.says("nurse")
    chat.says("/save 1")
    assert chat.keys == ["no_list_yet"]


def test_save_and_hide_by_number_and_by_button() -> None:
    chat = ready()
    chat.says("/save 2")
    assert SaveJob(5) in chat.changes
    chat.says("hide 1")
    assert HideJob(4) in chat.changes
    chat.receives(Incoming("action", "save:7"))
    assert SaveJob(7) in chat.changes
    chat.receives(Incoming("action", "why:7"))
    assert chat.turn is not None
    assert chat.turn.asks == (Explain(7),)


def test_pause_for_days_and_until_resumed() -> None:
    chat = ready()
    assert "Paused for 7 days" in chat.says("/pause 7")
    assert (chat.person.status, chat.person.paused_until) == ("paused", NOW + timedelta(days=7))
    assert "Daily jobs: paused" in chat.says("/prefs")
    chat.says("resume")
    assert (chat.person.status, chat.person.paused_until) == ("active", None)
    chat.says("/pause")
    assert (chat.person.status, chat.person.paused_until) == ("paused", None)
    chat.says("/pause for ever")
    assert chat.keys == ["pause_how"]
    chat.says("pause 2 weeks")
    assert chat.person.paused_until == NOW + timedelta(days=14)


def test_the_digest_is_set_turned_off_and_on() -> None:
    chat = ready()
    assert "at 7:00" in chat.says("/digest 7")
    assert chat.person.digest_hour == 7
    assert "at 19:00" in chat.says("/digest 7pm")
    chat.says("/digest off")
    assert chat.wishes.frequency == "off"
    chat.says("/digest on")
    assert (chat.wishes.frequency, chat.person.digest_hour) == ("daily", 19)
    chat.says("/digest")
    assert chat.step == "hour"
    chat.says("6")
    assert (chat.person.digest_hour, chat.step) == (6, "ready")
    chat.says("/digest soon")
    assert chat.keys == ["digest_how"]


def test_delete_asks_and_then_deletes_by_word_or_tap() -> None:
    for confirm in ("DELETE", "delete:yes"):
        chat = ready()
        assert "type DELETE" in chat.says("/delete")
        assert not chat.changes
        chat.taps(confirm) if ":" in confirm else chat.says(confirm)
        assert DeletePerson() in chat.changes
        assert chat.step == "new"
        assert chat.wishes.job_roles == ()


def test_anything_else_than_delete_keeps_everything() -> None:
    chat = ready()
    chat.says("/delete")
    chat.says("no")
    assert chat.keys == ["delete_cancelled"]
    chat.says("/delete")
    chat.says("also Entebbe")
    assert chat.keys[0] == "delete_cancelled"
    assert len(chat.wishes.preferred_locations) == 2
    assert DeletePerson() not in chat.changes


def test_a_stale_delete_button_asks_first() -> None:
    chat = ready()
    chat.receives(Incoming("action", "delete:yes"))
    assert DeletePerson() not in chat.changes
    assert chat.step == "delete"


@pytest.mark.parametrize("word", ["/stop", "STOP", "stop.", "unsubscribe", "Stop all", "quit", "END"])
def test_stop_ends_everything_at_once_and_start_brings_it_back(word: str) -> None:
    chat = ready()
    assert "send START" in chat.says(word)
    assert Suppress("said stop") in chat.changes
    assert chat.person.status == "stopped"
    chat.says("START")
    assert Unsuppress() in chat.changes
    assert chat.person.status == "active"
    assert chat.keys == ["back_again", "welcome_back"]


def test_asking_for_data_after_stop_does_not_subscribe_again() -> None:
    chat = ready()
    chat.says("stop")
    for command in ("/export", "/privacy", "/help", "/delete"):
        chat.says(command)
        assert Unsuppress() not in chat.changes
        assert chat.person.status == "stopped"


def test_stop_in_the_middle_of_the_set_up_and_on_from_there_after_start() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("stop")
    assert chat.person.status == "stopped"
    chat.taps("Start again")
    assert chat.keys == ["back_again", "welcome_back_setup", "ask_roles"]


@pytest.mark.parametrize("words", ["nurse", "/jobs", "hello", "/resume", "8 am", "?"])
def test_after_stop_other_words_get_one_short_reply_and_change_nothing(words: str) -> None:
    chat = ready()
    chat.says("stop")
    before = chat.wishes
    for _ in range(2):
        chat.says(words)
        assert chat.keys == ["still_stopped"]
        assert chat.buttons == ["Start again"]
    assert not chat.changes
    assert (chat.wishes, chat.person.status) == (before, "stopped")


@pytest.mark.parametrize("way", ["START", "/start", "unstop", "start again"])
def test_after_stop_there_is_a_way_back(way: str) -> None:
    chat = ready()
    chat.says("stop")
    chat.says(way)
    assert Unsuppress() in chat.changes
    assert chat.person.status == "active"


def test_after_stop_stickers_and_old_buttons_do_not_bring_back_either() -> None:
    chat = ready()
    chat.says("stop")
    chat.receives(Incoming("other", "sticker"))
    assert chat.keys == ["still_stopped"]
    chat.receives(Incoming("action", "edit:pay"))
    assert chat.keys == ["still_stopped"]
    chat.receives(Incoming("action", "save:7"))
    assert (chat.keys, chat.person.status) == (["saved"], "stopped")
    chat.receives(Incoming("action", "resume"))
    assert chat.person.status == "active"


def test_delete_can_be_confirmed_and_refused_after_stop() -> None:
    chat = ready()
    chat.says("stop")
    chat.says("/delete")
    chat.says("no")
    assert chat.keys == ["delete_cancelled", "still_stopped"]
    chat.says("/delete")
    chat.says("DELETE")
    assert DeletePerson() in chat.changes


def test_health_is_for_admins_and_unknown_to_others() -> None:
    chat = ready()
    chat.says("/health")
    assert chat.keys == ["unknown_command"]
    admin = ready(is_admin=True)
    assert "GOOD" in admin.says("/health")


def test_privacy_tells_of_openai_only_when_it_is_used() -> None:
    chat = ready()
    assert "OpenAI" not in chat.says("/privacy")
    chat.state = chat.state.__class__(
        chat.state.dialogue, chat.person, chat.wishes, openai_used=True, privacy_contact="Ada Ltd"
    )
    assert "OpenAI" in chat.says("/privacy")
    assert "Ada Ltd" in chat.words


@pytest.mark.parametrize(
    ("channel", "address"),
    [("telegram", "your chat's number on Telegram"), ("web", "stands for this browser"), ("console", "this terminal")],
)
def test_privacy_names_the_address_as_the_channel_has_it(channel: str, address: str) -> None:
    words = ready(channel=channel).says("/privacy")
    assert address in words
    assert ("carries our messages" in words) == (channel == "telegram")


@pytest.mark.parametrize("words", ["/saved", "saved jobs", "Show my saved jobs", "my list", "saved jobs please"])
def test_saved_jobs_are_listed_with_company_and_link(words: str) -> None:
    chat = ready()
    before = chat.wishes
    chat.says(words)
    assert chat.keys == ["saved_none"]
    chat.saved = [SavedItem("Nurse", "Mulago", "https://example.org/1"), SavedItem("Guard", None, None)]
    assert chat.says(words) == "Your saved jobs:\n\n• Nurse, Mulago\nhttps://example.org/1\n• Guard"
    assert chat.wishes == before


def test_a_long_list_of_saved_jobs_says_where_the_rest_is() -> None:
    chat = ready()
    chat.saved = [SavedItem(f"Job {number}", None, None) for number in range(25)]
    assert chat.says("/saved").endswith("And 5 more; /export has them all.")


@pytest.mark.parametrize("action", ["hide:99999999", "save:99999999", "reason:scam:99999999"])
def test_a_posting_that_is_not_there_gets_a_true_answer(action: str) -> None:
    chat = ready()
    chat.receives(Incoming("action", action))
    assert chat.keys == ["posting_gone"]
    assert not {SaveJob, HideJob} & {type(change) for change in chat.changes}


def test_not_for_me_asks_for_the_reason_in_one_tap() -> None:
    chat = ready()
    chat.receives(Incoming("action", "hide:5"))
    assert HideJob(5) in chat.changes
    assert chat.buttons == [
        *("Wrong work", "Place", "Pay", "Level", "Company"),
        *("Seen it", "Link is dead", "Looks like a scam", "Something else"),
    ]
    assert "Never pay" in chat.taps("Looks like a scam")
    assert NoteReason(5, "scam") in chat.changes


@pytest.mark.parametrize(
    ("reason", "said", "action"),
    [
        ("Wrong work", "the work I look for: nurse", "edit:roles"),
        ("Place", "your places: Kampala, Uganda", "edit:place"),
        ("Pay", "at least USh 900,000 a month", "edit:pay"),
        ("Level", "Your experience: 3 years", "edit:experience"),
        ("Something else", "what to leave out", "edit:excluded"),
    ],
)
def test_a_reason_says_what_will_change_and_offers_to_change_it(reason: str, said: str, action: str) -> None:
    chat = ready()
    chat.receives(Incoming("action", "hide:5"))
    assert said in chat.taps(reason)
    chat.taps(action)
    assert chat.state.dialogue.editing


def test_the_company_as_a_reason_is_left_out_from_then_on_and_can_be_undone() -> None:
    chat = ready()
    chat.receives(Incoming("action", "reason:company:5"))
    assert "no more jobs of Mulago" in chat.words
    assert chat.wishes.excluded_companies == ("Mulago",)
    chat.receives(Incoming("action", "reason:company:5"))
    assert chat.wishes.excluded_companies == ("Mulago",)
    chat.says("undo")
    assert chat.wishes.excluded_companies == ()
    chat.company = None
    chat.receives(Incoming("action", "reason:company:5"))
    assert chat.keys == ["reason_given_other"]


def test_a_made_up_reason_is_no_button_of_ours() -> None:
    chat = ready()
    for action in ("reason:boredom:5", "reason:scam:x", "reason:", "reason:scam"):
        chat.receives(Incoming("action", action))
        assert chat.keys == ["stale_button"]
        assert not chat.changes


def test_reports_are_for_admins_and_unknown_to_others() -> None:
    chat = ready()
    for words in ("/reports", "/health"):
        chat.says(words)
        assert chat.keys == ["unknown_command"]
    chat.receives(Incoming("action", "release:5"))
    assert chat.keys == ["stale_button"]
    assert not chat.changes


def test_an_admin_releases_and_closes_what_is_held_back() -> None:
    admin = ready(is_admin=True)
    admin.says("/reports")
    assert admin.keys == ["reports_none"]
    admin.reported = [ReportedItem(5, "Easy money", "Gone Ltd", "https://example.org/5", 3, 1)]
    assert "1. Easy money, Gone Ltd\n   scam: 3 · dead: 1\n   https://example.org/5" in admin.says("/reports")
    admin.taps("Release 1")
    assert SettleReports(5, release=True) in admin.changes
    admin.says("/reports")
    admin.taps("Close 1")
    assert SettleReports(5, release=False) in admin.changes


def test_export_gives_the_document() -> None:
    chat = ready()
    assert "{}" in chat.says("/export")
    assert chat.turn is not None
    assert chat.turn.asks == (CollectData(),)


def test_an_unknown_command_gets_a_short_answer() -> None:
    chat = ready()
    chat.says("/dance")
    assert chat.keys == ["unknown_command"]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_answers_from_every_step(name: str) -> None:
    for opening in (
        [],
        ["/start"],
        ["nurse in Kampala"],
        ["nurse in Kampala", "done"],
        ["nurse in Kampala", "/prefs"],
        ["nurse", "/delete"],
    ):
        chat = Chat()
        for words in opening:
            chat.says(words)
        chat.says(f"/{name}")
        assert chat.words.strip()


@pytest.mark.parametrize(
    ("said", "command"),
    [
        ("/pause@JobheraldBot 7", ("pause", "7")),
        ("/JOBS", ("jobs", "")),
        ("Why 2?", ("why", "2")),
        ("show me jobs", ("jobs", "")),
        ("jobs in lagos", ("", "")),
        ("/no/such", ("", "")),
        ("save the children", ("", "")),
    ],
)
def test_what_is_a_command(said: str, command: tuple[str, str]) -> None:
    assert command_in(said) == command


def test_what_could_not_be_found_in_time_is_said() -> None:
    chat = ready()
    turn = step(chat.state, Incoming("text", "/jobs"), NOW)
    assert finish(turn, (NoAnswer(),)).replies[-1].phrase.key == "try_again"  # type: ignore[union-attr]
    assert finish(turn, ()).replies[-1].phrase.key == "try_again"  # type: ignore[union-attr]
