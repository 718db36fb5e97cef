"""Himalayas' list of remote jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Himalayas' names."""
    return {"title", "companyName", "locationRestrictions"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; without restrictions the work may be done from anywhere."""
    allowed = text_of(record.get("locationRestrictions"))
    link = first_of(record, "guid", "applicationLink")
    return SourcePosting(
        title=text_of(record.get("title")),
        source="himalayas",
        source_job_id=link,
        company=text_of(record.get("companyName")),
        location=allowed,
        remote_in=allowed or "Worldwide",
        work_mode="Remote",
        description=first_of(record, "description", "excerpt"),
        url=link,
        apply_url=text_of(record.get("applicationLink")),
        posted=text_of(record.get("pubDate")),
        deadline=text_of(record.get("expiryDate")),
        salary_min=number_of(record.get("minSalary")),
        salary_max=number_of(record.get("maxSalary")),
        currency=text_of(record.get("currency")),
        interval=text_of(record.get("salaryPeriod")) or "yearly",
        job_type=text_of(record.get("employmentType")),
        level=text_of(record.get("seniority")),
        category=text_of(record.get("parentCategories")),
        keywords=text_of(record.get("categories")).replace("-", " "),
        attribution="Himalayas",
    )
