"""Where each kind of feed is found on the web, and where its next page is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx

    NextPage = Callable[[httpx.URL, Mapping[str, Any], int], httpx.URL | None]

BOARD = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
ADZUNA_COUNTRY = re.compile(r"/jobs/([a-z]{2})/")

# As documented by the sites themselves; {board} is a company's name in its own address there.
ADDRESSES = {
    "arbeitnow": "https://www.arbeitnow.com/api/job-board-api",
    "ashby": "https://api.ashbyhq.com/posting-api/job-board/{board}?includeCompensation=true",
    "greenhouse": "https://boards-api.greenhouse.io/v1/boards/{board}/jobs?content=true",
    "himalayas": "https://himalayas.app/jobs/api?limit=20&offset=0",
    "jobicy": "https://jobicy.com/api/v2/remote-jobs?count=100",
    "lever": "https://api.lever.co/v0/postings/{board}?mode=json",
    "recruitee": "https://{board}.recruitee.com/api/offers/",
    "remoteok": "https://remoteok.com/api",
    "remotive": "https://remotive.com/api/remote-jobs",
    "smartrecruiters": "https://api.smartrecruiters.com/v1/companies/{board}/postings?limit=100&offset=0",
    "themuse": "https://www.themuse.com/api/public/jobs?page=1",
    "weworkremotely": "https://weworkremotely.com/remote-jobs.rss",
    "workable": "https://apply.workable.com/api/v1/widget/accounts/{board}?details=true",
    "workingnomads": "https://www.workingnomads.com/api/exposed_jobs/",
}

XML_KINDS = frozenset({"rss", "weworkremotely"})
JSON_KINDS = frozenset({"adzuna", *ADDRESSES}) - XML_KINDS


class NoAddress(Exception):
    """A feed's kind, board and url do not make an address; the message says what is missing."""


def address_of(kind: str, url: str | None, board: str | None) -> str:
    """Where to fetch a feed: its own url, else the one of its kind with its board.

    Raises:
        NoAddress: neither makes one.
    """
    if url:
        return url
    template = ADDRESSES.get(kind)
    if template is None:
        raise NoAddress(f"url is missing: kind {kind} has no address of its own")
    if "{board}" not in template:
        return template
    if not board:
        raise NoAddress(f"board is missing: the company's name as in {template.partition('?')[0]}")
    if not BOARD.fullmatch(board) or ("{board}." in template and "." in board):
        raise NoAddress(f"board = {board!r} is no name: letters, digits, dots, - and _ as in the company's address")
    return template.replace("{board}", board)


def country_of(kind: str, address: str) -> str:
    """The country that an address is about (ISO 3166 alpha-2), "" when it does not say one."""
    found = ADZUNA_COUNTRY.search(address) if kind == "adzuna" else None
    return found[1].upper() if found else ""


@dataclass(frozen=True, slots=True)
class Paging:
    """How a site gives a long list: under which key a page holds its postings and the count of all, and what follows.

    `following` takes this page's URL, the page, and how many postings came so far; None: that was the last.
    """

    items: str
    total: str | None
    following: NextPage


def _by_offset(url: httpx.URL, page: Mapping[str, Any], so_far: int) -> httpx.URL | None:
    total = page.get("totalFound", page.get("totalCount"))
    more = isinstance(total, int) and so_far < total
    return url.copy_set_param("offset", so_far) if more else None


def _by_number(url: httpx.URL, page: Mapping[str, Any], so_far: int) -> httpx.URL | None:  # noqa: ARG001 - one signature
    number = int(url.params.get("page") or 1)
    pages = page.get("page_count")
    return url.copy_set_param("page", number + 1) if isinstance(pages, int) and number < pages else None


def _by_link(url: httpx.URL, page: Mapping[str, Any], so_far: int) -> httpx.URL | None:  # noqa: ARG001 - one signature
    links = page.get("links")
    link = links.get("next") if isinstance(links, dict) else None
    target = url.join(link) if isinstance(link, str) and link else None
    return target if target is not None and target.host == url.host else None


def _by_path(url: httpx.URL, page: Mapping[str, Any], so_far: int) -> httpx.URL | None:
    start, slash, number = url.path.rpartition("/")
    total = page.get("count")
    more = isinstance(total, int) and so_far < total and number.isdigit()
    return url.copy_with(path=f"{start}{slash}{int(number) + 1}") if more else None


PAGING = {
    "adzuna": Paging("results", "count", _by_path),
    "arbeitnow": Paging("data", None, _by_link),
    "himalayas": Paging("jobs", "totalCount", _by_offset),
    "smartrecruiters": Paging("content", "totalFound", _by_offset),
    "themuse": Paging("results", "total", _by_number),
}
