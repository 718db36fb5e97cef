"""JobSpy's columns (CSV or JSON): Indeed, LinkedIn, Glassdoor and others, as the scraper writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.pay_columns import read_pay_columns
from jobs.sources.posting import SourcePosting, first_of, flag_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SIGNATURE = frozenset({"site", "job_url", "title", "date_posted"})


def recognises(columns: Iterable[str]) -> bool:
    """Whether these are JobSpy's columns."""
    return frozenset(columns) >= SIGNATURE


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One row; `is_remote` is the scraper's guess from words in the description, so it counts as a hint only."""
    interval = text_of(record.get("interval"))
    pay = read_pay_columns(record.get("min_amount"), record.get("max_amount"), interval)
    return SourcePosting(
        title=text_of(record.get("title")),
        source=text_of(record.get("site")),
        source_job_id=text_of(record.get("id")),
        company=first_of(record, "company", "company_name"),
        location=text_of(record.get("location")),
        description=text_of(record.get("description")),
        url=first_of(record, "job_url", "job_url_direct"),
        apply_url=text_of(record.get("job_url_direct")),
        contacts=text_of(record.get("emails")),
        posted=text_of(record.get("date_posted")),
        salary=pay.unread,
        salary_min=pay.low,
        salary_max=pay.high,
        currency=text_of(record.get("currency")) or pay.currency,
        interval=interval,
        experience=text_of(record.get("experience_range")),
        skills=text_of(record.get("skills")),
        job_type=text_of(record.get("job_type")),
        work_mode=text_of(record.get("work_from_home_type")),
        remote=flag_of(record.get("is_remote")),
        level=text_of(record.get("job_level")),
        function=text_of(record.get("job_function")),
        industry=text_of(record.get("company_industry")),
    )
