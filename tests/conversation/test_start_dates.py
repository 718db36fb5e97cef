"""When somebody can begin, as it is said in six languages."""

from __future__ import annotations

from datetime import date

import pytest

from bot.conversation.reader.start_dates import start_named, start_said
from tests.conversation.chat import Chat, ready

TODAY = date(2026, 11, 21)  # a Saturday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("nurse in Nakuru, can start in January", date(2027, 1, 1)),
        ("I can start immediately", TODAY),
        ("available from 1 March, driver", date(2027, 3, 1)),
        ("start date: 3 Jan 2027", date(2027, 1, 3)),
        ("can start next week", date(2026, 11, 23)),
        ("available in two weeks", date(2026, 12, 5)),
        ("I am available 2026-12-01", date(2026, 12, 1)),
        ("je peux commencer en janvier", date(2027, 1, 1)),
        ("disponible à partir du 15 février", date(2027, 2, 15)),
        ("disponible de suite", TODAY),
        ("posso começar no próximo mês", date(2026, 12, 1)),
        ("puedo empezar en 3 meses", date(2027, 2, 21)),
        ("naweza kuanza baada ya wiki mbili", date(2026, 12, 5)),
        ("naweza kuanza mwezi ujao", date(2026, 12, 1)),
        ("i fit start sharp sharp", TODAY),
    ],
)
def test_a_day_to_begin_is_read(said: str, day: date) -> None:
    found, rest = start_said(said, TODAY)
    assert found == day
    assert "start" not in rest
    assert "january" not in rest.lower()


@pytest.mark.parametrize(
    "said",
    [
        "available Monday to Friday",
        "available on weekends",
        "I can start from 9am",
        "looking for start up jobs",
        "may start a business",
        "can start on 31 February",
        "available from 1.1.2020",
        "available from now to March",
    ],
)
def test_other_words_are_left_alone(said: str) -> None:
    assert start_said(said, TODAY) == (None, said)


@pytest.mark.parametrize(("said", "day"), [("from January", date(2027, 1, 1)), ("1er mars", date(2027, 3, 1))])
def test_an_answer_needs_no_words_around_it(said: str, day: date) -> None:
    assert start_named(said, TODAY) == day


def test_a_wish_and_a_day_in_one_message_are_both_kept_and_said_back() -> None:
    chat = Chat()
    words = chat.says("cook in Kampala, I can start in January")
    assert chat.wishes.job_roles == ("cook",)
    assert chat.wishes.available_on == date(2027, 1, 1)
    assert "Can start" in words


def test_the_day_can_be_undone() -> None:
    chat = ready()
    chat.says("I can start next month")
    assert chat.wishes.available_on == date(2026, 12, 1)
    chat.taps("Undo")
    assert chat.wishes.available_on is None
