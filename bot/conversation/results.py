"""What the answers to a turn's asks become: lists of postings, explanations, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.conversation.cards import line, phrase, reason_phrase
from bot.conversation.codec import more_of
from bot.conversation.interpreted import asked_about
from bot.conversation.list_replies import list_applied, list_reports, list_saved
from bot.conversation.looked_up import Found, done_with, leading_on
from bot.conversation.model import JoinPerson, Phrase, Say, ShowJobs
from bot.conversation.questions import AFTER_JOBS, CONTINUE, JOBS_AND_PREFS, MENU, WIDEN, button
from bot.conversation.requests import (
    AppliedFound,
    CodeFound,
    CodeMade,
    CollectData,
    CountUsage,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    FindSimilar,
    HealthFound,
    Interpret,
    Interpreted,
    JobsFound,
    ListApplied,
    ListReports,
    ListSaved,
    LookUp,
    MakeCode,
    PostingFound,
    ReportsFound,
    SavedFound,
    UsageFound,
    UseCode,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.model import State
    from bot.conversation.requests import Ask, Result

SEEN_AGAIN = ((button("button_jobs_again", "again"),),)
KINDS = ("advice", "strength", "gap", "note", "learnt")


def reply_to(wanted: Ask, result: Result, state: State) -> Found:  # noqa: C901, PLR0911, PLR0912 - one for each kind
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
        case ListApplied(), AppliedFound(items):
            return Found((list_applied(items, leading_on(state)),))
        case FindSimilar(), JobsFound():
            return _similar(result, state)
        case CountUsage(), UsageFound(counts):
            lines = "\n".join(f"{name}: {count:,}" for name, count in counts.items())
            return Found((Say(Phrase("stats", {"lines": lines})),))
        case MakeCode(), CodeMade(code, minutes):
            return Found((Say(Phrase("link_code", {"code": code, "minutes": minutes})),))
        case UseCode(), CodeFound(user_id):
            return _joined(user_id, state)
        case ListReports(), ReportsFound(reported):
            return Found((list_reports(reported),))
        case _, HealthFound(verdict, lines):
            return Found((Say(Phrase("health", {"verdict": verdict, "lines": "\n".join(lines)})),))
        case CollectData(), DataCollected(document):
            return Found((Say(Phrase("export", {"document": document}), leading_on(state)),))
        case Interpret(), _:
            return asked_about(result, state) if isinstance(result, Interpreted) else Found(())
        case FindJobs(preview=True), _:
            return Found(())
        case _:
            return Found((Say(Phrase("try_again"), leading_on(state)),))


def _jobs(wanted: FindJobs, found: JobsFound, state: State) -> Found:
    if wanted.preview:
        if not found.items:
            return Found(() if found.passing else (Say(Phrase("preview_none")),), before_question=True)
        return Found((ShowJobs(Phrase("preview_intro"), found.items),), found.items, before_question=True)
    if wanted.instead is not None:
        return _sought(found, state)
    rows = AFTER_JOBS if state.dialogue.step in ("ready", "new") else (*AFTER_JOBS, *CONTINUE)
    if found.left:
        rows = ((more_of(wanted.digest, found.left), *rows[0][1:]), *rows[1:])
    if found.items:
        intro = Phrase("jobs_intro", {"count": len(found.items)})
        return Found((ShowJobs(intro, found.items, rows),), found.items)
    if not found.any_open:
        return Found((Say(Phrase("jobs_empty"), JOBS_AND_PREFS),))
    seen = SEEN_AGAIN if found.passing and state.dialogue.shown else ()
    return Found((Say(Phrase("jobs_all_seen" if found.passing else "jobs_none"), (*seen, *WIDEN)),))


def _sought(found: JobsFound, state: State) -> Found:
    """What /search found."""
    query = state.dialogue.query
    if not found.items:
        return Found((Say(Phrase("search_none", {"query": query}), leading_on(state)),))
    rows = AFTER_JOBS if state.dialogue.step == "ready" else (*AFTER_JOBS, *CONTINUE)
    intro = Phrase("search_intro", {"count": len(found.items), "query": query})
    return Found((ShowJobs(intro, found.items, rows),), found.items)


def _similar(found: JobsFound, state: State) -> Found:
    if not found.items:
        return Found((Say(Phrase("similar_none"), leading_on(state)),))
    intro = Phrase("similar_intro", {"count": len(found.items)})
    return Found((ShowJobs(intro, found.items, leading_on(state)),), found.items)


def _joined(owner: int | None, state: State) -> Found:
    if owner is None:
        return Found((Say(Phrase("link_wrong"), leading_on(state)),))
    if owner == state.person.user_id:
        return Found((Say(Phrase("link_same"), leading_on(state)),))
    return Found((Say(Phrase("link_done"), JOBS_AND_PREFS),), changes=(JoinPerson(owner),))


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
    rows = (
        (button("button_save", f"save:{wanted.job_id}"), button("button_hide", f"hide:{wanted.job_id}")),
        (button("button_similar", f"similar:{wanted.job_id}"), button("button_applied", f"applied:{wanted.job_id}")),
    )
    return Say(Phrase("why", {"title": title, "score": found.score, "grade": found.grade, "reasons": reasons}), rows)


def _kind(reason: Mapping[str, Any]) -> object:
    return reason.get("kind")
