"""Takes a file of postings in: every row kept as received and as understood, or named with its reason."""

from __future__ import annotations

import json
import logging
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from db import import_batches
from db.canonical_jobs import settle_in
from db.errors import StorageError
from jobs.block_reading import BlockReader
from jobs.block_writing import BatchReport, write_block, written_behind
from jobs.reading import Preparation, choose, newest_day
from jobs.sources.files import look_at
from jobs.sources.record_stream import RecordStream
from jobs.stated_dates import Moment
from jobs.understanding_crew import WORTHWHILE_ROWS, understanding_crew

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import datetime
    from pathlib import Path

    from db.pool import Pool
    from jobs.triage import Key

log = logging.getLogger(__name__)

BLOCK_ROWS = 500


def _unwatched(_done: int, _total: int) -> None:
    """A progress that nobody looks at."""


def _unwitnessed(_keys: Collection[Key], _unread: int) -> None:
    """A witness that keeps nothing."""


def import_file(
    pool: Pool,
    path: Path,
    *,
    source: str | None = None,
    kind: str = "",
    board: str = "",
    country: str = "",
    mapping: Mapping[str, str] | None = None,
    shift_dates: bool = False,
    now: datetime,
    expires_after_days: int = 30,
    progress: Callable[[int, int], None] = _unwatched,
    witness: Callable[[Collection[Key], int], None] = _unwitnessed,
    block_rows: int = BLOCK_ROWS,
) -> BatchReport:
    """Take every posting of a file in, once: running it again changes nothing.

    Of several versions of a posting in the file the last counts. One that differs from what is stored waits for a
    later one, until `BLOCKS_HELD_BACK` blocks of such rows have come or the file ends. Rows are committed in blocks, so
    what a killed import had done stays done. `kind`, `board` (the company) and `country` say what the file does not, as
    for `reading.choose`. `mapping` is {field: column} for files with columns of their own; `shift_dates` moves all
    dates so that the newest posting is of today; `progress` is called with (rows done, rows in the file, of a long one
    as its size lets expect), `witness` for each block with the keys in it, those of unchanged rows too, and how many of
    its rows have none because they could not be read.

    Raises:
        UnreadableFile: the file as a whole cannot be read; nothing was written.
        Unavailable: the database went away; the blocks before are in.
    """
    file, reader = choose(look_at(path), mapping or {}, kind=kind, board=board, country=country)
    moment = Moment(now, expires_after_days=expires_after_days)
    newest = newest_day(file, reader, moment) if shift_dates else None
    if newest is not None:
        moment = replace(moment, shift=now.date() - newest)
    told = json.dumps([kind, board, country, mapping or {}], sort_keys=True)
    preparation = Preparation(reader, source, source or path.name.split(".")[0], moment, told)
    report = BatchReport(_open_batch(pool, preparation.otherwise, path.name, now))
    try:
        with RecordStream(file) as records, understanding_crew(records.look_ahead(WORTHWHILE_ROWS)) as begin:
            blocks = BlockReader(pool, records, preparation, begin, rows=block_rows)
            for block, written in written_behind(blocks, partial(write_block, pool, report.batch_id, moment)):
                report = report.plus(written)
                witness(block.triage.keys, len(block.triage.failures))
                progress(report.total, records.expected)
    except BaseException as error:
        _mark_broken_off(pool, report.batch_id, error)
        raise
    _close_batch(pool, report)
    return report


def _open_batch(pool: Pool, source: str, file_name: str, now: datetime) -> int:
    with pool.transaction() as conn:
        import_batches.mark_broken_off(conn)
        return import_batches.add_batch(conn, source, file_name, now)


def _close_batch(pool: Pool, report: BatchReport) -> None:
    with pool.transaction() as conn:
        import_batches.mark_finished(conn, report.batch_id)
        if report.new + report.updated:
            settle_in(conn)


def _mark_broken_off(pool: Pool, batch_id: int, error: BaseException) -> None:
    """Say so in the batch if the database still answers; the error itself goes on to the caller."""
    try:
        with pool.transaction() as conn:
            import_batches.mark_finished(conn, batch_id, error=f"broken off: {_told(error)}")
    except StorageError:
        log.warning("import batch %d broke off and could not be marked", batch_id)


def _told(error: BaseException) -> str:
    return str(error) if isinstance(error, StorageError) else type(error).__name__
