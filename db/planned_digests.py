"""Many planned matches and their messages at once, by COPY."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, fields
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from functools import cache
from typing import TYPE_CHECKING, Any

from db.query import execute, many

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from _typeshed import DataclassInstance
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.matches import Found

PRIORITY = 1  # replies go first
NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
QUOTES = str.maketrans({"\\": "\\\\", '"': '\\"'})


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be put up; `send_at` is not before which, `expires_at` until when it may go."""

    id: int
    conversation_id: int
    channel: str
    chat: str
    user_id: int
    body: dict[str, Any]
    send_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class NewMatch:
    """A posting planned for a person, and the message and digest that will show it."""

    id: int
    user_id: int
    preference_id: int
    outbox_id: int
    digest_id: int
    match: Found


def take_message_ids(conn: Connection, count: int) -> list[int]:
    """Ids for messages yet to be put up."""
    return many(
        conn,
        """
        -- ids for messages
        SELECT nextval(pg_get_serial_sequence('outbox', 'id')) AS id FROM generate_series(1, %s)
        """,
        (count,),
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


def take_match_ids(conn: Connection, count: int) -> list[int]:
    """Ids for matches yet to be planned."""
    return many(
        conn,
        """
        -- ids for matches
        SELECT nextval(pg_get_serial_sequence('matches', 'id')) AS id FROM generate_series(1, %s)
        """,
        (count,),
        lambda id: int(id),  # noqa: A006, PLW0108 - called by the column's name
    )


def add_messages(conn: Connection, messages: Sequence[NewMessage]) -> None:
    """Put messages up for sending."""
    lines = (
        _line(
            new.id,
            new.conversation_id,
            new.channel,
            new.chat,
            new.user_id,
            json.dumps(new.body),
            PRIORITY,
            new.send_at.isoformat(),
            new.expires_at.isoformat(),
        )
        for new in messages
    )
    _copy(
        conn,
        """
        -- messages to be sent
        COPY outbox (id, conversation_id, channel, chat, user_id, body, priority, send_at, expires_at) FROM STDIN
        """,
        lines,
    )


def add_matches(conn: Connection, matches: Sequence[NewMatch]) -> dict[int, int]:
    """Plan to show these; where one was planned before, the id that it keeps, by the id that it would have had.

    One that was planned before belongs to its new message; one shown or hidden in this very moment keeps what it is.
    """
    execute(
        conn,
        """
        -- where matches land before they meet those that are there
        CREATE TEMPORARY TABLE IF NOT EXISTS new_matches (LIKE matches) ON COMMIT DELETE ROWS
        """,
    )
    _copy(
        conn,
        """
        -- matches to be planned
        COPY new_matches (id, user_id, preference_id, job_id, cluster_key, score, grade, factors, reasons,
                          matched_skills, missing_skills, status, outbox_id, digest_id, planned_at) FROM STDIN
        """,
        (_match_line(new) for new in matches),
    )
    kept = many(
        conn,
        """
        -- plan to show postings to people
        WITH planned AS (
            INSERT INTO matches AS old (id, user_id, preference_id, job_id, cluster_key, score, grade, factors, reasons,
                                        matched_skills, missing_skills, outbox_id, digest_id)
            OVERRIDING SYSTEM VALUE
            SELECT id, user_id, preference_id, job_id, cluster_key, score, grade, factors, reasons, matched_skills,
                   missing_skills, outbox_id, digest_id
            FROM new_matches
            ON CONFLICT (user_id, job_id) DO UPDATE SET
                preference_id = excluded.preference_id, cluster_key = excluded.cluster_key, score = excluded.score,
                grade = excluded.grade, factors = excluded.factors, reasons = excluded.reasons,
                matched_skills = excluded.matched_skills, missing_skills = excluded.missing_skills,
                outbox_id = CASE WHEN old.shown_at IS NULL THEN excluded.outbox_id ELSE old.outbox_id END,
                digest_id = CASE WHEN old.shown_at IS NULL THEN excluded.digest_id ELSE old.digest_id END,
                planned_at = now()
            RETURNING id, user_id, job_id)
        SELECT new.id AS wanted, planned.id AS kept
        FROM planned JOIN new_matches new USING (user_id, job_id) WHERE new.id <> planned.id
        """,
        (),
        lambda wanted, kept: (int(wanted), int(kept)),
    )
    execute(
        conn,
        """
        -- nothing left for the next share of this transaction
        TRUNCATE new_matches
        """,
    )
    return dict(kept)


def save_bodies(conn: Connection, bodies: Sequence[tuple[int, dict[str, Any]]]) -> int:
    """Replace what messages that still wait will say, as (id, body); how many."""
    return execute(
        conn,
        """
        -- what some messages will say
        UPDATE outbox SET body = new.body
        FROM unnest(%s::bigint[], %s::jsonb[]) AS new (id, body) WHERE outbox.id = new.id AND status = 'waiting'
        """,
        ([message for message, _ in bodies], [json.dumps(body) for _, body in bodies]),
    )


def _match_line(new: NewMatch) -> str:
    match = new.match
    return _line(
        new.id,
        new.user_id,
        new.preference_id,
        match.job_id,
        match.cluster_key,
        match.score,
        match.grade,
        json.dumps(match.factors),
        json.dumps([_fields(reason) for reason in match.reasons]),
        _array(match.matched_skills),
        _array(match.missing_skills),
        "SUGGESTED",
        new.outbox_id,
        new.digest_id,
        "now",
    )


def _fields(reason: DataclassInstance) -> dict[str, Any]:
    """A reason's fields as they are: `asdict` copies what is in them, which took most of the time of writing."""
    return {name: getattr(reason, name) for name in _names_of(type(reason))}


@cache
def _names_of(kind: type[DataclassInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _copy(conn: Connection, statement: str, lines: Iterable[str]) -> None:
    with conn.cursor() as cursor:
        cursor.copy_expert(statement, io.StringIO("".join(lines)))


def _line(*values: object) -> str:
    return "\t".join(NULL if value is None else str(value).translate(ESCAPES) for value in values) + "\n"


def _array(names: Sequence[str]) -> str:
    return "{" + ",".join(f'"{name.translate(QUOTES)}"' for name in names) + "}"
