"""What a typed message does where the conversation stands: it answers, changes wishes, or is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.account import digest, say_zone, says_how_often
from bot.conversation.changing import changes_wishes
from bot.conversation.doubts import answers_pending, ask_what_to_change, not_understood
from bot.conversation.interpreted import worth_asking
from bot.conversation.progress import ask, confirm, current_rows, edit, has_question
from bot.conversation.questions import FIELDS, MENU
from bot.conversation.reader.answers import read
from bot.conversation.reader.hours import is_doubtful_hour, named_hour, read_hour
from bot.conversation.reader.revisions import period_named
from bot.conversation.reader.role_words import means_any, small_talk
from bot.conversation.reader.zones import read_zone
from bot.conversation.requests import Interpret
from bot.conversation.understood import answered, apply, say_back, set_period
from bot.texts.words import meaning

if TYPE_CHECKING:
    from bot.conversation.draft import Draft


def hear(draft: Draft, text: str) -> None:
    """Take in a cleaned text that is no command."""
    step = draft.dialogue.step
    if answers_pending(draft, text):
        return
    if step == "summary" and (meaning(text) == "yes" or meaning(text) == "no"):
        if meaning(text) == "yes":
            confirm(draft)
        else:
            ask_what_to_change(draft)
    elif step == "period" and (period := period_named(text)):
        set_period(draft, period)
    elif step == "hour" and (means_any(text) or meaning(text) == "yes"):
        answered(draft, ("hour",))
    elif step == "hour" and says_how_often(text):
        digest(draft, text)
    elif not _hear_time(draft, text):
        _hear_wishes(draft, text)


def take(draft: Draft, text: str) -> bool:
    """Take wishes from somebody's very first words, without a question before; whether there were any."""
    if small_talk(text):
        return False
    person, today = draft.person, draft.now.date()
    reading = read(text, draft.wishes, country=person.country, language=person.language, today=today)
    if not reading.touched and not reading.cleared:
        return False
    draft.go("roles", back_to="ready")
    apply(draft, reading)
    return True


def _hear_time(draft: Draft, text: str) -> bool:
    """The hour and the time zone, where they are asked about or clearly said."""
    asked = draft.dialogue.step == "hour"
    hour = read_hour(text) if asked else named_hour(text)
    bare = asked and hour is None and not changes_wishes(text, draft.wishes, draft.person)
    zone = read_zone(text, country=draft.person.country, now=draft.now, bare=bare)
    if not asked and hour is None and is_doubtful_hour(text):
        edit(draft, "hour")
        return True
    if hour is None and zone is None:
        return False
    known = {*draft.dialogue.said, *(["hour"] if hour is not None else []), *(["zone"] if zone else [])}
    draft.note(said=tuple(sorted(known)))
    draft.save_person(**({} if hour is None else {"digest_hour": hour}), **({"time_zone": zone} if zone else {}))
    if hour is not None and draft.wishes.frequency == "off":
        draft.save_wishes(replace(draft.wishes, frequency="daily"))
    if asked and hour is None:
        draft.note(asked=0)
        say_zone(draft)
        ask(draft)
    elif asked:
        answered(draft, ("hour",))
    elif hour is None:
        say_zone(draft)
    else:
        say_back(draft, ("hour",))
    return True


def _hear_wishes(draft: Draft, text: str) -> None:
    step, editing = draft.dialogue.step, draft.dialogue.editing
    talk = small_talk(text) or ("thanks" if meaning(text) == "thanks" else None)
    if talk and step in ("roles", "skills", "excluded"):
        _chat(draft, talk)
        return
    question = step if step in FIELDS and step != "hour" else ""
    country, language = draft.person.country, draft.person.language
    reading = read(
        text,
        draft.wishes,
        question=question,
        editing=editing,
        country=country,
        language=language,
        today=draft.now.date(),
    )
    if reading.touched or reading.cleared:
        apply(draft, reading)
    elif talk:
        _chat(draft, talk)
    else:
        not_understood(draft, reading.pending, likely=reading.likely)
        if draft.state.language_model and worth_asking(text):
            draft.ask_for(Interpret(text, question))


def _chat(draft: Draft, talk: str) -> None:
    if has_question(draft):
        not_understood(draft, "")
    elif talk == "thanks":
        draft.say("thanks", MENU)
    else:
        draft.say("greeting", MENU)


def go_to_country(draft: Draft, code: str) -> None:
    """The button "Anywhere in <country>" of the place question."""
    reading = read(code, draft.wishes, question="place", editing=draft.dialogue.editing, country=code)
    if reading.touched and draft.dialogue.step == "place":
        apply(draft, reading)
    else:
        draft.say("stale_button", current_rows(draft))
