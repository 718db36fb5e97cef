"""The Muse's search results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, inside, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

ANYWHERE = "flexible / remote"


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are The Muse's names."""
    return {"name", "contents", "refs", "levels"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; "Flexible / Remote" among its places is a work mode."""
    places = [text_of(place) for place in objects_of(record.get("locations"))]
    settled = [place for place in places if place.lower() != ANYWHERE]
    return SourcePosting(
        title=text_of(record.get("name")),
        source="themuse",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company")),
        location="; ".join(settled),
        remote=True if len(settled) < len(places) else None,
        description=text_of(record.get("contents")),
        url=text_of(inside(record, "refs", "landing_page")),
        posted=text_of(record.get("publication_date")),
        level=text_of(record.get("levels")),
        category=text_of(record.get("categories")),
        keywords=text_of(record.get("tags")),
        attribution="The Muse",
    )
