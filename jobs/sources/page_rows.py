"""The schema.org JobPostings that a web page carries for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jobs.sources import schema_org
from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator


def read_page(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """Every JobPosting of the page, in JSON-LD or microdata, with the line its script or element is on."""
    # The package takes 0.3 s to load, which only those who read pages should wait for.
    from extruct.jsonld import JsonLdExtractor  # noqa: PLC0415
    from extruct.utils import parse_html  # noqa: PLC0415
    from extruct.w3cmicrodata import MicrodataExtractor  # noqa: PLC0415

    written = text.read()
    if not written.strip():
        return
    document, broken = parse_html(written.encode(), encoding="utf-8"), None
    for script in document.xpath('//script[contains(@type, "ld+json")]'):
        try:
            postings = [posting for thing in JsonLdExtractor().extract_items(script) for posting in _postings(thing)]
        except (ValueError, RecursionError) as error:
            broken = BadRecord(script.sourceline or 1, f"the page's JSON-LD is broken: {error}")
            continue
        yield from (Record(script.sourceline or 1, posting) for posting in postings)
    for item in MicrodataExtractor(nested=True).extract_items(document, base_url=""):
        yield from (Record(1, posting) for posting in _postings(_as_json_ld(item)))
    if broken is not None:
        yield broken


def _postings(thing: object) -> list[dict[str, Any]]:
    return schema_org.unfold(thing) if isinstance(thing, dict) else []


def _as_json_ld(item: Any) -> Any:  # noqa: ANN401 - nested microdata
    """Microdata's {type, properties} as JSON-LD writes the same."""
    if isinstance(item, list):
        return [_as_json_ld(part) for part in item]
    if not isinstance(item, dict):
        return item
    properties = {name: _as_json_ld(value) for name, value in item.get("properties", {}).items()}
    return {"@type": item.get("type", ""), **properties} if "type" in item else item
