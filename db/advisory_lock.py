"""A lock that lives exactly as long as one connection: for choosing one leader among several processes."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import psycopg2

from db.errors import StorageError, Unavailable
from db.query import execute, value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import connection as Connection  # noqa: N812

# Both ends notice a peer that vanished without a word (a cut cable, a frozen machine) in about five seconds. The
# server's halves count for TCP only and are ignored on a Unix socket, which cannot lose its peer silently.
QUICK_TO_NOTICE: dict[str, Any] = {
    "connect_timeout": 5,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 5000,
    "options": "-c statement_timeout=5000 -c timezone=UTC -c tcp_keepalives_idle=2 -c tcp_keepalives_interval=1"
    " -c tcp_keepalives_count=3 -c tcp_user_timeout=5000",
}


class AdvisoryLock:
    """A session advisory lock on a connection of its own, never from a pool, and not through a transaction pooler."""

    def __init__(self, url: str, key: int) -> None:
        self._key = key
        try:
            self._conn = psycopg2.connect(url, application_name="jobherald lock", **QUICK_TO_NOTICE)
        except psycopg2.Error as error:
            raise Unavailable(f"Cannot reach PostgreSQL: {_first_line(error)}") from error
        self._conn.autocommit = True

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """The lock's own connection, each statement its own transaction: while it works, the lock is held.

        After any error the connection is closed, and so the lock given up.

        Raises:
            Unavailable: the connection is lost.
            StorageError: a statement failed.
        """
        try:
            yield self._conn
        except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
            self._conn.close()
            raise Unavailable(f"PostgreSQL went away: {_first_line(error)}") from error
        except psycopg2.Error as error:
            self._conn.close()
            raise StorageError(f"{type(error).__name__}: {_first_line(error)}") from error

    def acquire(self) -> bool:
        """Whether the lock is ours now; does not wait. Ask once only: a session may hold it several times."""
        with self.session() as conn:
            return bool(
                value(
                    conn,
                    """
                    -- become the leader if there is none
                    SELECT pg_try_advisory_lock(%s)
                    """,
                    (self._key,),
                )
            )

    def depose(self) -> int:
        """End the session that holds the lock, for a holder that gives no sign of life; how many (0 or 1)."""
        with self.session() as conn:
            return execute(
                conn,
                """
                -- a leader that holds the lock and does nothing
                SELECT pg_terminate_backend(pid) FROM pg_locks
                WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = 0 AND objid = %s
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                """,
                (self._key,),
            )

    def close(self) -> None:
        """Give the lock up by closing its connection."""
        self._conn.close()


def _first_line(error: BaseException) -> str:
    return (str(error).strip() or type(error).__name__).splitlines()[0]
