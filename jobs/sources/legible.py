"""The short fields of a posting without markup, whatever the source, before anything reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from jobs.parsing.readable_text import readable_line

if TYPE_CHECKING:
    from jobs.sources.posting import SourcePosting

# What stands between the lines and items that markup sets apart. The long texts keep theirs: it makes paragraphs.
BETWEEN = {
    **dict.fromkeys(("title", "company", "posted", "deadline", "salary", "currency", "interval", "experience"), " "),
    **dict.fromkeys(("job_type", "work_mode", "level", "function", "industry", "category", "country"), " "),
    **dict.fromkeys(("skills", "keywords", "remote_in", "contacts"), ", "),
    "location": "; ",
}


def legible(posting: SourcePosting) -> SourcePosting:
    """The same posting with tags, entities and wrongly decoded letters of its short fields resolved."""
    written = {name: text for name in BETWEEN if (text := getattr(posting, name)) and _may_be_marked(text)}
    read: dict[str, Any] = {name: readable_line(text, BETWEEN[name]) for name, text in written.items()}
    return replace(posting, **read) if read != written else posting


def _may_be_marked(text: str) -> bool:
    return "<" in text or "&" in text or not text.isascii()
