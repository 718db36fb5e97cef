"""A pool of psycopg2 connections that waits when all are busy and survives a restarted server."""

from __future__ import annotations

import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg2
import psycopg2.extensions
from pgvector.psycopg2 import register_vector

from db.errors import Conflicted, PoolExhausted, RefusedData, StorageError, Unavailable

if TYPE_CHECKING:
    from collections.abc import Iterator


Connection = psycopg2.extensions.connection

CONNECT_TIMEOUT_SECONDS = 5
PING_AFTER_IDLE_SECONDS = 5.0
STATEMENT_TIMEOUT_SECONDS = 60
FAILURES: dict[str, type[StorageError]] = {
    "22": RefusedData,  # data exception
    "23": RefusedData,  # integrity constraint violation
    "54": RefusedData,  # program limit exceeded, as by a text that is too long for an index
    "40": Conflicted,  # transaction rollback: deadlock, serialization failure
}


def connect(url: str, *, statement_timeout_seconds: float = STATEMENT_TIMEOUT_SECONDS) -> Connection:
    """A new connection with time limits and, where the extension is there, pgvector's types.

    Statements are not compiled: that takes longer than any of ours runs.

    Raises:
        Unavailable: the server cannot be reached.
    """
    try:
        conn = psycopg2.connect(
            url,
            connect_timeout=CONNECT_TIMEOUT_SECONDS,
            application_name="jobherald",
            options=f"-c statement_timeout={int(statement_timeout_seconds * 1000)} -c timezone=UTC -c jit=off",
            keepalives_idle=30,
            keepalives_interval=10,
            keepalives_count=3,
        )
    except psycopg2.OperationalError as error:
        raise Unavailable(
            f"Cannot reach PostgreSQL: {_first_line(error)} (is it running, and is DATABASE_URL right?)"
        ) from error
    _register_types(conn)
    return conn


class Pool:
    """At most `size` connections, opened when first needed, the last used handed out first."""

    def __init__(self, url: str, *, size: int = 8, wait_seconds: float = 10.0) -> None:
        self._url = url
        self._wait_seconds = wait_seconds
        self._free_places = threading.BoundedSemaphore(size)
        self._idle: list[tuple[float, Connection]] = []
        self._lock = threading.Lock()
        self._closed = False
        self.size = size

    @contextmanager
    def transaction(self, *, single: bool = False) -> Iterator[Connection]:
        """A connection inside one transaction: committed at the end of the block, rolled back when it raises.

        `single`: each statement is a transaction by itself, for blocks with one, or that only read: two round trips
        less.

        Raises:
            PoolExhausted: none came free within the waiting time.
            Unavailable: the server is away, or went away in the middle; nothing was committed as far as we know.
            RefusedData: a value cannot be stored.
            Conflicted: another transaction was in the way.
        """
        if not self._free_places.acquire(timeout=self._wait_seconds):
            raise PoolExhausted
        try:
            conn = self._take()
            try:
                conn.autocommit = single
                yield conn
                if not single:
                    conn.commit()
            except psycopg2.Error as error:
                _abandon(conn)
                if _is_lost(conn, error):
                    raise Unavailable(f"PostgreSQL went away: {_first_line(error)}") from error
                raise _in_our_words(error)(f"{type(error).__name__}: {_first_line(error)}") from error
            except BaseException:
                _abandon(conn)
                raise
            finally:
                self._give_back(conn)
        finally:
            self._free_places.release()

    def close(self) -> None:
        """Close the idle connections; those in use close when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for _, conn in idle:
            conn.close()

    def _take(self) -> Connection:
        while True:
            with self._lock:
                if not self._idle:
                    break
                since, conn = self._idle.pop()
            if time.monotonic() - since < PING_AFTER_IDLE_SECONDS or _answers(conn):
                return conn
            conn.close()
        return connect(self._url)

    def _give_back(self, conn: Connection) -> None:
        if conn.closed:
            self._drop_idle()
            return
        conn.autocommit = False
        with self._lock:
            if not self._closed:
                self._idle.append((time.monotonic(), conn))
                return
        conn.close()

    def _drop_idle(self) -> None:
        """One connection was lost: the server has probably restarted, so the idle ones are dead too."""
        with self._lock:
            idle, self._idle = self._idle, []
        for _, conn in idle:
            conn.close()


def _register_types(conn: Connection) -> None:
    try:
        register_vector(conn)
    except psycopg2.ProgrammingError:  # before the first migration there is no vector type
        conn.rollback()
    else:
        conn.rollback()


def _answers(conn: Connection) -> bool:
    try:
        with conn.cursor() as cursor:
            cursor.execute("SELECT 1")
        conn.rollback()
    except psycopg2.Error:
        return False
    return True


def _abandon(conn: Connection) -> None:
    try:
        conn.rollback()
    except psycopg2.Error:
        conn.close()


def _in_our_words(error: psycopg2.Error) -> type[StorageError]:
    """What kind of failure it is, by its SQLSTATE class (PostgreSQL's appendix A)."""
    return FAILURES.get((error.pgcode or "")[:2], StorageError)


def _is_lost(conn: Connection, error: psycopg2.Error) -> bool:
    """Whether the connection is gone; a statement time-out or a deadlock has an SQL state and leaves it alive."""
    if not isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError):
        return False
    return bool(conn.closed) or error.pgcode is None or error.pgcode.startswith(("08", "57P"))


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
