"""`feeds`: where postings are fetched from, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclasses are read at run time
from typing import TYPE_CHECKING

from db.query import execute, execute_rows, many, maybe, one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class PlannedFeed:
    """A feed as an operator describes it; `url` or `board` may be None where the kind can do without."""

    name: str
    kind: str
    url: str | None
    board: str | None
    every_seconds: int
    enabled: bool = True


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and how it goes. `lease` is the fence of whoever fetches it; `failures` count in a row."""

    id: int
    name: str
    kind: str
    url: str | None
    board: str | None
    every_seconds: int
    enabled: bool
    from_file: bool
    etag: str | None
    last_modified: str | None
    read_with: int | None
    last_fetched_at: datetime | None
    next_fetch_at: datetime
    failures: int
    last_status: int | None
    last_error: str | None
    note: str | None
    postings: int | None
    unread: int
    shrunk_since: datetime | None
    batch_id: int | None
    lease: int
    leased_until: datetime | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a good fetch leaves for the next one; `note` is what to know of it, if anything."""

    etag: str | None
    last_modified: str | None
    read_with: int
    postings: int
    unread: int
    batch_id: int | None
    note: str | None


def save_planned(conn: Connection, plans: Sequence[PlannedFeed]) -> int:
    """Add or change the feeds of the file; one that changed is fetched at once, and in full."""
    return len(
        execute_rows(
            conn,
            """
            -- feeds as the file has them
            INSERT INTO feeds AS old (name, kind, url, board, every_seconds, enabled, from_file) VALUES %s
            ON CONFLICT (name) DO UPDATE SET
                kind = excluded.kind, url = excluded.url, board = excluded.board,
                every_seconds = excluded.every_seconds, enabled = excluded.enabled, from_file = true,
                etag = NULL, last_modified = NULL, failures = 0, last_error = NULL, last_status = NULL,
                next_fetch_at = now()
            WHERE (old.kind, old.url, old.board, old.every_seconds, old.enabled, old.from_file) IS DISTINCT FROM
                  (excluded.kind, excluded.url, excluded.board, excluded.every_seconds, excluded.enabled, true)
            RETURNING id
            """,
            [(plan.name, plan.kind, plan.url, plan.board, plan.every_seconds, plan.enabled, True) for plan in plans],
        )
    )


def disable_unplanned(conn: Connection, names: Sequence[str]) -> int:
    """Rest the feeds of the file that it no longer names; how many."""
    return execute(
        conn,
        """
        -- feeds that the file no longer names
        UPDATE feeds SET enabled = false WHERE from_file AND enabled AND name <> ALL (%s)
        """,
        (list(names),),
    )


def find_feeds(conn: Connection) -> list[Feed]:
    """All feeds, by name."""
    return many(
        conn,
        """
        -- all feeds
        SELECT id, name, kind, url, board, every_seconds, enabled, from_file, etag, last_modified, read_with,
               last_fetched_at, next_fetch_at, failures, last_status, last_error, note, postings, unread, shrunk_since,
               batch_id, lease, leased_until
        FROM feeds ORDER BY name
        """,
        (),
        Feed,
    )


def find_due(conn: Connection, now: datetime) -> list[str]:
    """The names of the feeds whose time has come and that nobody fetches, the longest due first."""
    return many(
        conn,
        """
        -- feeds whose time has come
        SELECT name FROM feeds
        WHERE enabled AND next_fetch_at <= %s AND (leased_until IS NULL OR leased_until < clock_timestamp())
        ORDER BY next_fetch_at, id
        """,
        (now,),
        lambda name: name,
    )


def get_feed(conn: Connection, name: str) -> Feed:
    """One feed.

    Raises:
        NotFound: there is none of this name.
    """
    return one(
        conn,
        """
        -- one feed
        SELECT id, name, kind, url, board, every_seconds, enabled, from_file, etag, last_modified, read_with,
               last_fetched_at, next_fetch_at, failures, last_status, last_error, note, postings, unread, shrunk_since,
               batch_id, lease, leased_until
        FROM feeds WHERE name = %s
        """,
        (name,),
        Feed,
        missing=f"There is no feed {name!r}; python -m jobs sources lists them.",
    )


def claim_feed(conn: Connection, name: str, *, lease_seconds: float) -> Feed | None:
    """Take a feed, unless somebody is fetching it; None then."""
    return maybe(
        conn,
        """
        -- lease a feed that nobody is fetching
        UPDATE feeds SET lease = lease + 1, leased_until = clock_timestamp() + make_interval(secs => %s)
        WHERE name = %s AND (leased_until IS NULL OR leased_until < clock_timestamp())
        RETURNING id, name, kind, url, board, every_seconds, enabled, from_file, etag, last_modified, read_with,
                  last_fetched_at, next_fetch_at, failures, last_status, last_error, note, postings, unread,
                  shrunk_since, batch_id, lease, leased_until
        """,
        (lease_seconds, name),
        Feed,
    )


def renew_lease(conn: Connection, feed: Feed, *, lease_seconds: float) -> bool:
    """Keep a lease; False when somebody else has taken the feed over."""
    return bool(
        execute(
            conn,
            """
            -- keep a feed that is still ours
            UPDATE feeds SET leased_until = clock_timestamp() + make_interval(secs => %s) WHERE id = %s AND lease = %s
            """,
            (lease_seconds, feed.id, feed.lease),
        )
    )


def release_feed(conn: Connection, feed: Feed, *, next_fetch_at: datetime | None = None) -> bool:
    """Give a feed back that was not fetched to the end, to be due as before or at another time; False if not ours."""
    return bool(
        execute(
            conn,
            """
            -- stopped midway: somebody else may fetch it
            UPDATE feeds SET leased_until = NULL, next_fetch_at = coalesce(%s, next_fetch_at)
            WHERE id = %s AND lease = %s
            """,
            (next_fetch_at, feed.id, feed.lease),
        )
    )


def mark_fetched(conn: Connection, feed: Feed, fetched: Fetched, *, now: datetime, next_fetch_at: datetime) -> bool:
    """A fetch went well and everything is in; False when somebody else has taken the feed over."""
    return bool(
        execute(
            conn,
            """
            -- fetched and taken in, if the feed is still ours
            UPDATE feeds SET etag = %(etag)s, last_modified = %(last_modified)s, read_with = %(read_with)s,
                postings = %(postings)s, unread = %(unread)s, batch_id = %(batch_id)s, note = %(note)s,
                last_status = 200, last_error = NULL, failures = 0, shrunk_since = NULL,
                last_fetched_at = %(now)s, next_fetch_at = %(next)s, leased_until = NULL
            WHERE id = %(id)s AND lease = %(lease)s
            """,
            {
                "id": feed.id,
                "lease": feed.lease,
                "etag": fetched.etag,
                "last_modified": fetched.last_modified,
                "read_with": fetched.read_with,
                "postings": fetched.postings,
                "unread": fetched.unread,
                "batch_id": fetched.batch_id,
                "note": fetched.note,
                "now": now,
                "next": next_fetch_at,
            },
        )
    )


def mark_unchanged(conn: Connection, feed: Feed, *, now: datetime, next_fetch_at: datetime) -> bool:
    """There was nothing newer; False when somebody else has taken the feed over."""
    return bool(
        execute(
            conn,
            """
            -- nothing newer, if the feed is still ours
            UPDATE feeds SET last_status = 304, last_error = NULL, failures = 0, last_fetched_at = %s,
                next_fetch_at = %s, leased_until = NULL
            WHERE id = %s AND lease = %s
            """,
            (now, next_fetch_at, feed.id, feed.lease),
        )
    )


def mark_failed(
    conn: Connection,
    feed: Feed,
    error: str,
    *,
    status: int | None,
    shrunk_since: datetime | None,
    now: datetime,
    next_fetch_at: datetime,
) -> bool:
    """A fetch failed, maybe because next to nothing is listed; False when somebody else has taken the feed over."""
    return bool(
        execute(
            conn,
            """
            -- a fetch failed, if the feed is still ours
            UPDATE feeds SET last_error = %s, last_status = %s, failures = failures + 1, shrunk_since = %s,
                last_fetched_at = %s, next_fetch_at = %s, leased_until = NULL
            WHERE id = %s AND lease = %s
            """,
            (error, status, shrunk_since, now, next_fetch_at, feed.id, feed.lease),
        )
    )
