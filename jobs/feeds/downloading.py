"""Gets all pages of a feed as one document that the intake can read."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import httpx

from jobs.feeds.addresses import JSON_KINDS, PAGING, XML_KINDS, address_of
from jobs.feeds.fetching import FetchFailed, Known, fetch

if TYPE_CHECKING:
    from collections.abc import Callable

    from db.feeds import Feed
    from jobs.feeds.addresses import Paging
    from jobs.feeds.fetching import Document, FetchRules, Turns

LIST_NAMES = ("jobs", "results", "data", "content")
MOST_PAGES = 25


@dataclass(frozen=True, slots=True)
class Download:
    """What a feed gave.

    Attributes:
        body: the document, or the postings of all pages as one JSON list; in UTF-8 where the charset was told.
        whole: nothing of it is missing.
        total: how many postings the site says there are.
        note: why it is not whole, in words.
        failure: what broke it off after the first page.
    """

    body: bytes
    whole: bool = True
    total: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    note: str | None = None
    failure: FetchFailed | None = None

    @property
    def suffix(self) -> str:
        """What a file of it is called at the end."""
        start = self.body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(b"<"):
            return ".html" if b"<html" in start or b"<!doctype html" in start else ".xml"
        return ".json" if start.startswith((b"[", b"{")) else ".csv"


def download(
    feed: Feed, rules: FetchRules, turns: Turns, *, known: Known | None, check: Callable[[], None]
) -> Download | None:
    """All that a feed gives now; None when nothing has changed. `check` is called before each page.

    Raises:
        NoAddress: kind, board and url make no address.
        FetchFailed: its first page could not be had.
    """
    address = address_of(feed.kind, feed.url, feed.board)
    paging = PAGING.get(feed.kind)
    if paging is not None:
        return _all_pages(address, paging, rules, turns, check)
    check()
    document = fetch(address, rules, turns, known)
    if document.unchanged:
        return None
    body = _in_utf8(document)
    _check_form(feed.kind, body)
    missing = None if document.sized and _ends_well(body) else "it may have broken off"
    return Download(
        body,
        whole=missing is None,
        etag=document.etag,
        last_modified=document.last_modified,
        note=missing,
    )


def _all_pages(address: str, paging: Paging, rules: FetchRules, turns: Turns, check: Callable[[], None]) -> Download:
    """Page after page, as long as the site names another; always in full, as one page may change and another not."""
    url: httpx.URL | None = httpx.URL(address)
    postings: list[Any] = []
    total, pages, left = None, 0, rules.max_bytes
    while url is not None and pages < MOST_PAGES:
        check()
        try:
            page, size = _page(str(url), paging, replace(rules, max_bytes=left), turns)
        except FetchFailed as error:
            if not postings:
                raise
            told = f"page {pages + 1}: {error}"
            failure = FetchFailed(told, status=error.status, retry_after=error.retry_after)
            return Download(_list(postings), whole=False, note=told, failure=failure)
        found = page[paging.items]
        postings += found
        pages, left = pages + 1, max(1, left - size)
        stated = page.get(paging.total) if paging.total else None
        total = stated if isinstance(stated, int) else None
        url = paging.following(url, page, len(postings)) if found else None
    unread = None if url is None else f"only its first {MOST_PAGES} pages are taken"
    return Download(_list(postings), whole=unread is None, total=total, note=unread)


def _page(url: str, paging: Paging, rules: FetchRules, turns: Turns) -> tuple[dict[str, Any], int]:
    body = _in_utf8(fetch(url, rules, turns))
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise FetchFailed(f"it answers something that is not JSON ({error}): check its url") from error
    postings = _postings_of(page, paging.items)
    if postings is None:
        raise FetchFailed(f"its answer has no list of {paging.items}: check its kind and url")
    return {**(page if isinstance(page, dict) else {}), paging.items: postings}, len(body)


def _postings_of(page: object, items: str) -> list[Any] | None:
    """The postings of a page; a mirror may give them as a bare list, or under another site's name."""
    named = page if isinstance(page, dict) else {items: page}
    for name in (items, *LIST_NAMES):
        postings = named.get(name)
        if isinstance(postings, list):
            return postings
    return None


def _list(postings: list[Any]) -> bytes:
    return json.dumps(postings, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _check_form(kind: str, body: bytes) -> None:
    """A login page is sent with a good status too.

    Raises:
        FetchFailed: it is a page where the kind is not.
    """
    start = body[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    wrong_json = kind in JSON_KINDS and not start.startswith((b"[", b"{"))
    wrong_xml = kind in XML_KINDS and (not start.startswith(b"<") or b"<html" in start)
    if wrong_json or wrong_xml:
        what = "nothing" if not start else "a web page" if b"<html" in start else "something else"
        raise FetchFailed(f"it answers {what} instead of {'JSON' if wrong_json else 'a feed'}: check its kind and url")


def _in_utf8(document: Document) -> bytes:
    """The body, recoded where the header names another charset; XML that names its own is left alone."""
    body, charset = document.body, document.charset
    if charset is None or charset in ("utf-8", "utf8", "us-ascii") or body.lstrip().startswith(b"<?xml"):
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return body.decode(charset).encode()
        except (LookupError, UnicodeDecodeError):  # a wrong header: the reader finds out for itself
            return body
    return body


def _ends_well(body: bytes) -> bool:
    """Whether JSON is complete, of JSON Lines the last line; of other formats nothing can be said."""
    if not body.lstrip().startswith((b"[", b"{")):
        return True
    text: bytes
    for text in (body, body.rstrip().rpartition(b"\n")[2]):
        try:
            json.loads(text)
        except (ValueError, RecursionError):
            continue
        return True
    return False
