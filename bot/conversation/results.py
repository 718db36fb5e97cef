"""What the answers to a turn's asks become: lists of postings, explanations, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import line, phrase, reason_phrase
from bot.conversation.list_replies import list_reports, list_saved
from bot.conversation.looked_up import Found, done_with, leading_on
from bot.conversation.model import Phrase, Say, ShowJobs
from bot.conversation.questions import AFTER_JOBS, CONTINUE, JOBS_AND_PREFS, MENU, WIDEN, button
from bot.conversation.requests import (
    CollectData,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    HealthFound,
    JobsFound,
    ListReports,
    ListSaved,
    LookUp,
    PostingFound,
    ReportsFound,
    SavedFound,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.model import State
    from bot.conversation.requests import Ask, Result

KINDS = ("strength", "gap", "note")


def reply_to(wanted: Ask, result: Result, state: State) -> Found:  # noqa: PLR0911 - one for each kind there is
    """The replies to one ask. A result of another kind than was asked for counts as none."""
    match wanted, result:
        case FindJobs(), JobsFound():
            return _jobs(wanted, result, state)
        case Explain(), Explained():
            return Found((_explanation(wanted, result),))
        case LookUp(), PostingFound():
            return done_with(wanted, result, state)
        case ListSaved(), SavedFound(items):
            return Found((list_saved(items, leading_on(state)),))
        case ListReports(), ReportsFound(reported):
            return Found((list_reports(reported),))
        case _, HealthFound(verdict, lines):
            return Found((Say(Phrase("health", {"verdict": verdict, "lines": "\n".join(lines)})),))
        case CollectData(), DataCollected(document):
            return Found((Say(Phrase("export", {"document": document})),))
        case FindJobs(preview=True), _:
            return Found(())
        case _:
            return Found((Say(Phrase("try_again"), leading_on(state)),))


def _jobs(wanted: FindJobs, found: JobsFound, state: State) -> Found:
    if wanted.preview:
        if not found.items:
            return Found(() if found.passing else (Say(Phrase("preview_none")),), before_question=True)
        return Found((ShowJobs(Phrase("preview_intro"), found.items),), found.items, before_question=True)
    rows = AFTER_JOBS if state.dialogue.step in ("ready", "new") else (*AFTER_JOBS, *CONTINUE)
    if found.items:
        count = len(found.items)
        intro = Phrase("jobs_intro_one") if count == 1 else Phrase("jobs_intro", {"count": count})
        return Found((ShowJobs(intro, found.items, rows),), found.items)
    if not found.any_open:
        return Found((Say(Phrase("jobs_empty"), JOBS_AND_PREFS),))
    return Found((Say(Phrase("jobs_all_seen" if found.passing else "jobs_none"), WIDEN),))


def _explanation(wanted: Explain, found: Explained) -> Say:
    if not found.found:
        return Say(Phrase("why_unknown"), MENU)
    title: Any = phrase("why_titled", title=found.title, company=found.company) if found.company else found.title
    reasons = [
        line(f"why_{kind}", reason=reason_phrase(reason))
        for kind in KINDS
        for reason in found.reasons
        if _kind(reason) == kind
    ]
    rows = ((button("button_save", f"save:{wanted.job_id}"), button("button_hide", f"hide:{wanted.job_id}")),)
    return Say(Phrase("why", {"title": title, "score": found.score, "grade": found.grade, "reasons": reasons}), rows)


def _kind(reason: Mapping[str, Any]) -> object:
    return reason.get("kind")
