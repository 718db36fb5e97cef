"""Whatever is sent, in whatever order: an answer, never an exception, never the same question three times."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.conversation.codec import dialogue_from_json, dialogue_to_json
from bot.conversation.commands import command_in
from bot.conversation.flow import MOVES, SKIPS, finish, step
from bot.conversation.model import (
    DeletePerson,
    Dialogue,
    GiveConsent,
    HideJob,
    Incoming,
    NoteApplied,
    NoteReason,
    Person,
    SaveJob,
    SavePreferences,
    Say,
    SettleReports,
    State,
    Suppress,
)
from bot.conversation.more_wishes import MORE_FIELDS
from bot.conversation.questions import FIELDS, STEPS
from bot.conversation.requests import NoAnswer
from db.preferences import Preferences
from tests.conversation.chat import NOW, Chat, in_words

SAYINGS = (
    "nurse in Kampala",
    "data engineer in Amsterdam, python and spark, at least 60k a year, hybrid",
    "driver",
    "3",
    "600k",
    "also Abuja",
    "not Lagos",
    "remote",
    "anywhere",
    "any",
    "none",
    "yes",
    "no",
    "ok",
    "back",
    "skip",
    "cancel",
    "done",
    "continue",
    "undo",
    "hi",
    "thanks",
    "blue sky",
    "flutist",
    "cheaper",
    "not London but Manchester",
    "foo bar",
    "8 am Nairobi time",
    "GMT+3",
    "a month",
    "DELETE",
    "start",
    "no banks",
    "new search weekend driver",
    "switch to weekend driver",
    "rename search to night work",
    "remove search night work",
    "night",
    "Yes",
    "25 km",
    "health and education",
    "you are stupid",
    "tell me a joke",
    "I applied to 1",
    "search for welder in Accra",
    "remove python",
    "why 1",
    "hide 2",
    "",
    " ",
    "\u200b",
    "\x00",
    "'; DROP TABLE users; --",
    "<b>bold</b> {x} {0} %s",
    "👩‍⚕️ nurse",
    "مهندس في دبي",
    "x" * 3000,
)
COMMANDS = (
    "/start",
    "/jobs",
    "/more",
    "/prefs",
    "/pause 3",
    "/resume",
    "/digest",
    "/digest off",
    "/why 2",
    "/save 1",
    "/hide 1",
    "/saved",
    "/reports",
    "/search cook in Lagos",
    "/search",
    "/similar 1",
    "/applied",
    "/applied 2",
    "/searches",
    "/searches teacher",
    "/digest weekdays",
    "/digest weekly",
    "/digest 7 mon wed",
    "/cards one",
    "/cards",
    "/snooze",
    "/timezone Nairobi",
    "/timezone",
    "/link",
    "/link ABCD2345",
    "/link x",
    "/stats",
)
OTHERS = (
    "/export",
    "/delete",
    "/help",
    "/privacy",
    "/health",
    "/undo",
    "/nonsense",
    "/pause for ever",
    "/digest 99",
    "/why 99",
)
ACTIONS = (
    "skip",
    "back",
    "done",
    "confirm",
    "cancel",
    "clear",
    "continue",
    "undo",
    "jobs",
    "more",
    "prefs",
    "help",
    "resume",
    "pause:7",
    "delete:yes",
    "delete:no",
    "save:7",
    "hide:7",
    "why:7",
    "why:x",
    "save:99999999999999999999",
    "hide:99999999",
    "reason:company:7",
    "reason:scam:7",
    "reason:x:7",
    "release:7",
    "close:7",
    "saved",
    "start",
    "period:month",
    "period:eon",
    "pending:replace",
    "pending:add",
    "pending:no",
    "country:NG",
    "country:??",
    "say:Driver",
    "say:any",
    "edit:nothing",
    "wishes",
    "similar:7",
    "applied:7",
    "search:new",
    "search:use:2",
    "search:name:1",
    "search:drop:2",
    "search:drop:1",
    "search:fly:1",
    "cards:single",
    "cards:list",
    "channel:web",
    "channel:moon",
    "digest:weekdays",
    "set:shifts:night",
    "set:shifts:noon",
    "set:relocate:yes",
    "set:starts:month",
    "set:radius:25",
    "set:pay_unknown:no",
    "set:nothing",
    *(f"edit:{field}" for field in (*FIELDS, *MORE_FIELDS)),
)


UNDERSTOOD = {"understood", "understood_nothing_new", "cleared", "zone_set"}
ABOUT_POSTINGS = {SaveJob, NoteApplied, HideJob, NoteReason, SettleReports}
ALLOWED_TO_GONE = {*ABOUT_POSTINGS, Suppress, DeletePerson, SavePreferences, GiveConsent}


class Conversation(RuleBasedStateMachine):
    """Random events; the invariants hold after each of them."""

    def __init__(self) -> None:
        super().__init__()
        self.chat = Chat()
        self.questions: list[Any] = []

    @initialize(country=st.sampled_from((None, "NG", "US")), postings=st.sampled_from((0, 2, 50)), admin=st.booleans())
    def begin(self, country: str | None, postings: int, admin: bool) -> None:  # noqa: FBT001 - drawn
        self.chat = Chat(country=country, is_admin=admin)
        self.chat.postings = postings

    def _send(self, incoming: Incoming) -> None:
        gone = self.chat.person.status == "stopped"
        before = self.chat.wishes, self.chat.person, self.chat.step  # whatever changes makes a question worth putting
        self.chat.receives(incoming)
        assert self.chat.keys, incoming
        asked = next((key for key in reversed(self.chat.keys) if _is_question(key)), None)
        fresh = before != (self.chat.wishes, self.chat.person, self.chat.step)
        heard = _is_wanted(incoming) or UNDERSTOOD & set(self.chat.keys)  # then it is no question left unanswered
        if gone and self.chat.person.status == "stopped":
            assert not {type(change) for change in self.chat.changes} - ALLOWED_TO_GONE
        if asked is None or fresh or heard or (self.questions and self.questions[-1] != asked):
            self.questions.clear()
        if asked is not None:
            self.questions.append(asked)

    @rule(words=st.sampled_from((*SAYINGS, *COMMANDS, *OTHERS)))
    def say(self, words: str) -> None:
        self._send(Incoming("text", words))

    @rule(words=st.text(max_size=80))
    def say_anything(self, words: str) -> None:
        self._send(Incoming("text", words))

    @rule(action=st.sampled_from(ACTIONS))
    def tap(self, action: str) -> None:
        self._send(Incoming("action", action))

    @rule(number=st.integers(0, 30))
    def tap_what_is_there(self, number: int) -> None:
        buttons = (
            [button.action for reply in self.chat.replies for row in reply.buttons for button in row]
            if self.chat.turn
            else []
        )
        if buttons:
            self._send(Incoming("action", buttons[number % len(buttons)]))

    @rule(thing=st.sampled_from(("sticker", "voice", "location:6.45,3.39", "location:0,-150", "location:x", "")))
    def send_something_else(self, thing: str) -> None:
        self._send(Incoming("other", thing))

    @rule()
    def block(self) -> None:
        self.chat.receives(Incoming("blocked"))
        assert not self.chat.keys
        assert not self.chat.changes

    @rule(words=st.sampled_from(("stop", "STOP", "unsubscribe", "/stop", "quit")))
    def stop_works_from_here(self, words: str) -> None:
        self._send(Incoming("text", words))
        assert any(isinstance(change, Suppress) for change in self.chat.changes)
        assert self.chat.person.status == "stopped"

    @rule(words=st.sampled_from(("/help", "help")))
    def help_works_from_here(self, words: str) -> None:
        self._send(Incoming("text", words))
        assert "help" in self.chat.keys

    @rule()
    def jobs_works_from_here(self) -> None:
        self._send(Incoming("text", "/jobs"))
        about_jobs = {"still_stopped", "jobs", "jobs_none", "jobs_all_seen", "jobs_empty", "jobs_need_role", "welcome"}
        assert about_jobs & set(self.chat.keys)

    @rule()
    def undo_restores_exactly(self) -> None:
        before, person = self.chat.wishes, self.chat.person
        self.chat.receives(Incoming("text", "make it 612,345 NGN a week, also Kisumu, no fishing"))
        if self.chat.wishes != before:
            self.chat.receives(Incoming("action", "undo"))
            assert self.chat.wishes == before
            assert (self.chat.person.time_zone, self.chat.person.country) == (person.time_zone, person.country)
        self.questions.clear()

    @invariant()
    def stands_at_a_known_step(self) -> None:
        assert self.chat.step in STEPS

    @invariant()
    def never_asks_the_same_thrice(self) -> None:
        assert len(self.questions) <= 2, self.questions

    @invariant()
    def says_everything_in_words(self) -> None:
        if self.chat.turn:
            assert all(in_words(reply).strip() for reply in self.chat.replies)
            assert all(label.strip() for label in self.chat.buttons)

    @invariant()
    def actions_fit_a_button(self) -> None:
        if self.chat.turn:
            actions = [button.action for reply in self.chat.replies for row in reply.buttons for button in row]
            assert all(0 < len(action.encode()) <= 64 for action in actions)


def _is_wanted(incoming: Incoming) -> bool:
    """Whether the person asked for whatever question follows."""
    words = incoming.text.strip().lower().removeprefix("say:")
    asking = words.startswith("/") or words.partition(":")[0] in ("why", *MOVES, *SKIPS, "edit", "clear")
    return asking or command_in(words) != ("", "")


def _is_question(key: str) -> bool:
    return (key.startswith(("ask_", "edit_", "unclear_")) and key != "unclear_menu") or key in (
        "unclear",
        "summary",
        "confirm_delete",
        "what_to_change",
    )


TestConversation = Conversation.TestCase

TestConversation.settings = settings(
    max_examples=120, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
states = st.fixed_dictionaries(
    {},
    optional={
        "step": st.sampled_from((*STEPS, "old_step")) | json_values,
        "editing": st.booleans() | json_values,
        "back_to": st.sampled_from(tuple(STEPS)) | json_values,
        "shown": json_values,
        "asked": st.integers() | json_values,
        "search": st.integers() | json_values,
        "query": json_values,
        "undo": json_values
        | st.fixed_dictionaries({"wishes": json_values, "person": json_values, "step": json_values}),
        "consent": json_values,
        "said": json_values,
        "pending": st.text(max_size=300) | json_values,
    },
)


@given(
    stored=states | json_values, text=st.sampled_from((*SAYINGS, *COMMANDS, *OTHERS)) | st.text(), action=st.booleans()
)
@settings(max_examples=300, deadline=None)
def test_any_stored_dialogue_gets_an_answer(stored: object, text: str, action: bool) -> None:  # noqa: FBT001 - drawn
    dialogue = dialogue_from_json(stored)
    assert dialogue_from_json(dialogue_to_json(dialogue)) == dialogue
    state = State(dialogue, Person(1, "web", time_zone="Nowhere/Atall"), Preferences(user_id=1))
    turn = step(state, Incoming("action" if action else "text", text), NOW)
    turn = finish(turn, tuple(NoAnswer() for _ in turn.asks))
    assert turn.replies
    assert turn.state.dialogue.step in STEPS


def test_an_unknown_step_recovers() -> None:
    state = State(Dialogue(step="asking_for_shoe_size", editing=True), Person(1, "web"), Preferences(user_id=1))
    turn = step(state, Incoming("text", "hello"), NOW)
    assert turn.state.dialogue.step == "ready"
    assert isinstance(turn.replies[0], Say)
