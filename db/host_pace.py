"""`host_pace`: when a host may be asked again, over all processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.query import execute, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


def claim_host(conn: Connection, host: str, *, gap_seconds: float, most_seconds: float) -> float | None:
    """Take the next turn to ask a host: in how many seconds it is, or None when that is more than the most.

    Commit at once: others wait for this row.
    """
    seconds = value(
        conn,
        """
        -- the next turn of a host, unless it is too far off
        INSERT INTO host_pace AS pace (host, next_request_at)
        VALUES (%(host)s, clock_timestamp() + make_interval(secs => %(gap)s))
        ON CONFLICT (host) DO UPDATE
        SET next_request_at = greatest(pace.next_request_at, clock_timestamp()) + make_interval(secs => %(gap)s)
        WHERE pace.next_request_at <= clock_timestamp() + make_interval(secs => %(most)s)
        RETURNING greatest(0, extract(epoch FROM
            pace.next_request_at - make_interval(secs => %(gap)s) - clock_timestamp()))::float8
        """,
        {"host": host, "gap": gap_seconds, "most": most_seconds},
    )
    return None if seconds is None else float(seconds)


def seconds_until_free(conn: Connection, host: str) -> float:
    """How long until a host may be asked again."""
    return float(
        value(
            conn,
            """
            -- when a host may be asked again
            SELECT greatest(0, extract(epoch FROM max(next_request_at) - clock_timestamp()))::float8
            FROM host_pace WHERE host = %s
            """,
            (host,),
        )
        or 0.0
    )


def postpone_host(conn: Connection, host: str, seconds: float) -> None:
    """Let nobody ask a host for so long."""
    execute(
        conn,
        """
        -- a host asked to be left alone for a while
        INSERT INTO host_pace AS pace (host, next_request_at)
        VALUES (%s, clock_timestamp() + make_interval(secs => %s))
        ON CONFLICT (host) DO UPDATE SET next_request_at = greatest(pace.next_request_at, excluded.next_request_at)
        """,
        (host, seconds),
    )


def delete_free_hosts(conn: Connection, *, free_before: datetime, limit: int) -> int:
    """Forget the pace of hosts that could be asked before then; how many, at most `limit`."""
    return execute(
        conn,
        """
        -- the pace of hosts that nobody asked of late
        DELETE FROM host_pace WHERE host IN (
            SELECT host FROM host_pace WHERE next_request_at < %s LIMIT %s FOR UPDATE SKIP LOCKED)
        """,
        (free_before, limit),
    )
