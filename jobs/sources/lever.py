"""A company's board at Lever."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Lever's names."""
    return {"text", "hostedUrl", "categories"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; Lever does not name the company."""
    places = inside(record, "categories", "allLocations")
    return SourcePosting(
        title=text_of(record.get("text")),
        source="lever",
        source_job_id=text_of(record.get("id")),
        location=_places(places) or text_of(inside(record, "categories", "location")),
        country=text_of(record.get("country")),
        work_mode=text_of(record.get("workplaceType")),
        description=_description(record),
        url=text_of(record.get("hostedUrl")),
        apply_url=text_of(record.get("applyUrl")),
        posted=text_of(record.get("createdAt")),
        salary=text_of(record.get("salaryDescriptionPlain")),
        salary_min=number_of(inside(record, "salaryRange", "min")),
        salary_max=number_of(inside(record, "salaryRange", "max")),
        currency=text_of(inside(record, "salaryRange", "currency")),
        interval=text_of(inside(record, "salaryRange", "interval")),
        job_type=text_of(inside(record, "categories", "commitment")),
        level=text_of(inside(record, "categories", "level")),
        function=joined(inside(record, "categories", "department"), inside(record, "categories", "team")),
    )


def _places(listed: object) -> str:
    return joined(*listed, by="; ") if isinstance(listed, list) else ""


def _description(record: Mapping[str, Any]) -> str:
    """The opening, the lists with their headings, and the closing."""
    lists = [f"<h3>{part.get('text')}</h3><ul>{part.get('content')}</ul>" for part in objects_of(record.get("lists"))]
    opening = first_of(record, "description", "descriptionPlain")
    return "\n".join(filter(None, (opening, *lists, first_of(record, "additional", "additionalPlain"))))
