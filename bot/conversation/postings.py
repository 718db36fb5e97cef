"""Commands about postings: list, go on, explain, keep, hide. Numbers refer to the list last shown."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.conversation.model import NoteReason, ShowJobs
from bot.conversation.progress import (
    LIST_SIZE,
    ask,
    current_rows,
    edit,
    in_setup,
)
from bot.conversation.reader.answers import read
from bot.conversation.requests import Explain, FindJobs, FindSimilar, ListApplied, ListSaved, LookUp
from db.preferences import Preferences

if TYPE_CHECKING:
    from bot.conversation.draft import Draft

GREATEST_ID = 2**63 - 1
_NUMBER = re.compile(r"#?\s?(?:job |number |no\.? )?(\d{1,4})(?:st|nd|rd|th)?")


def show_jobs(draft: Draft, _argument: str = "") -> None:
    """The best postings; without anything to go by, the first question."""
    draft.note(query="", digest=0)
    _find(draft, more=False)


def show_more(draft: Draft, argument: str = "") -> None:
    """The next best postings, of what was looked for last or, by a tap below it, of a digest."""
    if argument.isdecimal() and int(argument) <= GREATEST_ID:
        draft.note(query="", digest=int(argument))
    if draft.dialogue.query:
        draft.ask_for(FindJobs(limit=LIST_SIZE, more=True, instead=_sought(draft, draft.dialogue.query)))
    elif draft.dialogue.digest:
        draft.ask_for(FindJobs(limit=LIST_SIZE, more=True, digest=draft.dialogue.digest))
    else:
        _find(draft, more=True)


def search_once(draft: Draft, argument: str = "") -> None:
    """Postings for some words, this once: the person's own wishes stay; of them only places and exclusions count."""
    words = " ".join(argument.split())
    if not words:
        draft.say("search_what", current_rows(draft))
        return
    draft.note(query=words, digest=0)
    draft.ask_for(FindJobs(limit=LIST_SIZE, instead=_sought(draft, words)))


def _sought(draft: Draft, words: str) -> Preferences:
    kept = draft.wishes
    plain = Preferences(
        user_id=kept.user_id,
        preferred_locations=kept.preferred_locations,
        work_arrangements=kept.work_arrangements,
        excluded_companies=kept.excluded_companies,
        excluded_words=kept.excluded_words,
        excluded_roles=kept.excluded_roles,
        excluded_skills=kept.excluded_skills,
        excluded_locations=kept.excluded_locations,
        excluded_industries=kept.excluded_industries,
    )
    wished = read(words, plain, country=draft.person.country).preferences
    known = wished.job_roles or wished.technical_skills
    return wished if known else replace(wished, user_job_input=words)


def similar(draft: Draft, argument: str = "") -> None:
    """Postings like one of the last list; like the first one when no number is said."""
    job = _shown_job(draft, argument or "1", "/similar")
    if job is not None:
        find_similar(draft, job)


def find_similar(draft: Draft, job_id: int) -> None:
    """Postings of the same kind of work."""
    draft.ask_for(FindSimilar(job_id, limit=LIST_SIZE))


def applied(draft: Draft, argument: str = "") -> None:
    """What the person applied to; with a number, that they applied to this one of the last list."""
    if not argument.strip():
        draft.ask_for(ListApplied())
        return
    job = _shown_job(draft, argument, "/applied")
    if job is not None:
        note_applied(draft, job)


def note_applied(draft: Draft, job_id: int) -> None:
    """They applied, if there is such a posting."""
    draft.ask_for(LookUp(job_id, "applied"))


def _find(draft: Draft, *, more: bool) -> None:
    wishes = draft.wishes
    if wishes.job_roles or wishes.technical_skills or wishes.job_categories or wishes.user_job_input:
        draft.ask_for(FindJobs(limit=LIST_SIZE, more=more))
        return
    draft.say("jobs_need_role")
    if in_setup(draft) and draft.dialogue.step != "roles":
        draft.go("roles", back_to="ready")
        ask(draft)
    elif draft.dialogue.step == "roles":
        ask(draft, wanted=True)
    else:
        edit(draft, "roles")


def explain(draft: Draft, argument: str = "") -> None:
    """Why a posting of the last list was shown; the first one when no number is said."""
    job = _shown_job(draft, argument or "1", "/why")
    if job is not None:
        draft.ask_for(Explain(job))


def show_one(draft: Draft, argument: str = "") -> None:
    """A posting of the last list again, by itself."""
    job = _shown_job(draft, argument, "/why")
    if job is not None:
        number = next(at for at, each in enumerate(draft.dialogue.shown) if each.job_id == job)
        rows = current_rows(draft)
        draft.show(ShowJobs(None, (draft.dialogue.shown[number],), rows, first=number + 1))


def show_again(draft: Draft) -> None:
    """The last list once more."""
    if draft.dialogue.shown:
        draft.show(ShowJobs(None, draft.dialogue.shown, current_rows(draft)))
    else:
        draft.say("no_list_yet", current_rows(draft))


def save(draft: Draft, argument: str = "") -> None:
    """Keep a posting of the last list."""
    job = _shown_job(draft, argument, "/save")
    if job is not None:
        save_job(draft, job)


def hide(draft: Draft, argument: str = "") -> None:
    """Never show a posting of the last list again."""
    job = _shown_job(draft, argument, "/hide")
    if job is not None:
        hide_job(draft, job)


def save_job(draft: Draft, job_id: int) -> None:
    """Keep a posting, if it is still there."""
    draft.ask_for(LookUp(job_id, "save"))


def hide_job(draft: Draft, job_id: int) -> None:
    """Never show it again, if there is such a posting."""
    draft.ask_for(LookUp(job_id, "hide"))


def give_reason(draft: Draft, reason: str, job_id: int) -> None:
    """Why a posting is nothing for them."""
    draft.change(NoteReason(job_id, reason))
    draft.ask_for(LookUp(job_id, "reason", reason))


def show_saved(draft: Draft, _argument: str = "") -> None:
    """The person's list."""
    draft.ask_for(ListSaved())


def _shown_job(draft: Draft, argument: str, command: str) -> int | None:
    shown = draft.dialogue.shown
    if not shown:
        draft.say("no_list_yet", current_rows(draft))
        return None
    match = _NUMBER.fullmatch(argument.strip(" .!?"))
    number = int(match[1]) if match else 1 if not argument.strip() and len(shown) == 1 else None
    if number is None:
        draft.say("which_number", example=f"{command} 1")
    elif not 0 < number <= len(shown):
        draft.say("no_such_number", last=len(shown), example=f"{command} {len(shown)}")
    else:
        return shown[number - 1].job_id
    return None
