"""python -m jobs fetch NAME | --due | --all: fetch feeds and take in what they give."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from db.feeds import get_feed
from jobs.command_line import stored_data
from jobs.commands.batches import show_failures
from jobs.feeds.feeds_file import FeedsFileError
from jobs.feeds.one_fetch import FeedResult, FeedWork
from jobs.feeds.rounds import fetch_all, fetch_due, fetch_feed, sync_with_file, utc_now

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable

    from db.pool import Pool
    from jobs.command_line import Commands
    from settings import Settings


class SomeFailed(Exception):
    """Some feeds could not be fetched; each was told of by its name."""


FOR_PEOPLE: tuple[type[Exception], ...] = (SomeFailed,)


def add_to(commands: Commands) -> None:
    """The command and its options."""
    fetching = commands.add_parser("fetch", help="fetch feeds and take in what they give")
    which = fetching.add_mutually_exclusive_group(required=True)
    which.add_argument("name", nargs="?", help="one feed, also one that is not enabled")
    which.add_argument("--due", action="store_true", help="those whose time has come")
    which.add_argument("--all", action="store_true", help="all that are enabled")
    fetching.add_argument(
        "--believe", action="store_true", help="with NAME: close what is gone, also if that is nearly everything"
    )
    fetching.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Fetch, and say what each feed came to.

    Raises:
        NotFound: there is no feed of this name.
        SomeFailed: not all could be fetched.
    """
    with stored_data() as (pool, settings):
        step_in(pool, settings)
        work = FeedWork.from_settings(settings, pool)
        failed = [result.name for result in _shown(_results(given, work)) if result.outcome == "failed"]
    if failed:
        raise SomeFailed(f"Could not be fetched: {', '.join(failed)}. They are tried again later by themselves.")


def step_in(pool: Pool, settings: Settings) -> None:
    """Bring the table in step with the feeds file; what is wrong in it is told and stops nothing else."""
    try:
        sync_with_file(pool, settings)
    except FeedsFileError as error:
        print(error, file=sys.stderr)


def _results(given: argparse.Namespace, work: FeedWork) -> Iterable[FeedResult]:
    if given.name:
        with work.pool.transaction() as conn:
            get_feed(conn, given.name)
        return [fetch_feed(work, given.name, utc_now(), believe=given.believe)]
    return fetch_all(work) if given.all else fetch_due(work)


def _shown(results: Iterable[FeedResult]) -> Iterable[FeedResult]:
    fetched = 0
    for result in results:
        fetched += 1
        show_result(result)
        yield result
    if not fetched:
        print("no feed is due; python -m jobs sources lists them")


def show_result(result: FeedResult) -> None:
    """What the fetch of one feed came to."""
    report = result.report
    if result.outcome != "fetched":
        print(f"{result.name}: {result.outcome}: {result.told}")
    if report is None:
        return
    print(
        f"{result.name}: {report.total} postings: {report.new} new, {report.updated} updated, {report.unchanged} "
        f"unchanged, {report.failed} failed, {result.closed} gone (batch {report.batch_id})"
    )
    if result.told and result.outcome == "fetched":
        print(f"  {result.told}")
    show_failures(report.failures)
