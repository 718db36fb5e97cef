"""`suppressions`: who must not be written to unasked, known only by a keyed hash of the address."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from db.query import execute, many, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


def address_hash(secret_key: str, channel: str, address: str) -> bytes:
    """HMAC-SHA256 of the address under the installation's key: 32 bytes."""
    return hmac.new(secret_key.encode(), f"{channel}:{address}".encode(), hashlib.sha256).digest()


def add_suppression(conn: Connection, channel: str, hashed: bytes, reason: str) -> int:
    """Write to this address no more, unless it writes first."""
    return execute(
        conn,
        """
        -- an address said stop
        INSERT INTO suppressions (channel, address_hash, reason) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING
        """,
        (channel, hashed, reason),
    )


def remove_suppression(conn: Connection, channel: str, hashed: bytes) -> int:
    """The address came back."""
    return execute(
        conn,
        """
        -- an address came back
        DELETE FROM suppressions WHERE channel = %s AND address_hash = %s
        """,
        (channel, hashed),
    )


def is_suppressed(conn: Connection, channel: str, hashed: bytes) -> bool:
    """Whether the address said stop."""
    found = value(
        conn,
        """
        -- did the address say stop?
        SELECT 1 FROM suppressions WHERE channel = %s AND address_hash = %s
        """,
        (channel, hashed),
    )
    return found is not None


def find_suppressed(conn: Connection, hashes: Sequence[bytes]) -> frozenset[bytes]:
    """Those of these addresses that said stop."""
    return frozenset(
        many(
            conn,
            """
            -- which addresses said stop?
            SELECT address_hash FROM suppressions WHERE address_hash = ANY (%s)
            """,
            (list(hashes),),
            lambda address_hash: bytes(address_hash),  # noqa: PLW0108 - called by the column's name
        )
    )
