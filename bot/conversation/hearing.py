"""What a typed message does where the conversation stands: it answers, changes wishes, or is asked about."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.account import digest, say_zone, says_how_often
from bot.conversation.changing import changes_wishes
from bot.conversation.interpreted import MARK, worth_asking
from bot.conversation.progress import (
    LIST_SIZE,
    PREVIEW_SIZE,
    TWICE,
    advance,
    ask,
    confirm,
    current_rows,
    edit,
    has_question,
    in_setup,
    leave,
    next_step,
    return_from_edit,
)
from bot.conversation.questions import (
    EDIT_FIELDS,
    FIELDS,
    MENU,
    PERIODS,
    UNDO,
    button,
    question_rows,
    unclear_args,
)
from bot.conversation.reader.answers import read
from bot.conversation.reader.hours import is_doubtful_hour, named_hour, read_hour
from bot.conversation.reader.reading import Reading
from bot.conversation.reader.revisions import MOST_ROLES, joined_names, joined_places, period_named, stored
from bot.conversation.reader.role_words import means_any, small_talk
from bot.conversation.reader.zones import read_zone, zone_of
from bot.conversation.requests import FindJobs, Interpret
from bot.texts.words import meaning

if TYPE_CHECKING:
    from bot.conversation.draft import Draft, Rows
    from jobs.parsing.places import Place

LONGEST_PENDING = 60  # characters


def hear(draft: Draft, text: str) -> None:
    """Take in a cleaned text that is no command."""
    step = draft.dialogue.step
    if _answers_pending(draft, text):
        return
    if step == "summary" and (meaning(text) == "yes" or meaning(text) == "no"):
        if meaning(text) == "yes":
            confirm(draft)
        else:
            _ask_what_to_change(draft)
    elif step == "period" and (period := period_named(text)):
        set_period(draft, period)
    elif step == "hour" and (means_any(text) or meaning(text) == "yes"):
        _answered(draft, ("hour",))
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
    _apply(draft, reading)
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
        _answered(draft, ("hour",))
    elif hour is None:
        say_zone(draft)
    else:
        _say_back(draft, ("hour",))
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
        _apply(draft, reading)
    elif talk:
        _chat(draft, talk)
    else:
        _not_understood(draft, reading.pending, likely=reading.likely)
        if draft.state.language_model and worth_asking(text):
            draft.ask_for(Interpret(text, question))


def _chat(draft: Draft, talk: str) -> None:
    if has_question(draft):
        _not_understood(draft, "")
    elif talk == "thanks":
        draft.say("thanks", MENU)
    else:
        draft.say("greeting", MENU)


def _apply(draft: Draft, reading: Reading) -> None:
    """Keep what was read, with what follows from it, and go on."""
    draft.save_wishes(reading.preferences)
    if "place" in reading.touched:
        _settle_home(draft)
    _answered(draft, reading.touched, reading.cleared)


def hear_places(draft: Draft, places: tuple[Place, ...]) -> None:
    """Places pointed at on a map take the place of those wished for."""
    wished = joined_places(map(stored, places))
    _apply(draft, Reading(replace(draft.wishes, preferred_locations=wished), ("place",)))


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


def _answered(draft: Draft, touched: tuple[str, ...], cleared: tuple[str, ...] = ()) -> None:
    """Say back what was understood, then go on: next question, end of the edit, or postings."""
    dialogue = draft.dialogue
    changed = _say_back(draft, touched, cleared)
    draft.note(asked=0)
    answered = dialogue.step in (*touched, *cleared) or (dialogue.step == "place" and "arrangement" in touched)
    unclear_pay = "pay" in touched and draft.wishes.salary_period is None
    if in_setup(draft):
        _go_on_in_setup(draft, touched, answered=answered, unclear_pay=unclear_pay)
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


def _go_on_in_setup(draft: Draft, touched: tuple[str, ...], *, answered: bool, unclear_pay: bool) -> None:
    if "roles" in touched and draft.wishes.job_roles != draft.before.preferences.job_roles:
        draft.ask_for(FindJobs(limit=PREVIEW_SIZE, preview=True))
    if unclear_pay:
        following = next_step(draft) if answered else draft.dialogue.step
        draft.go("period", back_to=following)
        ask(draft)
    elif answered or draft.dialogue.step == "period":
        advance(draft)
    else:
        ask(draft)


def _say_back(draft: Draft, touched: tuple[str, ...], cleared: tuple[str, ...] = ()) -> bool:
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


def set_period(draft: Draft, period: str) -> None:
    """The pay is meant per this period."""
    if period not in PERIODS or (draft.wishes.salary_min is None and draft.wishes.salary_max is None):
        draft.say("stale_button", current_rows(draft))
        return
    draft.save_wishes(replace(draft.wishes, salary_period=period))
    _answered(draft, ("pay",))


def _answers_pending(draft: Draft, text: str) -> bool:
    """Yes and no to "Do you look for work as …?"; any other words drop that question."""
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
        _apply(draft, read(words.removeprefix(MARK), draft.wishes, country=country, language="en"))
        return
    kept = draft.wishes.job_roles if how == "add" else ()
    draft.save_wishes(replace(draft.wishes, job_roles=joined_names((*kept, words), MOST_ROLES)))
    _answered(draft, ("roles",))


def _not_understood(draft: Draft, words: str, *, likely: bool = False) -> None:
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
        _ask_what_to_change(draft)


def _ask_what_to_change(draft: Draft) -> None:
    asked = draft.dialogue.asked
    if asked > TWICE:
        leave(draft)
    else:
        draft.note(asked=asked + 1)
        draft.say("what_to_change", EDIT_FIELDS)


def go_to_country(draft: Draft, code: str) -> None:
    """The button "Anywhere in <country>" of the place question."""
    reading = read(code, draft.wishes, question="place", editing=draft.dialogue.editing, country=code)
    if reading.touched and draft.dialogue.step == "place":
        _apply(draft, reading)
    else:
        draft.say("stale_button", current_rows(draft))
