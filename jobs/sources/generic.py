"""Any table or list of objects: columns are known by their usual names, the rest by a map the operator gives."""

from __future__ import annotations

import csv
import re
from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from jobs.sources.pay_columns import read_pay_columns
from jobs.sources.posting import SourcePosting, first_of, flag_of, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Columns = dict[str, tuple[str, ...]]

FIELDS = tuple(field.name for field in fields(SourcePosting))
NUMBERS = frozenset({"posted_days_ago", "expires_in_days", "experience_min", "experience_max"})
FLAGS = frozenset({"remote", "filled"})
PAY = frozenset({"salary_min", "salary_max"})

# The names that boards and scrapers give to a field, the most telling first; compared without case, spaces and signs.
ALIASES: dict[str, tuple[str, ...]] = {
    "title": ("title", "job_title", "position", "role", "jobtitle", "vacancy", "job", "name"),
    "source": ("source", "platform", "site", "board", "portal"),
    "source_job_id": ("source_job_id", "job_id", "external_id", "id", "guid", "reference", "ref", "slug"),
    "company": ("company", "company_name", "employer", "organization", "organisation", "hiring_company"),
    "location": ("location", "job_location", "place", "city", "candidate_required_location", "work_address", "address"),
    "description": ("full_description", "description", "job_description", "details", "summary", "text", "body"),
    "requirements": ("requirements", "qualifications", "requirement", "qualification"),
    "url": ("url", "job_url", "detail_url", "link", "apply_url", "redirect_url", "apply_link"),
    "posted": ("posted_date", "date_posted", "posted_on", "posted_at", "posted", "publication_date", "created",
               "created_at", "date", "posted_relative"),
    "posted_days_ago": ("posted_days_ago",),
    "deadline": ("deadline", "closing_date", "application_deadline", "valid_through", "expires_on", "expiry_date"),
    "expires_in_days": ("expires_in_days",),
    "salary": ("salary_raw", "salary_text", "salary", "pay", "compensation", "wage", "remuneration"),
    "salary_min": ("salary_min", "min_salary", "min_amount", "annual_salary_min"),
    "salary_max": ("salary_max", "max_salary", "max_amount", "annual_salary_max"),
    "currency": ("salary_currency", "currency"),
    "interval": ("salary_period", "pay_period", "interval", "salary_interval"),
    "experience": ("experience_text", "experience", "required_experience", "experience_required", "experience_range"),
    "experience_min": ("experience_years_min", "experience_min", "min_experience"),
    "experience_max": ("experience_years_max", "experience_max", "max_experience"),
    "skills": ("skills", "required_skills", "key_skills", "tags"),
    "job_type": ("job_type", "employment_type", "contract_type", "schedule_type"),
    "work_mode": ("work_mode", "work_arrangement", "workplace_type", "remote_type"),
    "remote": ("remote", "is_remote", "remote_allowed"),
    "level": ("experience_level", "level", "job_level", "seniority", "seniority_level"),
    "function": ("job_function", "function", "category", "department"),
    "industry": ("industry", "company_industry", "sector"),
    "category": ("job_category", "category"),
    "keywords": ("keywords", "search_keywords"),
    "country": ("country", "country_code", "job_country"),
    "apply_url": ("apply_url", "application_url", "apply_link", "application_link"),
    "contacts": ("contacts", "contact_email", "email", "emails", "phone", "contact"),
    "education": ("education", "education_level", "education_qualification"),
    "benefits": ("benefits", "perks"),
    "filled": ("filled", "is_filled", "position_filled"),
}  # fmt: skip


class UnknownField(Exception):
    """A column map names a field that postings do not have."""


def parse_mapping(text: str) -> dict[str, str]:
    """`field=column,…` as typed by an operator, to {field: column}; a part with a comma in it stands in quotes.

    Raises:
        UnknownField: a part is not field=column, or the field is none of ours; the message lists them.
    """
    mapping: dict[str, str] = {}
    parts = next(csv.reader([text], skipinitialspace=True), [])
    for part in filter(None, (part.strip() for part in parts)):
        field, equals, column = (piece.strip() for piece in part.partition("="))
        if not equals or not column or field not in FIELDS:
            raise UnknownField(f"{part!r} is not field=column with one of these fields: {', '.join(FIELDS)}")
        mapping[field] = column
    return mapping


def known_columns(found: Iterable[str], mapping: Mapping[str, str]) -> Columns:
    """Which of the found columns hold which field, the best first; a mapped field is read from its column only."""
    by_plain_name: dict[str, str] = {}
    for column in found:
        by_plain_name.setdefault(_plain(column), column)
    columns = {
        field: tuple(by_plain_name[_plain(name)] for name in names if _plain(name) in by_plain_name)
        for field, names in ALIASES.items()
    }
    return columns | {field: (column,) for field, column in mapping.items()}


def read_posting(record: Mapping[str, Any], columns: Columns) -> SourcePosting:
    """One record by its columns; the title is "" when the record has none."""
    known = {field: names for field, names in columns.items() if (names or field == "title") and field not in PAY}
    posting = SourcePosting(**{field: _read(record, field, names) for field, names in known.items()})
    return _with_pay(posting, record, columns)


def _with_pay(posting: SourcePosting, record: Mapping[str, Any], columns: Columns) -> SourcePosting:
    """With the pay of its columns; what of them cannot be read stays as text, where there is no other."""
    low, high = (
        next((record[name] for name in columns.get(end, ()) if text_of(record.get(name))), None)
        for end in ("salary_min", "salary_max")
    )
    if low is None and high is None:
        return posting
    pay = read_pay_columns(low, high, posting.interval)
    return replace(
        posting,
        salary=posting.salary or pay.unread,
        salary_min=pay.low,
        salary_max=pay.high,
        currency=posting.currency or pay.currency,
    )


def _read(record: Mapping[str, Any], field: str, names: tuple[str, ...]) -> Any:  # noqa: ANN401 - text, number or flag by field
    if field in NUMBERS:
        return next((number for name in names if (number := number_of(record.get(name))) is not None), None)
    if field in FLAGS:
        return next((flag for name in names if (flag := flag_of(record.get(name))) is not None), None)
    return first_of(record, *names)


def _plain(column: str) -> str:
    return re.sub(r"[\W_]+", "", column).lower()
