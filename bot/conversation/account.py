"""Commands about messages and data: pause, hour, stop, export, delete."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.conversation.cards import zone_named
from bot.conversation.hours import read_hour
from bot.conversation.model import DeletePerson, Suppress, Unsuppress
from bot.conversation.progress import (
    ask,
    current_rows,
    daily_args,
    edit,
)
from bot.conversation.questions import (
    DELETE,
    MENU,
    START_AGAIN,
    STEPS,
    button,
)
from bot.conversation.requests import CollectData
from bot.conversation.zones import local_clock, read_zone

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows

LONGEST_PAUSE_DAYS = 365
PAUSES = (3, 7, 30)
UNIT_DAYS = {"w": 7, "m": 30}
_DAYS = re.compile(r"(?:for )?(\d{1,4}|a|one|two) ?(d|days?|w|weeks?|months?)?", re.IGNORECASE)


def pause(draft: Draft, argument: str = "") -> None:
    """No daily messages for some days, or until resumed."""
    days = _days(argument)
    if argument and days is None:
        draft.say("pause_how", _pause_rows())
        return
    until = draft.now + timedelta(days=days) if days else None
    draft.save_person(status="paused", paused_until=until)
    rows = ((button("button_resume", "resume"),), *(() if days else _pause_rows()))
    if days:
        draft.say("paused_days", rows, days=days)
    else:
        draft.say("paused", rows)


def _pause_rows() -> Rows:
    return (tuple(button("button_pause_days", f"pause:{days}", days=days) for days in PAUSES),)


def _days(argument: str) -> int | None:
    match = _DAYS.fullmatch(argument.strip(" .!"))
    if match is None:
        return None
    count = {"a": 1, "one": 1, "two": 2}.get(match[1].lower()) or int(match[1])
    days = count * UNIT_DAYS.get((match[2] or "d")[0].lower(), 1)
    return days if 0 < days <= LONGEST_PAUSE_DAYS else None


def resume(draft: Draft, _argument: str = "") -> None:
    """Daily messages again."""
    draft.save_person(status="active", paused_until=None)
    if draft.wishes.frequency == "off":
        draft.save_wishes(replace(draft.wishes, frequency="daily"))
    draft.say("resumed", current_rows(draft), **daily_args(draft))


def digest(draft: Draft, argument: str = "") -> None:
    """The hour of the daily message, or off and on; without an argument it is asked."""
    word = argument.strip().lower()
    if not word:
        edit(draft, "hour")
    elif word in ("off", "stop", "no", "none", "never"):
        draft.save_wishes(replace(draft.wishes, frequency="off"))
        draft.say("digest_off", current_rows(draft))
    else:
        _set_digest(draft, word)


def _set_digest(draft: Draft, word: str) -> None:
    hour = draft.person.digest_hour if word in ("on", "yes", "daily") else read_hour(word)
    zone = read_zone(word, country=draft.person.country, now=draft.now)
    if hour is None and zone is None:
        draft.say("digest_how", current_rows(draft))
        return
    said = {*draft.dialogue.said, *(["hour"] if hour is not None else []), *(["zone"] if zone else [])}
    draft.note(said=tuple(sorted(said)))
    draft.save_person(**({} if hour is None else {"digest_hour": hour}), **({"time_zone": zone} if zone else {}))
    draft.save_wishes(replace(draft.wishes, frequency="daily"))
    draft.say("digest_set", current_rows(draft), **daily_args(draft))


def say_zone(draft: Draft) -> None:
    """The time zone as it is now, with its clock, so that a wrong one is seen."""
    zone = draft.person.time_zone
    draft.say("zone_set", current_rows(draft), zone=zone_named(zone), clock=local_clock(zone, draft.now))


def export(draft: Draft, _argument: str = "") -> None:
    """Everything stored about the person."""
    draft.ask_for(CollectData())


def delete(draft: Draft, _argument: str = "") -> None:
    """Ask before erasing."""
    dialogue = draft.dialogue
    if dialogue.step == "delete":
        ask(draft, wanted=True)
        return
    back_to = dialogue.back_to if dialogue.editing or dialogue.step == "period" else dialogue.step
    draft.go("delete", back_to=back_to)
    ask(draft)


def really_delete(draft: Draft) -> None:
    """Erase; only after having asked."""
    if draft.dialogue.step != "delete":
        draft.say("confirm_delete", DELETE)
        draft.go("delete", back_to=draft.dialogue.step)
        draft.note(asked=1)
        return
    draft.change(DeletePerson())
    draft.forget()
    draft.say("deleted")


def keep(draft: Draft) -> None:
    """They do not want to be erased after all."""
    draft.say("delete_cancelled", MENU)
    back_from_delete(draft)


def back_from_delete(draft: Draft) -> None:
    """Stand where they were before the deletion was asked for."""
    if draft.dialogue.step == "delete":
        back_to = draft.dialogue.back_to
        draft.go(back_to if back_to in STEPS - {"delete", "period", "excluded"} else "ready", back_to="ready")


def stop(draft: Draft, _argument: str = "") -> None:
    """No more messages; a farewell that tells how to come back."""
    if draft.dialogue.step == "delete":
        back_from_delete(draft)
    draft.change(Suppress("said stop"))
    draft.save_person(status="stopped")
    draft.say("stopped", START_AGAIN)


def stay_gone(draft: Draft) -> None:
    """They said stop: one short word on how to come back, and nothing changes."""
    draft.say("still_stopped", START_AGAIN)


def come_back(draft: Draft) -> None:
    """They write again after having stopped."""
    draft.change(Unsuppress())
    draft.save_person(status="active", paused_until=None)
    draft.say("back_again")
