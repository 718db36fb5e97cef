"""python -m jobs batches [ID]: what the latest imports came to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.import_batches import Batch, find_batches, find_failures, get_batch, mark_broken_off
from jobs.command_line import stored_data

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from db.import_batches import RowFailure
    from db.pool import Pool
    from jobs.command_line import Commands

FOR_PEOPLE: tuple[type[Exception], ...] = ()
SHOWN_FAILURES = 20
SHOWN_BATCHES = 20


def add_to(commands: Commands) -> None:
    """The command and its options."""
    listing = commands.add_parser("batches", help="list the latest imports, or one with its first failures")
    listing.add_argument("id", type=int, nargs="?", metavar="ID")
    listing.set_defaults(run=run)


def run(given: argparse.Namespace) -> None:
    """The latest imports, or one.

    Raises:
        NotFound: there is none of this number.
    """
    with stored_data() as (pool, _):
        if given.id is None:
            show_batches(pool)
        else:
            show_batch(pool, given.id)


def show_batches(pool: Pool) -> None:
    """The latest imports, newest first."""
    with pool.transaction() as conn:
        mark_broken_off(conn)
        batches = find_batches(conn, SHOWN_BATCHES)
    for batch in batches:
        print(in_one_line(batch))
    if not batches:
        print("no imports yet")


def show_batch(pool: Pool, batch_id: int) -> None:
    """One import, with its first failures.

    Raises:
        NotFound: there is none of this number.
    """
    with pool.transaction() as conn:
        mark_broken_off(conn)
        batch = get_batch(conn, batch_id)
        failures = find_failures(conn, batch_id)
    print(in_one_line(batch))
    show_failures(failures)


def show_failures(failures: Sequence[RowFailure]) -> None:
    """The first rows that could not be taken in, and why; by their numbers where the whole file is one line."""
    in_one = all(failure.line == 1 for failure in failures)
    for failure in failures[:SHOWN_FAILURES]:
        where = f"row {failure.number}" if in_one else f"line {failure.line}"
        print(f"  {where}: {failure.reason}")
    if len(failures) > SHOWN_FAILURES:
        print(f"  … and {len(failures) - SHOWN_FAILURES} more")


def in_one_line(batch: Batch) -> str:
    """What an import was and what it came to."""
    return (
        f"{batch.id:>5}  {batch.started_at:%Y-%m-%d %H:%M}  {batch.status:<11}  {batch.file_name}: "
        f"{batch.new} new, {batch.updated} updated, {batch.unchanged} unchanged, {batch.failed} failed"
        f"{f' ({batch.error})' if batch.error else ''}"
    )
