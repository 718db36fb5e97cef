"""Many rows of one width by binary COPY, straight into arrays: no Python object for each of them."""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

import numpy as np

from db.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812

    Field = tuple[str, str] | tuple[str, str, int]

# PostgreSQL's binary COPY: signature, flags, header extension; each row its field count, each field its length.
HEADER = b"PGCOPY\n\xff\r\n\x00" + struct.pack(">II", 0, 0)
TRAILER = struct.pack(">h", -1)


def copy_out(conn: Connection, query: str, parameters: Sequence[Any] | Mapping[str, Any]) -> memoryview:
    """What a query gives, as COPY writes it."""
    target = io.BytesIO()
    with conn.cursor() as cursor:
        bound = cursor.mogrify(query, parameters).decode()
        cursor.copy_expert(f"COPY ({bound}) TO STDOUT (FORMAT binary)", target)
    return target.getbuffer()


def read_rows(
    conn: Connection, query: str, parameters: Sequence[Any] | Mapping[str, Any], fields: Sequence[Field]
) -> NDArray[np.void]:
    """What a query gives, none of it null: for each column, in order, a field of this name and big-endian type.

    Raises:
        StorageError: a value is null or of another width than its field.
    """
    widths = {f"width of {name}": np.dtype([(name, *kind)]).itemsize for name, *kind in fields}
    each = zip(widths, fields, strict=True)
    row = np.dtype([("columns", ">i2"), *(part for width, field in each for part in ((width, ">i4"), field))])
    copied = copy_out(conn, query, parameters)
    count, rest = divmod(len(copied) - len(HEADER) - len(TRAILER), row.itemsize)
    rows: NDArray[np.void] = np.frombuffer(copied, dtype=row, count=count, offset=len(HEADER))
    if rest or any((rows[name] != width).any() for name, width in widths.items()):
        raise StorageError("rows of different widths where all should be of one")
    return rows
