"""Jobicy's list of remote jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Jobicy's names."""
    return {"jobTitle", "jobGeo"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; `jobGeo` is from where the work may be done."""
    allowed = text_of(record.get("jobGeo"))
    return SourcePosting(
        title=text_of(record.get("jobTitle")),
        source="jobicy",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("companyName")),
        location=allowed,
        remote_in=allowed,
        work_mode="Remote",
        description=first_of(record, "jobDescription", "jobExcerpt"),
        url=text_of(record.get("url")),
        posted=text_of(record.get("pubDate")),
        salary_min=number_of(first_of(record, "salaryMin", "annualSalaryMin")),
        salary_max=number_of(first_of(record, "salaryMax", "annualSalaryMax")),
        currency=text_of(record.get("salaryCurrency")),
        interval=text_of(record.get("salaryPeriod")) or ("yearly" if "annualSalaryMin" in record else ""),
        job_type=text_of(record.get("jobType")),
        level=text_of(record.get("jobLevel")),
        category=text_of(record.get("jobIndustry")),
        attribution="Jobicy",
    )
