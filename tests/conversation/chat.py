"""A chat with the pure flow: types and taps like a person, answers asks like the database, reads what came back."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bot.conversation.codec import body_to_reply, dialogue_from_json, dialogue_to_json, reply_to_body
from bot.conversation.flow import finish, step
from bot.conversation.model import (
    DeletePerson,
    Dialogue,
    Incoming,
    Person,
    RemoveSearch,
    SavePerson,
    SavePreferences,
    Say,
    Shown,
    State,
)
from bot.conversation.requests import (
    AppliedFound,
    CodeFound,
    CodeMade,
    CollectData,
    CountUsage,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    FindSimilar,
    HealthFound,
    JobsFound,
    ListApplied,
    ListReports,
    ListSaved,
    LookUp,
    MakeCode,
    PostingFound,
    ReportedItem,
    ReportHealth,
    ReportsFound,
    SavedFound,
    SavedItem,
    UsageFound,
    UseCode,
)
from bot.texts import catalogue
from db.preferences import Preferences

if TYPE_CHECKING:
    from bot.conversation.model import Change, Reply, Turn
    from bot.conversation.requests import Ask, Result


class Complaints(logging.Handler):
    """Turns what the catalogue only logs, a missing text or argument, into a failure of the test that met it."""

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(record.getMessage())


COMPLAINTS = Complaints()
catalogue.log.addHandler(COMPLAINTS)


def text(language: str, key: str, **args: Any) -> str:
    COMPLAINTS.heard.clear()
    said = catalogue.text(language, key, **args)
    assert not COMPLAINTS.heard, COMPLAINTS.heard
    return said


NOW = datetime(2026, 11, 21, 11, 5, tzinfo=UTC)


class Chat:
    """One person's chat. Every turn goes through the JSON of the database, as it does in production."""

    def __init__(self, **person: Any) -> None:
        self.state = State(
            Dialogue(), Person(**({"user_id": 1, "channel": "telegram"} | person)), Preferences(id=1, user_id=1)
        )
        self.postings = 12
        self.shown = 0
        self.unknown_from = 1_000
        self.company: str | None = "Mulago"
        self.saved: list[SavedItem] = []
        self.applied: list[SavedItem] = []
        self.codes: dict[str, int] = {}
        self.reported: list[ReportedItem] = []
        self.turn: Turn | None = None
        self.changes: list[Change] = []

    def says(self, words: str) -> str:
        return self.receives(Incoming("text", words))

    def taps(self, label: str) -> str:
        """Tap the button with this label, or with this action, in the last turn's messages."""
        for reply in reversed(self.replies):
            for button in (button for row in reply.buttons for button in row):
                if label in (text("en", button.label.key, **button.label.args), button.action):
                    return self.receives(Incoming("action", button.action))
        raise AssertionError(f"no button {label!r} among {self.buttons}")

    def receives(self, incoming: Incoming) -> str:
        turn = step(self.state, incoming, NOW)
        turn = finish(turn, tuple(map(self._resolve, turn.asks)))
        self.turn = turn
        self.changes = list(turn.changes)
        self.state = self._kept(turn)
        return self.words

    def _kept(self, turn: Turn) -> State:
        """The next state as the database gives it: only what was saved."""
        searches = {each.slot: each for each in self.state.searches}
        person = self.state.person
        for change in turn.changes:
            if isinstance(change, DeletePerson):
                searches = {}
            if isinstance(change, SavePreferences):
                slot = change.preferences.slot
                searches[slot] = replace(change.preferences, id=slot)
                assert len({each.name for each in searches.values()}) == len(searches)
            if isinstance(change, RemoveSearch):
                searches = {slot: each for slot, each in searches.items() if each.name != change.name}
            if isinstance(change, SavePerson):
                person = replace(person, **change.columns)
        dialogue = dialogue_from_json(dialogue_to_json(turn.state.dialogue))
        kept = tuple(searches[slot] for slot in sorted(searches))
        talked_about = (each for each in kept if each.slot == dialogue.search)
        preferences = next(talked_about, kept[0] if kept else Preferences(id=1, user_id=1))
        return replace(self.state, dialogue=dialogue, person=person, preferences=preferences, searches=kept)

    def _resolve(self, ask: Ask) -> Result:  # noqa: C901, PLR0911 - one for each kind there is
        match ask:
            case FindJobs(limit):
                first = self.shown + 1
                self.shown = min(self.postings, self.shown + limit)
                items = tuple(Shown(number, 100 + number) for number in range(first, self.shown + 1))
                return JobsFound(items, passing=self.postings, any_open=self.postings > 0)
            case FindSimilar(job_id, limit):
                near = range(job_id + 1, min(job_id + limit, self.postings) + 1)
                return JobsFound(tuple(Shown(each, 100 + each) for each in near), passing=len(near), any_open=True)
            case ListApplied():
                return AppliedFound(tuple(self.applied))
            case CountUsage():
                return UsageFound({"people": 3, "applied": 1200})
            case MakeCode():
                return CodeMade("ABCD2345", 15)
            case UseCode(code):
                return CodeFound(self.codes.get(code))
            case Explain(job_id):
                strength = {"code": "place_city", "kind": "strength", "args": {"city": "Kampala"}}
                note = {"code": "pay_unknown", "kind": "note", "args": {}}
                advice = {"code": "recommended_strong", "kind": "advice", "args": {}}
                return Explained(
                    found=True,
                    title=f"Job {job_id}",
                    company="Mulago",
                    score=88,
                    grade="A",
                    reasons=(note, advice, strength),
                )
            case LookUp(job_id):
                known = job_id < self.unknown_from
                return PostingFound(known, f"Job {job_id}", self.company) if known else PostingFound(found=False)
            case ListSaved():
                return SavedFound(tuple(self.saved))
            case ListReports():
                return ReportsFound(tuple(self.reported))
            case ReportHealth():
                return HealthFound("GOOD", ("jobs 80 %",))
            case CollectData():
                return DataCollected("{}")

    @property
    def replies(self) -> tuple[Reply, ...]:
        assert self.turn is not None
        return tuple(body_to_reply(reply_to_body(reply)) for reply in self.turn.replies)

    @property
    def words(self) -> str:
        """All that was said in the last turn, in English; a list of postings as [jobs 1, 2, 3]."""
        return "\n---\n".join(map(in_words, self.replies))

    @property
    def keys(self) -> list[str]:
        return [reply.phrase.key if isinstance(reply, Say) else "jobs" for reply in self.replies]

    @property
    def buttons(self) -> list[str]:
        buttons = [button for reply in self.replies for row in reply.buttons for button in row]
        return [text("en", button.label.key, **button.label.args) for button in buttons]

    @property
    def wishes(self) -> Preferences:
        return self.state.preferences

    @property
    def person(self) -> Person:
        return self.state.person

    @property
    def step(self) -> str:
        return self.state.dialogue.step


def in_words(reply: Reply) -> str:
    if isinstance(reply, Say):
        return text("en", reply.phrase.key, **reply.phrase.args)
    intro = text("en", reply.intro.key, **reply.intro.args) if reply.intro else ""
    return f"{intro} [jobs {', '.join(str(item.job_id) for item in reply.items)}]"


def ready(words: str = "nurse in Kampala, first aid, 3 years, at least 900k a month", **person: Any) -> Chat:
    """Somebody who has gone through the set-up."""
    chat = Chat(**person)
    chat.says(words)
    chat.taps("That's all")
    chat.taps("confirm")
    return chat
