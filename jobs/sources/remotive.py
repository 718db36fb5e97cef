"""Remotive's list of remote jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Remotive's names."""
    return {"title", "candidate_required_location", "publication_date"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; its tags mix skills with anything else, so they are words to search by."""
    allowed = text_of(record.get("candidate_required_location"))
    return SourcePosting(
        title=text_of(record.get("title")),
        source="remotive",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company_name")),
        location=allowed,
        remote_in=allowed,
        work_mode="Remote",
        description=text_of(record.get("description")),
        url=text_of(record.get("url")),
        posted=text_of(record.get("publication_date")),
        salary=text_of(record.get("salary")),
        job_type=text_of(record.get("job_type")),
        category=text_of(record.get("category")),
        keywords=text_of(record.get("tags")),
        attribution="Remotive",
    )
