"""The rows that scrapers of Indeed, Dice, TechFetch, Glassdoor, Monster and LinkedIn agree on, and what some add."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jobs.sources import generic

if TYPE_CHECKING:
    from collections.abc import Mapping

    from jobs.sources.posting import SourcePosting

COLUMNS = frozenset({"job_id", "title", "company", "location", "description", "posted_date", "job_url"})
SITES = ("indeed", "dice", "techfetch", "glassdoor", "monster", "linkedin", "ziprecruiter", "naukri")


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether these are the agreed columns."""
    return example.keys() >= COLUMNS


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One row: {job_id, title, company, location, salary, description, requirements, posted_date, job_url} and more.

    Rows that do not say where they are from are from the site that they link to.
    """
    posting = generic.read_posting(record, _columns(tuple(record)))
    return posting if posting.source else replace(posting, source=_site(posting.url))


@lru_cache(maxsize=256)  # rows of one file have the same names, but for a few
def _columns(names: tuple[str, ...]) -> generic.Columns:
    return generic.known_columns(names, {})


def _site(url: str) -> str:
    host = url.partition("://")[2].partition("/")[0].lower()
    return next((site for site in SITES if site in host.split(".")), "")
