"""A turn in the making: handlers add to it, step by step; nothing here decides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.conversation.cards import card_lines, preferences_card, search_called
from bot.conversation.codec import WISH_TYPES, replaced_wishes
from bot.conversation.model import Button, Dialogue, Phrase, Reply, SavePerson, SavePreferences, Say, Turn
from db.preferences import Preferences

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.model import Change, Person, ShowJobs, State
    from bot.conversation.requests import Ask

PERSON_FIELDS = ("time_zone", "country", "digest_hour")
MORE_LABELS = (
    *("level", "education", "languages", "shifts", "radius", "remote_home", "relocate", "pay_unknown", "starts"),
    *("industries", "companies", "words", "no_roles", "no_skills", "no_places", "no_industries"),
)
# The lines of the card that show each field.
LABELS = {
    "roles": ("label_roles",),
    "skills": ("label_skills",),
    "experience": ("label_experience",),
    "place": ("label_place",),
    "arrangement": ("label_arrangement",),
    "types": ("label_types",),
    "pay": ("label_pay",),
    "excluded": ("label_excluded",),
    "hour": ("label_hour",),
    **{field: (f"label_{field}",) for field in MORE_LABELS},
}

Rows = tuple[tuple[Button, ...], ...]


class Draft:
    """Starts from a state and ends as a Turn. `before` is the state that the event met."""

    def __init__(self, state: State, now: datetime) -> None:
        self.before = state
        self.now = now
        self._state = state
        self._replies: list[Reply] = []
        self._changes: list[Change] = []
        self._asks: list[Ask] = []

    @property
    def dialogue(self) -> Dialogue:
        """Where the conversation stands by now."""
        return self._state.dialogue

    @property
    def person(self) -> Person:
        """The person as changed so far."""
        return self._state.person

    @property
    def wishes(self) -> Preferences:
        """The wishes as changed so far."""
        return self._state.preferences

    @property
    def state(self) -> State:
        """Everything so far."""
        return self._state

    def turn(self) -> Turn:
        """What has been drafted."""
        return Turn(self._state, tuple(self._replies), tuple(self._changes), tuple(self._asks))

    @property
    def silent(self) -> bool:
        """Whether nothing has been said or asked for yet."""
        return not self._replies and not self._asks

    def say(self, key: str, rows: Rows = (), **args: Any) -> None:  # noqa: ANN401 - JSON values
        """Add a text."""
        self._replies.append(Say(Phrase(key, args), rows))

    def show(self, jobs: ShowJobs) -> None:
        """Add postings that are known by now."""
        self._replies.append(jobs)

    def mark(self) -> int:
        """How many replies there are by now."""
        return len(self._replies)

    def insert(self, place: int, key: str, args: dict[str, Any] | None = None) -> None:
        """Add a text before the replies that came after a mark."""
        self._replies.insert(place, Say(Phrase(key, args or {})))

    def ask_for(self, ask: Ask) -> None:
        """Add something that `finish` will answer with."""
        self._asks.append(ask)

    def change(self, change: Change) -> None:
        """Add a change that touches neither wishes nor the person's row."""
        self._changes.append(change)

    def go(self, step: str, *, editing: bool = False, back_to: str | None = None) -> None:
        """Stand at another step; its question has not been put yet."""
        self.note(step=step, editing=editing, back_to=back_to or self.dialogue.back_to, asked=0, pending="")

    def note(self, **fields: Any) -> None:  # noqa: ANN401 - fields of Dialogue
        """Change fields of the dialogue."""
        self._state = replace(self._state, dialogue=replace(self.dialogue, **fields))

    def forget(self) -> None:
        """Stand where somebody new stands."""
        self._state = replace(self._state, dialogue=Dialogue(), preferences=Preferences(user_id=self.person.user_id))

    def save_person(self, **columns: Any) -> None:  # noqa: ANN401 - columns of users
        """Change the person, where that makes a difference."""
        fresh = {name: value for name, value in columns.items() if getattr(self.person, name) != value}
        if fresh:
            self._state = replace(self._state, person=replace(self.person, **fresh))
            self._changes.append(SavePerson(fresh))

    def save_wishes(self, wishes: Preferences) -> None:
        """Keep changed wishes."""
        if wishes != self.wishes:
            self._state = replace(self._state, preferences=wishes)
            self.keep_wishes()

    def keep_wishes(self) -> None:
        """Save the wishes as they are now, in place of what this turn saved of the same search before."""
        wishes = self.wishes
        self._changes = [
            change
            for change in self._changes
            if not (isinstance(change, SavePreferences) and change.preferences.slot == wishes.slot)
        ]
        self._changes.append(SavePreferences(wishes))

    def remember_for_undo(self) -> bool:
        """Keep what this turn replaced, so that one tap takes it back; whether there was anything."""
        undo = _undo(self.before, self._state)
        if undo is None:
            return False
        self.note(undo=undo)
        return True

    def card(self, fields: tuple[str, ...] | None = None) -> list[dict[str, Any]]:
        """The lines of the wishes' card, all or those of some fields."""
        rows = preferences_card(self.wishes, self.person)
        name = [("label_search", search_called(self.wishes))] if self.several else []
        if fields is None:
            return card_lines([*name, *rows])
        wanted = {label for field in fields for label in LABELS.get(field, ())}
        return card_lines([*name, *(row for row in rows if row[0] in wanted)])

    @property
    def several(self) -> bool:
        """Whether the person has more than one search, so that the one talked about has to be named."""
        return len(self._state.searches) > 1

    def switch(self, wishes: Preferences, others: tuple[Preferences, ...]) -> None:
        """Talk about another search from now on; `others` are all searches, this one among them."""
        self._state = replace(self._state, preferences=wishes, searches=others)
        self.note(search=wishes.slot, undo=None, query="", digest=0, shown=())


def with_wishes(state: State, wishes: Preferences) -> State:
    """The state with other wishes, which one tap takes back."""
    changed = replace(state, preferences=wishes)
    return replace(changed, dialogue=replace(state.dialogue, undo=_undo(state, changed)))


def _undo(before: State, after: State) -> dict[str, Any] | None:
    """What was replaced in the wishes and the person, as JSON; None when nothing was."""
    wishes, person = before.preferences, before.person
    changed = [name for name in WISH_TYPES if getattr(wishes, name) != getattr(after.preferences, name)]
    owned = {
        name: getattr(person, name) for name in PERSON_FIELDS if getattr(person, name) != getattr(after.person, name)
    }
    if not changed and not owned:
        return None
    place = before.dialogue
    return {
        "wishes": replaced_wishes(wishes, changed),
        "person": owned,
        "step": place.step,
        "editing": place.editing,
        "said": list(place.said),
    }
