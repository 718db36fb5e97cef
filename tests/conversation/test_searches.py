"""Several searches with names, looking once, and what is done with one posting beside saving and hiding it."""

from __future__ import annotations

import pytest

from bot.conversation.model import JoinPerson, NoteApplied, RemoveSearch, SavePreferences, Say, ShowJobs
from bot.conversation.requests import FindJobs, FindSimilar, SavedItem
from tests.conversation.chat import Chat, ready


def two_searches() -> Chat:
    chat = ready("teacher in Kampala")
    chat.says("/searches weekend driver")
    chat.says("driver")
    return chat


def test_a_second_search_is_named_filled_and_leaves_the_first_alone() -> None:
    chat = two_searches()
    first, second = chat.state.searches
    assert (first.job_roles, first.name, first.slot) == (("teacher",), "main", 1)
    assert (second.job_roles, second.name, second.slot) == (("driver",), "weekend driver", 2)
    assert second.preferred_locations == first.preferred_locations


def test_what_is_written_changes_the_search_talked_about_and_says_which() -> None:
    chat = two_searches()
    assert "Search: weekend driver" in chat.says("also Entebbe")
    assert len(chat.state.searches[0].preferred_locations) == 1
    assert "teacher" in chat.says("switch to teacher")
    assert "Search: teacher" in chat.says("make it 900k UGX a month")
    assert chat.state.searches[1].salary_min is None


def test_one_search_alone_is_not_named() -> None:
    chat = ready("teacher in Kampala")
    assert "Search:" not in chat.says("also Entebbe")


def test_the_list_marks_the_one_talked_about_and_offers_what_can_be_done() -> None:
    chat = two_searches()
    words = chat.says("my searches")
    assert "1. teacher · each day at" in words
    assert "➤ 2. weekend driver" in words
    assert {"Use 1", "Rename 1", "Remove 1", "Rename 2", "Remove 2", "New search"} == set(chat.buttons)
    chat.taps("Use 1")
    assert chat.wishes.job_roles == ("teacher",)


def test_a_search_is_renamed_and_removed() -> None:
    chat = two_searches()
    chat.says("rename search to night driver")
    assert chat.wishes.name == "night driver"
    chat.says("/searches")
    chat.taps("Rename 1")
    assert "called pupils" in chat.says("pupils")
    assert [each.name for each in chat.state.searches] == ["pupils", "night driver"]
    assert chat.wishes.name == "night driver"
    chat.says("remove search night driver")
    assert RemoveSearch("night driver") in chat.changes
    assert chat.wishes.name == "pupils"
    assert "only search" in chat.says("remove search pupils")


def test_a_name_is_asked_for_and_checked() -> None:
    chat = two_searches()
    chat.says("new search")
    assert chat.keys == ["search_ask_name"]
    assert chat.says("weekend driver") == "You have a search called weekend driver already. Please choose another name."
    chat.says("x" * 60)
    assert chat.keys == ["search_name_unclear"]
    chat.says("cook")
    assert len(chat.state.searches) == 3
    assert "3 searches already" in chat.says("new search pilot")


def test_each_search_has_a_frequency_of_its_own() -> None:
    chat = two_searches()
    chat.says("/digest weekly")
    assert [each.frequency for each in chat.state.searches] == ["daily", "weekly"]
    assert "once a week, Monday at 8:00" in chat.says("/searches")


def test_undo_does_not_reach_into_another_search() -> None:
    chat = two_searches()
    chat.says("also Entebbe")
    chat.says("switch to teacher")
    before = chat.state.searches
    assert "nothing to take back" in chat.says("undo")
    assert chat.state.searches == before


