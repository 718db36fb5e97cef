"""Runs one statement and gives back dataclasses: the only way the rest of `db` talks to psycopg2."""

from __future__ import annotations

from itertools import starmap
from typing import TYPE_CHECKING, Any, TypeVar

from db.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812 - the driver's class has a lower-case name

Row = TypeVar("Row")


def many(
    conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any], row: Callable[..., Row]
) -> list[Row]:
    """All rows as `row(**columns)`, maybe none."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = cursor.fetchall()
        names = [column.name for column in cursor.description or ()]
    if list(getattr(row, "__match_args__", ())) == names:  # a dataclass with these fields in this order: a third of it
        return list(starmap(row, found))
    return [row(**dict(zip(names, values, strict=True))) for values in found]


def maybe(
    conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any], row: Callable[..., Row]
) -> Row | None:
    """The first row as `row(**columns)`, or None."""
    found = many(conn, sql, parameters, row)
    return found[0] if found else None


def one(
    conn: Connection,
    sql: str,
    parameters: Sequence[Any] | Mapping[str, Any],
    row: Callable[..., Row],
    missing: str = "No such row.",
) -> Row:
    """The first row as `row(**columns)`.

    Raises:
        NotFound: there is none.
    """
    found = maybe(conn, sql, parameters, row)
    if found is None:
        raise NotFound(missing)
    return found


def value(conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> Any:  # noqa: ANN401 - a column of any type
    """The first column of the first row, or None when there is no row."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        found = cursor.fetchone()
    return found[0] if found else None


def id_list(ids: Iterable[int]) -> str:
    """As PostgreSQL reads a bigint[]; psycopg2 takes ten times as long for a list."""
    return f"{{{','.join(map(str, ids))}}}"


def execute(conn: Connection, sql: str, parameters: Sequence[Any] | Mapping[str, Any] = ()) -> int:
    """Run a statement; how many rows it touched."""
    with conn.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.rowcount


def execute_rows(
    conn: Connection, sql: str, rows: Sequence[Sequence[Any]], *, template: str | None = None
) -> list[tuple[Any, ...]]:
    """One statement with `VALUES %s` over many rows, in pages of 500; what its RETURNING clause gives."""
    from psycopg2.extras import execute_values  # noqa: PLC0415 - a driver is no need of processes that only understand

    if not rows:
        return []
    with conn.cursor() as cursor:
        returning = "returning" in sql.lower()
        return execute_values(cursor, sql, rows, template=template, page_size=500, fetch=returning) or []
