"""python -m jobs import FILE | batches."""

from __future__ import annotations

import argparse
import logging
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from tqdm import tqdm

from ai.embeddings import EmbedderMisconfigured, build_embedder
from ai.pipeline import cost_recorder, embed_new_jobs
from db.embedded import explain_absence
from db.errors import StorageError, Unavailable
from db.import_batches import find_batches
from db.pool import Pool
from jobs.intake import BatchReport, import_file
from jobs.sources.files import UnreadableFile
from jobs.sources.generic import UnknownField, parse_mapping
from settings import Settings, SettingsError, load_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

SHOWN_FAILURES = 20
SHOWN_BATCHES = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; the exit code is 1 only when the file or the database could not be read."""
    given = build_parser().parse_args(arguments)
    try:
        settings = load_settings()
        logging.basicConfig(level=settings.log_level, format="%(levelname)s %(name)s: %(message)s")
        with closing(Pool(settings.postgres_url, size=2)) as pool:
            if given.command == "import":
                run_import(pool, settings, given)
            else:
                show_batches(pool)
    except Unavailable as error:
        print(explain_absence(error) if settings.database_url is None else error, file=sys.stderr)
        return 1
    except (SettingsError, StorageError, UnknownField, UnreadableFile) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def build_parser() -> argparse.ArgumentParser:
    """The commands and their options."""
    parser = argparse.ArgumentParser(prog="python -m jobs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    taking = commands.add_parser("import", help="take a file of postings in (JSON, JSONL, CSV; each also .gz)")
    taking.add_argument("file", type=Path)
    taking.add_argument("--source", help="where the postings are from; else what each row says, else the file's name")
    taking.add_argument("--map", default="", metavar="FIELD=COLUMN,…", help="for columns with names of their own")
    taking.add_argument("--shift-dates", action="store_true", help="move all dates so that the newest is today")
    taking.add_argument("--embed", action=argparse.BooleanOptionalAction, default=True, help="make vectors at once")
    commands.add_parser("batches", help="list the latest imports")
    return parser


def run_import(pool: Pool, settings: Settings, given: argparse.Namespace) -> None:
    """Import with a progress bar, say what it came to, and embed what is new."""
    now = datetime.now(UTC)
    with tqdm(desc="importing", unit=" postings") as bar:

        def progress(done: int, total: int) -> None:
            bar.total = total
            bar.update(done - bar.n)

        report = import_file(
            pool,
            given.file,
            source=given.source,
            mapping=parse_mapping(given.map),
            shift_dates=given.shift_dates,
            now=now,
            expires_after_days=settings.job_expires_after_days,
            progress=progress,
        )
    show_report(report, shifted=given.shift_dates)
    if given.embed and report.new + report.updated:
        embed(pool, settings, now)


def embed(pool: Pool, settings: Settings, now: datetime) -> None:
    """Make the missing vectors; the postings are in whether or not it works."""
    record = cost_recorder(pool, settings.model, settings.embedding_price_per_million_tokens)
    embedder = build_embedder(settings, record)
    with tqdm(desc="embedding", unit=" postings") as bar:

        def progress(done: int) -> None:
            bar.update(done - bar.n)

        try:
            age = settings.job_max_age_days
            report = embed_new_jobs(pool, embedder, max_age_days=age, now=now, progress=progress)
        except EmbedderMisconfigured as error:
            bar.close()
            print(f"The postings are in, but without vectors: {error}", file=sys.stderr)
            return
    print(f"{report.done} embedded with {embedder.name}, {report.failed} failed")
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
    for line, reason in report.failures[:SHOWN_FAILURES]:
        print(f"  line {line}: {reason}")
    if len(report.failures) > SHOWN_FAILURES:
        print(f"  … and {len(report.failures) - SHOWN_FAILURES} more")


def show_batches(pool: Pool) -> None:
    """The latest imports, newest first."""
    with pool.transaction() as conn:
        batches = find_batches(conn, SHOWN_BATCHES)
    for batch in batches:
        print(
            f"{batch.id:>5}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.status:<11}  {batch.file_name}: "
            f"{batch.new} new, {batch.updated} updated, {batch.unchanged} unchanged, {batch.failed} failed"
            f"{f' ({batch.error})' if batch.error else ''}"
        )
    if not batches:
        print("no imports yet")


if __name__ == "__main__":
    sys.exit(main())
