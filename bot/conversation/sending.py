"""How often, how much and when jobs come unasked: at once, at most so many, in which hours not, and wider ones."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from bot.conversation.progress import current_rows
from bot.conversation.questions import EDIT_FIELDS, MENU, UNDO, button
from bot.conversation.reader.zones import known_zone
from matching.digest.widening import widened

if TYPE_CHECKING:
    from bot.conversation.draft import Draft

THIS_WEEK = "this week"
_TOP = re.compile(r"(?:top|best|at most)\s+(?P<count>10|[1-9])(?:\s+jobs?)?")
_GRADE = re.compile(r"(?:grade|only)\s+(?P<grade>a\+|[abcd])(?:\s+(?:and|or) (?:better|above|up))?")
_CAP = re.compile(
    r"(?:max(?:imum)?|at most|not more than)\s+(?P<count>[1-9]|[1-4]\d|50)\s+(?:times?|messages?)(?:\s+a day)?"
)
_HOURS = re.compile(
    r"(?P<start>[01]?\d|2[0-4])(?::?00)?\s*h?\s*(?:-|to|until|till|a|à|até|hasta|hadi)\s*"
    r"(?P<end>[01]?\d|2[0-4])(?::?00)?\s*h?"
)
_NONE = ("off", "no", "none", "never")
HOURS_A_DAY = 24
WEEK = 7


def set_amount(draft: Draft, word: str) -> bool:
    """Whether the words say how much comes: "top 3", "grade B", "at most 2 messages a day"."""
    if match := _CAP.fullmatch(word):
        draft.save_person(daily_cap=int(match["count"]))
        draft.say("digest_cap_set", current_rows(draft), count=int(match["count"]))
    elif match := _TOP.fullmatch(word):
        draft.save_person(digest_size=int(match["count"]))
        draft.say("digest_top_set", current_rows(draft), count=int(match["count"]))
    elif match := _GRADE.fullmatch(word):
        draft.save_person(least_grade=match["grade"].upper())
        draft.say("digest_grade_set", current_rows(draft), grade=match["grade"].upper())
    else:
        return False
    return True


def quiet(draft: Draft, argument: str = "") -> None:
    """The hours in which nothing comes unasked: "22-7", or off."""
    word = argument.strip().lower()
    match = _HOURS.fullmatch(word)
    if word in _NONE:
        draft.save_person(quiet_from=0, quiet_until=0)
        draft.say("quiet_off", current_rows(draft))
    elif match is None:
        draft.say("quiet_how", current_rows(draft))
    else:
        start, end = (int(match[name]) % HOURS_A_DAY for name in ("start", "end"))
        draft.save_person(quiet_from=start, quiet_until=end)
        hours = {
            "start": {"key": "value_hour", "args": {"hour": start}},
            "end": {"key": "value_hour", "args": {"hour": end}},
        }
        draft.say("quiet_set", current_rows(draft), **hours)


def rest_this_week(draft: Draft) -> None:
    """Nothing until Monday begins where they live."""
    zone = known_zone(draft.person.time_zone)
    today = draft.now.astimezone(zone).date()
    monday = today + timedelta(days=WEEK - today.weekday())
    until = datetime.combine(monday, time(0), zone).astimezone(UTC)
    draft.save_person(status="paused", paused_until=until)
    draft.say("paused_week", ((button("button_resume", "resume"),),))


def widen(draft: Draft, argument: str) -> None:
    """A tap on a way to widen: "pay:2" is the pay of the search in slot 2."""
    how, _, slot = argument.partition(":")
    searches = (draft.wishes, *(each for each in draft.state.searches if each.slot != draft.wishes.slot))
    search = next((each for each in searches if str(each.slot) == slot), None)
    wider = None if search is None else dict(widened(search)).get(how)
    if search is None or wider is None:
        draft.say("stale_button", MENU)
        return
    if search.slot != draft.wishes.slot:
        draft.switch(search, searches)
    draft.save_wishes(wider)
    undo = ((UNDO,),) if draft.remember_for_undo() else ()
    draft.say("widened", (*undo, *EDIT_FIELDS), card=draft.card())
