"""Takes a file of postings in: every row kept as received and as understood, or named with its reason."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import import_batches
from db.canonical_jobs import settle_in
from db.errors import StorageError, Unavailable
from db.job_rows import JobRow, save_rows
from db.known_jobs import mark_filled
from db.raw_jobs import RawJob, save_raw_jobs
from jobs.duplicates.clusters import in_clusters
from jobs.held_back import HeldBack
from jobs.reading import Preparation, choose, newest_day
from jobs.sources.files import look_at
from jobs.sources.record_stream import RecordStream
from jobs.stated_dates import Moment
from jobs.triage import Key, Numbered, Triage, failure, since_first_import, stored_as_received, triage
from jobs.understanding import Misunderstood
from jobs.understanding_crew import WORTHWHILE_ROWS, understanding_crew

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from db.import_batches import RowFailure
    from db.known_jobs import KnownJob
    from db.pool import Pool
    from jobs.reading import Received, Row
    from jobs.sources.rows import BadRecord
    from jobs.understanding_crew import Begin

log = logging.getLogger(__name__)

BLOCK_ROWS = 500
BLOCKS_HELD_BACK = 5  # of rows of 4 KB this is some 25 MB


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What an import came to; total = new + updated + unchanged + failed.

    `past` of the new and updated ones have expired already, so nobody will be shown them.
    """

    batch_id: int
    total: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    past: int = 0
    failures: tuple[RowFailure, ...] = ()

    def plus(self, other: BatchReport) -> BatchReport:
        """Both together, under this batch."""
        return BatchReport(
            self.batch_id,
            total=self.total + other.total,
            new=self.new + other.new,
            updated=self.updated + other.updated,
            unchanged=self.unchanged + other.unchanged,
            failed=self.failed + other.failed,
            past=self.past + other.past,
            failures=self.failures + other.failures,
        )


@dataclass(frozen=True, slots=True)
class _Block:
    """Some rows of the file: what is to be done with them, and those to write, begun to be understood.

    `size` counts what was held back before and is not any longer, and not what is held back now.
    """

    size: int
    triage: Triage
    understood: Callable[[], list[JobRow | Misunderstood]]


@dataclass(frozen=True, slots=True)
class _Saved:
    """What writing came to: the keys that were not there before, and the rows that were refused."""

    new: set[Key]
    failures: list[RowFailure]

    def plus(self, other: _Saved) -> _Saved:
        """Both together."""
        return _Saved(self.new | other.new, self.failures + other.failures)


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
            for block in _blocks(pool, records, preparation, begin, block_rows):
                report = report.plus(_finish(pool, report.batch_id, block, moment))
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


def _blocks(pool: Pool, records: RecordStream, preparation: Preparation, begin: Begin, rows: int) -> Iterator[_Block]:
    """The file in blocks, each begun before the one before is given out, so that parsing and writing overlap."""
    before: _Block | None = None
    held = HeldBack()
    while (taken := records.take(rows)) or held:
        received = [(number, preparation.received(record)) for number, record in taken]
        most_held = rows * BLOCKS_HELD_BACK if taken else max(0, len(held) - rows)
        block = _begin(pool, received, before, preparation, begin, held, most_held)
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


def _begin(
    pool: Pool,
    received: list[tuple[int, Received | BadRecord]],
    before: _Block | None,
    preparation: Preparation,
    begin: Begin,
    held: HeldBack,
    most_held: int,
) -> _Block:
    """Unchanged rows are done with; the others are read and begin to be understood, or are held back."""
    on_the_way = {row.key: row for _, row in before.triage.changed} if before else {}
    unnamed = None if preparation.source else preparation.otherwise
    size = len(received) + len(held)
    with pool.transaction() as conn:
        unread = stored_as_received(conn, received, preparation, on_the_way=on_the_way)
        rows = [(number, preparation.read(row)) for number, row in received if number not in unread]
        sorted_out = triage(
            conn, rows, on_the_way=on_the_way, unnamed=unnamed, unread=unread, held=held, most_held=most_held
        )
    postings = [row.posting for _, row in sorted_out.changed]
    return _Block(size - len(held), sorted_out, begin(postings, preparation.moment))


def _finish(pool: Pool, batch_id: int, block: _Block, moment: Moment) -> BatchReport:
    """Write what a block was understood as."""
    known = block.triage.known
    pairs = list(zip(block.triage.changed, block.understood(), strict=True))
    good = [(row, _complete(job, row[1], known.get(row[1].key), moment)) for row, job in pairs
            if isinstance(job, JobRow)]  # fmt: skip
    bad = [failure(row, job.reason) for row, job in pairs if isinstance(job, Misunderstood)]
    saved = _save(pool, batch_id, good)
    filled = _fill(pool, block.triage.filled)
    failures = [*block.triage.failures, *bad, *saved.failures]
    refused = {each.number for each in saved.failures}
    written = [job for (number, _), job in good if number not in refused]
    updated = len(written) - len(saved.new) + filled
    report = BatchReport(
        batch_id,
        total=block.size,
        new=len(saved.new),
        updated=updated,
        unchanged=block.size - len(saved.new) - updated - len(failures),
        failed=len(failures),
        past=sum(job.status == "EXPIRED" for job in written),
        failures=tuple(sorted(failures, key=lambda each: each.number)),
    )
    _record(pool, report)
    return report


def _complete(job: JobRow, row: Row, known: KnownJob | None, moment: Moment) -> JobRow:
    return replace(since_first_import(job, known, moment), content_hash=row.content_hash)


def _fill(pool: Pool, keys: list[Key]) -> int:
    if not keys:
        return 0
    with pool.transaction() as conn:
        return mark_filled(conn, keys)


def _save(pool: Pool, batch_id: int, rows: list[tuple[Numbered, JobRow]]) -> _Saved:
    """Write the rows in one transaction; where the database refuses one, halve until it is found, and name it."""
    if not rows:
        return _Saved(set(), [])
    try:
        with pool.transaction() as conn:
            raw = [RawJob(*row.key, row.payload, row.payload_hash) for (_, row), _ in rows]
            save_raw_jobs(conn, batch_id, raw)
            return _Saved(save_rows(conn, in_clusters(conn, [job for _, job in rows])), [])
    except Unavailable:
        raise
    except StorageError as error:
        if len(rows) == 1:
            return _Saved(set(), [failure(rows[0][0], f"refused by the database: {error}")])
        middle = len(rows) // 2
        return _save(pool, batch_id, rows[:middle]).plus(_save(pool, batch_id, rows[middle:]))


def _record(pool: Pool, report: BatchReport) -> None:
    with pool.transaction() as conn:
        import_batches.mark_progress(
            conn,
            report.batch_id,
            new=report.new,
            updated=report.updated,
            unchanged=report.unchanged,
            failed=report.failed,
        )
        import_batches.add_failures(conn, report.batch_id, report.failures)


def _mark_broken_off(pool: Pool, batch_id: int, error: BaseException) -> None:
    """Say so in the batch if the database still answers; the error itself goes on to the caller."""
    try:
        with pool.transaction() as conn:
            import_batches.mark_finished(conn, batch_id, error=f"broken off: {type(error).__name__}")
    except StorageError:
        log.warning("import batch %d broke off and could not be marked", batch_id)
