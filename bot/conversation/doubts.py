"""Words that were not understood: one precise question about them, and the answer to it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.interpreted import MARK
from bot.conversation.progress import TWICE, current_rows, leave
from bot.conversation.questions import EDIT_FIELDS, MENU, button, question_rows, unclear_args
from bot.conversation.reader.answers import read
from bot.conversation.reader.revisions import MOST_ROLES, joined_names
from bot.conversation.understood import answered, apply
from bot.texts.words import meaning

if TYPE_CHECKING:
    from bot.conversation.draft import Draft


LONGEST_PENDING = 60  # characters


def not_understood(draft: Draft, words: str, *, likely: bool = False) -> None:
    """One precise question; after two of them the talk goes on or shows the buttons."""
    dialogue = draft.dialogue
    if dialogue.step in ("ready", "summary") or (dialogue.step == "hour" and words):
        _ask_about(draft, words)
    elif dialogue.asked >= TWICE:
        leave(draft)
    elif likely:
        _ask_about(draft, words)
    else:
        draft.note(asked=dialogue.asked + 1)
        draft.say(f"unclear_{dialogue.step}", question_rows(draft), **unclear_args(dialogue.step, draft))


def _ask_about(draft: Draft, words: str) -> None:
    asked = draft.dialogue.asked
    if words and len(words) <= LONGEST_PENDING and asked < TWICE:
        rows = [button("button_yes", "pending:replace"), button("button_no", "pending:no")]
        if draft.wishes.job_roles:
            rows.insert(1, button("button_add", "pending:add"))
        draft.note(pending=words, asked=asked + 1)
        draft.say("unclear_pending", (tuple(rows),), words=words)
    elif asked < TWICE and draft.dialogue.step == "ready":
        draft.note(asked=asked + 1)
        draft.say("unclear", MENU)
    elif draft.dialogue.step == "ready":
        draft.say("unclear_menu", MENU)
    else:
        ask_what_to_change(draft)


def ask_what_to_change(draft: Draft) -> None:
    """Offer the fields of the wishes to change."""
    asked = draft.dialogue.asked
    if asked > TWICE:
        leave(draft)
    else:
        draft.note(asked=asked + 1)
        draft.say("what_to_change", EDIT_FIELDS)


def answers_pending(draft: Draft, text: str) -> bool:
    """Take yes and no to "Do you look for work as …?"; any other words drop that question."""
    words = draft.dialogue.pending
    if not words:
        return False
    meant = meaning(text)
    if meant == "yes":
        settle_pending(draft, "replace")
        return True
    if meant == "no":
        settle_pending(draft, "no")
        return True
    draft.note(pending="")
    return False


def settle_pending(draft: Draft, how: str) -> None:
    """The words asked about become the role, a further role, or nothing."""
    words = draft.dialogue.pending
    draft.note(pending="", asked=0)
    if not words or how not in ("replace", "add") or words.startswith("?"):
        draft.say("pending_dropped", current_rows(draft))
        return
    if words.startswith(MARK):
        country = draft.person.country
        apply(draft, read(words.removeprefix(MARK), draft.wishes, country=country, language="en"))
        return
    kept = draft.wishes.job_roles if how == "add" else ()
    draft.save_wishes(replace(draft.wishes, job_roles=joined_names((*kept, words), MOST_ROLES)))
    answered(draft, ("roles",))
