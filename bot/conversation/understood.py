"""What was understood is kept, said back, and the talk goes on from there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.progress import (
    LIST_SIZE,
    PREVIEW_SIZE,
    advance,
    ask,
    current_rows,
    has_question,
    in_setup,
    next_step,
    return_from_edit,
)
from bot.conversation.questions import PERIODS, UNDO
from bot.conversation.reader.reading import Reading
from bot.conversation.reader.revisions import joined_places, stored
from bot.conversation.reader.zones import zone_of
from bot.conversation.requests import FindJobs

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows
    from jobs.parsing.places import Place


def apply(draft: Draft, reading: Reading) -> None:
    """Keep what was read, with what follows from it, and go on."""
    draft.save_wishes(reading.preferences)
    if "place" in reading.touched:
        _settle_home(draft)
    answered(draft, reading.touched, reading.cleared)


def answered(draft: Draft, touched: tuple[str, ...], cleared: tuple[str, ...] = ()) -> None:
    """Say back what was understood, then go on: next question, end of the edit, or postings."""
    dialogue = draft.dialogue
    changed = say_back(draft, touched, cleared)
    draft.note(asked=0)
    settles = dialogue.step in (*touched, *cleared) or (dialogue.step == "place" and "arrangement" in touched)
    unclear_pay = "pay" in touched and draft.wishes.salary_period is None
    if in_setup(draft):
        _go_on_in_setup(draft, touched, settles=settles, unclear_pay=unclear_pay)
    elif unclear_pay:
        back_to = dialogue.back_to if dialogue.editing else dialogue.step
        draft.go("period", editing=True, back_to=back_to if back_to != "period" else "ready")
        ask(draft)
    elif dialogue.editing:
        return_from_edit(draft)
    elif dialogue.step == "summary":
        ask(draft)
    elif changed and set(touched) - {"hour"} and draft.wishes.job_roles:
        draft.ask_for(FindJobs(limit=LIST_SIZE))


def _go_on_in_setup(draft: Draft, touched: tuple[str, ...], *, settles: bool, unclear_pay: bool) -> None:
    if "roles" in touched and draft.wishes.job_roles != draft.before.preferences.job_roles:
        draft.ask_for(FindJobs(limit=PREVIEW_SIZE, preview=True))
    if unclear_pay:
        following = next_step(draft) if settles else draft.dialogue.step
        draft.go("period", back_to=following)
        ask(draft)
    elif settles or draft.dialogue.step == "period":
        advance(draft)
    else:
        ask(draft)


def say_back(draft: Draft, touched: tuple[str, ...], cleared: tuple[str, ...] = ()) -> bool:
    """Name what was understood, with Undo where it changed something; whether it did."""
    changed = draft.remember_for_undo()
    rows: Rows = ((UNDO,),) if changed else ()
    if touched:
        fields = (*touched, *cleared)
        asked = has_question(draft)
        draft.say("understood" if changed or asked else "understood_nothing_new", rows, card=draft.card(fields))
    elif cleared:
        draft.say("cleared", rows)
    return changed


def _settle_home(draft: Draft) -> None:
    """The country and the time zone follow from the places, as long as the person has not said otherwise."""
    places = draft.wishes.preferred_locations
    country = next((place.country for place in places if place.country), None)
    if country and draft.person.country is None:
        draft.save_person(country=country)
    zone = zone_of(places)
    at_home = country == draft.person.country  # who lives elsewhere and would move keeps their own mornings
    if zone and at_home and "zone" not in draft.dialogue.said:
        draft.save_person(time_zone=zone)


def set_period(draft: Draft, period: str) -> None:
    """The pay is meant per this period."""
    if period not in PERIODS or (draft.wishes.salary_min is None and draft.wishes.salary_max is None):
        draft.say("stale_button", current_rows(draft))
        return
    draft.save_wishes(replace(draft.wishes, salary_period=period))
    answered(draft, ("pay",))


def hear_places(draft: Draft, places: tuple[Place, ...]) -> None:
    """Places pointed at on a map take the place of those wished for."""
    wished = joined_places(map(stored, places))
    apply(draft, Reading(replace(draft.wishes, preferred_locations=wished), ("place",)))
