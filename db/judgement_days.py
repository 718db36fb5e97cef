"""`judgement_days`: how often a language model was asked about postings, and how often that was saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, one

if TYPE_CHECKING:
    from datetime import date

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class JudgementUse:
    """Of the postings `found` for people: asked about, judged before, and left unjudged among the best."""

    found: int
    asked: int
    cached: int
    unjudged: int

    @property
    def saved_share(self) -> float:
        """The share of calls saved against asking about every posting found, 0 to 1."""
        return 1.0 - self.asked / self.found if self.found else 0.0


def add_judgement_use(conn: Connection, day: date, use: JudgementUse) -> int:
    """Count one search of a day."""
    return execute(
        conn,
        """
        -- how often the language model was asked about postings
        INSERT INTO judgement_days AS held (day, found, asked, cached, unjudged) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT (day) DO UPDATE SET found = held.found + excluded.found, asked = held.asked + excluded.asked,
            cached = held.cached + excluded.cached, unjudged = held.unjudged + excluded.unjudged
        """,
        (day, use.found, use.asked, use.cached, use.unjudged),
    )


def get_judgement_use(conn: Connection, since: date) -> JudgementUse:
    """All searches since a day."""
    return one(
        conn,
        """
        -- how often the language model was asked about postings, and how often not
        SELECT coalesce(sum(found), 0)::bigint AS found, coalesce(sum(asked), 0)::bigint AS asked,
               coalesce(sum(cached), 0)::bigint AS cached, coalesce(sum(unjudged), 0)::bigint AS unjudged
        FROM judgement_days WHERE day >= %s
        """,
        (since,),
        JudgementUse,
    )


def delete_judgement_days(conn: Connection, before: date) -> int:
    """Forget old days; how many rows went."""
    return execute(
        conn,
        """
        -- old days
        DELETE FROM judgement_days WHERE day < %s
        """,
        (before,),
    )
