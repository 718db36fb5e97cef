"""Commands about messages and data: pause, hour, stop, export, delete."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot.conversation.cards import daily_value, zone_named
from bot.conversation.model import DeletePerson, GiveConsent, Suppress, Unsuppress
from bot.conversation.progress import (
    advance,
    ask,
    current_rows,
    daily_args,
    edit,
    in_setup,
    return_from_edit,
)
from bot.conversation.questions import (
    DELETE,
    MENU,
    START_AGAIN,
    STEPS,
    UNDO,
    button,
)
from bot.conversation.reader.digest_days import read_days
from bot.conversation.reader.hours import read_hour
from bot.conversation.reader.start_dates import start_named
from bot.conversation.reader.zones import known_zone, local_clock, read_zone
from bot.conversation.requests import CollectData
from bot.conversation.searches import show_searches
from bot.conversation.sending import THIS_WEEK, rest_this_week, set_amount
from bot.texts.catalogue import text as words_of
from db.whatsapp_contacts import OPT_IN
from jobs.parsing.folding import folded

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows

WHATSAPP = "whatsapp"
LONGEST_PAUSE_DAYS = 365
PAUSES = (3, 7, 30)
UNIT_DAYS = {"w": 7, "m": 30}
_WEEKLY = re.compile(
    r"\b(?:weekly|once a week|(?:every|each|per|par|chaque) (?:week|semaine)|hebdomadaire|semanal(?:mente)?|"
    r"(?:por|a la|cada|toda) semana|(?:kila|kwa) wiki)\b"
)
_DAYS = re.compile(r"(?:for )?(\d{1,4}|[a-z]+) ?(d|days?|w|weeks?|months?)?", re.IGNORECASE)
_COUNTS = {
    **dict.fromkeys(("a", "one", "un", "une", "uma", "um", "una", "moja"), 1),
    **dict.fromkeys(("two", "deux", "dois", "duas", "dos", "mbili"), 2),
    **dict.fromkeys(("three", "trois", "tres", "tatu"), 3),
    **dict.fromkeys(("four", "quatre", "quatro", "cuatro", "nne"), 4),
}
# Lengths of time as people write them, folded, in the letters that `_DAYS` knows.
_UNITS = {"d": "jours?|dias?|siku", "w": "semaines?|semanas?|wiki", "m": "mois|mes|meses|miezi|mwezi"}
_FOR = re.compile(r"^(?:for|pendant|pour|por|durante|kwa|until|till|jusqu.?au?|ate|hasta|hadi) ")
_DATE = re.compile(r"\b20\d\d-\d\d-\d\d\b")
WEEK = 7
AT_ONCE = (
    *("instant", "instantly", "at once", "now", "immediately", "as they come", "real time", "straight away"),
    *("tout de suite", "immediatement", "na hora", "imediatamente", "de inmediato", "al instante"),
    *("papo hapo", "sharp sharp"),
)


def pause(draft: Draft, argument: str = "") -> None:
    """No daily messages for some days, or until resumed."""
    if argument == THIS_WEEK:
        rest_this_week(draft)
        return
    days, until = _rest(argument, draft)
    if argument and days is None:
        draft.say("pause_how", pause_rows())
        return
    draft.save_person(status="paused", paused_until=until)
    rows = ((button("button_resume", "resume"),), *(() if days else pause_rows()))
    if days:
        draft.say("paused_days", rows, days=days)
    else:
        draft.say("paused", rows)


def pause_rows() -> Rows:
    """How long to rest."""
    return (tuple(button("button_pause_days", f"pause:{days}", days=days) for days in PAUSES),)


def _rest(argument: str, draft: Draft) -> tuple[int | None, datetime | None]:
    """For how many days, and until when: a day that is named is over when it begins where they live."""
    plain = _FOR.sub("", folded(argument.strip(" .!")))
    zone = known_zone(draft.person.time_zone)
    today = draft.now.astimezone(zone).date()
    named = read_days(plain)
    if named and len(named) == 1:  # until Monday
        day = today + timedelta(days=(named[0] - today.isoweekday() - 1) % WEEK + 1)
    elif days := _days(plain):
        return days, draft.now + timedelta(days=days)
    else:
        written = _DATE.search(argument)  # folding takes the dashes
        day = start_named(written[0] if written else plain, today) or today
    days = (day - today).days
    if not 0 < days <= LONGEST_PAUSE_DAYS:
        return None, None
    return days, datetime.combine(day, time(0), zone).astimezone(UTC)


def _days(plain: str) -> int | None:
    for letter, words in _UNITS.items():
        plain = re.sub(rf"\b(?:{words})\b", {"d": "day", "w": "week", "m": "month"}[letter], plain)
    plain = re.sub(r"^(day|week|month) (\w+)$", r"\2 \1", plain)  # "wiki mbili"
    match = _DAYS.fullmatch(plain)
    if match is None or not (match[1].isdigit() or match[1] in _COUNTS):
        return None
    count = _COUNTS.get(match[1]) or int(match[1])
    days = count * UNIT_DAYS.get((match[2] or "d")[0].lower(), 1)
    return days if 0 < days <= LONGEST_PAUSE_DAYS else None


def resume(draft: Draft, _argument: str = "") -> None:
    """Daily messages again."""
    draft.save_person(status="active", paused_until=None, slowed_at=None)
    if draft.wishes.frequency == "off":
        draft.save_wishes(replace(draft.wishes, frequency="daily"))
    draft.say("resumed", current_rows(draft), **daily_args(draft))


def digest(draft: Draft, argument: str = "") -> None:
    """The hour of the daily message, or off and on; without an argument it is asked."""
    word = argument.strip(" .!").lower()
    if not word:
        edit(draft, "hour")
    elif word in ("off", "stop", "no", "none", "never"):
        draft.save_wishes(replace(draft.wishes, frequency="off"))
        _leave_hour(draft, "digest_off")
        others = (each for each in draft.state.searches if each.slot != draft.wishes.slot)
        if draft.dialogue.step == "ready" and any(each.frequency != "off" for each in others):
            show_searches(draft)  # these still come
    elif folded(word) in AT_ONCE:
        draft.save_person(slowed_at=None)
        draft.save_wishes(replace(draft.wishes, frequency="instant"))
        _leave_hour(draft, "digest_when", when=daily_value(draft.wishes, draft.person))
    elif not set_amount(draft, word):
        _set_digest(draft, word)


def says_how_often(text: str) -> bool:
    """Whether an answer to the question of the hour names days, "once a week" or "at once"."""
    plain = folded(text.strip(" .!"))
    return plain in AT_ONCE or _WEEKLY.search(plain) is not None or read_days(plain) is not None


def _set_digest(draft: Draft, word: str) -> None:
    weekly, days = bool(_WEEKLY.search(folded(word))), read_days(folded(word))
    hour = draft.person.digest_hour if word in ("on", "yes", "daily") else read_hour(word)
    zone = read_zone(word, country=draft.person.country, now=draft.now)
    if hour is None and zone is None and days is None and not weekly:
        draft.say("digest_how", current_rows(draft))
        return
    if days is not None and not weekly:
        draft.save_person(digest_days=days)
    draft.save_person(slowed_at=None)
    said = {*draft.dialogue.said, *(["hour"] if hour is not None else []), *(["zone"] if zone else [])}
    draft.note(said=tuple(sorted(said)))
    draft.save_person(**({} if hour is None else {"digest_hour": hour}), **({"time_zone": zone} if zone else {}))
    still_weekly = draft.wishes.frequency == "weekly" and days is None and word not in ("on", "yes", "daily")
    on_days = days if weekly and days is not None else draft.wishes.weekly_days
    frequency = "weekly" if weekly or still_weekly else "daily"
    draft.save_wishes(replace(draft.wishes, frequency=frequency, weekly_days=on_days))
    if draft.wishes.frequency == "weekly" or draft.person.digest_days:
        _leave_hour(draft, "digest_when", when=daily_value(draft.wishes, draft.person))
    else:
        _leave_hour(draft, "digest_set", **daily_args(draft))


def _leave_hour(draft: Draft, key: str, **args: Any) -> None:  # noqa: ANN401 - JSON values
    """Say it, and go on from the question of the hour if that is what was asked."""
    if draft.dialogue.editing and draft.dialogue.step == "hour":
        draft.say(key, () if draft.dialogue.back_to != "ready" else MENU, **args)
        return_from_edit(draft)
    elif in_setup(draft) and draft.dialogue.step == "hour":
        draft.say(key, **args)
        advance(draft)
    else:
        draft.say(key, current_rows(draft), **args)


def snooze(draft: Draft, argument: str = "") -> None:
    """As pause, for some days, which are asked where they are not said."""
    if argument.strip():
        pause(draft, argument)
    else:
        draft.say("pause_how", pause_rows())


def timezone(draft: Draft, argument: str = "") -> None:
    """The time zone: which it is, or another by a city, an offset or its name."""
    zone = read_zone(argument, country=draft.person.country, now=draft.now, bare=True) if argument.strip() else None
    if zone is not None:
        draft.note(said=tuple(sorted({*draft.dialogue.said, "zone"})))
        draft.save_person(time_zone=zone)
        say_zone(draft)
    elif argument.strip():
        draft.say("zone_unknown", current_rows(draft))
    else:
        now = draft.person.time_zone
        draft.say("zone_now", current_rows(draft), zone=zone_named(now), clock=local_clock(now, draft.now))


def cards(draft: Draft, argument: str = "") -> None:
    """Whether postings come in a list or one by one."""
    style = {"list": "list", "one": "single", "single": "single"}.get(argument.strip().lower())
    if style is None:
        rows = ((button("button_cards_list", "cards:list"), button("button_cards_single", "cards:single")),)
        draft.say("cards_how", rows)
        return
    draft.save_person(card_style=style)
    draft.say(f"cards_set_{style}", current_rows(draft))


def say_zone(draft: Draft) -> None:
    """The time zone as it is now, with its clock, so that a wrong one is seen."""
    zone = draft.person.time_zone
    undo = ((UNDO,),) if draft.remember_for_undo() else ()
    draft.say("zone_set", (*undo, *current_rows(draft)), zone=zone_named(zone), clock=local_clock(zone, draft.now))


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
    opt_in(draft, "back_again")
    draft.say("back_again")


def opt_in(draft: Draft, key: str) -> None:
    """On WhatsApp, going on after these words is the agreement without which nothing may be sent unasked."""
    if draft.person.channel == WHATSAPP:
        draft.change(GiveConsent(OPT_IN, words_of(draft.person.language, key)))
