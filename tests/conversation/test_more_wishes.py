"""Further wishes by tap and by word, days of the digest, pins on the map, and what is not about work."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.conversation.choice_questions import option_rows
from bot.conversation.model import Incoming
from bot.conversation.more_wishes import CHOICES, MORE_FIELDS, more_rows, without
from bot.conversation.off_topic import steer_for
from bot.conversation.questions import put_question
from bot.conversation.reader.digest_days import read_days
from bot.texts.en import MESSAGES
from db.preferences import Preferences
from jobs.parsing.folding import folded
from tests.conversation.chat import Chat, ready, text


def test_every_further_wish_has_its_texts() -> None:
    used = {f"label_{field}" for field in MORE_FIELDS} | {f"edit_{field}" for field in MORE_FIELDS}
    used |= {f"{choice.labels}{option}" for choice in CHOICES.values() for option in choice.options}
    used |= {f"day_{day}" for day in range(1, 8)} | {f"cards_set_{style}" for style in ("list", "single")}
    used |= {f"channel_{name}" for name in ("telegram", "whatsapp", "web", "console")} | {"steer", "steer_abuse"}
    assert used - MESSAGES.keys() == set()


@pytest.mark.parametrize("field", MORE_FIELDS)
def test_a_wish_is_asked_for_answered_and_cleared(field: str) -> None:
    chat = ready(country="UG")
    before = chat.wishes
    chat.says("/prefs")
    chat.taps("More wishes")
    chat.taps(f"edit:{field}")
    assert chat.keys == [f"edit_{field}"]
    if field in CHOICES:
        option = CHOICES[field].options[-1 if field == "pay_unknown" else 0]
        chat.receives(Incoming("action", f"set:{field}:{option}"))
    else:
        chat.says("Gulu")
    assert chat.wishes != before
    assert "understood" in chat.keys
    assert chat.step == "ready"
    assert text("en", f"label_{field}") in chat.says("/prefs") or chat.wishes == without(chat.wishes, field)
    chat.receives(Incoming("action", f"edit:{field}"))
    chat.taps("Any is fine")
    assert chat.wishes == before
    chat.says("undo")
    assert chat.wishes != before


@pytest.mark.parametrize(
    ("field", "words", "column", "value"),
    [
        ("shifts", "by day and at weekends", "shifts", ("day", "weekend")),
        ("relocate", "yes", "willing_to_relocate", True),
        ("relocate", "no", "willing_to_relocate", False),
        ("radius", "about 30 km", "radius_km", 30),
        ("pay_unknown", "no", "pay_unknown_fine", False),
        ("remote_home", "Yes", "remote_from_home", True),
        ("education", "bachelor", "education_level", "bachelor"),
        ("languages", "English, Swahili", "languages_spoken", ("English", "Swahili")),
        ("level", "senior", "experience_level", "senior"),
        ("starts", "15 January 2027", "available_on", date(2027, 1, 15)),
        ("industries", "health and education", "industry_preferences", ("health", "education")),
        ("companies", "Mulago, MTN", "wanted_companies", ("Mulago", "MTN")),
        ("no_roles", "sales", "excluded_roles", ("sales",)),
    ],
)
def test_typed_answers_are_taken(field: str, words: str, column: str, value: Any) -> None:
    chat = ready()
    chat.receives(Incoming("action", f"edit:{field}"))
    chat.says(words)
    assert getattr(chat.wishes, column) == value
    assert chat.step == "ready"


def test_a_quarter_to_avoid_is_kept_by_its_name() -> None:
    chat = ready()
    chat.receives(Incoming("action", "edit:no_places"))
    chat.says("Kololo and Gulu")
    assert [place.city for place in chat.wishes.excluded_locations] == ["Gulu"]
    assert chat.wishes.excluded_words == ("Kololo",)


def test_a_tap_on_one_of_several_adds_it_and_another_takes_it_away() -> None:
    chat = ready()
    chat.receives(Incoming("action", "set:shifts:day"))
    chat.taps("at night")
    assert chat.wishes.shifts == ("day", "night")
    chat.taps("✓ by day")
    assert chat.wishes.shifts == ("night",)
    chat.says("undo")
    assert chat.wishes.shifts == ("day", "night")


def test_another_wish_is_heard_while_one_is_asked_for() -> None:
    chat = ready()
    chat.receives(Incoming("action", "edit:shifts"))
    chat.says("also Entebbe")
    assert len(chat.wishes.preferred_locations) == 2


def test_what_is_not_understood_is_asked_twice_then_left() -> None:
    chat = ready()
    chat.receives(Incoming("action", "edit:radius"))
    said = [chat.says("hmm xx") and chat.keys for _ in range(2)]
    assert said == [["unclear_choice"], ["left_unchanged"]]


def test_nothing_said_shows_nothing() -> None:
    assert more_rows(Preferences()) == []
    assert put_question is not None
    assert len(option_rows(Preferences(), "radius")) == 2


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("mon wed fri", (1, 3, 5)),
        ("weekdays", (1, 2, 3, 4, 5)),
        ("every day", ()),
        ("lundi et jeudi", (1, 4)),
        ("Segunda-feira, sexta", (1, 5)),
        ("jumatatu na ijumaa", (1, 5)),
        ("martes y sábado", (2, 6)),
        ("8", None),
        ("in a month", None),
    ],
)
def test_days_are_read_in_several_languages(words: str, days: tuple[int, ...] | None) -> None:
    assert read_days(folded(words)) == days


def test_the_digest_takes_hour_days_and_off() -> None:
    chat = ready()
    assert "Monday and Friday at 7:00" in chat.says("/digest 7 mon fri").replace("Monday, Friday", "Monday and Friday")
    assert (chat.person.digest_hour, chat.person.digest_days, chat.wishes.frequency) == (7, (1, 5), "daily")
    chat.says("/digest weekly")
    assert (chat.person.digest_days, chat.wishes.frequency) == ((1, 5), "weekly")
    chat.says("/digest off")
    assert chat.wishes.frequency == "off"
    chat.says("/digest every day")
    assert (chat.person.digest_days, chat.wishes.frequency) == ((), "daily")
    assert chat.person.digest_hour == 7


def test_the_time_zone_is_shown_and_set() -> None:
    chat = ready()
    assert "/timezone Nairobi" in chat.says("/timezone")
    chat.says("/timezone Lagos")
    assert chat.person.time_zone == "Africa/Lagos"
    chat.says("/timezone xyzzy")
    assert chat.keys == ["zone_unknown"]


def test_snooze_asks_for_how_long() -> None:
    chat = ready()
    chat.says("/snooze")
    chat.taps("7 days")
    assert chat.person.status == "paused"
    assert chat.person.paused_until is not None


@pytest.mark.parametrize(
    ("pin", "city"),
    [
        ("6.4541,3.3947", "Lagos"),
        ("-1.2864,36.8172", "Nairobi"),
        ("0.3163,32.5822", "Kampala"),
        ("9.03,38.74", "Addis Ababa"),
    ],
)
def test_a_pin_on_the_map_sets_the_place(pin: str, city: str) -> None:
    chat = ready("nurse in Mombasa")
    chat.receives(Incoming("other", f"location:{pin}"))
    (place,) = chat.wishes.preferred_locations
    assert place.city == city
    assert "understood" in chat.keys
    chat.says("undo")
    assert chat.wishes.preferred_locations[0].city == "Mombasa"


def test_a_pin_answers_the_question_for_the_place() -> None:
    chat = Chat()
    chat.says("/start")
    chat.says("nurse")
    chat.taps("Skip")
    chat.taps("Skip")
    assert chat.step == "place"
    chat.receives(Incoming("other", "location:0.3163,32.5822"))
    assert chat.step == "pay"
    assert (chat.person.country, chat.person.time_zone) == ("UG", "Africa/Kampala")


@pytest.mark.parametrize("pin", ["0,-150", "91,0", "0,181", "x,y"])
def test_a_pin_in_the_sea_changes_nothing(pin: str) -> None:
    chat = ready()
    before = chat.wishes
    chat.receives(Incoming("other", f"location:{pin}"))
    assert chat.wishes == before
    assert chat.keys


@pytest.mark.parametrize(
    ("thing", "key"),
    [
        ("sticker", "sent_sticker"),
        ("photo", "sent_photo"),
        ("document", "sent_document"),
        ("voice", "sent_voice"),
        ("contact", "sent_contact"),
        ("video_note", "sent_video"),
        ("dice", "only_text"),
    ],
)
def test_each_thing_gets_an_answer_that_is_true_of_it(thing: str, key: str) -> None:
    chat = ready()
    chat.receives(Incoming("other", thing))
    assert chat.keys == [key]
    assert "Show jobs" in chat.buttons


@pytest.mark.parametrize(
    ("words", "steer"),
    [
        ("you are stupid", "steer_abuse"),
        ("fuck you", "steer_abuse"),
        ("tell me a joke", "steer"),
        ("what is the weather tomorrow", "steer"),
        ("football coach in Accra", None),
        ("song writer jobs", None),
        ("crypto analyst", None),
        ("nurse in Lagos", None),
        ("I do not want stupid pay", None),
    ],
)
def test_what_is_not_about_work_is_steered_back(words: str, steer: str | None) -> None:
    assert steer_for(folded(words)) == steer
    chat = ready()
    chat.says(words)
    assert (chat.keys == [steer]) == (steer is not None)


def test_six_taps_lead_to_the_first_posting() -> None:
    chat = Chat()
    chat.says("/start")
    taps = 0
    while "jobs" not in chat.keys:
        chat.taps("Nurse" if chat.step == "roles" else "Skip")
        taps += 1
    assert taps <= 6
    assert chat.shown


def test_one_message_leads_to_the_first_posting() -> None:
    chat = Chat()
    assert "[jobs 1" in chat.says("nurse in Kampala, 3 years, at least 900k a month")
