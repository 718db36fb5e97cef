"""Entries of an RSS or Atom feed of jobs, as feedparser names their parts; We Work Remotely's among them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from jobs.parsing.readable_text import readable_line
from jobs.sources.posting import SourcePosting, first_of, joined, text_of
from jobs.sources.role_words import names_role

if TYPE_CHECKING:
    from collections.abc import Mapping

CHANNEL = "feed_link"  # where the channel's own address is put, in every entry
_AT = re.compile(r"^(?P<title>.{3,}?)\s+(?:at|@|bei|chez)\s+(?P<company>[^|]{2,60})$")
_HIRING = re.compile(r"^(?P<company>.{2,60}?)\s+(?:is|are)\s+hiring\s+(?:an?\s+)?(?P<title>.{3,})$", re.IGNORECASE)
_COLON = re.compile(r"^(?P<company>[^:|]{2,60}):\s+(?P<title>.{3,})$")
_BAR = re.compile(r"^(?P<title>[^|]{3,}?)\s*(?:\||\s[-\u2013\u2014]\s)\s*(?P<company>[^|]{2,60})$")


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether it is an entry of a feed."""
    return CHANNEL in example


def recognises_we_work_remotely(example: Mapping[str, Any]) -> bool:
    """Whether it is an entry of We Work Remotely's feed."""
    return "weworkremotely.com" in text_of(example.get(CHANNEL))


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One entry; the company is a part of its own, or stands in the title before a colon or after "at"."""
    title, company = _title_and_company(record)
    return SourcePosting(
        title=title,
        source_job_id=first_of(record, "id", "guid", "link"),
        company=company,
        location=first_of(record, "job_listing_location", "location", "job_location", "city", "region"),
        country=text_of(record.get("country")),
        description=first_of(record, "content", "summary", "description"),
        url=first_of(record, "link", "id"),
        posted=first_of(record, "published", "updated", "pubdate", "date"),
        deadline=first_of(record, "expires_at", "expires", "validthrough", "deadline", "closing_date"),
        salary=first_of(record, "job_listing_salary", "salary", "compensation"),
        job_type=first_of(record, "job_listing_job_type", "job_type", "employment_type", "type"),
        category=first_of(record, "job_listing_category", "category", "tags"),
        skills=text_of(record.get("skills")),
    )


def read_we_work_remotely(record: Mapping[str, Any]) -> SourcePosting:
    """One entry: "Company: Title", always remote; `region` is from where, `state` only where the company sits."""
    company, _, title = text_of(record.get("title")).partition(": ")
    summary = first_of(record, "summary", "content")
    allowed = joined(record.get("country"), record.get("region"))
    return SourcePosting(
        title=title or company,
        source="weworkremotely",
        source_job_id=first_of(record, "id", "link"),
        company=company if title else "",
        location=allowed,
        remote_in=allowed,
        work_mode="Remote",
        description=summary,
        url=text_of(record.get("link")),
        posted=text_of(record.get("published")),
        deadline=text_of(record.get("expires_at")),
        job_type=text_of(record.get("type")),
        skills=text_of(record.get("skills")),
        category=first_of(record, "category", "tags"),
        attribution="We Work Remotely",
    )


def _title_and_company(record: Mapping[str, Any]) -> tuple[str, str]:
    title = readable_line(text_of(record.get("title")))  # a dash or colon to part it at may be written as an entity
    named = first_of(record, "job_listing_company", "company", "company_name", "employer", "dc_publisher")
    if named:
        return _without(title, named), named
    for pattern in (_HIRING, _AT, _COLON, _BAR):
        found = pattern.match(title)
        if found and (pattern in {_HIRING, _AT} or (names_role(found["title"]) and not names_role(found["company"]))):
            return found["title"].strip(), found["company"].strip()
    return title, ""


def _without(title: str, company: str) -> str:
    """The title without the company, which many feeds repeat in it."""
    for start, end in ((f"{company}: ", ""), ("", f" at {company}"), ("", f" - {company}"), ("", f" | {company}")):
        if start and title.startswith(start):
            return title[len(start) :]
        if end and title.endswith(end):
            return title[: -len(end)]
    return title
