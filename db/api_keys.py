"""`api_keys`: who else may search, and how often a minute."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, many, maybe

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key as it is listed; the key itself is known to nobody but its holder."""

    prefix: str
    name: str
    per_minute: int
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Use:
    """A request counted: the how manieth of the key's minute it is, of how many, and seconds to the next minute."""

    requests: int
    per_minute: int
    seconds_left: int


def add_api_key(conn: Connection, name: str, prefix: str, key_hash: bytes, *, per_minute: int) -> int:
    """A new key; 0 when another begins alike."""
    return execute(
        conn,
        """
        -- a new key
        INSERT INTO api_keys (name, prefix, key_hash, per_minute) VALUES (%s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (name, prefix, key_hash, per_minute),
    )


def find_api_keys(conn: Connection) -> list[ApiKey]:
    """All keys, revoked ones too, the oldest first."""
    return many(
        conn,
        """
        -- all keys
        SELECT prefix, name, per_minute, created_at, revoked_at, last_used_at FROM api_keys ORDER BY id
        """,
        (),
        ApiKey,
    )


def mark_api_key_revoked(conn: Connection, prefix: str) -> int:
    """It opens nothing from now on; 0 when there is no such key in use."""
    return execute(
        conn,
        """
        -- a key opens nothing any more
        UPDATE api_keys SET revoked_at = now() WHERE prefix = %s AND revoked_at IS NULL
        """,
        (prefix,),
    )


def mark_api_key_used(conn: Connection, key_hash: bytes) -> Use | None:
    """Count a request by the key with this hash; None for an unknown or a revoked one."""
    return maybe(
        conn,
        """
        -- one more request by a key, in its minute or as the first of the next
        UPDATE api_keys SET
            last_used_at = now(),
            minute_requests = 1 + CASE WHEN minute_started_at > now() - interval '1 minute' THEN minute_requests
                                       ELSE 0 END,
            minute_started_at = CASE WHEN minute_started_at > now() - interval '1 minute' THEN minute_started_at
                                     ELSE now() END
        WHERE key_hash = %s AND revoked_at IS NULL
        RETURNING minute_requests AS requests, per_minute,
                  ceil(60 - extract(epoch FROM now() - minute_started_at))::integer AS seconds_left
        """,
        (key_hash,),
        Use,
    )
