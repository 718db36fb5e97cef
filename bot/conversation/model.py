"""What a turn is made of: the state it starts from, what came in, what it answers, changes and asks for.

All of it is plain data. `bot/turns.py` loads the state, resolves the asks outside any transaction and writes the rest
in one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from bot.conversation.requests import Ask
    from db.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event from a person.

    `text` is what was typed (kind "text"), the action of the tapped button (kind "action") or the name of the thing
    sent, such as "sticker" or "location:6.45,3.39" (kind "other"). "blocked" and "unblocked" say what the person did to
    the bot's chat.
    """

    kind: Literal["text", "action", "other", "blocked", "unblocked"]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting in the list last shown, in its order."""

    job_id: int
    match_id: int


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Where the conversation stands; kept as JSON in `conversations.state`. Unknown values recover to "ready".

    `editing`: one field is being changed, outside the row of set-up questions. `back_to`: where to go on after that, or
    after a refused deletion. `asked`: how often the question of `step` was put in a row. `undo`: what the last change
    replaced. `consent`: "", "told" or "given". `said`: what the person chose that columns cannot tell from a default
    ("hour", "zone"). `pending`: words whose meaning was asked about. `search`: the slot of the search talked about.
    `query`: what /search looked for last, so that /more goes on with it; `digest`: the one that came last, likewise.
    """

    step: str = "new"
    editing: bool = False
    back_to: str = "ready"
    shown: tuple[Shown, ...] = ()
    asked: int = 0
    undo: dict[str, Any] | None = None
    consent: Literal["", "told", "given"] = ""
    said: tuple[str, ...] = ()
    pending: str = ""
    search: int = 1
    query: str = ""
    digest: int = 0


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of who writes. `user_id` is 0 for somebody new.

    `digest_days` are ISO weekdays, none for every day; `channels` where they can be reached, `digest_channel` the one
    that they chose for the daily jobs. `slowed_at`: since when jobs come once a week because nothing was answered.
    """

    user_id: int
    channel: str
    language: str = "en"
    time_zone: str = "UTC"
    country: str | None = None
    status: Literal["active", "paused", "stopped"] = "active"
    paused_until: datetime | None = None
    digest_hour: int = 8
    digest_days: tuple[int, ...] = ()
    digest_channel: str | None = None
    channels: tuple[str, ...] = ()
    card_style: Literal["list", "single"] = "list"
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_size: int | None = None
    least_grade: str | None = None
    daily_cap: int | None = None
    slowed_at: datetime | None = None
    is_admin: bool = False


@dataclass(frozen=True, slots=True)
class State:
    """Everything a turn may depend on, beside the event and the time.

    `preferences` are those of the search talked about, one of `searches` once it is saved.
    """

    dialogue: Dialogue
    person: Person
    preferences: Preferences
    openai_used: bool = False
    privacy_contact: str = ""
    searches: tuple[Preferences, ...] = ()
    language_model: bool = False


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text by its catalogue key, put into words at send time. Arguments are JSON values."""

    key: str
    args: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Button:
    """A quick reply. Its action comes back as an Incoming of kind "action"; at most 64 bytes."""

    label: Phrase
    action: str


@dataclass(frozen=True, slots=True)
class Say:
    """A text with rows of buttons below it."""

    phrase: Phrase
    buttons: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class ShowJobs:
    """A list of postings as cards, with a line above and rows of buttons below; the first has the number `first`."""

    intro: Phrase | None
    items: tuple[Shown, ...]
    buttons: tuple[tuple[Button, ...], ...] = ()
    first: int = 1


Reply = Say | ShowJobs


@dataclass(frozen=True, slots=True)
class SavePreferences:
    """Keep these wishes."""

    preferences: Preferences


@dataclass(frozen=True, slots=True)
class SavePerson:
    """Change columns of the person's row, as `db.users.CHANGEABLE` names them."""

    columns: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GiveConsent:
    """Record that the person was told what is stored and went on."""

    purpose: str
    wording: str


@dataclass(frozen=True, slots=True)
class SaveJob:
    """Put a posting on the person's list."""

    job_id: int


@dataclass(frozen=True, slots=True)
class NoteApplied:
    """They applied to a posting; it is never shown again."""

    job_id: int


@dataclass(frozen=True, slots=True)
class RemoveSearch:
    """One named search goes."""

    name: str


@dataclass(frozen=True, slots=True)
class JoinPerson:
    """This chat belongs to another person's account from now on, with all chats of the one it had."""

    user_id: int


@dataclass(frozen=True, slots=True)
class HideJob:
    """Never show this posting (or its copies) again."""

    job_id: int


@dataclass(frozen=True, slots=True)
class NoteReason:
    """Why a posting was hidden; "scam" and "dead" are reports, which may hold it back from everybody."""

    job_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class SettleReports:
    """An admin's word on a reported posting and its copies: show it again, or close it."""

    job_id: int
    release: bool


@dataclass(frozen=True, slots=True)
class Suppress:
    """Write to this person no more unless they write first (STOP)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unsuppress:
    """They came back."""


@dataclass(frozen=True, slots=True)
class DeletePerson:
    """Erase the person and all that hangs on them. The farewell still goes out."""


Change = (
    SavePreferences
    | SavePerson
    | GiveConsent
    | SaveJob
    | NoteApplied
    | RemoveSearch
    | JoinPerson
    | HideJob
    | NoteReason
    | SettleReports
    | Suppress
    | Unsuppress
    | DeletePerson
)


@dataclass(frozen=True, slots=True)
class Turn:
    """What one event leads to."""

    state: State
    replies: tuple[Reply, ...] = ()
    changes: tuple[Change, ...] = ()
    asks: tuple[Ask, ...] = ()
