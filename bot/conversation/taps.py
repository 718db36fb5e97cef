"""What tapped buttons do. A button of an earlier message may come at any time, so every tap checks where it is."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from bot.conversation.account import keep, really_delete
from bot.conversation.choices import clear_choice, set_choice, show_more_fields
from bot.conversation.commands import COMMANDS, run_command
from bot.conversation.doubts import settle_pending
from bot.conversation.hearing import go_to_country, hear
from bot.conversation.joining import choose_channel
from bot.conversation.model import SettleReports
from bot.conversation.more_wishes import MORE_FIELDS
from bot.conversation.postings import (
    GREATEST_ID,
    find_similar,
    give_reason,
    hide_job,
    note_applied,
    save_job,
    show_again,
)
from bot.conversation.progress import (
    advance,
    ask,
    cancel,
    confirm,
    current_rows,
    edit,
    finish_setup,
    has_question,
    in_setup,
    step_back,
)
from bot.conversation.questions import HIDE_REASONS, MENU
from bot.conversation.reader.reading import CLEARED
from bot.conversation.requests import Explain
from bot.conversation.searches import tap_search
from bot.conversation.sending import widen
from bot.conversation.understood import set_period

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.conversation.draft import Draft

_ID = re.compile(r"\d{1,19}")


def tap(draft: Draft, action: str) -> None:
    """Do what a button stands for; an unknown or outdated one gets the buttons of now."""
    verb, _, argument = action.partition(":")
    if verb in BARE and not argument:
        BARE[verb](draft)
    elif verb in WITH_ARGUMENT and argument:
        WITH_ARGUMENT[verb](draft, argument)
    elif verb in COMMANDS and verb not in ("delete", "stop", "health", "stats", "reports"):
        run_command(draft, verb, argument)
    else:
        stale(draft)


def stale(draft: Draft) -> None:
    """A button that means nothing here."""
    draft.say("stale_button", current_rows(draft))


def skip(draft: Draft) -> None:
    """On without an answer."""
    if in_setup(draft):
        draft.note(undo=None)  # to undo what came before the question would surprise
        advance(draft)
    elif draft.dialogue.editing:
        cancel(draft)
    elif draft.dialogue.step == "summary":
        confirm(draft)
    else:
        stale(draft)


def go_on(draft: Draft) -> None:
    """Back to the open question."""
    if has_question(draft):
        ask(draft, wanted=True)
    else:
        draft.say("menu", MENU)


def clear(draft: Draft) -> None:
    """Any is fine for the field being edited."""
    field = draft.dialogue.step
    if draft.dialogue.editing and field in MORE_FIELDS:
        clear_choice(draft)
    elif not draft.dialogue.editing or field not in CLEARED:
        stale(draft)
    else:
        hear(draft, "any")


def confirm_summary(draft: Draft) -> None:
    """The summary is right."""
    if draft.dialogue.step == "summary":
        confirm(draft)
    else:
        stale(draft)


def confirm_delete(draft: Draft, answer: str) -> None:
    """Delete everything, or keep it."""
    if answer == "yes":
        really_delete(draft)
    else:
        keep(draft)


def _on_posting(act: Callable[[Draft, int], None]) -> Callable[[Draft, str], None]:
    def act_if_known(draft: Draft, argument: str) -> None:
        job_id = int(argument) if _ID.fullmatch(argument) else 0
        if 0 < job_id <= GREATEST_ID:
            act(draft, job_id)
        else:
            stale(draft)

    return act_if_known


def _reason(draft: Draft, argument: str) -> None:
    reason, _, job_id = argument.partition(":")
    if reason in HIDE_REASONS:
        _on_posting(lambda draft, job: give_reason(draft, reason, job))(draft, job_id)
    else:
        stale(draft)


def _settle(draft: Draft, job_id: int, *, release: bool) -> None:
    """An admin's word on a reported posting; from anybody else it means nothing."""
    if draft.person.is_admin:
        draft.change(SettleReports(job_id, release))
        draft.say("report_released" if release else "report_closed", current_rows(draft))
    else:
        stale(draft)


BARE: dict[str, Callable[[Draft], None]] = {
    "skip": skip,
    "back": step_back,
    "done": finish_setup,
    "confirm": confirm_summary,
    "cancel": cancel,
    "clear": clear,
    "continue": go_on,
    "wishes": show_more_fields,
    "again": show_again,
}
WITH_ARGUMENT: dict[str, Callable[[Draft, str], None]] = {
    "edit": edit,
    "set": set_choice,
    "search": tap_search,
    "widen": widen,
    "channel": choose_channel,
    "period": set_period,
    "pending": settle_pending,
    "country": go_to_country,
    "delete": confirm_delete,
    "save": _on_posting(save_job),
    "hide": _on_posting(hide_job),
    "similar": _on_posting(find_similar),
    "applied": _on_posting(note_applied),
    "reason": _reason,
    "release": _on_posting(partial(_settle, release=True)),
    "close": _on_posting(partial(_settle, release=False)),
    "why": _on_posting(lambda draft, job_id: draft.ask_for(Explain(job_id))),
}
