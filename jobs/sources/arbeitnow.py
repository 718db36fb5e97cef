"""Arbeitnow's list, mostly of Germany."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, flag_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Arbeitnow's names."""
    return {"title", "slug", "job_types", "company_name"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; without the flag it may still be hybrid, which the text says."""
    return SourcePosting(
        title=text_of(record.get("title")),
        source="arbeitnow",
        source_job_id=text_of(record.get("slug")),
        company=text_of(record.get("company_name")),
        location=text_of(record.get("location")),
        remote=flag_of(record.get("remote")),
        description=text_of(record.get("description")),
        url=text_of(record.get("url")),
        posted=text_of(record.get("created_at")),
        job_type=text_of(record.get("job_types")),
        category=text_of(record.get("tags")),
        attribution="Arbeitnow",
    )
