"""One fetch of a feed: under a lease, into the same intake as a file, and with its next time set whatever comes."""

from __future__ import annotations

import logging
import re
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from db.errors import LeaseLost, StorageError, Unavailable
from db.failure_trace import where
from db.feed_listings import close_gone, count_expired, count_listed, save_listed
from db.feeds import Fetched, mark_failed, mark_fetched, mark_unchanged, release_feed, renew_lease
from jobs.expiry import SHRUNK_BELIEVED_AFTER, has_shrunk
from jobs.feeds.addresses import PAGING, NoAddress, address_of, country_of
from jobs.feeds.details import with_details
from jobs.feeds.downloading import download
from jobs.feeds.fetching import FetchFailed, FetchRules, HostBusy, Known, narrowed
from jobs.feeds.host_turns import HostTurns
from jobs.feeds.kinds import known_kinds, lists_everything
from jobs.feeds.listed import Listed, told_of_expired, why_incomplete
from jobs.intake import import_file
from jobs.reading import READING_VERSION
from jobs.sources.files import UnreadableFile
from jobs.sources.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from db.feeds import Feed
    from db.pool import Connection, Pool
    from jobs.block_writing import BatchReport
    from jobs.feeds.downloading import Download
    from settings import Settings

log = logging.getLogger(__name__)

LEASE_SECONDS = 300.0  # beyond the time limit of one download: how long after its worker's death a feed is due again
RENEW_SECONDS = 30.0
FIRST_RETRY = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
ERROR_CHARACTERS = 500


class FeedTaken(LeaseLost):
    """Another worker has taken this feed over; what was fetched here is theirs to mark."""


def _go_on() -> None:
    """Nobody wants us to stop."""


