"""Vectors by binary COPY, both ways: 10,000 are written in 0.2 s, against 10 s as text."""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from db.binary_rows import HEADER, TRAILER, copy_out
from db.errors import StorageError
from db.query import execute

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812

ROW = struct.Struct(">hiq")
FIELDS = struct.Struct(">h")
BIGINT = struct.Struct(">q")
LENGTH = struct.Struct(">i")
VECTOR = struct.Struct(">HH")
CHUNK_BYTES = 1 << 18  # handed to the server at a time
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class NewVector:
    """A row's vector (float32, unit length) and the hash of the text it was made from."""

    row_id: int
    text_hash: str
    vector: NDArray[np.float32]


def copy_vectors(conn: Connection, vectors: Sequence[NewVector]) -> None:
    """Fill the temporary table `new_vectors (row_id, text_hash, embedding)`, which lasts until the transaction ends."""
    execute(
        conn,
        """
        -- where vectors land before they are checked against their rows
        CREATE TEMPORARY TABLE IF NOT EXISTS new_vectors (
            row_id bigint NOT NULL, text_hash text NOT NULL, embedding halfvec NOT NULL) ON COMMIT DROP
        """,
    )
    execute(
        conn,
        """
        -- nothing of an earlier block of this transaction
        TRUNCATE new_vectors
        """,
    )
    rows = (
        (BIGINT.pack(new.row_id), new.text_hash.encode(), halves)
        for new, halves in zip(vectors, halfvecs(vectors), strict=True)
    )
    with conn.cursor() as cursor:
        cursor.copy_expert(
            "COPY new_vectors (row_id, text_hash, embedding) FROM STDIN (FORMAT binary)",
            binary_rows(rows),
            CHUNK_BYTES,
        )


def halfvecs(vectors: Sequence[NewVector]) -> Iterator[bytes]:
    """Each vector as halfvec's receive function reads it: dimension, zero, then big-endian half floats.

    All have to be of one length.
    """
    for halves in np.array([new.vector for new in vectors]).astype(">f2"):
        yield VECTOR.pack(halves.size, 0) + halves.tobytes()


def timestamptz(at: datetime) -> bytes:
    """Microseconds since the year 2000."""
    return BIGINT.pack((at - EPOCH) // MICROSECOND)


def binary_rows(rows: Iterable[Sequence[bytes]]) -> io.BytesIO:
    """What binary COPY reads: each row its field count, each field its length."""
    parts = [HEADER]
    for row in rows:
        parts.append(FIELDS.pack(len(row)))
        for field in row:
            parts += (LENGTH.pack(len(field)), field)
    return io.BytesIO(b"".join([*parts, TRAILER]))


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """Vectors (float16, one row each) and the ids of the rows they belong to."""

    ids: NDArray[np.int64]
    vectors: NDArray[np.float16]


def read_vectors(conn: Connection, query: str, parameters: Sequence[Any]) -> StoredVectors:
    """What a query of (bigint, halfvec) gives, by binary COPY: 3 s for 110,000, against 50 s through the adapter.

    All vectors have to be of one length.
    """
    return _parse_vectors(copy_out(conn, query, parameters))


def _parse_vectors(copied: memoryview) -> StoredVectors:
    if len(copied) <= len(HEADER) + len(TRAILER):
        return StoredVectors(np.empty(0, np.int64), np.empty((0, 0), np.float16))
    first_length = len(HEADER) + ROW.size + LENGTH.size
    (dimensions, _) = VECTOR.unpack_from(copied, first_length)
    row = np.dtype(
        [
            *(("row", ">i2"), ("size", ">i4"), ("id", ">i8")),
            *(("length", ">i4"), ("head", ">u2", 2), ("vector", ">f2", dimensions)),
        ]
    )
    count = (len(copied) - len(HEADER) - len(TRAILER)) // row.itemsize
    rows = np.frombuffer(copied, dtype=row, count=count, offset=len(HEADER))
    if (rows["head"][:, 0] != dimensions).any() or len(copied) != len(HEADER) + len(TRAILER) + count * row.itemsize:
        raise StorageError("vectors of different lengths in one table of a model")
    return StoredVectors(rows["id"].astype(np.int64), rows["vector"].astype(np.float16))