def test_looking_once_changes_no_wish_and_more_goes_on_with_it() -> None:
    chat = ready("teacher in Kampala")
    before = chat.wishes
    assert "for “welder in Accra”" in chat.says("/search welder in Accra")
    assert not [change for change in chat.changes if isinstance(change, SavePreferences)]
    assert chat.wishes == before
    (found,) = chat.turn.asks if chat.turn else ()
    assert isinstance(found, FindJobs)
    assert found.instead is not None
    assert found.instead.job_roles == ("welder",)
    chat.says("more")
    assert chat.turn is not None
    assert isinstance(chat.turn.asks[0], FindJobs)
    assert chat.turn.asks[0].instead == found.instead
    chat.says("/jobs")
    assert chat.turn.asks == (FindJobs(limit=5),)


def test_similar_postings_of_one() -> None:
    chat = ready()
    shown = chat.state.dialogue.shown[1].job_id
    chat.says("similar 2")
    assert chat.turn is not None
    assert chat.turn.asks == (FindSimilar(shown, 5),)
    assert isinstance(chat.replies[0], ShowJobs)


@pytest.mark.parametrize("words", ["/applied 2", "applied 2", "I applied to 2", "I've applied for job 2."])
def test_an_application_is_noted(words: str) -> None:
    chat = ready()
    job = chat.state.dialogue.shown[1].job_id
    assert "Good luck" in chat.says(words)
    assert NoteApplied(job) in chat.changes


def test_applications_are_listed() -> None:
    chat = ready()
    assert "not told me of any application" in chat.says("/applied")
    chat.applied.append(SavedItem("Nurse", "Mulago", "https://example.org/1"))
    assert "• Nurse, Mulago\nhttps://example.org/1" in chat.says("my applications")


def test_postings_come_one_by_one_for_those_who_like_it() -> None:
    chat = ready()
    chat.postings = 50
    chat.says("/cards")
    chat.taps("One by one")
    assert chat.person.card_style == "single"
    chat.says("/jobs")
    assert [(reply.first, len(reply.items)) for reply in chat.replies if isinstance(reply, ShowJobs)] == [
        (number, 1) for number in range(1, 6)
    ]
    assert [bool(reply.buttons) for reply in chat.replies] == [False] * 4 + [True]
    assert len(chat.state.dialogue.shown) == 5
    chat.says("/cards list")
    chat.says("more")
    assert len(chat.replies) == 1


def test_a_code_joins_two_chats() -> None:
    chat = ready()
    assert "/link ABCD2345" in chat.says("/link")
    other = Chat(channel="web", user_id=2)
    other.says("/start")
    other.codes["ABCD2345"] = 1
    assert "shares your wishes" in other.says("/link abcd 2345")
    assert JoinPerson(1) in other.changes
    assert "not right" in other.says("/link ZZZZ2345")
    other.codes["ZZZZ2345"] = 2
    assert "yours already" in other.says("/link ZZZZ2345") or "belongs to you" in other.words


def test_with_two_channels_one_is_chosen_for_the_daily_jobs() -> None:
    chat = ready(channels=("telegram", "web"))
    chat.says("/digest")
    chat.taps("On the web chat")
    assert chat.person.digest_channel == "web"
    alone = ready(channels=("telegram",))
    alone.says("/digest")
    assert "On Telegram" not in alone.buttons


def test_usage_is_for_admins_only() -> None:
    assert "applied: 1,200" in ready(is_admin=True).says("/stats")
    chat = ready()
    chat.says("/stats")
    assert chat.keys == ["unknown_command"]
    assert isinstance(chat.replies[0], Say)


def test_looking_once_obeys_the_filters_inside_the_words_and_all_that_was_refused() -> None:
    chat = ready("teacher in Kampala, no sales jobs")
    refused = chat.wishes
    chat.says("/search remote react jobs over 80k")
    assert chat.turn is not None
    (found,) = chat.turn.asks
    assert isinstance(found, FindJobs)
    sought = found.instead
    assert sought is not None
    assert sought.job_roles == ("react",)
    assert sought.work_arrangements == ("remote",)
    assert sought.salary_min == 80_000
    assert (sought.excluded_words, sought.excluded_roles) == (refused.excluded_words, refused.excluded_roles)
    assert sought.excluded_words or sought.excluded_roles
