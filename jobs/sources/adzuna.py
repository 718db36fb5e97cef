"""Adzuna's search results, from any of its countries, also as lines collected over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources.posting import SourcePosting, flag_of, inside, joined, number_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

# The countries Adzuna serves, by the end of its address there: pay is in the country's currency, a year.
DOMAINS = {
    "co.uk": ("GB", "GBP"), "com": ("US", "USD"), "de": ("DE", "EUR"), "fr": ("FR", "EUR"), "nl": ("NL", "EUR"),
    "at": ("AT", "EUR"), "it": ("IT", "EUR"), "es": ("ES", "EUR"), "be": ("BE", "EUR"), "pl": ("PL", "PLN"),
    "ch": ("CH", "CHF"), "com.au": ("AU", "AUD"), "co.nz": ("NZ", "NZD"), "ca": ("CA", "CAD"), "in": ("IN", "INR"),
    "co.za": ("ZA", "ZAR"), "sg": ("SG", "SGD"), "com.br": ("BR", "BRL"), "com.mx": ("MX", "MXN"),
}  # fmt: skip
NARROWEST = 3  # of an area: country, region, town; what follows are districts


def recognises(example: Mapping[str, Any]) -> bool:
    """Whether it links to Adzuna."""
    return "title" in example and "adzuna." in text_of(example.get("redirect_url"))


def read_posting(record: Mapping[str, Any]) -> SourcePosting:
    """One result; a pay that Adzuna only predicts is not the employer's and is left out."""
    url = text_of(record.get("redirect_url"))
    country, currency = DOMAINS.get(_domain(url), ("", ""))
    predicted = flag_of(record.get("salary_is_predicted")) is True
    low, high = (None if predicted else number_of(record.get(end)) for end in ("salary_min", "salary_max"))
    paid = low is not None or high is not None
    return SourcePosting(
        title=text_of(record.get("title")),
        source="adzuna",
        source_job_id=text_of(record.get("id")),
        company=text_of(record.get("company")),
        location=_location(record),
        country=country,
        description=text_of(record.get("description")),
        url=url,
        posted=text_of(record.get("created")),
        salary_min=low,
        salary_max=high,
        currency=currency if paid else "",
        interval="yearly" if paid else "",
        job_type=joined(record.get("contract_time"), record.get("contract_type")),
        category=text_of(record.get("category")),
        attribution="Adzuna",
    )


def _domain(url: str) -> str:
    return url.partition("adzuna.")[2].partition("/")[0].lower()


def _location(record: Mapping[str, Any]) -> str:
    """The name that is shown, with the region and country it lies in."""
    area = inside(record, "location", "area")
    shown = text_of(record.get("location"))
    if not isinstance(area, list):
        return shown
    around = [text_of(name) for name in reversed(area[: NARROWEST - 1])]
    return joined(*shown.split(","), *around)
