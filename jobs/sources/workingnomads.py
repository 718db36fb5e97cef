"""Working Nomads' list of remote jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Working Nomads' names."""
    return {"title", "category_name", "pub_date"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; `location` is from where the work may be done."""
    allowed = text_of(record.get("location"))
    return SourcePosting(
        title=text_of(record.get("title")),
        source="workingnomads",
        company=text_of(record.get("company_name")),
        location=allowed,
        remote_in=allowed,
        work_mode="Remote",
        description=text_of(record.get("description")),
        url=text_of(record.get("url")),
        posted=text_of(record.get("pub_date")),
        category=text_of(record.get("category_name")),
        keywords=text_of(record.get("tags")).replace(",", ", "),
        attribution="Working Nomads",
    )
