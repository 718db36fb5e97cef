"""`rankers`: the order last trained from people's reactions, and whether it is in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from psycopg2.extras import Json

from db.query import execute, maybe, value

if TYPE_CHECKING:
    from collections.abc import Sequence

    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class Calibration:
    """Which scores, 0 to 100, the model's raw values count as, both ascending; from `floor` of the weights on."""

    raw: Sequence[float]
    score: Sequence[float]
    floor: float


@dataclass(frozen=True, slots=True)
class StoredRanker:
    """A model in LightGBM's own text, for one profile of weights."""

    profile: str
    model: str
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class Trial:
    """How a trained order did on the held-out days beside the weights: mean nDCG@10, and over how many people."""

    people: int
    people_held_out: int
    ndcg: float
    ndcg_of_weights: float
    active: bool
    trained_at: datetime | None = None


def save_ranker(conn: Connection, content_hash: str, ranker: StoredRanker, trial: Trial) -> int:
    """Keep it in the place of the one before, in use or only as a record."""
    execute(
        conn,
        """
        -- there is one, the last
        DELETE FROM rankers
        """,
    )
    found = ranker.calibration
    return execute(
        conn,
        """
        -- the order last trained
        INSERT INTO rankers (content_hash, profile, model, calibration, active, people, people_held_out, ndcg,
                             ndcg_of_weights)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
        """,
        (
            content_hash,
            ranker.profile,
            ranker.model,
            Json({"raw": list(found.raw), "score": list(found.score), "floor": found.floor}),
            trial.active,
            trial.people,
            trial.people_held_out,
            trial.ndcg,
            trial.ndcg_of_weights,
        ),
    )


def find_active_hash(conn: Connection, profile: str) -> str | None:
    """Which order is in use with this profile, None for none."""
    found: str | None = value(
        conn,
        """
        -- the learnt order in use
        SELECT content_hash FROM rankers WHERE active AND profile = %s
        """,
        (profile,),
    )
    return found


def find_ranker(conn: Connection, content_hash: str) -> StoredRanker | None:
    """The order of this hash; None when another took its place."""
    return maybe(
        conn,
        """
        -- a trained order
        SELECT profile, model, calibration FROM rankers WHERE content_hash = %s
        """,
        (content_hash,),
        lambda profile, model, calibration: StoredRanker(profile, model, Calibration(**calibration)),
    )


def find_last_trial(conn: Connection) -> Trial | None:
    """How the last training ended; None before the first."""
    return maybe(
        conn,
        """
        -- the last training
        SELECT people, people_held_out, ndcg, ndcg_of_weights, active, trained_at FROM rankers
        """,
        (),
        Trial,
    )
