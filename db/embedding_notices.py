"""What PostgreSQL tells about texts that were just written (see migration 0024)."""

from __future__ import annotations

import select
from typing import TYPE_CHECKING, cast

import psycopg2

from db.errors import Unavailable
from db.pool import connect
from db.query import execute

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.embedding_failures import Kind


def ring(conn: Connection, kind: Kind) -> None:
    """Wake the workers, as a written text does."""
    execute(
        conn,
        """
        -- there is something to embed
        SELECT pg_notify('jobherald_embedding', %s)
        """,
        (kind,),
    )


class Notices:
    """A connection of its own that hears notices; not through a transaction pooler.

    Raises:
        Unavailable: the database cannot be reached, or went away.
    """

    def __init__(self, url: str) -> None:
        self._conn = connect(url)
        self._conn.autocommit = True
        execute(
            self._conn,
            """
            -- who wrote a text?
            LISTEN jobherald_embedding
            """,
        )

    def wait(self, seconds: float) -> set[Kind]:
        """The kinds of texts that were written; none when nothing came in so many seconds."""
        try:
            if not select.select([self._conn], [], [], seconds)[0]:
                return set()
            self._conn.poll()
        except (psycopg2.Error, ValueError, OSError) as error:
            raise Unavailable("PostgreSQL went away while waiting for new texts.") from error
        heard = {notice.payload for notice in self._conn.notifies}
        self._conn.notifies.clear()
        return cast("set[Kind]", heard & {"job", "preference"})

    def close(self) -> None:
        """Stop listening."""
        self._conn.close()
