"""What is done with one posting once it is known whether it is there: kept, hidden, or given a reason for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from bot.conversation.cards import phrase, preferences_card
from bot.conversation.model import HideJob, NoteApplied, Phrase, SaveJob, Say
from bot.conversation.questions import (
    CONTINUE,
    HIDE_REASONS,
    MENU,
    UNDO,
    button,
    reason_rows,
)
from bot.conversation.reader.revisions import MOST_EXCLUDED, joined_names

if TYPE_CHECKING:
    from bot.conversation.draft import Rows
    from bot.conversation.model import Change, Reply, Shown, State
    from bot.conversation.requests import LookUp, PostingFound
    from db.preferences import Preferences


@dataclass(frozen=True, slots=True)
class Found:
    """Replies to add; `shown` is the list that numbers now refer to, empty for none.

    `before_question`: they go before the question that the turn ends with. `wishes`, where given, take the place of
    those of now, and one tap takes them back. `pending`: what "yes" to the replies will mean; they take the place of
    all others. `first`: they go before all others.
    """

    replies: tuple[Reply, ...]
    shown: tuple[Shown, ...] = ()
    before_question: bool = False
    changes: tuple[Change, ...] = ()
    wishes: Preferences | None = None
    pending: str = ""
    first: bool = False


def done_with(wanted: LookUp, posting: PostingFound, state: State) -> Found:
    """Keep it, note that they applied, hide it, or note why it is hidden; what is not there is said to be gone."""
    if not posting.found:
        return Found((Say(Phrase("posting_gone"), leading_on(state)),))
    if wanted.purpose == "save":
        further = () if leading_on(state) is MENU else CONTINUE
        taps = (button("button_saved", "saved"), button("button_applied", f"applied:{wanted.job_id}"))
        saved = Say(Phrase("saved"), (taps, *further))
        return Found((saved,), changes=(SaveJob(wanted.job_id),))
    if wanted.purpose == "applied":
        listed = ((button("button_applied_list", "applied"),), *(() if leading_on(state) is MENU else CONTINUE))
        return Found((Say(Phrase("applied"), listed),), changes=(NoteApplied(wanted.job_id),))
    if wanted.purpose == "hide":
        return Found((Say(Phrase("hidden"), reason_rows(wanted.job_id)),), changes=(HideJob(wanted.job_id),))
    if wanted.reason == "company":
        return _without_company(posting, state)
    return Found((Say(Phrase(f"reason_given_{wanted.reason}", _args(wanted.reason, state)), _rows(wanted, state)),))


def leading_on(state: State) -> Rows:
    """Buttons that lead on from here: back to the open question, or the menu."""
    return MENU if state.dialogue.step in ("ready", "new") else CONTINUE


def _args(reason: str, state: State) -> dict[str, Any]:
    """The wish that the reason is about, as it stands."""
    field = HIDE_REASONS.get(reason, "")
    card = dict(preferences_card(state.preferences, state.person))
    return {"now": card.get(f"label_{field}", "")} if field else {}


def _rows(wanted: LookUp, state: State) -> Rows:
    field = HIDE_REASONS.get(wanted.reason, "")
    change: Rows = ((button("button_change", f"edit:{field}", field=phrase(f"label_{field}")),),) if field else ()
    return (*change, *leading_on(state))


def _without_company(posting: PostingFound, state: State) -> Found:
    """No more postings of this company; Undo takes it back."""
    if not posting.company:
        return Found((Say(Phrase("reason_given_other"), leading_on(state)),))
    held = state.preferences.excluded_companies
    wishes = replace(state.preferences, excluded_companies=joined_names((*held, posting.company), MOST_EXCLUDED))
    said = Phrase("reason_given_company", {"company": posting.company})
    changed = wishes != state.preferences
    return Found((Say(said, ((UNDO,),) if changed else leading_on(state)),), wishes=wishes if changed else None)
