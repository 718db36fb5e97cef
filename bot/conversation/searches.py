"""Up to three searches with names: list, begin, switch, rename, remove. What is written changes one of them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.cards import UNNAMED, daily_value, line, search_called
from bot.conversation.codec import MOST_SEARCHES
from bot.conversation.model import RemoveSearch
from bot.conversation.progress import ask, current_rows
from bot.conversation.questions import EDIT_FIELDS, MENU, button
from db.preferences import Preferences
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows

LONGEST_NAME = 40  # characters
NAMING = "search_name"  # the step at which a name is awaited
_SWITCH = re.compile(r"(?:switch to|use|go to|open)\s+(?:(?:the|my) )?(?:search )?(?P<name>.{1,60})", re.IGNORECASE)
_NEW = re.compile(r"(?:new|add(?: a)?|another|start a(?: new)?)\s+search(?:[: ]+(?P<name>.{1,60}))?", re.IGNORECASE)
_RENAME = re.compile(r"rename (?:this |the |my )?search(?: to)? (?P<name>.{1,60})", re.IGNORECASE)
_REMOVE = re.compile(r"(?:remove|delete|drop)\s+(?:the |my )?search (?P<name>.{1,60})", re.IGNORECASE)


def show_searches(draft: Draft, argument: str = "") -> None:
    """The searches with their buttons; with a name, that one, begun if there is none of it."""
    if argument.strip():
        _use_or_begin(draft, argument)
        return
    searches = _all(draft)
    lines = [
        line(
            "search_line_current" if each.slot == draft.wishes.slot else "search_line",
            number=number,
            name=search_called(each),
            when=daily_value(each, draft.person),
        )
        for number, each in enumerate(searches, 1)
    ]
    draft.say("searches", _rows(draft, searches), count=len(searches), most=MOST_SEARCHES, searches=lines)


def said_of_searches(draft: Draft, text: str) -> bool:
    """Whether the words are about the searches themselves: "switch to teacher", "rename search to night driver"."""
    plain = text.strip(" .!")
    if match := _NEW.fullmatch(plain):
        begin(draft, match["name"] or "")
    elif match := _RENAME.fullmatch(plain):
        _named(draft, match["name"], slot=draft.wishes.slot)
    elif (match := _REMOVE.fullmatch(plain)) and (found := _called(draft, match["name"])):
        drop(draft, str(found.slot))
    elif (match := _SWITCH.fullmatch(plain)) and (found := _called(draft, match["name"])):
        use(draft, str(found.slot))
    else:
        return False
    return True


def tap_search(draft: Draft, argument: str) -> None:
    """Buttons below the list: use, name or drop one, or begin another."""
    verb, _, slot = argument.partition(":")
    acts = {"use": use, "name": ask_name, "drop": drop}
    if verb == "new" and not slot:
        begin(draft, "")
    elif verb in acts:
        acts[verb](draft, slot)
    else:
        draft.say("stale_button", current_rows(draft))


def use(draft: Draft, slot: str) -> None:
    """Talk about this search from now on."""
    found = _in_slot(draft, slot)
    if found is None:
        draft.say("search_unknown", ((button("button_searches", "searches"),),))
        return
    _stand_ready(draft)
    draft.switch(found, _all(draft))
    draft.say("search_switched", EDIT_FIELDS, name=search_called(found), card=draft.card())


def begin(draft: Draft, name: str) -> None:
    """Another search: with a name at once, or after asking for it."""
    if len(_all(draft)) >= MOST_SEARCHES:
        draft.say("search_full", ((button("button_searches", "searches"),),), most=MOST_SEARCHES)
    elif name.strip():
        _named(draft, name, slot=0)
    else:
        _ask_for_name(draft, 0)


def ask_name(draft: Draft, slot: str) -> None:
    """Another name for this search."""
    found = _in_slot(draft, slot)
    if found is None:
        draft.say("search_unknown", MENU)
    else:
        _ask_for_name(draft, found.slot)


def hear_name(draft: Draft, text: str) -> None:
    """The name that was asked for."""
    slot = draft.dialogue.pending
    _named(draft, text, slot=int(slot) if slot in ("1", "2", "3") else 0)


def drop(draft: Draft, slot: str) -> None:
    """Remove a search; the only one stays."""
    found, searches = _in_slot(draft, slot), _all(draft)
    if found is None:
        draft.say("search_unknown", MENU)
        return
    if len(searches) == 1:
        draft.say("search_last", current_rows(draft))
        return
    left = tuple(each for each in searches if each.slot != found.slot)
    _stand_ready(draft)
    draft.change(RemoveSearch(found.name))
    draft.switch(draft.wishes if found.slot != draft.wishes.slot else left[0], left)
    draft.say("search_removed", ((button("button_searches", "searches"),),), name=search_called(found))


def _use_or_begin(draft: Draft, name: str) -> None:
    found = _called(draft, name)
    if found is not None:
        use(draft, str(found.slot))
    else:
        begin(draft, name)


def _named(draft: Draft, name: str, *, slot: int) -> None:
    """Give a search its name, or begin one of this name (slot 0)."""
    plain = " ".join(name.split()).strip(" .!\"'“”")
    if not re.search(r"[^\W_]", plain) or len(plain) > LONGEST_NAME:
        draft.say("search_name_unclear", ((button("button_cancel", "cancel"),),))
        return
    taken = _called(draft, plain)
    if taken is not None and taken.slot != slot:
        draft.say("search_name_taken", ((button("button_cancel", "cancel"),),), name=plain)
        return
    _stand_ready(draft)
    if slot:
        _rename(draft, slot, plain)
    else:
        _start(draft, plain)


def _rename(draft: Draft, slot: int, name: str) -> None:
    held = _in_slot(draft, str(slot))
    if held is None:
        draft.say("search_unknown", MENU)
        return
    now = draft.wishes
    draft.switch(replace(held, name=name), _all(draft))
    draft.keep_wishes()
    if now.slot != slot:
        draft.switch(now, _all(draft))
    draft.say("search_renamed", current_rows(draft), name=name)


def _start(draft: Draft, name: str) -> None:
    """A new search in the first free slot. Where they live and what they have learnt is the same in all."""
    searches, now = _all(draft), draft.wishes
    slot = next(slot for slot in range(1, MOST_SEARCHES + 1) if slot not in {each.slot for each in searches})
    fresh = Preferences(
        user_id=now.user_id,
        slot=slot,
        name=name,
        preferred_locations=now.preferred_locations,
        education_level=now.education_level,
        languages_spoken=now.languages_spoken,
    )
    draft.switch(fresh, (*searches, fresh))
    draft.keep_wishes()
    draft.say("search_started", name=name)
    draft.go("roles", back_to="ready")
    ask(draft)


def _ask_for_name(draft: Draft, slot: int) -> None:
    draft.go(NAMING, editing=True, back_to="ready")
    draft.note(pending=str(slot), asked=1)
    draft.say("search_ask_name", ((button("button_cancel", "cancel"),),))


def _stand_ready(draft: Draft) -> None:
    draft.go("ready", back_to="ready")


def _all(draft: Draft) -> tuple[Preferences, ...]:
    """Every search as it is by now, the one talked about among them also before it is saved."""
    now = draft.wishes
    others = [each for each in draft.state.searches if each.slot != now.slot]
    return tuple(sorted((*others, now), key=lambda each: each.slot))


def _in_slot(draft: Draft, slot: str) -> Preferences | None:
    return next((each for each in _all(draft) if str(each.slot) == slot), None)


def _called(draft: Draft, name: str) -> Preferences | None:
    """The search of this name, or of this work where it has no name, or of this number in the list."""
    plain, searches = folded(name), _all(draft)
    for each in searches:
        names = each.job_roles[:1] if each.name == UNNAMED else (each.name,)
        if plain in map(folded, names):
            return each
    number = int(plain) if plain.isdecimal() and len(plain) == 1 else 0
    return searches[number - 1] if 0 < number <= len(searches) else None


def _rows(draft: Draft, searches: tuple[Preferences, ...]) -> Rows:
    rows = []
    for number, each in enumerate(searches, 1):
        use_it = () if each.slot == draft.wishes.slot else (("use", "button_use_search"),)
        drop_it = (("drop", "button_remove_search"),) if len(searches) > 1 else ()
        verbs = (*use_it, ("name", "button_rename_search"), *drop_it)
        rows.append(tuple(button(key, f"search:{verb}:{each.slot}", number=number) for verb, key in verbs))
    if len(searches) < MOST_SEARCHES:
        rows.append((button("button_new_search", "search:new"),))
    return tuple(rows)
