"""The two doors of the conversation. `step` decides on an event, `finish` adds what the turn's asks brought.

Both are pure and take anything: an unknown step, a tap on an old button, any text.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, repeat
from typing import TYPE_CHECKING

from bot.conversation.account import (
    WHATSAPP,
    back_from_delete,
    come_back,
    keep,
    really_delete,
    stay_gone,
)
from bot.conversation.backing_out import backs_out
from bot.conversation.choices import hear_choice
from bot.conversation.commands import ANSWERED_TO_ANYONE, command_in, run_command
from bot.conversation.draft import Draft, with_wishes
from bot.conversation.hearing import hear
from bot.conversation.model import SavePreferences, ShowJobs, State, Turn
from bot.conversation.more_wishes import MORE_FIELDS
from bot.conversation.off_topic import steer_for
from bot.conversation.progress import TWICE, cancel, current_rows, finish_setup, step_back
from bot.conversation.questions import FIELDS, STEPS
from bot.conversation.reader.cleaning import clean
from bot.conversation.remarks import action_labelled, hears_remark
from bot.conversation.requests import NoAnswer
from bot.conversation.results import reply_to
from bot.conversation.searches import NAMING, hear_name, said_of_searches
from bot.conversation.sent_things import take_sent
from bot.conversation.taps import tap
from bot.conversation.tongue import asks_for_language, offer_language
from bot.conversation.welcome import ask_first, first_command, greet, note_consent, welcome
from bot.texts.words import ERASE, folded, is_stop, meaning, says_cancel
from jobs.parsing.folding import folded as plainly

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.conversation.model import Incoming, Reply
    from bot.conversation.requests import Result

ONLY_EDITED = ("excluded", *MORE_FIELDS, NAMING)  # steps that are no part of the set-up
ABOUT_A_POSTING = ("save", "hide", "why", "reason", "applied")  # taps that do not make a reader of somebody new or gone
# What moves the conversation, where it is the whole message. Some only mean that while a question is open.
MOVES: dict[str, Callable[[Draft], None]] = {
    "back": step_back,
    "cancel": cancel,
    "done": finish_setup,
}
TAKES_BACK = ("annuler", "annule", "annulez")  # in French the word for undoing, too
SKIPS = ("skip", "continue")
NEXT = "next"  # question or posting, as the case may be


def step(state: State, incoming: Incoming, now: datetime) -> Turn:
    """What one event leads to. A turn with asks is to be completed by `finish`."""
    if incoming.kind == "blocked":
        return Turn(state)
    draft = Draft(_recovered(state), now)
    if incoming.kind == "other":
        _other(draft, incoming.text)
    elif incoming.kind == "unblocked":
        _command(draft, "start", "")
    else:
        text, cut = clean(incoming.text)
        if cut:
            draft.say("too_long")
        if incoming.kind == "action" and not text.startswith("say:"):
            _tapped(draft, text)
        else:
            _typed(draft, text.removeprefix("say:") if incoming.kind == "action" else text)
    if draft.silent:
        draft.say("menu", current_rows(draft))
    return draft.turn()


def finish(turn: Turn, results: tuple[Result, ...]) -> Turn:
    """The turn with the answers to its asks, in their order; a missing one counts as not to be had."""
    replies, changes, state = list(turn.replies), list(turn.changes), turn.state
    for wanted, result in zip(turn.asks, chain(results, repeat(NoAnswer())), strict=False):
        found = reply_to(wanted, result, state)
        state = replace(state, dialogue=replace(state.dialogue, shown=found.shown or state.dialogue.shown))
        if found.wishes is not None:
            state = with_wishes(state, found.wishes)
            changes.append(SavePreferences(found.wishes))
        changes += found.changes
        if found.pending:
            replies, state = [], replace(state, dialogue=replace(state.dialogue, pending=found.pending))
        place = 0 if found.first else len(replies) - 1 if found.before_question and replies else len(replies)
        replies[place:place] = found.replies
    shown = replies if state.person.card_style == "list" else [each for reply in replies for each in _one_by_one(reply)]
    return replace(turn, state=state, replies=tuple(shown), changes=tuple(changes))


def _one_by_one(reply: Reply) -> tuple[Reply, ...]:
    """A list of postings as a message each; what stands below the list stands below the last."""
    if not isinstance(reply, ShowJobs) or len(reply.items) <= 1:
        return (reply,)
    last = len(reply.items) - 1
    return tuple(
        ShowJobs(reply.intro if at == 0 else None, (item,), reply.buttons if at == last else (), reply.first + at)
        for at, item in enumerate(reply.items)
    )


def _recovered(state: State) -> State:
    """The state with a step that exists: an unknown one, from older days, becomes "ready"."""
    dialogue = state.dialogue
    known = dialogue.step in STEPS
    if dialogue.step in ONLY_EDITED:
        known = dialogue.editing
    if known and not (dialogue.editing and dialogue.step not in (*FIELDS, *ONLY_EDITED, "period")):
        return state
    return replace(state, dialogue=replace(dialogue, step="ready", editing=False, back_to="ready", asked=0, pending=""))


def _other(draft: Draft, thing: str) -> None:
    """A pin on the map, a sticker, a photo, a voice note."""
    if _is_gone(draft):
        stay_gone(draft)
        return
    if draft.dialogue.step != "new":
        take_sent(draft, thing)
        return
    greet(draft)
    take_sent(draft, thing)
    ask_first(draft)


def _tapped(draft: Draft, action: str) -> None:
    verb = action.partition(":")[0]
    if _is_gone(draft) and verb not in (*ABOUT_A_POSTING, "delete"):
        if verb not in ("start", "resume"):
            stay_gone(draft)
            return
        come_back(draft)
    note_consent(draft)
    if draft.dialogue.step == "new" and verb not in (*ABOUT_A_POSTING, "delete"):
        welcome(draft, "")
    else:
        tap(draft, action)


def _typed(draft: Draft, text: str) -> None:
    name, argument = ("stop", "") if is_stop(text) or _ends_it_all(draft, text) else command_in(text)
    if draft.dialogue.step == "delete" and folded(text) in ERASE:
        really_delete(draft)
    elif name:
        _command(draft, name, argument)
    elif _is_gone(draft):
        _worded_by_gone(draft)
    else:
        note_consent(draft)
        action = "" if draft.dialogue.step in ("new", "delete", NAMING) else action_labelled(draft, text)
        if action:
            tap(draft, action)
        else:
            _worded(draft, text)


def _ends_it_all(draft: Draft, text: str) -> bool:
    """On WhatsApp CANCEL means stop, but where it backs out of a question."""
    if draft.person.channel != WHATSAPP or not says_cancel(text):
        return False
    at = draft.dialogue
    return not backs_out(step=at.step, editing=at.editing, pending=at.pending)


def _worded_by_gone(draft: Draft) -> None:
    if draft.dialogue.step == "delete":
        draft.say("delete_cancelled")
        back_from_delete(draft)
    stay_gone(draft)


def _command(draft: Draft, name: str, argument: str) -> None:
    for_anyone = name in ANSWERED_TO_ANYONE
    if not for_anyone and _is_gone(draft):
        if name != "start":
            stay_gone(draft)
            return
        come_back(draft)
    if draft.dialogue.step == "new" and not for_anyone:
        first_command(draft, name, argument)
        return
    if not for_anyone:
        note_consent(draft)
    if draft.dialogue.step == "delete" and name not in ("delete", "stop", "help", "privacy", "export"):
        back_from_delete(draft)
    if draft.dialogue.step == "ready":
        draft.note(asked=0, pending="")
    run_command(draft, name, argument)


def _worded(draft: Draft, text: str) -> None:
    meant = meaning(text)
    if draft.dialogue.step == "new":
        welcome(draft, text)
    elif draft.dialogue.step == "delete":
        _refuse_delete(draft, text, meant)
    elif meant == "cancel" and folded(text) in TAKES_BACK and draft.dialogue.undo and not draft.dialogue.editing:
        run_command(draft, "undo", "")
    elif meant in MOVES:
        MOVES[meant](draft)
    elif meant in SKIPS or folded(text) == NEXT:
        tap(draft, meant or ("more" if draft.dialogue.step == "ready" else "skip"))
    elif asks_for_language(draft, text):
        return
    elif draft.dialogue.step == NAMING:
        hear_name(draft, text)
    elif draft.dialogue.step in MORE_FIELDS:
        hear_choice(draft, text or "?")
    elif not hears_remark(draft, text) and not said_of_searches(draft, text):
        _heard_or_steered(draft, text)
        offer_language(draft, text)


def _heard_or_steered(draft: Draft, text: str) -> None:
    steer = steer_for(plainly(text))
    if steer is None:
        hear(draft, text or "?")
    else:
        draft.say(steer, current_rows(draft))


def _refuse_delete(draft: Draft, text: str, meant: str) -> None:
    """Anything but the word DELETE keeps the data; what is said besides is heard."""
    if meant in ("no", "cancel", "back") or folded(text) in ("keep", "dont", "") or draft.dialogue.asked > TWICE:
        keep(draft)
        return
    draft.say("delete_cancelled")
    back_from_delete(draft)
    _worded(draft, text)


def _is_gone(draft: Draft) -> bool:
    return draft.person.status == "stopped"
