"""`embedding_models`: which models have vectors here, and which one is in use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime  # noqa: TC003 - the dataclass is read at run time
from typing import TYPE_CHECKING

from db.query import execute, many, maybe, value

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812


@dataclass(frozen=True, slots=True)
class ModelIdentity:
    """What makes vectors; those of two are never compared.

    `source`: host and port of the server, a digest of the folder's files, or "" for the provider's own. `model`: as it
    is called there.
    """

    provider: str
    source: str
    model: str
    dimensions: int


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """One model; its vectors are stored under its name and compared with each other only.

    `chosen_over`: put into use by command while the settings named that model. `left_at`: when another took its place,
    or it was given up. `model` and `source` as in ModelIdentity, None for vectors of before these were kept. `trouble`:
    why the one in use cannot be asked, or what keeps a coming one from taking over.
    """

    name: str
    provider: str
    dimensions: int
    active: bool
    chosen_over: str | None = None
    left_at: datetime | None = None
    model: str | None = None
    source: str | None = None
    trouble: str | None = None

    @property
    def coming(self) -> bool:
        """Whether its vectors are made beside those in use."""
        return not self.active and self.left_at is None

    def is_of(self, identity: ModelIdentity, name: str) -> bool:
        """Whether these vectors are made so; of those of before that was kept their name has to be `name`."""
        if self.model is None:
            return (self.name, self.provider, self.dimensions) == (name, identity.provider, identity.dimensions)
        return ModelIdentity(self.provider, self.source or "", self.model, self.dimensions) == identity


def find_active_model(conn: Connection) -> EmbeddingModel | None:
    """The model in use, or None before the first one."""
    return maybe(
        conn,
        """
        -- the model in use
        SELECT name, provider, dimensions, active, chosen_over, left_at, model, source, trouble
        FROM embedding_models WHERE active
        """,
        (),
        EmbeddingModel,
    )


def find_model(conn: Connection, name: str) -> EmbeddingModel | None:
    """A registered model."""
    return maybe(
        conn,
        """
        -- one model
        SELECT name, provider, dimensions, active, chosen_over, left_at, model, source, trouble
        FROM embedding_models WHERE name = %s
        """,
        (name,),
        EmbeddingModel,
    )


def find_models(conn: Connection) -> list[EmbeddingModel]:
    """All that were ever used here, the one in use first."""
    return many(
        conn,
        """
        -- all models
        SELECT name, provider, dimensions, active, chosen_over, left_at, model, source, trouble
        FROM embedding_models ORDER BY active DESC, name
        """,
        (),
        EmbeddingModel,
    )


def has_just_left(conn: Connection, name: str, *, seconds: float) -> bool:
    """Whether another model took its place within so many seconds."""
    return bool(
        value(
            conn,
            """
            -- was it replaced just now?
            SELECT left_at > now() - make_interval(secs => %s) FROM embedding_models WHERE name = %s
            """,
            (seconds, name),
        )
    )


def hold_active(conn: Connection, name: str) -> bool:
    """Whether the model is in use, and stays so until the transaction ends."""
    return bool(
        value(
            conn,
            """
            -- is it in use? a switch waits for us
            SELECT true FROM embedding_models WHERE name = %s AND active FOR SHARE
            """,
            (name,),
        )
    )


def lock_switch(conn: Connection) -> None:
    """No model is put into use, and no vector saved for the one in use, until the transaction ends."""
    execute(
        conn,
        """
        -- one switch at a time
        SELECT name FROM embedding_models ORDER BY name FOR UPDATE
        """,
    )


def mark_active(conn: Connection, name: str, *, chosen_over: str | None = None) -> None:
    """Put a registered model into use in the place of the one before.

    `chosen_over` names the model of the settings where a command chose another one.
    """
    execute(
        conn,
        """
        -- no model is in use
        UPDATE embedding_models SET active = false, chosen_over = NULL, trouble = NULL, left_at = now()
        WHERE active
        """,
    )
    execute(
        conn,
        """
        -- this model is in use
        UPDATE embedding_models
        SET active = true, activated_at = now(), left_at = NULL, trouble = NULL, chosen_over = %s
        WHERE name = %s
        """,
        (chosen_over, name),
    )


def keep_choice(conn: Connection, name: str, chosen_over: str | None) -> None:
    """The model in use was chosen by command while the settings named that other one."""
    execute(
        conn,
        """
        -- chosen by command
        UPDATE embedding_models SET chosen_over = %s WHERE name = %s AND active
        """,
        (chosen_over, name),
    )


def mark_coming(conn: Connection, name: str) -> None:
    """This model's vectors are made beside those in use."""
    execute(
        conn,
        """
        -- this model is to come, perhaps again
        UPDATE embedding_models SET left_at = NULL WHERE name = %s AND NOT active AND left_at IS NOT NULL
        """,
        (name,),
    )


def mark_trouble(conn: Connection, name: str, trouble: str | None) -> None:
    """Note why a model cannot be asked or does not take over; None where nothing stands in the way."""
    execute(
        conn,
        """
        -- what an operator should know of a model
        UPDATE embedding_models SET trouble = %s WHERE name = %s AND trouble IS DISTINCT FROM %s
        """,
        (trouble, name, trouble),
    )


def give_up_coming(conn: Connection, *, but: str | None, unheard_since: datetime | None = None) -> list[str]:
    """Models that were to come, but for that one, do so no more; which. With a time: those with no run since."""
    return many(
        conn,
        """
        -- a switch that is given up
        UPDATE embedding_models SET left_at = now(), trouble = NULL
        WHERE NOT active AND left_at IS NULL AND name IS DISTINCT FROM %(but)s
          AND (%(since)s::timestamptz IS NULL OR created_at < %(since)s AND NOT EXISTS (
                  SELECT FROM embedding_runs AS run WHERE run.model = name AND run.seen_at >= %(since)s))
        RETURNING name
        """,
        {"but": but, "since": unheard_since},
        _only_name,
    )


def swap_people_vectors(conn: Connection, model: str) -> int:
    """The staged vectors of a model come into use, those in use are staged; how many came into use."""
    execute(
        conn,
        """
        -- what was in use is kept for a way back
        INSERT INTO staged_user_embeddings (preference_id, model, embedding, embedding_hash, created_at)
        SELECT id, embedding_model, user_embedding, user_embedding_hash, embedding_updated_at FROM user_preferences
        WHERE user_embedding IS NOT NULL AND embedding_model <> %s AND embedding_updated_at IS NOT NULL
        FOR KEY SHARE
        ON CONFLICT (preference_id, model) DO UPDATE SET
            embedding = excluded.embedding, embedding_hash = excluded.embedding_hash, created_at = excluded.created_at
        """,
        (model,),
    )
    return execute(
        conn,
        """
        -- the staged vectors come into use
        WITH staged AS (
            DELETE FROM staged_user_embeddings WHERE model = %s
            RETURNING preference_id, embedding, embedding_hash, created_at
        )
        UPDATE user_preferences AS wish
        SET user_embedding = staged.embedding, user_embedding_hash = staged.embedding_hash, embedding_model = %s,
            embedding_updated_at = staged.created_at
        FROM staged WHERE wish.id = staged.preference_id
        """,
        (model, model),
    )


def delete_staged_of(conn: Connection, model: str) -> int:
    """Drop people's staged vectors by a model; how many."""
    return execute(
        conn,
        """
        -- staged vectors of a former model
        DELETE FROM staged_user_embeddings WHERE model = %s
        """,
        (model,),
    )


def _only_name(name: str) -> str:
    return name
