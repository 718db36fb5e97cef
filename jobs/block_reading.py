"""Reads a file in blocks of rows: what has to be read of each is begun to be understood."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from jobs.held_back import HeldBack
from jobs.triage import Arrived, stored_as_received, triage
from jobs.understood_rows import understood_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from db.job_rows import JobRow
    from db.pool import Connection, Pool
    from jobs.reading import Preparation, Received, Row
    from jobs.sources.record_stream import RecordStream
    from jobs.sources.rows import BadRecord
    from jobs.triage import Key, Triage
    from jobs.understanding import Misunderstood
    from jobs.understanding_crew import Begin

BLOCKS_HELD_BACK = 5  # of rows of 4 KB this is some 25 MB


@dataclass(frozen=True, slots=True)
class Block:
    """Some rows of the file: what is to be done with them, and those to write, begun to be understood.

    `size` counts what was held back before and is not any longer, and not what is held back now.
    """

    size: int
    triage: Triage
    understood: Callable[[], list[JobRow | Misunderstood]]


class BlockReader:
    """The blocks of a file in order. Each may be asked for while the one before is being written, not earlier."""

    def __init__(self, pool: Pool, records: RecordStream, preparation: Preparation, begin: Begin, *, rows: int) -> None:
        self._pool = pool
        self._records = records
        self._preparation = preparation
        self._begin = begin
        self._rows = rows
        self._held = HeldBack(rows * BLOCKS_HELD_BACK)
        self._on_the_way: Mapping[Key, Row] = {}

    def __iter__(self) -> Iterator[Block]:
        while True:
            taken = self._records.take(self._rows)
            if not taken:
                self._held.keep_fewer(self._rows)
            if not taken and not self._held:
                return
            yield self._block([(number, self._preparation.received(record)) for number, record in taken])

    def _block(self, received: list[tuple[int, Received | BadRecord]]) -> Block:
        """Unchanged rows are done with; the others are read and begin to be understood, or are held back."""
        size = len(received) + len(self._held)
        with self._pool.transaction() as conn:
            sorted_out = triage(conn, self._arrived(conn, received), self._held)
        self._on_the_way = {row.key: row for _, row in sorted_out.changed}
        postings = [row.posting for _, row in sorted_out.changed]
        understood = self._begin(partial(understood_rows, moment=self._preparation.moment), postings)
        return Block(size - len(self._held), sorted_out, understood)

    def _arrived(self, conn: Connection, received: list[tuple[int, Received | BadRecord]]) -> Arrived:
        prepared = self._preparation
        unread = stored_as_received(conn, received, prepared, on_the_way=self._on_the_way)
        rows = [(number, prepared.read(row)) for number, row in received if number not in unread]
        return Arrived(rows, unread, self._on_the_way, None if prepared.source else prepared.otherwise)
