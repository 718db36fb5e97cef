"""The table of a collector of Kenyan career pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.pay_columns import read_pay_columns
from jobs.sources.posting import SourcePosting, first_of, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are the table's columns."""
    return {"title", "career_track", "experience_years_min", "date_scraped"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One row; its currency is filled in even where no pay is given, and its internship flag is a guess."""
    pay = read_pay_columns(record.get("salary_min"), record.get("salary_max"))
    paid = pay.low is not None or pay.high is not None
    return SourcePosting(
        title=text_of(record.get("title")),
        source=text_of(record.get("source")),
        source_job_id=first_of(record, "url", "id"),
        company=text_of(record.get("company")),
        location=text_of(record.get("location")),
        country="KE",
        description=text_of(record.get("description")),
        url=text_of(record.get("url")),
        posted=text_of(record.get("date_posted")),
        salary=pay.unread,
        salary_min=pay.low,
        salary_max=pay.high,
        currency=text_of(record.get("salary_currency")) if paid else "",
        experience=text_of(record.get("experience_text")),
        experience_min=number_of(record.get("experience_years_min")),
        experience_max=number_of(record.get("experience_years_max")),
        job_type=text_of(record.get("job_type")),
        education=text_of(record.get("education_level")),
        category=text_of(record.get("career_track")).replace("_", " "),
    )
