"""`embedding_runs`: what runs that make vectors do and did; and the lock that keeps two from doing the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import psycopg2

from db.query import execute, many, one, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.embedding_failures import Kind


@dataclass(frozen=True, slots=True)
class RunFigures:
    """A run under way: texts in hand, with their vector, and failed; `seen_at`: its last sign of life."""

    kind: Kind
    model: str
    in_hand: int
    done: int
    failed: int
    started_at: datetime
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Attempts:
    """Texts that got a vector and texts that failed, of all runs and models since some time."""

    done: int
    failed: int

    @property
    def failure_rate(self) -> float:
        """From 0 to 1; 0 where nothing was tried."""
        return self.failed / (self.done + self.failed) if self.done + self.failed else 0.0


def try_lock(conn: Connection, kind: Kind, model: str) -> bool:
    """Whether this kind's texts are ours to embed with this model, until they are released or the connection ends.

    Needs no transaction: servers may end connections that idle in one.
    """
    return bool(
        value(
            conn,
            """
            -- one run at a time for each kind and model, so that no text is paid for twice
            SELECT pg_try_advisory_lock(hashtext('embedding ' || %s), hashtext(%s))
            """,
            (kind, model),
        )
    )


def try_lock_again(conn: Connection, kind: Kind, model: str) -> bool:
    """The same until the transaction ends, for a run that lost its lock with something in hand."""
    return bool(
        value(
            conn,
            """
            -- has another run begun?
            SELECT pg_try_advisory_xact_lock(hashtext('embedding ' || %s), hashtext(%s))
            """,
            (kind, model),
        )
    )


def is_alive(conn: Connection) -> bool:
    """Whether the connection is still there, and with it its locks."""
    try:
        return bool(
            value(
                conn,
                """
                -- are you still there?
                SELECT true
                """,
            )
        )
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        return False


def unlock(conn: Connection, kind: Kind, model: str) -> bool:
    """Release what `try_lock` took; False where it went with its connection."""
    try:
        return bool(
            value(
                conn,
                """
                -- the next run may begin
                SELECT pg_advisory_unlock(hashtext('embedding ' || %s), hashtext(%s))
                """,
                (kind, model),
            )
        )
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        return False


def add_run(conn: Connection, kind: Kind, model: str) -> int:
    """A run begins; its number."""
    return int(
        value(
            conn,
            """
            -- a run begins
            INSERT INTO embedding_runs (kind, model) VALUES (%s, %s) RETURNING id
            """,
            (kind, model),
        )
    )


def mark_progress(
    conn: Connection, run: int, *, in_hand: int = 0, done: int = 0, reused: int = 0, failed: int = 0
) -> None:
    """So many texts more, or fewer in hand, than before."""
    execute(
        conn,
        """
        -- a run's progress
        UPDATE embedding_runs SET in_hand = in_hand + %s, done = done + %s, reused = reused + %s, failed = failed + %s,
                                  seen_at = now()
        WHERE id = %s
        """,
        (in_hand, done, reused, failed, run),
    )


def mark_finished(conn: Connection, run: int, stopped: str | None) -> None:
    """A run is over; why before its end, if it was."""
    execute(
        conn,
        """
        -- a run is over
        UPDATE embedding_runs SET in_hand = 0, stopped = %s, seen_at = now(), finished_at = now() WHERE id = %s
        """,
        (stopped, run),
    )


def find_live_runs(conn: Connection, since: datetime) -> list[RunFigures]:
    """Runs that are not over and gave a sign of life since."""
    return many(
        conn,
        """
        -- runs under way
        SELECT kind, model, in_hand, done, failed, started_at, seen_at FROM embedding_runs
        WHERE finished_at IS NULL AND seen_at >= %s ORDER BY id
        """,
        (since,),
        RunFigures,
    )


def get_attempts(conn: Connection, since: datetime) -> Attempts:
    """What came of all texts that were tried since."""
    return one(
        conn,
        """
        -- how many texts failed lately
        SELECT coalesce(sum(done), 0)::bigint AS done, coalesce(sum(failed), 0)::bigint AS failed FROM embedding_runs
        WHERE seen_at >= %s
        """,
        (since,),
        Attempts,
    )


def find_last_stop(conn: Connection) -> str | None:
    """Why the newest finished run ended early; None when it did not."""
    stopped: str | None = value(
        conn,
        """
        -- did the newest run end early?
        SELECT stopped FROM embedding_runs WHERE finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1
        """,
    )
    return stopped


def delete_runs(conn: Connection, seen_before: datetime) -> int:
    """Forget old runs; how many rows went."""
    return execute(
        conn,
        """
        -- old runs
        DELETE FROM embedding_runs WHERE seen_at < %s
        """,
        (seen_before,),
    )
