"""Reads the file in which an operator lists the feeds, and brings the table in step with it."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from db.feeds import PlannedFeed, disable_unplanned, save_planned
from jobs.feeds.addresses import NoAddress, address_of
from jobs.feeds.fetching import FetchFailed, checked_url

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from db.pool import Pool
    from jobs.feeds.fetching import FetchRules

KEYS = ("name", "kind", "url", "board", "every", "enabled")
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
EVERY = re.compile(r"\s*(\d{1,4})\s*(m|min|h|d)\s*")
UNIT_SECONDS = {"m": 60, "min": 60, "h": 3600, "d": 86400}
DEFAULT_EVERY = "6h"
SHORTEST_SECONDS, LONGEST_SECONDS = 300, 31 * 86400


class FeedsFileError(Exception):
    """Some of the feeds file is wrong; the message has a line for each problem: feed, key, remedy."""


class _Wrong(Exception):
    """One key of one feed is wrong; the message begins with the key."""


def sync_feeds(pool: Pool, path: Path, kinds: Collection[str], rules: FetchRules) -> int:
    """Save the sound feeds of the file, and rest those that it no longer names; how many it has.

    Without a file nothing is touched: feeds may be kept in the table alone, and not every machine has the file.

    Raises:
        FeedsFileError: some are wrong; the others are saved, and the wrong ones are left as they were.
    """
    tables = _read(path)
    if tables is None:
        return 0
    plans, problems, named = _plans(tables, kinds, rules)
    with pool.transaction() as conn:
        save_planned(conn, plans)
        disable_unplanned(conn, sorted(named))
    if problems:
        raise FeedsFileError("\n".join([f"Some feeds of {path} are wrong:", *(f"  - {line}" for line in problems)]))
    return len(plans)


def _read(path: Path) -> list[Any] | None:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise FeedsFileError(f"{path} cannot be read: {error}; no feed was changed.") from error
    tables = content.pop("feed", [])
    if content or not isinstance(tables, list):
        wrong = ", ".join(content) or "feed"
        raise FeedsFileError(f"{path}: {wrong} is not known here; each feed begins with a line [[feed]].")
    return tables


def _plans(
    tables: list[Any], kinds: Collection[str], rules: FetchRules
) -> tuple[list[PlannedFeed], list[str], set[str]]:
    """The sound feeds, what is wrong with the others, and the names of all."""
    plans: dict[str, PlannedFeed] = {}
    problems: list[str] = []
    named = {str(table["name"]) for table in tables if isinstance(table, dict) and "name" in table}
    for number, table in enumerate(tables, 1):
        called = f"feed {table['name']!r}" if isinstance(table, dict) and "name" in table else f"feed number {number}"
        try:
            plan = _plan(table, kinds, rules, taken=plans)
            plans[plan.name] = plan
        except _Wrong as wrong:
            problems.append(f"{called}: {wrong}")
    return list(plans.values()), problems, named


def _plan(table: object, kinds: Collection[str], rules: FetchRules, *, taken: Collection[str]) -> PlannedFeed:
    if not isinstance(table, dict):
        raise _Wrong("it is no table: each feed begins with a line [[feed]]")
    unknown = [key for key in table if key not in KEYS]
    if unknown:
        raise _Wrong(f"{unknown[0]} is no key of a feed; there are {', '.join(KEYS)}")
    name, kind = _text(table, "name"), _text(table, "kind")
    url, board = _text(table, "url") or None, _text(table, "board") or None
    enabled = table.get("enabled", True)
    if not NAME.fullmatch(name):
        raise _Wrong("name is missing or has other signs than letters, digits, - and _ (63 at most)")
    if name in taken:
        raise _Wrong("name is taken by an earlier feed: give it another")
    if kind not in kinds:
        raise _Wrong(f"kind = {kind!r} is not known; there are {', '.join(sorted(kinds))}")
    if not isinstance(enabled, bool):
        raise _Wrong(f"enabled = {enabled!r} is not true or false")
    _check_address(kind, url, board, rules)
    return PlannedFeed(name, kind, url, board, _seconds(table.get("every", DEFAULT_EVERY)), enabled)


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise _Wrong(f"{key} = {value!r} is not a text in quotes")
    return value.strip()


def _check_address(kind: str, url: str | None, board: str | None, rules: FetchRules) -> None:
    try:
        checked_url(address_of(kind, url, board), rules)
    except NoAddress as error:
        raise _Wrong(str(error)) from error
    except FetchFailed as error:
        raise _Wrong(f"url: {error}") from error


def _seconds(every: object) -> int:
    found = EVERY.fullmatch(every) if isinstance(every, str) else None
    seconds = int(found[1]) * UNIT_SECONDS[found[2]] if found else 0
    if not SHORTEST_SECONDS <= seconds <= LONGEST_SECONDS:
        raise _Wrong(f'every = {every!r} is none of "5m" to "31d", such as "30m", "6h", "1d"')
    return seconds
