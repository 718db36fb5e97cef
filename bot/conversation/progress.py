"""How a conversation moves: from question to question, into edits and back, and never in circles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import daily_value, phrase, zone_named
from bot.conversation.more_wishes import MORE_FIELDS
from bot.conversation.questions import (
    CONTINUE,
    EDIT_FIELDS,
    FIELDS,
    JOBS_AND_PREFS,
    MENU,
    SETUP,
    put_question,
)
from bot.conversation.requests import FindJobs

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows

TWICE = 2
LIST_SIZE, PREVIEW_SIZE = 5, 3


def in_setup(draft: Draft) -> bool:
    """Whether the set-up questions are being gone through."""
    step = draft.dialogue.step
    return not draft.dialogue.editing and (
        step in SETUP or (step == "period" and draft.dialogue.back_to in (*SETUP, "summary"))
    )


def has_question(draft: Draft) -> bool:
    """Whether an answer is awaited."""
    return draft.dialogue.step not in ("ready", "new")


def ask(draft: Draft, *, wanted: bool = False) -> None:
    """Put the question of this step; one that was put twice already is left alone and the talk goes on.

    `wanted`: the person asks for the question, so the count begins anew.
    """
    if wanted:
        draft.note(asked=0)
    if draft.dialogue.asked < TWICE:
        put_question(draft)
    else:
        leave(draft)


def leave(draft: Draft) -> None:
    """Go on without an answer."""
    dialogue = draft.dialogue
    if dialogue.step == "summary":
        confirm(draft)
    elif dialogue.step == "delete":
        draft.say("delete_how")
    elif dialogue.editing:
        leave_edit(draft)
    else:
        draft.say("left_for_now")
        advance(draft, answered_only=False)


def advance(draft: Draft, *, answered_only: bool = True) -> None:
    """Go to the next question that is not answered yet (or simply the next one), at the end to the summary."""
    go_on(draft, next_step(draft, skip_answered=answered_only))


def next_step(draft: Draft, *, skip_answered: bool = True) -> str:
    """The step after this one; a step whose field is known is passed over when so asked."""
    step = draft.dialogue.step
    if step == "period":
        return draft.dialogue.back_to
    place = SETUP.index(step) + 1 if step in SETUP else 0
    known = _known(draft) if skip_answered else frozenset[str]()
    return next((name for name in SETUP[place:] if name not in known), "summary")


def _known(draft: Draft) -> frozenset[str]:
    wishes = draft.wishes
    answered = {
        "roles": bool(wishes.job_roles),
        "skills": bool(wishes.technical_skills or wishes.soft_skills),
        "experience": wishes.years_of_experience is not None,
        "place": bool(wishes.preferred_locations or wishes.work_arrangements),
        "pay": wishes.salary_min is not None or wishes.salary_max is not None,
        "hour": "hour" in draft.dialogue.said,
    }
    return frozenset(name for name, holds in answered.items() if holds)


def go_on(draft: Draft, step: str) -> None:
    """Stand at a step and put its question; "ready" has none."""
    draft.go(step if step in (*SETUP, "summary") else "ready", back_to="ready")
    if draft.dialogue.step != "ready":
        ask(draft)


def step_back(draft: Draft) -> None:
    """The question before this one."""
    step = draft.dialogue.step
    if draft.dialogue.editing:
        cancel(draft)
    elif step == "period":
        go_on(draft, "pay")
    elif step == "summary":
        go_on(draft, SETUP[-1])
    elif step in SETUP[1:]:
        go_on(draft, SETUP[SETUP.index(step) - 1])
    elif step in SETUP:
        ask(draft, wanted=True)
    else:
        draft.say("stale_button", MENU)


def edit(draft: Draft, field: str) -> None:
    """Ask for one field, and come back to where the person was."""
    if field not in FIELDS and field not in MORE_FIELDS:
        draft.say("stale_button", MENU)
        return
    dialogue = draft.dialogue
    back_to = dialogue.back_to if dialogue.editing or dialogue.step in ("delete", "period") else dialogue.step
    draft.go(field, editing=True, back_to=back_to if back_to in (*SETUP, "summary") else "ready")
    ask(draft)


def return_from_edit(draft: Draft) -> None:
    """Back to the summary or the set-up question that the edit interrupted, or simply ready."""
    go_on(draft, draft.dialogue.back_to)


def leave_edit(draft: Draft) -> None:
    """Nothing is changed, and on from there."""
    further = draft.dialogue.back_to in (*SETUP, "summary")
    draft.say("left_unchanged", () if further else JOBS_AND_PREFS)
    return_from_edit(draft)


def cancel(draft: Draft) -> None:
    """Back out of an edit; in the set-up it means: enough questions."""
    if draft.dialogue.editing:
        leave_edit(draft)
    elif in_setup(draft):
        finish_setup(draft)
    elif has_question(draft):
        leave(draft)
    else:
        draft.say("nothing_to_cancel", MENU)


def finish_setup(draft: Draft) -> None:
    """Enough questions: the summary, or what is in hand comes to its end."""
    if in_setup(draft):
        go_on(draft, "summary")
    elif draft.dialogue.step == "summary":
        confirm(draft)
    elif draft.dialogue.editing:
        cancel(draft)
    else:
        draft.say("menu", MENU)


def confirm(draft: Draft) -> None:
    """The set-up is done; the first full list follows."""
    draft.go("ready", back_to="ready")
    if draft.wishes.frequency == "off":
        draft.say("confirmed_off")
    elif draft.wishes.frequency in ("weekly", "instant") or draft.person.digest_days:
        draft.say("confirmed_when", when=daily_value(draft.wishes, draft.person))
    else:
        draft.say("confirmed", **daily_args(draft))
    if draft.wishes.job_roles:
        draft.ask_for(FindJobs(limit=LIST_SIZE))


def daily_args(draft: Draft) -> dict[str, Any]:
    """When the daily message goes out, as arguments {hour} and {zone}."""
    person = draft.person
    return {"hour": phrase("value_hour", hour=person.digest_hour), "zone": zone_named(person.time_zone)}


def current_rows(draft: Draft) -> Rows:
    """Buttons that lead on from here: back to the open question, or the menu."""
    if draft.dialogue.step == "summary":
        return EDIT_FIELDS
    return CONTINUE if has_question(draft) else MENU
