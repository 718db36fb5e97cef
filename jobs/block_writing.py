"""Writes the blocks of a file's rows as they were understood, and says what that came to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from db import import_batches
from db.errors import Conflicted, RefusedData
from db.job_rows import JobRow, save_rows
from db.known_jobs import mark_filled
from db.raw_jobs import RawJob, save_raw_jobs
from jobs.duplicates.clusters import in_clusters
from jobs.triage import failure, since_first_import
from jobs.understanding import Misunderstood

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    from db.import_batches import RowFailure
    from db.known_jobs import KnownJob
    from db.pool import Pool
    from jobs.block_reading import Block
    from jobs.reading import Row
    from jobs.stated_dates import Moment
    from jobs.triage import Key, Numbered


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
class _Saved:
    """What writing came to: the keys that were not there before, and the rows that were refused."""

    new: set[Key]
    failures: list[RowFailure]

    def plus(self, other: _Saved) -> _Saved:
        """Both together."""
        return _Saved(self.new | other.new, self.failures + other.failures)


def written_behind(
    blocks: Iterable[Block], write: Callable[[Block], BatchReport]
) -> Iterator[tuple[Block, BatchReport]]:
    """Each block with what writing it came to; the next is read while it is written.

    One block is written at a time. What `write` raises is raised where its block is due; the blocks after it are left.
    """
    before: tuple[Block, Future[BatchReport]] | None = None
    with ThreadPoolExecutor(1, "block-writer") as writer:
        for block in blocks:
            if before is not None:
                yield before[0], before[1].result()
            before = block, writer.submit(write, block)
        if before is not None:
            yield before[0], before[1].result()


def write_block(pool: Pool, batch_id: int, moment: Moment, block: Block) -> BatchReport:
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
        return _Saved(_save_all(pool, batch_id, rows), [])
    except RefusedData as error:
        if len(rows) == 1:
            return _Saved(set(), [failure(rows[0][0], f"refused by the database: {error}")])
        middle = len(rows) // 2
        return _save(pool, batch_id, rows[:middle]).plus(_save(pool, batch_id, rows[middle:]))


def _save_all(pool: Pool, batch_id: int, rows: list[tuple[Numbered, JobRow]]) -> set[Key]:
    try:
        return _save_once(pool, batch_id, rows)
    except Conflicted:
        return _save_once(pool, batch_id, rows)


def _save_once(pool: Pool, batch_id: int, rows: list[tuple[Numbered, JobRow]]) -> set[Key]:
    with pool.transaction() as conn:
        clustered = in_clusters(conn, [job for _, job in rows])  # first: it makes another import wait its turn
        save_raw_jobs(conn, batch_id, [RawJob(*row.key, row.payload, row.payload_hash) for (_, row), _ in rows])
        return save_rows(conn, clustered)


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
