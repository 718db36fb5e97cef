"""Takes a file of postings in: every row kept as received and as understood, or named with its reason."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING

from db import import_batches
from db.canonical_jobs import NewJob, find_content_hashes, gather_statistics, save_jobs
from db.errors import StorageError, Unavailable
from db.raw_jobs import RawJob, save_raw_jobs
from jobs.duplicates import in_clusters
from jobs.reading import Preparation, Row, choose, scan
from jobs.sources.files import look_at
from jobs.sources.rows import BadRecord
from jobs.understanding import Misunderstood, Moment
from jobs.understanding_crew import understanding_crew

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from db.pool import Pool
    from jobs.sources.files import SourceFile
    from jobs.understanding_crew import Begin

log = logging.getLogger(__name__)

BLOCK_ROWS = 500
REASON_CHARACTERS = 300

Failure = tuple[int, str]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class BatchReport:
    """What an import came to; `failures` are (line, reason). total = new + updated + unchanged + failed.

    `past` of the new and updated ones have expired already, so nobody will be shown them.
    """

    batch_id: int
    total: int = 0
    new: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    past: int = 0
    failures: tuple[Failure, ...] = ()

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


@dataclass(slots=True)
class _Block:
    """Some rows of the file: those to write, begun to be understood, and what the others came to.

    Of two rows with one key the later counts, and the earlier is counted as unchanged.
    """

    size: int
    keys: Collection[Key]
    known: Mapping[Key, str]
    changed: list[Row]
    unchanged: int
    failures: list[Failure]
    understood: Callable[[], list[NewJob | Misunderstood]]


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
) -> BatchReport:
    """Take every posting of a file in, once: running it again changes nothing.

    Rows are committed in blocks, so what a killed import had done stays done. `kind`, `board` (the company) and
    `country` say what the file does not, as for `reading.choose`. `mapping` is {field: column} for files with columns
    of their own; `shift_dates` moves all dates so that the newest posting is of today; `progress` is
    called with (rows done, rows in the file), `witness` for each block with the keys in it, those of unchanged rows
    too, and how many of its rows have none because they could not be read.

    Raises:
        UnreadableFile: the file as a whole cannot be read; nothing was written.
        Unavailable: the database went away; the blocks before are in.
    """
    file, reader = choose(look_at(path), mapping or {}, kind=kind, board=board, country=country)
    moment = Moment(now, expires_after_days=expires_after_days)
    scanned = scan(file, reader, moment if shift_dates else None)
    if scanned.newest is not None:
        moment = replace(moment, shift=now.date() - scanned.newest)
    named = source or path.name.split(".")[0]
    with pool.transaction() as conn:
        import_batches.mark_broken_off(conn, named, path.name)
        report = BatchReport(import_batches.add_batch(conn, named, path.name, now))
    preparation = Preparation(reader, source, named, moment)
    try:
        with understanding_crew(scanned.rows) as begin:
            for block in _blocks(pool, file, preparation, begin):
                report = report.plus(_finish(pool, report.batch_id, block))
                witness(block.keys, len(block.failures))
                progress(report.total, scanned.rows)
    except BaseException as error:
        _mark_broken_off(pool, report.batch_id, error)
        raise
    with pool.transaction() as conn:
        import_batches.mark_finished(conn, report.batch_id)
        if report.new + report.updated:
            gather_statistics(conn)
    return report


def _blocks(pool: Pool, file: SourceFile, preparation: Preparation, begin: Begin) -> Iterator[_Block]:
    """The file in blocks, each begun before the one before it is given out, so that parsing and writing overlap."""
    records = file.records()
    before: _Block | None = None
    while taken := list(islice(records, BLOCK_ROWS)):
        block = _begin(pool, [preparation.row(record) for record in taken], before, preparation.moment, begin)
        if before is not None:
            yield before
        before = block
    if before is not None:
        yield before


def _begin(pool: Pool, rows: list[Row | BadRecord], before: _Block | None, moment: Moment, begin: Begin) -> _Block:
    """Unchanged rows cost a look at their hash; the others begin to be understood."""
    by_key = {row.key: row for row in rows if isinstance(row, Row)}
    failures = [(row.line, row.reason[:REASON_CHARACTERS]) for row in rows if isinstance(row, BadRecord)]
    with pool.transaction() as conn:
        stored = find_content_hashes(conn, list(by_key))
    on_the_way = {row.key: row.content_hash for row in before.changed} if before else {}
    known = stored | on_the_way
    changed = [row for row in by_key.values() if known.get(row.key) != row.content_hash]
    return _Block(
        size=len(rows),
        keys=by_key,
        known=known,
        changed=changed,
        unchanged=len(rows) - len(changed) - len(failures),
        failures=failures,
        understood=begin([row.posting for row in changed], moment),
    )


def _finish(pool: Pool, batch_id: int, block: _Block) -> BatchReport:
    """Write what a block was understood as."""
    pairs = list(zip(block.changed, block.understood(), strict=True))
    good = [(row, replace(job, content_hash=row.content_hash)) for row, job in pairs if isinstance(job, NewJob)]
    bad = [(row.line, job.reason) for row, job in pairs if isinstance(job, Misunderstood)]
    failures = [*block.failures, *bad, *_save(pool, batch_id, good)]
    lost = {line for line, _ in failures}
    saved = [(row, job) for row, job in good if row.line not in lost]
    updated = sum(row.key in block.known for row, _ in saved)
    report = BatchReport(
        batch_id,
        total=block.size,
        new=len(saved) - updated,
        updated=updated,
        unchanged=block.unchanged,
        failed=len(failures),
        past=sum(job.status == "EXPIRED" for _, job in saved),
        failures=tuple(sorted(failures)),
    )
    _record(pool, report)
    return report


def _save(pool: Pool, batch_id: int, rows: list[tuple[Row, NewJob]]) -> list[Failure]:
    """Write the rows in one transaction; where the database refuses one, halve until it is found, and name it."""
    if not rows:
        return []
    try:
        with pool.transaction() as conn:
            save_raw_jobs(conn, batch_id, [RawJob(*row.key, row.payload, row.payload_hash) for row, _ in rows])
            save_jobs(conn, in_clusters(conn, [job for _, job in rows]))
    except Unavailable:
        raise
    except StorageError as error:
        if len(rows) == 1:
            return [(rows[0][0].line, f"refused by the database: {error}"[:REASON_CHARACTERS])]
        middle = len(rows) // 2
        return _save(pool, batch_id, rows[:middle]) + _save(pool, batch_id, rows[middle:])
    return []


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
