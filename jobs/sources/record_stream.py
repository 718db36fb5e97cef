"""The records of a file block by block, and how many there will be, without reading it to its end beforehand."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

    from jobs.sources.files import SourceFile
    from jobs.sources.rows import BadRecord, Record

    Numbered = tuple[int, Record | BadRecord]


class RecordStream:
    """A file being read: each record once, with its number from 1."""

    def __init__(self, file: SourceFile) -> None:
        self._opened = file.path.open("rb")
        self._bytes = file.path.stat().st_size
        self._records = enumerate(file.records(self._opened), 1)
        self._ahead: list[Numbered] = []
        self._read, self._ended = 0, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        del self._records  # closes what reads the file
        self._opened.close()

    @property
    def expected(self) -> int:
        """How many records the file has: as its part that was read lets expect, and exactly when all were read."""
        if self._ended:
            return self._read
        return max(self._read, round(self._read * self._bytes / max(1, self._opened.tell())))

    def look_ahead(self, records: int) -> int:
        """How many there are to take, of so many at most; they are kept until they are taken."""
        self._ahead += self._next(max(0, records - len(self._ahead)))
        return len(self._ahead)

    def take(self, records: int) -> list[Numbered]:
        """The next so many, fewer at the end, then none."""
        taken, self._ahead = self._ahead[:records], self._ahead[records:]
        return taken + self._next(records - len(taken))

    def _next(self, records: int) -> list[Numbered]:
        found = list(islice(self._records, records))
        self._read += len(found)
        self._ended |= len(found) < records
        return found
