"""The entries of an RSS or Atom feed, and the elements of any other XML list of jobs."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import feedparser
from lxml import etree

from jobs.sources.feed_entry import CHANNEL
from jobs.sources.rows import BadRecord, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENTRY = re.compile(r"<(?:\w+:)?(?:item|entry)[\s>]")
_DECLARED_ENCODING = re.compile(r"^(\s*<\?xml[^>]*?)\s+encoding=[\"'][^\"']*[\"']")
JOB_ELEMENTS = frozenset(
    {"job", "position", "vacancy", "offer", "posting", "item", "ad", "row", "listing", "jobposting", "record"}
)
TITLE_ELEMENTS = frozenset({"title", "jobtitle", "name", "position", "job_title", "titel"})


def read_xml(text: io.TextIOWrapper) -> Iterator[Record | BadRecord]:
    """Every entry of a feed; of other XML every element that is named for a job and has a title."""
    written = _DECLARED_ENCODING.sub(r"\1", text.read())  # it is decoded already
    parsed = feedparser.parse(io.BytesIO(written.encode()))  # a text might be taken for an address
    if not parsed.entries:
        yield from () if parsed.version else _elements(written)
        return
    starts = [match.start() for match in _ENTRY.finditer(written)]
    channel = str(parsed.feed.get("link", "")) or str(parsed.feed.get("title", ""))
    line, counted = 1, 0
    for number, entry in enumerate(parsed.entries):
        if number < len(starts):
            line += written.count("\n", counted, starts[number])
            counted = starts[number]
        yield Record(line, {**_plain(entry), CHANNEL: channel})
    if parsed.bozo and isinstance(parsed.get("bozo_exception"), Exception) and not _closed(written):
        yield BadRecord(written.count("\n") + 1, f"the feed breaks off: {parsed.bozo_exception}")


def _closed(written: str) -> bool:
    return re.search(r"</(?:rss|feed|rdf:RDF)>\s*(?:<!--.*?-->\s*)*$", written, re.DOTALL) is not None


def _plain(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - feedparser ships no types
    """An entry as plain JSON: its texts, its tags by their terms, its content as text."""
    values = {name: value for name, value in entry.items() if isinstance(value, str) and value.strip()}
    tags = [tag["term"] for tag in entry.get("tags", []) if tag.get("term")]
    content = "\n".join(part["value"] for part in entry.get("content", []) if part.get("value"))
    return values | ({"tags": tags} if tags else {}) | ({"content": content} if content else {})


def _elements(written: str) -> Iterator[Record | BadRecord]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, remove_comments=True)
    root = etree.fromstring(written.encode(), parser)
    found = [element for element in root.iter() if _is_job(element)] if root is not None else []
    for element in found:
        yield Record(element.sourceline or 1, _values(element))
    if not found:
        yield BadRecord(1, "neither a feed (RSS, Atom) nor a list of jobs with titles")


def _is_job(element: Any) -> bool:  # noqa: ANN401 - lxml's elements come without types
    return _name(element) in JOB_ELEMENTS and any(_name(child) in TITLE_ELEMENTS for child in element)


def _values(element: Any) -> dict[str, Any]:  # noqa: ANN401 - as above
    """The children by their names; equal names are joined to a list, deeper ones taken as text."""
    values: dict[str, list[str]] = {str(name): [str(value)] for name, value in element.attrib.items()}
    for child in element:
        if not isinstance(child.tag, str):
            continue
        said = " ".join(" ".join(child.itertext()).split())
        name = etree.QName(child).localname
        values.setdefault(name, []).append(said)
    return {name: said[0] if len(said) == 1 else said for name, said in values.items()}


def _name(element: Any) -> str:  # noqa: ANN401 - as above
    return etree.QName(element).localname.lower() if isinstance(element.tag, str) else ""
