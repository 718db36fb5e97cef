"""python -m jobs import FILE: take a file of postings in."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from jobs.command_line import stored_data
from jobs.commands.batches import show_failures
from jobs.commands.options import Origin, country, origin
from jobs.sources.files import UnreadableFile
from jobs.sources.generic import UnknownField, parse_mapping

if TYPE_CHECKING:
    from db.pool import Pool
    from jobs.block_writing import BatchReport
    from jobs.command_line import Commands
    from settings import Settings


class NothingRead(Exception):
    """An import without a single good row."""


UNSEEN_SECONDS = 0.5  # of a bar: what fails at once, or is done at once, says so by itself
FOR_PEOPLE: tuple[type[Exception], ...] = (NothingRead, UnknownField, UnreadableFile)


def add_to(commands: Commands) -> None:
    """The command and its options."""
    forms = "JSON, JSONL, CSV, RSS, XML, HTML; each also .gz"
    taking = commands.add_parser("import", help=f"take a file of postings in ({forms})")
    taking.add_argument("file", type=Path)
    told = "a kind of `sources`, to read the file as; or where it is from"
    taking.add_argument("--source", type=origin, default=Origin(), help=told)
    taking.add_argument("--board", default="", metavar="COMPANY", help="whose jobs they are, where they do not say it")
    told = "where the jobs are, where they do not say it"
    taking.add_argument("--country", type=country, default="", metavar="CODE", help=told)
    taking.add_argument("--map", default="", metavar="FIELD=COLUMN,…", help="for columns with names of their own")
    taking.add_argument("--shift-dates", action="store_true", help="move all dates so that the newest is today")
    taking.add_argument("--embed", action=argparse.BooleanOptionalAction, default=True, help="make vectors at once")
    taking.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """Import with a progress bar, say what it came to, and embed what is new.

    Raises:
        NothingRead: the file has rows, and none of them could be taken in.
    """
    now = datetime.now(UTC)
    with stored_data() as (pool, settings):
        report = _import(pool, settings, given, now)
        show_report(report, shifted=given.shift_dates)
        if given.embed and report.new + report.updated:
            embed(pool, settings, now)
    if report.total and report.failed == report.total:
        raise NothingRead("Not one row could be taken in: is it read as the right kind? See python -m jobs sources.")


def _import(pool: Pool, settings: Settings, given: argparse.Namespace, now: datetime) -> BatchReport:
    from jobs.intake import import_file  # noqa: PLC0415 - takes 0.2 s, and wrong settings are told of without it

    with tqdm(desc="importing", unit=" postings", delay=UNSEEN_SECONDS) as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        return import_file(
            pool,
            given.file,
            source=given.source.source,
            kind=given.source.kind,
            board=given.board,
            country=given.country,
            mapping=parse_mapping(given.map),
            shift_dates=given.shift_dates,
            now=now,
            expires_after_days=settings.job_expires_after_days,
            progress=progress,
        )


def embed(pool: Pool, settings: Settings, now: datetime) -> None:
    """Make the missing vectors; the postings are in whether or not it works."""
    from ai.embeddings import EmbedderMisconfigured, build_embedder  # noqa: PLC0415 - takes 0.1 s, and only here
    from ai.upkeep import Upkeep  # noqa: PLC0415

    with tqdm(desc="embedding", unit=" postings", delay=UNSEEN_SECONDS) as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        try:
            embedder = build_embedder(settings, pool)
            report = Upkeep(pool, settings, embedder).jobs(now, progress=progress)
        except EmbedderMisconfigured as error:
            bar.close()
            print(f"The postings are in, but without vectors: {error}", file=sys.stderr)
            return
    print(f"{report.done + report.reused} embedded with {embedder.name}, {report.failed} failed")
    if report.stopped:
        print(f"Embedding stopped early, the rest follows later: {report.stopped}", file=sys.stderr)


def show_report(report: BatchReport, *, shifted: bool = False) -> None:
    """What an import came to, with its first failures."""
    print(
        f"batch {report.batch_id}: {report.total} rows: {report.new} new, {report.updated} updated, "
        f"{report.unchanged} unchanged, {report.failed} failed"
    )
    if report.past:
        hint = "" if shifted else "; to try old data as if it were new: --shift-dates"
        print(f"{report.past} of them have expired already and are shown to nobody{hint}")
    show_failures(report.failures)
