"""python -m jobs sources: the kinds of postings that are read, and the feeds that are fetched."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from db.errors import Unavailable
from db.feeds import find_feeds
from jobs.command_line import stored_data
from jobs.commands.fetch import step_in
from jobs.sources.kinds import GENERIC, KINDS, Kind

if TYPE_CHECKING:
    import argparse

    from db.feeds import Feed
    from db.pool import Pool
    from jobs.command_line import Commands
    from settings import Settings

FOR_PEOPLE: tuple[type[Exception], ...] = ()
NAME_WIDTH = 16


def add_to(commands: Commands) -> None:
    """The command and its options."""
    listing = commands.add_parser("sources", help="list the kinds of postings that are read, and the feeds")
    listing.set_defaults(run=run)


def run(_given: argparse.Namespace) -> None:
    """The kinds, a line each, then the feeds and how they go; the kinds also without a database."""
    show_kinds()
    try:
        with stored_data() as (pool, settings):
            step_in(pool, settings)
            show_feeds(pool, settings)
    except Unavailable as error:
        print(f"\nThe feeds are in the database, which is not there: {error}", file=sys.stderr)


def show_kinds() -> None:
    """What `--source` and a feed's kind can be."""
    print("Kinds (recognised by themselves; `import FILE --source KIND` forces one):")
    for kind in KINDS.values():
        print(f"  {kind.name:<{NAME_WIDTH}}{in_one_line(kind)}")
    print(f"  {GENERIC:<{NAME_WIDTH}}any table or list of objects, by the usual names of columns or --map")


def in_one_line(kind: Kind) -> str:
    """What a kind is, whom it names, and whether its fetch closes what is gone."""
    notes = [f"shown with {kind.label!r}"] if kind.needs_attribution else []
    notes += ["lists everything"] if kind.complete else []
    return f"{kind.about} ({'; '.join(notes)})" if notes else kind.about


def show_feeds(pool: Pool, settings: Settings) -> None:
    """The feeds, each with when it was fetched, what it came to and when it is next."""
    with pool.transaction() as conn:
        feeds = find_feeds(conn)
    none = f"No feeds; they are listed in {settings.feeds_file} (see examples/feeds.toml)"
    print("\n" + ("Feeds (fetched by the clock, or by `fetch NAME`):" if feeds else none))
    for feed in feeds:
        print(f"  {feed.name:<{NAME_WIDTH}}{feed.kind}{f' {feed.board}' if feed.board else ''}: {how_it_goes(feed)}")
        for told in (feed.last_error, feed.note):
            if told:
                print(f"  {'':<{NAME_WIDTH}}{told}")


def how_it_goes(feed: Feed) -> str:
    """Whether it is fetched, how it went last, and when it is next."""
    last = "never fetched" if feed.last_fetched_at is None else f"last {feed.last_fetched_at:%Y-%m-%d %H:%M} UTC"
    listed = "" if feed.postings is None else f", {feed.postings} postings"
    failing = f", failed {feed.failures} times in a row" if feed.failures else ""
    following = f"next {feed.next_fetch_at:%Y-%m-%d %H:%M} UTC" if feed.enabled else "not enabled"
    return f"{last}{listed}{failing}, {following}"
