"""`feedback`: what a person did with a posting, as it happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING, Any

from db.query import execute, many
from db.vector_text import sent_halfvec

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy as np
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Reaction:
    """What a person did with one posting at last: the strongest kind, why, and what the posting was.

    "passed" is the kind of what they left alone, see `find_passed_over`. `vector` is None without one of the model that
    was asked for; `factors` are those it was shown with, empty for none.
    """

    kind: str
    reason: str | None
    at: datetime
    title: str
    company: str
    vector: np.ndarray | None
    factors: dict[str, float | None]


def add_reason(conn: Connection, user_id: int, job_id: int, reason: str) -> int:
    """Say why a posting was hidden, at its latest hiding; 0 when it was not hidden."""
    return execute(
        conn,
        """
        -- why a posting was hidden
        UPDATE feedback SET reason = %s WHERE id = (
            SELECT max(id) FROM feedback WHERE user_id = %s AND job_id = %s AND kind = 'hidden')
        """,
        (reason, user_id, job_id),
    )


def add_feedback(conn: Connection, user_id: int, job_id: int, kind: str, reason: str | None = None) -> int:
    """Note a reaction: viewed, saved, hidden, explained or applied."""
    return execute(
        conn,
        """
        -- a reaction to a posting
        INSERT INTO feedback (user_id, job_id, kind, reason) VALUES (%s, %s, %s, %s)
        """,
        (user_id, job_id, kind, reason),
    )


def find_reactions_of(
    conn: Connection, user_ids: Sequence[int], model: str, *, limit: int
) -> dict[int, list[Reaction]]:
    """Each person's latest reactions, the newest first, one for each posting that is still stored.

    Who has none is left out.
    """
    found = many(
        conn,
        """
        -- what some people thought of the postings shown
        SELECT user_id, kind, reason, created_at AS at, title, company, vector, factors FROM (
            SELECT latest.*, row_number() OVER (PARTITION BY user_id ORDER BY created_at DESC) AS place FROM (
                SELECT DISTINCT ON (f.user_id, f.job_id) f.user_id, f.kind, f.reason, f.created_at, j.title,
                       coalesce(j.company, '') AS company, halfvec_send(e.embedding) AS vector,
                       coalesce(m.factors, '{}') AS factors
                FROM feedback f JOIN canonical_jobs j ON j.id = f.job_id
                     LEFT JOIN job_embeddings e ON e.job_id = f.job_id AND e.model = %(model)s
                     LEFT JOIN matches m ON m.user_id = f.user_id AND m.job_id = f.job_id
                WHERE f.user_id = ANY (%(user_ids)s)
                ORDER BY f.user_id, f.job_id,
                         array_position(ARRAY['applied', 'hidden', 'saved', 'viewed', 'explained'], f.kind), f.id DESC
            ) AS latest
        ) AS placed
        WHERE place <= %(limit)s ORDER BY user_id, place
        """,
        {"user_ids": list(user_ids), "model": model, "limit": limit},
        _of_person,
    )
    return _by_person(found)


def find_passed_over(conn: Connection, user_ids: Sequence[int], model: str, *, limit: int) -> dict[int, list[Reaction]]:
    """What these people left alone in their latest messages of which they kept something.

    One reaction of the kind "passed" for each such message, the newest first, with the mean vector of these postings.
    """
    found = many(
        conn,
        """
        -- what was shown beside postings that were kept, and left alone
        WITH shown AS (
            SELECT user_id, job_id, status, planned_at, shown_at,
                   bool_or(status IN ('SHORTLISTED', 'APPLIED')) OVER (PARTITION BY user_id, planned_at) AS of_use
            FROM matches WHERE user_id = ANY (%(user_ids)s) AND shown_at IS NOT NULL
        ), passed AS (
            SELECT user_id, job_id, planned_at, shown_at,
                   dense_rank() OVER (PARTITION BY user_id ORDER BY planned_at DESC) AS place
            FROM shown WHERE of_use AND status = 'SUGGESTED'
        )
        SELECT user_id, 'passed' AS kind, NULL AS reason, max(shown_at) AS at, '' AS title, '' AS company,
               halfvec_send(avg(e.embedding)) AS vector, '{}'::jsonb AS factors
        FROM passed JOIN job_embeddings e ON e.job_id = passed.job_id AND e.model = %(model)s
        WHERE place <= %(limit)s
        GROUP BY user_id, planned_at
        ORDER BY user_id, planned_at DESC
        """,
        {"user_ids": list(user_ids), "model": model, "limit": limit},
        _of_person,
    )
    return _by_person(found)


def _by_person(found: Iterable[tuple[int, Reaction]]) -> dict[int, list[Reaction]]:
    reactions: dict[int, list[Reaction]] = {}
    for user, reaction in found:
        reactions.setdefault(user, []).append(reaction)
    return reactions


def _of_person(user_id: int, **columns: Any) -> tuple[int, Reaction]:  # noqa: ANN401 - columns of every type
    return user_id, _read(**columns)


def _read(vector: Any, **columns: Any) -> Reaction:  # noqa: ANN401 - columns of every type
    return Reaction(vector=None if vector is None else sent_halfvec(vector), **columns)
