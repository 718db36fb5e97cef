"""A company's board at Recruitee."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, flag_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Recruitee's names."""
    return {"title", "careers_url"} <= example.keys()


def unfold(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The posting; nothing for one that is not published."""
    return [] if text_of(record.get("status")) not in {"", "published"} else [record]


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting."""
    return SourcePosting(
        title=text_of(record.get("title")),
        source="recruitee",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company_name")),
        location=_location(record),
        country=first_of(record, "country_code", "country"),
        work_mode=_work_mode(record),
        description=text_of(record.get("description")),
        requirements=text_of(record.get("requirements")),
        url=text_of(record.get("careers_url")),
        apply_url=text_of(record.get("careers_apply_url")),
        posted=first_of(record, "published_at", "created_at"),
        deadline=text_of(record.get("close_at")),
        salary_min=number_of(inside(record, "salary", "min")),
        salary_max=number_of(inside(record, "salary", "max")),
        currency=text_of(inside(record, "salary", "currency")),
        interval=text_of(inside(record, "salary", "period")),
        job_type=text_of(record.get("employment_type_code")).replace("_", " "),
        level=text_of(record.get("experience_code")).replace("_", " "),
        education=text_of(record.get("education_code")).replace("_", " "),
        function=text_of(record.get("department")),
        category=text_of(record.get("category_code")).replace("_", " "),
        keywords=text_of(record.get("tags")),
    )


def _work_mode(record: Mapping[str, Any]) -> str:
    """What the employer ticked; several ticks leave it to the text."""
    names = {"remote": "Remote", "hybrid": "Hybrid", "on_site": "On-site"}
    ticked = [name for field, name in names.items() if flag_of(record.get(field))]
    return ticked[0] if len(ticked) == 1 else ""


def _location(record: Mapping[str, Any]) -> str:
    listed = objects_of(record.get("locations"))
    places = [joined(first_of(place, "city", "name"), place.get("state"), place.get("country")) for place in listed]
    own = joined(record.get("city"), record.get("state_name"), record.get("country"))
    return joined(*places, by="; ") or own or text_of(record.get("location"))
