"""Lists in words: the postings that a person keeps, and those that reports hold back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.conversation.cards import line, phrase
from bot.conversation.model import Phrase, Say
from bot.conversation.questions import button

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from bot.conversation.draft import Rows
    from bot.conversation.requests import ReportedItem, SavedItem

MOST_SAVED = 20
MOST_REPORTED = 8  # with two buttons each
LONGEST_TITLE = 80  # characters


def list_saved(items: Sequence[SavedItem], further: Rows) -> Say:
    """The person's list, the latest first; `further` are buttons that lead on from here."""
    if not items:
        return Say(Phrase("saved_none"), further)
    lines = [_saved_line(item) for item in items[:MOST_SAVED]]
    if len(items) > MOST_SAVED:
        lines.append(line("saved_more", count=len(items) - MOST_SAVED))
    return Say(Phrase("saved_list", {"jobs": lines}), further)


def list_applied(items: Sequence[SavedItem], further: Rows) -> Say:
    """What the person applied to, the latest first."""
    if not items:
        return Say(Phrase("applied_none"), further)
    lines = [_saved_line(item) for item in items[:MOST_SAVED]]
    if len(items) > MOST_SAVED:
        lines.append(line("saved_more", count=len(items) - MOST_SAVED))
    return Say(Phrase("applied_list", {"jobs": lines}), further)


def list_reports(items: Sequence[ReportedItem]) -> Say:
    """What is held back, with Release and Close for each."""
    if not items:
        return Say(Phrase("reports_none"))
    shown = items[:MOST_REPORTED]
    lines = [
        line(
            "report_line",
            number=number,
            title=_titled(item.title, item.company),
            scam=item.scam,
            dead=item.dead,
            url=item.url or "",
        )
        for number, item in enumerate(shown, 1)
    ]
    rows = tuple(
        (
            button("button_release", f"release:{item.job_id}", number=number),
            button("button_close", f"close:{item.job_id}", number=number),
        )
        for number, item in enumerate(shown, 1)
    )
    return Say(Phrase("reports_list", {"count": len(items), "jobs": lines}), rows)


def _saved_line(item: SavedItem) -> dict[str, Any]:
    key = "saved_line_link" if item.url else "saved_line"
    return line(key, title=_titled(item.title, item.company), url=item.url or "")


def _titled(title: str, company: str | None) -> object:
    short = title[:LONGEST_TITLE]
    return phrase("why_titled", title=short, company=company) if company else short
