"""Fetches the feeds that an operator lists, in a file or in the table."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from db.errors import LeaseLost, StorageError, Unavailable
from db.feeds import claim_feed, find_due, find_feeds
from jobs.feeds.feeds_file import sync_feeds
from jobs.feeds.kinds import known_kinds
from jobs.feeds.one_fetch import LEASE_SECONDS, FeedFetch, FeedResult, FeedTaken, fetch_rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from db.pool import Pool
    from jobs.feeds.one_fetch import FeedWork
    from settings import Settings


log = logging.getLogger(__name__)


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def sync_with_file(pool: Pool, settings: Settings) -> int:
    """Bring the table in step with the feeds file; how many feeds the file has, 0 without one.

    Raises:
        FeedsFileError: some of them are wrong; the others are saved.
    """
    return sync_feeds(pool, settings.feeds_file, known_kinds(), fetch_rules(settings))


def fetch_due(work: FeedWork) -> Iterator[FeedResult]:
    """Every feed whose time has come, one after the other; what each came to."""
    with work.pool.transaction() as conn:
        names = find_due(conn, utc_now())
    return (_fetch_in_round(work, name) for name in names)


def fetch_all(work: FeedWork) -> Iterator[FeedResult]:
    """Every enabled feed, whether its time has come or not."""
    with work.pool.transaction() as conn:
        names = [feed.name for feed in find_feeds(conn) if feed.enabled]
    return (_fetch_in_round(work, name) for name in names)


def fetch_feed(work: FeedWork, name: str, now: datetime, *, believe: bool = False) -> FeedResult:
    """Fetch one feed and take in what it gives; `believe` it also when it lists next to nothing of what it did.

    A feed that fails is marked so, and nothing is raised for it.

    Raises:
        Unavailable: the database went away; the feed is due again when its lease is over.
        FeedTaken: it took so long that somebody else took the feed over; nothing was marked.
    """
    with work.pool.transaction() as conn:
        feed = claim_feed(conn, name, lease_seconds=work.rules.timeout_seconds + LEASE_SECONDS)
    if feed is None:
        return FeedResult(name, "waiting", "somebody is fetching it")
    return FeedFetch(work, feed, now, believe=believe).run()


def _fetch_in_round(work: FeedWork, name: str) -> FeedResult:
    """One of many: its troubles are not those of the others, unless the database or our right to go on is gone."""
    try:
        return fetch_feed(work, name, utc_now())
    except FeedTaken as error:
        return FeedResult(name, "waiting", str(error))
    except (Unavailable, LeaseLost):
        raise
    except StorageError as error:  # its failure could not be noted either: it is due again when its lease is over
        log.exception("feed %s: the database refuses", name)
        return FeedResult(name, "failed", str(error))
