"""`embedding_models`: which models have vectors here, and which one is in use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from db.query import execute, maybe, one

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """One model; its vectors are compared with each other only."""

    name: str
    provider: str
    dimensions: int
    active: bool


def save_model(conn: Connection, name: str, provider: str, dimensions: int) -> EmbeddingModel:
    """Register a model, or find it as it was registered."""
    return one(
        conn,
        """
        -- a model is known from now on
        INSERT INTO embedding_models (name, provider, dimensions) VALUES (%s, %s, %s)
        ON CONFLICT (name) DO UPDATE SET provider = excluded.provider
        RETURNING name, provider, dimensions, active
        """,
        (name, provider, dimensions),
        EmbeddingModel,
    )


def find_active_model(conn: Connection) -> EmbeddingModel | None:
    """The model in use, or None before the first one."""
    return maybe(
        conn,
        """
        -- the model in use
        SELECT name, provider, dimensions, active FROM embedding_models WHERE active
        """,
        (),
        EmbeddingModel,
    )


def mark_inactive(conn: Connection) -> int:
    """Take the model in use out of use; how many there were (0 or 1)."""
    return execute(
        conn,
        """
        -- no model is in use
        UPDATE embedding_models SET active = false WHERE active
        """,
    )


def mark_active(conn: Connection, name: str) -> None:
    """Put a registered model into use; the one before must have been taken out."""
    execute(
        conn,
        """
        -- this model is in use
        UPDATE embedding_models SET active = true, activated_at = now() WHERE name = %s
        """,
        (name,),
    )
