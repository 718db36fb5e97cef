"""What is stored, as tests look at it; the product itself asks none of this."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from db.matches import find_match_of
from db.query import execute, many, value

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from numpy.typing import NDArray
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.matches import StoredMatch


def count_active(conn: Connection) -> int:
    """How many postings are open."""
    return int(value(conn, "SELECT count(*) FROM canonical_jobs WHERE status = 'ACTIVE'"))


def get_cost_since(conn: Connection, since: datetime) -> float:
    """US dollars spent since then."""
    return float(value(conn, "SELECT coalesce(sum(cost_usd), 0) FROM model_costs WHERE created_at >= %s", (since,)))


def find_person_vector(conn: Connection, preference_id: int, model: str) -> NDArray[np.float32] | None:
    """A search's vector of this model, also one of an earlier wording; None where there is none."""
    statement = "SELECT user_embedding FROM user_preferences WHERE id = %s AND embedding_model = %s"
    found = value(conn, statement, (preference_id, model))
    return None if found is None else found.to_numpy().astype(np.float32)


def find_matches(conn: Connection, ids: Sequence[int]) -> list[StoredMatch]:
    """The matches of these ids, in the order of the ids; those that are gone are left out."""
    asked = "SELECT user_id, job_id FROM unnest(%s::bigint[]) WITH ORDINALITY AS a (id, at) JOIN matches USING (id)"
    found = many(conn, f"{asked} ORDER BY at", (list(ids),), lambda user_id, job_id: (user_id, job_id))
    return [match for user, job in found if (match := find_match_of(conn, user, job)) is not None]


def mark_shown(conn: Connection, ids: Sequence[int]) -> int:
    """They were delivered, and are not shown again."""
    return execute(
        conn,
        """
        -- delivered: not to be shown again
        UPDATE matches SET shown_at = now() WHERE id = ANY (%s) AND shown_at IS NULL
        """,
        (list(ids),),
    )


def add_cost(conn: Connection, purpose: str, model: str, tokens: int, cost_usd: float) -> None:
    """One call of a model, in tokens and US dollars."""
    execute(
        conn,
        """
        -- a paid call
        INSERT INTO model_costs (purpose, model, tokens, cost_usd) VALUES (%s, %s, %s, %s)
        """,
        (purpose, model, tokens, cost_usd),
    )
