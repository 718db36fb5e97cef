"""Keys for programs that search: python -m bot api-key create NAME | list | revoke PREFIX.

A key is shown once, when it is made; stored is its SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import TYPE_CHECKING

from db.api_keys import add_api_key, find_api_keys, mark_api_key_revoked

if TYPE_CHECKING:
    from db.api_keys import ApiKey
    from db.pool import Connection

SECRET_BYTES = 32
PREFIX_CHARACTERS = 8
PER_MINUTE = 60
MOST_PER_MINUTE = 1_000_000


class NoSuchKey(Exception):
    """No key in use begins so; the message says how to see which there are."""


def create(conn: Connection, name: str, *, per_minute: int = PER_MINUTE) -> str:
    """A new key."""
    while True:
        key = secrets.token_urlsafe(SECRET_BYTES)
        if add_api_key(conn, name, key[:PREFIX_CHARACTERS], hash_of(key), per_minute=per_minute):
            return key


def hash_of(key: str) -> bytes:
    """What is stored of a key. A key holds 256 random bits, so a quick hash is as good as a slow one."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).digest()


def list_keys(conn: Connection) -> list[str]:
    """A line for each key."""
    return [_line(key) for key in find_api_keys(conn)] or ["There are no keys: python -m bot api-key create NAME"]


def revoke(conn: Connection, prefix: str) -> str:
    """The key that begins so opens nothing any more.

    Raises:
        NoSuchKey: none in use does.
    """
    if not mark_api_key_revoked(conn, prefix[:PREFIX_CHARACTERS]):
        raise NoSuchKey(f"No key in use begins with {prefix[:PREFIX_CHARACTERS]}: python -m bot api-key list")
    return f"{prefix[:PREFIX_CHARACTERS]} is revoked."


def _line(key: ApiKey) -> str:
    used = f"last used {key.last_used_at:%Y-%m-%d}" if key.last_used_at else "never used"
    state = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else f"{key.per_minute} a minute, {used}"
    return f"{key.prefix}… {key.name}: {state}"
