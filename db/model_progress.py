"""How far the vectors of a model have come, and what a change to it would lose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import one

if TYPE_CHECKING:
    from datetime import date, datetime

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class TextProgress:
    """Texts of one kind: all, those with the model's vector of their text, and why others have none.

    Attributes:
        fresh: too new for their turn, or for all three tries.
        waiting: failed, and tried again; not the fresh ones.
        given_up: failed three times.
        lost: of those given up, the ones that have a vector by the model in use.
    """

    total: int
    covered: int
    fresh: int
    waiting: int
    given_up: int
    lost: int

    @property
    def missing(self) -> int:
        """Those whose turn has come and that have neither a vector nor three failures."""
        return self.total - self.covered - self.fresh - self.given_up


@dataclass(frozen=True, slots=True)
class Turns:
    """Since when a text must be as it is for its turn to have come: at first, after failures, and after an edit."""

    settled_before: datetime
    tried_before: datetime
    edited_before: datetime


def get_job_progress(conn: Connection, model: str, oldest: date, turns: Turns) -> TextProgress:
    """Open postings since `oldest`."""
    return one(
        conn,
        """
        -- how far a model's vectors of postings have come
        SELECT count(*) AS total, count(*) FILTER (WHERE covered) AS covered, count(*) FILTER (WHERE fresh) AS fresh,
               count(*) FILTER (WHERE waiting AND NOT fresh) AS waiting, count(*) FILTER (WHERE given_up) AS given_up,
               count(*) FILTER (WHERE given_up AND EXISTS (
                   SELECT FROM job_embeddings AS used
                   JOIN embedding_models AS known ON known.name = used.model AND known.active
                   WHERE used.job_id = id AND used.embedding_hash = text_hash AND used.model <> %(model)s)) AS lost
        FROM (SELECT job.id, job.embedding_hash AS text_hash, held.job_id IS NOT NULL AS covered,
                     held.job_id IS NULL AND failure.row_id IS NOT NULL AND failure.retry_at IS NULL AS given_up,
                     held.job_id IS NULL AND failure.retry_at IS NOT NULL AS waiting,
                     held.job_id IS NULL AND CASE WHEN failure.row_id IS NULL THEN job.updated_at >= %(settled)s
                         ELSE failure.retry_at IS NOT NULL AND job.updated_at >= %(tried)s END AS fresh
              FROM canonical_jobs AS job
              LEFT JOIN job_embeddings AS held
                     ON held.job_id = job.id AND held.model = %(model)s AND held.embedding_hash = job.embedding_hash
              LEFT JOIN embedding_failures AS failure
                     ON failure.kind = 'job' AND failure.row_id = job.id AND failure.model = %(model)s
                    AND failure.text_hash = job.embedding_hash
              WHERE job.status = 'ACTIVE' AND coalesce(job.posted_on, job.imported_at::date) >= %(oldest)s) AS posting
        """,
        {"model": model, "oldest": oldest, "settled": turns.settled_before, "tried": turns.tried_before},
        TextProgress,
    )


def get_people_progress(conn: Connection, model: str, turns: Turns) -> TextProgress:
    """Searches of people who did not stop, by the model in use or staged; an edited one waits its hour."""
    return one(
        conn,
        """
        -- how far a model's vectors of searches have come
        SELECT count(*) AS total, count(*) FILTER (WHERE covered) AS covered, count(*) FILTER (WHERE fresh) AS fresh,
               count(*) FILTER (WHERE waiting AND NOT fresh) AS waiting, count(*) FILTER (WHERE given_up) AS given_up,
               count(*) FILTER (WHERE given_up AND has_other) AS lost
        FROM (SELECT covered, NOT covered AND failed AND retry_at IS NULL AS given_up,
                     NOT covered AND retry_at IS NOT NULL AS waiting, has_other,
                     NOT covered AND CASE WHEN failed THEN retry_at IS NOT NULL AND updated_at >= %(tried)s
                         ELSE updated_at >= %(settled)s OR coalesce(made_at > %(edited)s, false) END AS fresh
              FROM (SELECT wish.updated_at, failure.row_id IS NOT NULL AS failed, failure.retry_at,
                           coalesce(held.embedding_hash = wish.embedding_hash
                                    OR wish.embedding_model = %(model)s
                                       AND wish.user_embedding_hash = wish.embedding_hash, false) AS covered,
                           greatest(held.created_at, CASE WHEN wish.embedding_model = %(model)s
                                                          THEN wish.embedding_updated_at END) AS made_at,
                           coalesce(wish.embedding_model <> %(model)s
                                    AND wish.user_embedding_hash = wish.embedding_hash, false) AS has_other
                    FROM user_preferences AS wish
                    JOIN users AS person ON person.id = wish.user_id AND person.status <> 'stopped'
                    LEFT JOIN staged_user_embeddings AS held
                           ON held.preference_id = wish.id AND held.model = %(model)s
                    LEFT JOIN embedding_failures AS failure
                           ON failure.kind = 'preference' AND failure.row_id = wish.id AND failure.model = %(model)s
                          AND failure.text_hash = wish.embedding_hash
                    WHERE wish.embedding_text <> '') AS found) AS searches
        """,
        {
            "model": model,
            "settled": turns.settled_before,
            "tried": turns.tried_before,
            "edited": turns.edited_before,
        },
        TextProgress,
    )
