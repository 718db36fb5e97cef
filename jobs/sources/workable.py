"""A company's board at Workable: its widget's list or its account's API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, flag_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Workable's names."""
    return {"title", "shortcode"} <= example.keys()


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; the company's name stands beside the list."""
    remote = flag_of(record.get("telecommuting"))
    return SourcePosting(
        title=first_of(record, "title", "full_title"),
        source="workable",
        source_job_id=text_of(record.get("shortcode")),
        location=_location(record),
        country=first_of(record, "country", "countryCode") or text_of(inside(record, "location", "country")),
        work_mode=first_of(record, "workplace_type", "workplace") or ("Remote" if remote else ""),
        remote=remote,
        description=text_of(record.get("description")),
        requirements=text_of(record.get("requirements")),
        benefits=text_of(record.get("benefits")),
        url=first_of(record, "url", "shortlink"),
        apply_url=text_of(record.get("application_url")),
        posted=first_of(record, "published_on", "created_at"),
        salary_min=number_of(inside(record, "salary", "salary_from")),
        salary_max=number_of(inside(record, "salary", "salary_to")),
        currency=text_of(inside(record, "salary", "salary_currency")),
        job_type=text_of(record.get("employment_type")),
        level=text_of(record.get("experience")),
        education=text_of(record.get("education")),
        function=first_of(record, "function", "department"),
        industry=text_of(record.get("industry")),
    )


def _location(record: Mapping[str, Any]) -> str:
    shown = [place for place in objects_of(record.get("locations")) if not place.get("hidden")]
    places = [joined(place.get("city"), place.get("region"), place.get("country")) for place in shown]
    own = joined(record.get("city"), record.get("state"), record.get("country"))
    return joined(*places, by="; ") or own or text_of(inside(record, "location", "location_str"))
