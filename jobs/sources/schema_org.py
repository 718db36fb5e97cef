"""schema.org's JobPosting, as pages carry it for search engines (JSON-LD or microdata)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.pay_columns import ColumnPay, read_pay_columns
from jobs.sources.posting import SourcePosting, first_of, inside, joined, number_of, objects_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS_A_YEAR = 12


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether it is a JobPosting."""
    return _is(example, "JobPosting")


def unfold(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The postings of an object, a graph or a list of search results; other things of the page are left out."""
    if _is(record, "JobPosting"):
        return [record]
    inner = [record.get(key) for key in ("@graph", "itemListElement", "item", "mainEntity")]
    return [posting for value in inner for part in objects_of(value) for posting in unfold(part)]


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; the site's estimate of the pay (estimatedSalary) is not the employer's and is left out."""
    figures = _pay(record)
    pay = _pay_of(figures)
    allowed = joined(*(place for place in objects_of(record.get("applicantLocationRequirements"))))
    telecommute = "telecommute" in text_of(record.get("jobLocationType")).lower()
    months = number_of(inside(record, "experienceRequirements", "monthsOfExperience"))
    return SourcePosting(
        title=first_of(record, "title", "name"),
        source_job_id=text_of(inside(record, "identifier", "value")) or _plain_id(record.get("identifier")),
        company=text_of(record.get("hiringOrganization")),
        location=joined(*map(_place, objects_of(record.get("jobLocation"))), by="; ") or allowed,
        work_mode="Remote" if telecommute else "",
        remote_in=allowed if telecommute else "",
        description=joined(record.get("description"), record.get("responsibilities"), by="\n"),
        requirements=text_of(record.get("qualifications")),
        url=first_of(record, "url", "@id"),
        posted=text_of(record.get("datePosted")),
        deadline=text_of(record.get("validThrough")),
        salary=pay.unread if figures else text_of(record.get("baseSalary")),
        salary_min=pay.low,
        salary_max=pay.high,
        currency=text_of(inside(record, "baseSalary", "currency"))
        or first_of(record, "salaryCurrency")
        or pay.currency,
        interval=text_of(figures.get("unitText")),
        experience="" if months is not None else text_of(record.get("experienceRequirements")),
        experience_min=None if months is None else months / MONTHS_A_YEAR,
        skills=text_of(record.get("skills")),
        job_type=text_of(record.get("employmentType")).replace("_", " "),
        education=_education(record),
        benefits=first_of(record, "jobBenefits", "benefits"),
        function=text_of(record.get("occupationalCategory")),
        industry=text_of(record.get("industry")),
    )


def _is(record: Mapping[str, Any], kind: str) -> bool:
    types = record.get("@type")
    named = types if isinstance(types, list) else [types]
    return any(text_of(name).rpartition("/")[2] == kind for name in named)


def _plain_id(identifier: object) -> str:
    """An identifier that is no object; an object without a value only names the company."""
    return "" if isinstance(identifier, dict | list) else text_of(identifier)


def _pay(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The object with the figures: baseSalary.value, or baseSalary itself where a site writes it so."""
    base = record.get("baseSalary")
    value = inside(record, "baseSalary", "value")
    if isinstance(value, dict):
        return value
    return base if isinstance(base, dict) else {}


def _pay_of(figures: Mapping[str, Any]) -> ColumnPay:
    """Both ends; a single value is both, and 0 stands for none."""
    low, high = (figures.get(end) or figures.get("value") for end in ("minValue", "maxValue"))
    return read_pay_columns(low, high, text_of(figures.get("unitText")))


def _place(place: Mapping[str, Any]) -> str:
    address = place.get("address")
    if not isinstance(address, dict):
        return text_of(address) or text_of(place.get("name"))
    return joined(address.get("addressLocality"), address.get("addressRegion"), address.get("addressCountry"))


def _education(record: Mapping[str, Any]) -> str:
    asked = record.get("educationRequirements")
    return joined(*(part.get("credentialCategory") for part in objects_of(asked))) or text_of(asked)
