"""`users`, `channel_accounts` and `consents`: who somebody is and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any, Literal

from psycopg2 import sql

from db.query import execute, many, maybe, value

if TYPE_CHECKING:
    from collections.abc import Mapping

    from psycopg2.extensions import connection as Connection  # noqa: N812

CHANGEABLE = frozenset(
    {
        *("language", "time_zone", "country", "status", "paused_until"),
        *("digest_hour", "digest_days", "digest_channel", "card_style"),
        *("quiet_from", "quiet_until", "digest_size", "least_grade", "daily_cap", "slowed_at"),
    }
)
SAYING_WHEN = frozenset({"digest_hour", "time_zone", "status"})


@dataclass(frozen=True, slots=True)
class User:
    """A person. `digest_days` are ISO weekdays, none for every day; `digest_channel` None for the one used last."""

    id: int
    language: str
    time_zone: str
    country: str | None
    status: Literal["active", "paused", "stopped"]
    paused_until: datetime | None
    digest_hour: int
    digest_days: tuple[int, ...] = ()
    digest_channel: str | None = None
    card_style: Literal["list", "single"] = "list"
    quiet_from: int | None = None
    quiet_until: int | None = None
    digest_size: int | None = None
    least_grade: str | None = None
    daily_cap: int | None = None
    slowed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Home:
    """A person's country, None while not known, and language."""

    country: str | None
    language: str


@dataclass(frozen=True, slots=True)
class Account:
    """Where a person is reached."""

    user_id: int
    channel: str
    address: str
    reachable: bool
    last_inbound_at: datetime | None


def find_user(conn: Connection, channel: str, address: str) -> User | None:
    """The person behind an address."""
    return maybe(
        conn,
        """
        -- the person behind an address
        SELECT u.id, u.language, u.time_zone, u.country, u.status, u.paused_until, u.digest_hour, u.digest_days,
               u.digest_channel, u.card_style, u.quiet_from, u.quiet_until, u.digest_size, u.least_grade, u.daily_cap,
               u.slowed_at
        FROM channel_accounts a JOIN users u ON u.id = a.user_id WHERE a.channel = %s AND a.address = %s
        """,
        (channel, address),
        _read_user,
    )


def add_user(
    conn: Connection,
    channel: str,
    address: str,
    *,
    language: str,
    time_zone: str,
    country: str | None,
    digest_hour: int,
    wrote_at: datetime | None = None,
) -> User:
    """A new person with one account, who wrote then or now.

    The caller holds the chat's lease, so nobody else adds the same one.
    """
    user_id = value(
        conn,
        """
        -- a new person
        INSERT INTO users (language, time_zone, country, digest_hour) VALUES (%s, %s, %s, %s) RETURNING id
        """,
        (language, time_zone, country, digest_hour),
    )
    execute(
        conn,
        """
        -- reached here
        INSERT INTO channel_accounts (user_id, channel, address, last_inbound_at)
        VALUES (%s, %s, %s, least(coalesce(%s, now()), now()))
        """,
        (user_id, channel, address, wrote_at),
    )
    return User(int(user_id), language, time_zone, country, "active", None, digest_hour)


def lock_user(conn: Connection, user_id: int) -> bool:
    """Hold the person's row until the transaction ends, without blocking rows that refer to it; False when gone."""
    found = value(
        conn,
        """
        -- hold a person's row
        SELECT 1 FROM users WHERE id = %s FOR NO KEY UPDATE
        """,
        (user_id,),
    )
    return found is not None