@dataclass(frozen=True, slots=True)
class FeedWork:
    """What feeds are fetched with. `check` is called often and may raise to stop the work."""

    pool: Pool
    rules: FetchRules
    seconds_per_host: float = 2.0
    expires_after_days: int = 30
    check: Callable[[], None] = _go_on

    @classmethod
    def from_settings(cls, settings: Settings, pool: Pool, check: Callable[[], None] = _go_on) -> FeedWork:
        """As the operator has set it."""
        return cls(pool, fetch_rules(settings), settings.fetch_seconds_per_host, settings.job_expires_after_days, check)


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one fetch came to. `told` says it in words; `closed` postings are gone from the feed."""

    name: str
    outcome: Literal["fetched", "unchanged", "failed", "waiting"]
    told: str = ""
    report: BatchReport | None = None
    closed: int = 0


def fetch_rules(settings: Settings) -> FetchRules:
    """As the operator has set it; the product is named to the sites, with its address if it has one."""
    place = f" (+{settings.public_url})" if settings.public_url else ""
    return FetchRules(
        timeout_seconds=settings.fetch_timeout_seconds,
        max_bytes=settings.fetch_max_bytes,
        user_agent=f"Jobherald/1.0{place}",
        private_hosts=frozenset(re.sub(r"[\[\]]", "", host) for host in settings.fetch_private_hosts),
    )


class FeedFetch:
    """One fetch of a feed that is held."""

    def __init__(self, work: FeedWork, feed: Feed, now: datetime, *, believe: bool) -> None:
        self._work = work
        self._feed = feed
        self._now = now
        self._believe = believe
        self._renewed = time.monotonic()
        self._stopped: BaseException | None = None

    def run(self) -> FeedResult:
        """Do it, and mark what it came to.

        Raises:
            Unavailable: the database went away; the feed is due again when its lease is over.
            FeedTaken: it took so long that somebody else took the feed over; nothing was marked.
        """
        try:
            return self._fetch()
        except HostBusy as error:
            return self._wait(error)
        except FetchFailed as error:
            return self._fail(str(error), status=error.status, retry_after=error.retry_after)
        except (NoAddress, UnreadableFile) as error:
            return self._fail(str(error))
        except StorageError as error:
            if isinstance(error, Unavailable | LeaseLost) or error is self._stopped:
                raise
            return self._fail(f"the database refused what it gave: {error}")
        except Exception as error:
            if error is self._stopped:
                self._release()
                raise
            log.exception("feed %s: a fault of ours", self._feed.name)
            return self._fail(f"a fault of this program, please report it: {where(error)}")
        except BaseException:
            self._release()
            raise

    def _check(self) -> None:
        """Go on if we may, and keep the lease meanwhile."""
        try:
            self._work.check()
        except Exception as error:
            self._stopped = error
            raise
        if time.monotonic() - self._renewed > RENEW_SECONDS:
            seconds = self._work.rules.timeout_seconds + LEASE_SECONDS
            with self._work.pool.transaction() as conn:
                self._held(renew_lease(conn, self._feed, lease_seconds=seconds))
            self._renewed = time.monotonic()

    def _fetch(self) -> FeedResult:
        feed = self._feed
        if feed.kind not in known_kinds():
            return self._fail(f"kind {feed.kind!r} is not known; there are {', '.join(known_kinds())}")
        current = feed.read_with == READING_VERSION
        turns = HostTurns(self._work.pool, self._work.seconds_per_host, self._check)
        known = Known(feed.etag, feed.last_modified) if current else None
        rules = narrowed(self._work.rules, address_of(feed.kind, feed.url, feed.board))
        got = download(feed, rules, turns, known=known, check=self._check)
        if got is None:
            return self._unchanged()
        got = self._detailed(got, rules, turns)
        listed = Listed()
        report = self._take_in(got, listed)
        if got.failure is not None:
            told, failure = str(got.failure), got.failure
            return replace(self._fail(told, status=failure.status, retry_after=failure.retry_after), report=report)
        if listed.unread and not listed.keys:
            reason = report.failures[0].reason
            told = f"none of its {listed.unread} rows is a posting ({reason}): look there, and check its kind and url"
            return replace(self._fail(told), report=report)
        return self._finish(got, listed, report, complete=lists_everything(feed.kind))

    def _detailed(self, got: Download, rules: FetchRules, turns: HostTurns) -> Download:
        """With the texts of the postings, where they are kept apart from the list."""
        if self._feed.kind not in PAGING:
            return got
        pool, kind, turn = self._work.pool, KINDS[self._feed.kind], self._feed.lease
        detailed = with_details(pool, kind, got.body, turn=turn, rules=rules, turns=turns, check=self._check)
        if not detailed.lacking:
            return replace(got, body=detailed.body)
        why = f" ({detailed.failure})" if detailed.failure else ""
        return replace(got, body=detailed.body, note=f"{detailed.lacking} texts are to come{why}")

    def _take_in(self, got: Download, listed: Listed) -> BatchReport:
        with tempfile.TemporaryDirectory(prefix="jobherald-feed-") as folder:
            path = Path(folder) / f"{self._feed.name}{got.suffix}"
            path.write_bytes(got.body)
            return import_file(
                self._work.pool,
                path,
                kind=self._feed.kind,
                board=self._feed.board or "",
                country=country_of(self._feed.kind, self._feed.url or ""),
                now=self._now,
                expires_after_days=self._work.expires_after_days,
                progress=lambda *_: self._check(),
                witness=listed.witness,
            )

    def _finish(self, got: Download, listed: Listed, report: BatchReport, *, complete: bool) -> FeedResult:
        """All is in: in one transaction what it lists, what is gone, and when it is asked next."""
        feed, closed = self._feed, 0
        missing = why_incomplete(got, listed, feed) if complete else None
        fetched = Fetched(
            etag=got.etag,
            last_modified=got.last_modified,
            read_with=READING_VERSION,
            postings=len(listed.keys),
            unread=listed.unread,
            batch_id=report.batch_id,
            note=missing or got.note,
        )
        with self._work.pool.transaction() as conn:
            if complete:
                before = count_listed(conn, feed.id)
                suspect = has_shrunk(before, len(listed.keys), since=feed.shrunk_since, now=self._now)
                if missing is None and suspect and not self._believe:
                    return self._shrunk(conn, before, len(listed.keys))
                save_listed(conn, feed.id, sorted(listed.keys), self._now)
                closed = 0 if missing else close_gone(conn, feed.id, self._now)
            fetched = replace(fetched, note=self._note(conn, fetched.note, listed))
            self._held(mark_fetched(conn, feed, fetched, now=self._now, next_fetch_at=self._regularly()))
        return FeedResult(feed.name, "fetched", fetched.note or "", report, closed)

    def _note(self, conn: Connection, told: str | None, listed: Listed) -> str | None:
        expired = count_expired(conn, sorted(listed.keys))
        over = told_of_expired(expired, len(listed.keys), self._work.expires_after_days)
        return "; ".join(filter(None, (told, over))) or None

    def _shrunk(self, conn: Connection, before: int, listed: int) -> FeedResult:
        told = (
            f"it lists {listed} of the {before} postings it did, so none was closed: look there; if that is true, "
            f"python -m jobs fetch {self._feed.name} --believe, or wait {SHRUNK_BELIEVED_AFTER.days} days"
        )
        return self._mark_failed(conn, told, shrunk_since=self._feed.shrunk_since or self._now)

    def _unchanged(self) -> FeedResult:
        with self._work.pool.transaction() as conn:
            self._held(mark_unchanged(conn, self._feed, now=self._now, next_fetch_at=self._regularly()))
        return FeedResult(self._feed.name, "unchanged", "nothing new since the last time")

    def _wait(self, busy: HostBusy) -> FeedResult:
        """Somebody else's turn at the host: no fault."""
        with self._work.pool.transaction() as conn:
            release_feed(conn, self._feed, next_fetch_at=self._now + timedelta(seconds=busy.retry_after or 0))
        return FeedResult(self._feed.name, "waiting", str(busy))

    def _fail(self, told: str, *, status: int | None = None, retry_after: float | None = None) -> FeedResult:
        with self._work.pool.transaction() as conn:
            return self._mark_failed(conn, told, status=status, retry_after=retry_after)

    def _mark_failed(
        self,
        conn: Connection,
        told: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        shrunk_since: datetime | None = None,
    ) -> FeedResult:
        wait = max(backoff(self._feed.failures + 1), timedelta(seconds=retry_after or 0))
        marked = mark_failed(
            conn,
            self._feed,
            told[:ERROR_CHARACTERS],
            status=status,
            shrunk_since=shrunk_since or self._feed.shrunk_since,
            now=self._now,
            next_fetch_at=self._now + wait,
        )
        self._held(marked)
        log.warning("feed %s failed: %s", self._feed.name, told)
        return FeedResult(self._feed.name, "failed", told)

    def _release(self) -> None:
        with self._work.pool.transaction() as conn:
            release_feed(conn, self._feed)

    def _regularly(self) -> datetime:
        return self._now + timedelta(seconds=self._feed.every_seconds)

    def _held(self, ours: bool) -> None:  # noqa: FBT001 - the one thing it asks
        if not ours:
            raise FeedTaken(f"Another worker has taken the feed {self._feed.name} over.")


def backoff(failures: int) -> timedelta:
    """How long to wait after so many failures in a row: 5 minutes, doubled each time, a day at most."""
    return min(FIRST_RETRY * (1 << min(failures - 1, 12)), LONGEST_WAIT)
