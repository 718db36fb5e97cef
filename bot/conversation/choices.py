"""Asks for one of the further wishes, and takes the answer: a tap on an option, or typed words."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.choice_questions import choice_rows, in_rows, option_rows
from bot.conversation.hearing import hear
from bot.conversation.more_wishes import CHOICES, LISTS, MORE_FIELDS, YES_NO, chosen, without
from bot.conversation.progress import TWICE, current_rows, leave, return_from_edit
from bot.conversation.questions import UNDO, button
from bot.conversation.reader.answers import read
from bot.conversation.reader.reading import AND
from bot.conversation.reader.revisions import LONGEST_RADIUS, MOST_EXCLUDED, joined_names, joined_places, stored
from bot.conversation.reader.role_words import means_any
from bot.conversation.reader.start_dates import start_named
from bot.texts.catalogue import text as words_of
from bot.texts.words import meaning
from jobs.parsing.folding import folded
from jobs.parsing.gazetteer import is_part_of_city
from jobs.parsing.places import parse_places

if TYPE_CHECKING:
    from bot.conversation.draft import Draft
    from db.preferences import Preferences

_NUMBER = re.compile(r"(?<!\d)(\d{1,4})(?!\d)")


def set_choice(draft: Draft, argument: str) -> None:
    """A tapped option, from wherever it is tapped."""
    field, _, option = argument.partition(":")
    if field not in CHOICES or option not in CHOICES[field].options:
        draft.say("stale_button", current_rows(draft))
        return
    _keep(draft, field, chosen(draft.wishes, field, option, draft.now.date()))


def show_more_fields(draft: Draft) -> None:
    """Buttons for all further wishes."""
    taps = [button(f"label_{field}", f"edit:{field}") for field in MORE_FIELDS]
    draft.say("prefs_more", (*in_rows(taps, 2), *current_rows(draft)))


def hear_choice(draft: Draft, text: str) -> None:
    """Typed words while one of these wishes is asked for."""
    field = draft.dialogue.step
    wishes = _typed(draft, field, text)
    if means_any(text) and (wishes is None or field in LISTS):  # "no" answers a question for yes or no
        wishes = without(draft.wishes, field)
    if wishes is not None:
        _keep(draft, field, wishes)
    elif _says_more(draft, text):
        hear(draft, text)
    elif draft.dialogue.asked >= TWICE:
        leave(draft)
    else:
        draft.note(asked=draft.dialogue.asked + 1)
        draft.say("unclear_choice", choice_rows(draft.wishes, field))


def clear_choice(draft: Draft) -> None:
    """Any is fine for the wish being asked for."""
    _keep(draft, draft.dialogue.step, without(draft.wishes, draft.dialogue.step))


def _keep(draft: Draft, field: str, wishes: Preferences) -> None:
    """Save, say it back with Undo, and go on to where the person was."""
    draft.save_wishes(wishes)
    changed = draft.remember_for_undo()
    again = option_rows(wishes, field) if field in CHOICES and CHOICES[field].many else ()
    rows = (*(((UNDO,),) if changed else ()), *again)
    said = draft.card((field,))
    if said:
        draft.say("understood" if changed else "understood_nothing_new", rows, card=said)
    else:
        draft.say("cleared", rows)
    if draft.dialogue.editing and draft.dialogue.step == field:
        return_from_edit(draft)


def _says_more(draft: Draft, text: str) -> bool:
    """Whether the words are about another wish: "also Abuja"."""
    reading = read(text, draft.wishes, question="", country=draft.person.country)
    return bool(reading.touched or reading.cleared)


def _typed(draft: Draft, field: str, text: str) -> Preferences | None:
    """The wishes as an answer changes them; None when it is none."""
    if field in LISTS:
        return _listed(draft, LISTS[field], text)
    choice, language = CHOICES[field], draft.person.language
    plain = folded(text)
    named = [option for option in choice.options if _named(option, choice.labels, plain, language)]
    if choice.options == YES_NO:
        meant = meaning(text)
        named = [meant] if meant in YES_NO else named
    if choice.many and named:
        return replace(draft.wishes, **{choice.column: tuple(named)})  # type: ignore[arg-type]
    if field == "radius":
        return _radius(draft.wishes, text)
    if named:
        return chosen(draft.wishes, field, named[0], draft.now.date())
    day = start_named(text, draft.now.date()) if field == "starts" else None
    return replace(draft.wishes, available_on=day) if day else None


def _named(option: str, labels: str, plain: str, language: str) -> bool:
    spelled = {folded(words_of(each, f"{labels}{option}")) for each in ("en", language)} | {option.replace("_", " ")}
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", plain) for name in spelled if name)


def _radius(wishes: Preferences, text: str) -> Preferences | None:
    match = _NUMBER.search(text)
    km = int(match[1]) if match else 0
    return replace(wishes, radius_km=km) if 0 < km <= LONGEST_RADIUS else None


def _listed(draft: Draft, column: str, text: str) -> Preferences | None:
    names = [part.strip(" .!?:;\"'") for part in AND.split(text)]
    if column == "excluded_locations":
        return _without_places(draft, text, names)
    kept = joined_names((name for name in names if re.search(r"[^\W\d_]", name)), MOST_EXCLUDED)
    return replace(draft.wishes, **{column: kept}) if kept else None  # type: ignore[arg-type]


def _without_places(draft: Draft, text: str, names: list[str]) -> Preferences | None:
    """A quarter is ruled out by its name, not with all of its city."""
    quarters = [name for name in names if is_part_of_city(name)]
    cities = ", ".join(name for name in names if name not in quarters) if quarters else text
    places = joined_places(stored(place) for place in parse_places(cities, country=draft.person.country))
    if not places and not quarters:
        return None
    words = joined_names((*draft.wishes.excluded_words, *quarters), MOST_EXCLUDED)
    return replace(draft.wishes, excluded_locations=places, excluded_words=words)