def save_user(conn: Connection, user_id: int, columns: Mapping[str, Any]) -> int:
    """Change some of the columns in CHANGEABLE.

    Another hour, zone or status holds from now on: an hour that struck earlier is not made up for.

    Raises:
        ValueError: another column is named.
    """
    unknown = columns.keys() - CHANGEABLE
    if unknown or not columns:
        raise ValueError(f"not columns of users that may change: {sorted(unknown)}")
    assignments = sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Placeholder(name)) for name in sorted(columns)
    )
    differs = sql.SQL(" OR ").join(
        sql.SQL("{} IS DISTINCT FROM {}").format(sql.Identifier(name), sql.Placeholder(name))
        for name in sorted(columns.keys() & SAYING_WHEN)
    )
    statement = sql.SQL("""
        -- change a person's settings (the names come from CHANGEABLE)
        UPDATE users SET {}, updated_at = now(), hour_set_at = CASE WHEN {} THEN now() ELSE hour_set_at END
        WHERE id = %(user_id)s
        """).format(assignments, differs if columns.keys() & SAYING_WHEN else sql.SQL("false"))
    bound = {name: list(value) if isinstance(value, tuple) else value for name, value in columns.items()}
    return execute(conn, statement.as_string(conn), {**bound, "user_id": user_id})


def _read_user(digest_days: list[int], **columns: Any) -> User:  # noqa: ANN401 - columns of every type
    return User(digest_days=tuple(digest_days), **columns)


def note_inbound(conn: Connection, channel: str, address: str, *, at: datetime | None = None) -> int:
    """They wrote, at this time or now: they can be reached again. An event that comes late takes nothing back."""
    return execute(
        conn,
        """
        -- they wrote
        UPDATE channel_accounts
        SET last_inbound_at = greatest(coalesce(last_inbound_at, '-infinity'), least(coalesce(%s, now()), now())),
            reachable = true, unreachable_reason = NULL
        WHERE channel = %s AND address = %s
        """,
        (at, channel, address),
    )


def mark_unreachable(conn: Connection, channel: str, address: str, reason: str) -> int:
    """They blocked the bot or are gone; nothing more is planned for them until they write."""
    return execute(
        conn,
        """
        -- they cannot be reached
        UPDATE channel_accounts SET reachable = false, unreachable_reason = %s WHERE channel = %s AND address = %s
        """,
        (reason, channel, address),
    )


def mark_reachable(conn: Connection, channel: str, address: str) -> int:
    """They let the bot in again."""
    return execute(
        conn,
        """
        -- they can be reached again
        UPDATE channel_accounts SET reachable = true, unreachable_reason = NULL WHERE channel = %s AND address = %s
        """,
        (channel, address),
    )


def find_accounts(conn: Connection, user_id: int) -> list[Account]:
    """Where a person is reached, the latest used first."""
    return many(
        conn,
        """
        -- where a person is reached
        SELECT user_id, channel, address, reachable, last_inbound_at FROM channel_accounts
        WHERE user_id = %s ORDER BY last_inbound_at DESC NULLS LAST
        """,
        (user_id,),
        Account,
    )


def get_language(conn: Connection, user_id: int | None) -> str:
    """The person's language; English for nobody in particular."""
    found = value(
        conn,
        """
        -- a person's language
        SELECT language FROM users WHERE id = %s
        """,
        (user_id,),
    )
    return str(found or "en")


def find_home(conn: Connection, user_id: int) -> Home | None:
    """Where a person lives and what they speak, if there is such a person."""
    return maybe(
        conn,
        """
        -- a person's country and language
        SELECT country, language FROM users WHERE id = %s
        """,
        (user_id,),
        Home,
    )


def add_consent(conn: Connection, user_id: int, purpose: str, wording: str) -> int:
    """They were told, and went on."""
    return execute(
        conn,
        """
        -- what a person was told and accepted
        INSERT INTO consents (user_id, purpose, wording) VALUES (%s, %s, %s)
        """,
        (user_id, purpose, wording),
    )


def forget_user(conn: Connection, user_id: int) -> int:
    """The person and everything that hangs on them, vectors included."""
    execute(
        conn,
        """
        -- failures of a person's vectors have no reference to them
        DELETE FROM embedding_failures WHERE kind = 'preference'
        AND row_id IN (SELECT id FROM user_preferences WHERE user_id = %s)
        """,
        (user_id,),
    )
    return execute(
        conn,
        """
        -- a person, with everything that hangs on them
        DELETE FROM users WHERE id = %s
        """,
        (user_id,),
    )
