"""What the answers to a turn's asks become: lists of postings, explanations, reports."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.conversation.cards import line, phrase, reason_phrase
from bot.conversation.model import (
    CollectData,
    DataCollected,
    Explain,
    Explained,
    FindJobs,
    HealthFound,
    JobsFound,
    Phrase,
    Say,
    ShowJobs,
)
from bot.conversation.questions import AFTER_JOBS, CONTINUE, JOBS_AND_PREFS, MENU, WIDEN, button

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.conversation.draft import Rows
    from bot.conversation.model import Ask, Reply, Result, Shown, State

KINDS = ("strength", "gap", "note")


@dataclass(frozen=True, slots=True)
class Found:
    """Replies to add; `shown` is the list that numbers now refer to, empty for none.

    `before_question`: they go before the question that the turn ends with.
    """

    replies: tuple[Reply, ...]
    shown: tuple[Shown, ...] = ()
    before_question: bool = False


def reply_to(wanted: Ask, result: Result, state: State) -> Found:
    """The replies to one ask. A result of another kind than was asked for counts as none."""
    match wanted, result:
        case FindJobs(), JobsFound():
            return _jobs(wanted, result, state)
        case Explain(), Explained():
            return Found((_explanation(wanted, result),))
        case _, HealthFound(verdict, lines):
            return Found((Say(Phrase("health", {"verdict": verdict, "lines": "\n".join(lines)})),))
        case CollectData(), DataCollected(document):
            return Found((Say(Phrase("export", {"document": document})),))
        case FindJobs(preview=True), _:
            return Found(())
        case _:
            return Found((Say(Phrase("try_again"), _leading_on(state)),))


def _leading_on(state: State) -> Rows:
    return MENU if state.dialogue.step in ("ready", "new") else CONTINUE


def _jobs(wanted: FindJobs, found: JobsFound, state: State) -> Found:
    if wanted.preview:
        if not found.items:
            return Found(())
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
