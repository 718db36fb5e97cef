"""RemoteOK's list, whose first element is its terms of use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, first_of, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are RemoteOK's names."""
    return {"position", "slug", "epoch"} <= example.keys()


def unfold(record: dict[str, Any]) -> list[dict[str, Any]]:
    """The posting; nothing for the notice that stands before the postings."""
    return [] if "legal" in record and "position" not in record else [record]


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One posting; its tags are the site's guesses, wrong as often as right, and are not read.

    A place is only written for jobs that are tied to it, so what the text says of the work mode goes first.
    """
    paid = number_of(record.get("salary_min")) or number_of(record.get("salary_max"))
    return SourcePosting(
        title=first_of(record, "position", "title"),
        source="remoteok",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company")),
        location=text_of(record.get("location")).strip(" ,"),
        description=text_of(record.get("description")),
        url=first_of(record, "url", "apply_url"),
        apply_url=text_of(record.get("apply_url")),
        posted=first_of(record, "date", "epoch"),
        salary_min=number_of(record.get("salary_min")) or None,
        salary_max=number_of(record.get("salary_max")) or None,
        currency="USD" if paid else "",
        interval="yearly" if paid else "",
        remote=True,
        attribution="RemoteOK",
    )
