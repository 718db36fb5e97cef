"""A company's board at Greenhouse, with ?content=true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

CENTS = 100


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Greenhouse's names."""
    return {"absolute_url", "title", "location", "updated_at"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; pay is there when the board was asked with ?pay_transparency=true."""
    low, high = (_amount(record, end) for end in ("min_cents", "max_cents"))
    return SourcePosting(
        title=text_of(record.get("title")),
        source="greenhouse",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company_name")),
        location=text_of(record.get("location")) or text_of(record.get("offices")),
        description=text_of(record.get("content")),
        url=text_of(record.get("absolute_url")),
        posted=first_of(record, "first_published", "updated_at"),
        deadline=text_of(record.get("application_deadline")),
        salary_min=low,
        salary_max=high,
        currency=text_of(inside(record, "pay_input_ranges", "currency_type")),
        interval=text_of(inside(record, "pay_input_ranges", "title")),
        job_type=_told(record, "employment", "time type", "job type"),
        work_mode=_told(record, "workplace", "work mode", "location type", "remote"),
        function=joined(*objects_of(record.get("departments"))),
    )


def _amount(record: Mapping[str, Any], end: str) -> float | None:
    cents = number_of(inside(record, "pay_input_ranges", end))
    return None if cents is None else cents / CENTS


def _told(record: Mapping[str, Any], *about: str) -> str:
    """The board's own field whose name is about this."""
    fields = objects_of(record.get("metadata"))
    named = [field for field in fields if any(word in text_of(field.get("name")).lower() for word in about)]
    return joined(*(field.get("value") for field in named))
