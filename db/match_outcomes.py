"""What became of the postings shown: each, and how many by score and by method were opened, saved, and so on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import many

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Outcome:
    """Postings shown of one kind ("score 80-89", "arm hybrid", "first 5") and what was done with them.

    `good` were saved or applied to: precision is their share.
    """

    kind: str
    shown: int
    viewed: int
    saved: int
    applied: int
    hidden: int
    good: int


@dataclass(frozen=True, slots=True)
class ShownMatch:
    """A posting shown, the factors of its score, and what the person did with it; None for nothing.

    `place` is that in its message, from 0 on.
    """

    user_id: int
    shown_at: datetime
    factors: dict[str, float | None]
    reaction: str | None
    place: int = 0


def find_shown(conn: Connection, since: datetime) -> list[ShownMatch]:
    """What people who ever reacted were shown since then; without dead links and scams, which tell nothing of taste."""
    return many(
        conn,
        """
        -- what was shown, and the strongest reaction to it
        SELECT m.user_id, m.shown_at, m.factors, told.kind AS reaction, m.place
        FROM (
            SELECT *, row_number() OVER (PARTITION BY user_id, coalesce(outbox_id, -id) ORDER BY score DESC, id) - 1
                      AS place
            FROM matches WHERE shown_at >= %s
        ) AS m LEFT JOIN LATERAL (
            SELECT f.kind, f.reason FROM feedback f WHERE f.user_id = m.user_id AND f.job_id = m.job_id
            ORDER BY array_position(ARRAY['applied', 'hidden', 'saved', 'viewed', 'explained'], f.kind), f.id DESC
            LIMIT 1
        ) AS told ON true
        WHERE m.factors <> '{}' AND coalesce(told.reason, '') NOT IN ('scam', 'dead')
          AND EXISTS (SELECT FROM feedback f WHERE f.user_id = m.user_id)
        ORDER BY m.user_id, m.shown_at, m.id
        """,
        (since,),
        ShownMatch,
    )


def find_outcomes(conn: Connection, since: datetime) -> list[Outcome]:
    """By band of the score, by place in the list, and by the method of each person's latest search in an experiment."""
    return many(
        conn,
        """
        -- what became of the postings shown since then
        WITH shown AS (
            SELECT m.user_id, m.job_id, m.score,
                   row_number() OVER (PARTITION BY m.user_id, coalesce(m.outbox_id, -m.id)
                                      ORDER BY m.score DESC, m.id) AS place,
                   (SELECT s.method FROM searches s WHERE s.user_id = m.user_id AND s.experiment IS NOT NULL
                    ORDER BY s.id DESC LIMIT 1) AS arm
            FROM matches m WHERE m.shown_at >= %(since)s
        ), told AS (
            SELECT shown.*,
                   EXISTS (SELECT FROM feedback f WHERE f.user_id = shown.user_id AND f.job_id = shown.job_id
                           AND f.kind IN ('viewed', 'explained')) AS viewed,
                   EXISTS (SELECT FROM feedback f WHERE f.user_id = shown.user_id AND f.job_id = shown.job_id
                           AND f.kind = 'saved') AS saved,
                   EXISTS (SELECT FROM feedback f WHERE f.user_id = shown.user_id AND f.job_id = shown.job_id
                           AND f.kind = 'applied') AS applied,
                   EXISTS (SELECT FROM feedback f WHERE f.user_id = shown.user_id AND f.job_id = shown.job_id
                           AND f.kind = 'hidden') AS hidden
            FROM shown
        ), kinds AS (
            SELECT 'score ' || least(score / 10 * 10, 90) || '+' AS kind, told.* FROM told
            UNION ALL SELECT 'first 5', told.* FROM told WHERE place <= 5
            UNION ALL SELECT 'first 10', told.* FROM told WHERE place <= 10
            UNION ALL SELECT 'arm ' || arm, told.* FROM told WHERE arm IS NOT NULL
        )
        SELECT kind, count(*)::int AS shown, count(*) FILTER (WHERE viewed)::int AS viewed,
               count(*) FILTER (WHERE saved)::int AS saved, count(*) FILTER (WHERE applied)::int AS applied,
               count(*) FILTER (WHERE hidden)::int AS hidden,
               count(*) FILTER (WHERE saved OR applied)::int AS good
        FROM kinds GROUP BY kind ORDER BY kind
        """,
        {"since": since},
        Outcome,
    )
