"""A company's board at SmartRecruiters: the page of the list, and the detail, which alone has the text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, flag_of, inside, joined, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

SECTIONS = ("companyDescription", "jobDescription", "qualifications", "additionalInformation")
DESCRIBING = tuple(name for name in SECTIONS if name != "qualifications")


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are SmartRecruiters' names, of a page or of a detail."""
    return {"name", "releasedDate", "company"} <= example.keys() or "jobAd" in example


def detail_url(record: Mapping[str, Any]) -> str:
    """Where the posting with its text is, "" when this is it."""
    return "" if record.get("jobAd") else text_of(record.get("ref"))


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting: an entry of the page, a detail, or both in one object."""
    return SourcePosting(
        title=text_of(record.get("name")),
        source="smartrecruiters",
        source_job_id=first_of(record, "id", "uuid"),
        company=text_of(inside(record, "company", "name")),
        location=_location(record),
        country=text_of(inside(record, "location", "country")).upper(),
        work_mode=_work_mode(record),
        description=_sections(record, *DESCRIBING),
        requirements=_sections(record, "qualifications"),
        url=first_of(record, "postingUrl") or _page(record),
        apply_url=text_of(record.get("applyUrl")),
        posted=text_of(record.get("releasedDate")),
        salary_min=number_of(inside(record, "compensation", "min")),
        salary_max=number_of(inside(record, "compensation", "max")),
        currency=text_of(inside(record, "compensation", "currency")),
        interval=text_of(inside(record, "compensation", "period")),
        job_type=text_of(record.get("typeOfEmployment")),
        level=text_of(record.get("experienceLevel")),
        function=first_of(record, "function", "department"),
        industry=text_of(record.get("industry")),
    )


def _location(record: Mapping[str, Any]) -> str:
    parts = (inside(record, "location", part) for part in ("city", "region", "country"))
    return text_of(inside(record, "location", "fullLocation")) or joined(*parts)


def _work_mode(record: Mapping[str, Any]) -> str:
    if flag_of(inside(record, "location", "remote")):
        return "Remote"
    return "Hybrid" if flag_of(inside(record, "location", "hybrid")) else ""


def _sections(record: Mapping[str, Any], *names: str) -> str:
    return joined(*(inside(record, "jobAd", "sections", name, "text") for name in names), by="\n")


def _page(record: Mapping[str, Any]) -> str:
    company, own = text_of(inside(record, "company", "identifier")), text_of(record.get("id"))
    return f"https://jobs.smartrecruiters.com/{company}/{own}" if company and own else ""
