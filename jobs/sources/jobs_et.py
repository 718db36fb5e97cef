"""The table of a scraper of Ethiopian boards: levels, skills, deadlines, pay in birr."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_REFRESHED = re.compile(r"Refreshed [A-Z][a-z]+ \d{1,2}, \d{4}")  # stands where a private client has no name
PERIODS = frozenset({"hourly", "daily", "weekly", "monthly", "yearly", "annually"})


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are the table's columns."""
    return {"title", "posted_relative", "salary_raw", "detail_url"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One row; `salary_period` holds the word after the amount, whatever it is, and counts only if it is a period."""
    period = text_of(record.get("salary_period"))
    return SourcePosting(
        title=text_of(record.get("title")),
        source="jobs_et",
        source_job_id=text_of(record.get("detail_url")),
        company=_REFRESHED.sub("", text_of(record.get("company"))),
        location=text_of(record.get("location")) or text_of(record.get("work_address")),
        country="ET",
        description=first_of(record, "full_description", "description"),
        url=text_of(record.get("detail_url")),
        posted=first_of(record, "posted_date", "posted_relative"),
        deadline=text_of(record.get("deadline")),
        salary=first_of(record, "salary_raw", "salary"),
        interval=period if period.lower() in PERIODS else "",
        skills=text_of(record.get("skills")),
        job_type=text_of(record.get("job_type")),
        level=text_of(record.get("experience_level")),
        education=text_of(record.get("education_qualification")),
        industry=text_of(record.get("industry")),
    )
