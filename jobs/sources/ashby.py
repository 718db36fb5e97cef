"""A company's board at Ashby, with ?includeCompensation=true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, flag_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are Ashby's names."""
    return {"title", "jobUrl", "publishedAt"} <= example.keys()


def unfold(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The posting; nothing for one that the company does not show."""
    return [] if flag_of(record.get("isListed")) is False else [record]


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; Ashby does not name the company."""
    pay = _pay(record)
    return SourcePosting(
        title=text_of(record.get("title")),
        source="ashby",
        source_job_id=text_of(record.get("id")),
        location=_location(record),
        country=text_of(inside(record, "address", "postalAddress", "addressCountry")),
        work_mode=text_of(record.get("workplaceType")),
        remote=flag_of(record.get("isRemote")),
        description=first_of(record, "descriptionHtml", "descriptionPlain"),
        url=text_of(record.get("jobUrl")),
        apply_url=text_of(record.get("applyUrl")),
        posted=text_of(record.get("publishedAt")),
        salary=text_of(inside(record, "compensation", "compensationTierSummary")),
        salary_min=number_of(pay.get("minValue")),
        salary_max=number_of(pay.get("maxValue")),
        currency=text_of(pay.get("currencyCode")),
        interval=text_of(pay.get("interval")),
        job_type=text_of(record.get("employmentType")),
        function=joined(record.get("department"), record.get("team")),
    )


def _location(record: Mapping[str, Any]) -> str:
    others = (place.get("location") for place in objects_of(record.get("secondaryLocations")))
    return joined(record.get("location"), *others, by="; ")


def _pay(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The salary among the parts of the compensation; shares and bonuses are not pay."""
    parts = objects_of(inside(record, "compensation", "summaryComponents"))
    return next((part for part in parts if part.get("compensationType") == "Salary"), {})
