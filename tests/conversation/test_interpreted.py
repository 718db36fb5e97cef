"""What a language model finds in a message: checked against the message, asked about, and kept only after a yes."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ai.language import LanguageModelAway
from bot.conversation.flow import finish, step
from bot.conversation.interpreted import form_of, worth_asking
from bot.conversation.model import Dialogue, Incoming, Person, Say, State
from bot.conversation.requests import Interpret, Interpreted, NoAnswer
from bot.understanding.extraction import interpret
from db.preferences import Preferences
from tests.conversation.chat import NOW
from tests.stubs.language import FakeLanguageModel

if TYPE_CHECKING:
    from bot.conversation.model import Turn
    from bot.conversation.requests import Result

NOTHING: dict[str, Any] = {
    "roles": [], "places": [], "skills": [], "years": None, "pay": None, "currency": None, "period": None, "modes": [],
    "types": [], "excluded": [],
}  # fmt: skip
SAID = "me dey hustle anything wey concern blue sky vibes, Jinja side"


def state() -> State:
    person = Person(user_id=1, channel="telegram", country="NG")
    known = Preferences(id=1, user_id=1, job_roles=("nurse",))
    return State(Dialogue(step="ready", consent="given"), person, known, language_model=True)


def said(words: str, *results: Result) -> Turn:
    turn = step(state(), Incoming("text", words), NOW)
    assert [type(ask) for ask in turn.asks] == [Interpret]
    return finish(turn, results)


def keys(turn: Turn) -> list[str]:
    return [reply.phrase.key for reply in turn.replies if isinstance(reply, Say)]


@pytest.mark.parametrize(
    ("found", "form"),
    [
        ({"roles": ["welder"], "places": ["Kano"]}, "Role: welder\nLocation: Kano"),
        ({"roles": ["engineer"]}, ""),
        ({"places": ["Lagos"]}, ""),
        ({"pay": 80000, "currency": "ngn", "period": "month"}, "Salary: NGN 80000 per month"),
        ({"pay": 90000}, ""),
        ({"years": 3}, "Experience: 3 years"),
        ({"years": 4}, ""),
        ({"modes": ["remote", "moon"], "types": ["contract"]}, "Mode: remote\nType: contract work"),
        ({"roles": "welder", "years": True, "pay": "80000"}, ""),
    ],
)
def test_only_what_the_message_says_is_taken_over(found: dict[str, Any], form: str) -> None:
    assert form_of(NOTHING | found, "some welder stuff round Kano for 80k, been 3 seasons at it") == form


def test_the_form_fits_into_the_dialogue() -> None:
    names = [f"role{at}" for at in range(60)]
    assert len(form_of(NOTHING | {"roles": names, "places": ["here"]}, " ".join([*names, "here"]))) <= 190


def test_single_words_are_not_worth_a_call() -> None:
    assert not worth_asking("hmm")
    assert worth_asking("blue sky")


def test_what_the_model_found_is_asked_about_and_kept_after_yes() -> None:
    turn = said("blue sky things", Interpreted("Role: welder\nLocation: Kano"))
    assert keys(turn) == ["model_understood"]
    assert turn.state.preferences == state().preferences
    assert turn.changes == ()
    after = step(turn.state, Incoming("text", "yes"), NOW)
    assert after.state.preferences.job_roles == ("welder",)
    assert [place.city for place in after.state.preferences.preferred_locations] == ["Kano"]
    undone = step(after.state, Incoming("text", "undo"), NOW)
    assert undone.state.preferences == state().preferences


def test_after_no_nothing_has_changed() -> None:
    turn = said("blue sky things", Interpreted("Role: welder"))
    after = step(turn.state, Incoming("action", "pending:no"), NOW)
    assert after.state.preferences == state().preferences
    assert after.state.dialogue.pending == ""


@pytest.mark.parametrize("result", [Interpreted(), NoAnswer()])
def test_with_nothing_found_the_rules_ask_their_question(result: Result) -> None:
    assert keys(said("blue sky things", result)) == keys(
        finish(step(unaided(), Incoming("text", "blue sky things"), NOW), ())
    )


def unaided() -> State:
    return replace(state(), language_model=False)


def test_a_stalled_model_is_said_and_the_rules_answer() -> None:
    assert keys(said("blue sky things", Interpreted(stalled=True))) == ["model_stalled", "unclear_pending"]


def test_what_the_rules_can_read_is_not_sent_to_the_model() -> None:
    turn = step(state(), Incoming("text", "welder in Kano"), NOW)
    assert not any(isinstance(ask, Interpret) for ask in turn.asks)


def test_a_model_that_stalls_is_given_up_in_time() -> None:
    waited = threading.Event()
    model = FakeLanguageModel(lambda _: waited.wait(5) and {})
    assert interpret(model, "blue sky", "", seconds=0.05) == Interpreted(stalled=True)
    waited.set()


@pytest.mark.parametrize("answer", [LanguageModelAway("away"), "no JSON", {"roles": ["welder"]}])
def test_a_model_that_fails_found_nothing(answer: object) -> None:
    assert interpret(FakeLanguageModel(lambda _: answer), "welder", "") == Interpreted()


def test_the_models_answer_is_checked_against_the_message() -> None:
    model = FakeLanguageModel(lambda _: NOTHING | {"roles": ["welder", "surgeon"], "places": ["Kano"]})
    assert interpret(model, "welder vibes for Kano", "roles") == Interpreted("Role: welder\nLocation: Kano")
    assert model.purposes == ["conversation"]
