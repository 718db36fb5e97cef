"""`template_messages` and `template_spending`: which templates went out, at what cost, inside a daily limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, maybe, one, value

if TYPE_CHECKING:
    from datetime import datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class TemplateFigures:
    """Of a day (UTC): how many templates went out and what they cost, in US dollars."""

    sent: int
    usd: float


@dataclass(frozen=True, slots=True)
class TemplateSent:
    """A template by its name and language."""

    name: str
    language: str


def reserve_template(
    conn: Connection,
    *,
    outbox_id: int,
    user_id: int | None,
    name: str,
    language: str,
    cost_usd: float,
    limit_usd: float,
) -> bool:
    """Take a template's price out of the day's limit and note it; False when the day cannot pay for it any more.

    The day's row is locked until the transaction ends, so that workers side by side never spend more than the limit.
    """
    paid = value(
        conn,
        """
        -- a template's price, if the day still has it
        INSERT INTO template_spending AS spent (day, usd)
        SELECT (now() AT TIME ZONE 'UTC')::date, %(cost)s WHERE %(cost)s <= %(limit)s
        ON CONFLICT (day) DO UPDATE SET usd = spent.usd + excluded.usd
        WHERE spent.usd + excluded.usd <= %(limit)s + 1e-9
        RETURNING 1
        """,
        {"cost": cost_usd, "limit": limit_usd},
    )
    if paid is None:
        return False
    execute(
        conn,
        """
        -- a template that goes out
        INSERT INTO template_messages (outbox_id, user_id, name, language, cost_usd) VALUES (%s, %s, %s, %s, %s)
        """,
        (outbox_id, user_id, name, language, cost_usd),
    )
    return True


def find_template_of(conn: Connection, outbox_id: int) -> TemplateSent | None:
    """The template that went out in place of a message, None where none did."""
    return maybe(
        conn,
        """
        -- the template in a message's stead
        SELECT name, language FROM template_messages WHERE outbox_id = %s
        """,
        (outbox_id,),
        TemplateSent,
    )


def mark_template_failed(conn: Connection, outbox_id: int) -> int:
    """It never arrived: it costs nothing, and the person has not had it."""
    return execute(
        conn,
        """
        -- a template that never arrived costs nothing
        WITH failed AS (
            UPDATE template_messages SET failed_at = now() WHERE outbox_id = %s AND failed_at IS NULL
            RETURNING (sent_at AT TIME ZONE 'UTC')::date AS day, cost_usd)
        UPDATE template_spending SET usd = greatest(0, usd - failed.cost_usd) FROM failed
        WHERE template_spending.day = failed.day
        """,
        (outbox_id,),
    )


def get_template_figures(conn: Connection, now: datetime) -> TemplateFigures:
    """Of today."""
    return one(
        conn,
        """
        -- what today's templates cost
        SELECT count(t.outbox_id)::integer AS sent, coalesce(sum(t.cost_usd), 0)::float8 AS usd FROM template_messages t
        WHERE t.failed_at IS NULL AND t.sent_at >= date_trunc('day', %s AT TIME ZONE 'UTC') AT TIME ZONE 'UTC'
        """,
        (now,),
        TemplateFigures,
    )
