"""Under which name a model's vectors are stored: the usual one, unless another model's vectors have that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.embedding_failures import forget_model
from db.embedding_models import find_models
from db.query import execute

if TYPE_CHECKING:
    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.embedding_models import EmbeddingModel, ModelIdentity


def find_registered(conn: Connection, identity: ModelIdentity, name: str) -> EmbeddingModel | None:
    """The model as it is registered; else one whose vectors have its usual name and are of before more was kept."""
    fitting = [known for known in find_models(conn) if known.is_of(identity, name)]
    return min(fitting, key=lambda known: known.model is None, default=None)


def save_model(conn: Connection, identity: ModelIdentity, name: str) -> EmbeddingModel:
    """Register a model, or find it as it was registered. `name` is its usual name, perhaps taken by another one.

    One of which nothing is stored yet may still change its length.
    """
    while True:  # once, or again after another process was quicker
        known = find_registered(conn, identity, name)
        if known is not None and known.model is not None:
            return known
        if known is not None:
            _claim(conn, known.name, identity)
        elif _resize(conn, name, identity):
            forget_model(conn, name)
        else:
            _add(conn, free_name(conn, identity, name), identity)


def free_name(conn: Connection, identity: ModelIdentity, name: str) -> str:
    """The usual name, with what tells it from the models that have that."""
    taken = {known.name: known for known in find_models(conn)}
    holder = taken.get(name)
    longer = f"{name}/{identity.dimensions}"
    at = f"{name}@{identity.source or identity.provider}"
    if holder is None:
        return name
    same_place = holder.provider == identity.provider and holder.source in (None, identity.source)
    wishes = [longer, at] if same_place and holder.dimensions != identity.dimensions else [at]
    wishes.append(f"{at}/{identity.dimensions}")
    wishes += [f"{wishes[-1]} ({number})" for number in range(2, len(taken) + 3)]
    return next(wish for wish in wishes if wish not in taken)


def _claim(conn: Connection, name: str, identity: ModelIdentity) -> int:
    return execute(
        conn,
        """
        -- vectors of before it was kept what makes them
        UPDATE embedding_models SET model = %s, source = %s WHERE name = %s AND model IS NULL
        """,
        (identity.model, identity.source, name),
    )


def _resize(conn: Connection, name: str, identity: ModelIdentity) -> int:
    return execute(
        conn,
        """
        -- nothing of this model is stored: its length may change
        UPDATE embedding_models AS known SET dimensions = %(dimensions)s, model = %(model)s, source = %(source)s
        WHERE name = %(name)s AND provider = %(provider)s AND coalesce(known.model, %(model)s) = %(model)s
          AND coalesce(known.source, %(source)s) = %(source)s
          AND NOT EXISTS (SELECT FROM job_embeddings AS job WHERE job.model = known.name)
          AND NOT EXISTS (SELECT FROM staged_user_embeddings AS staged WHERE staged.model = known.name)
          AND NOT EXISTS (SELECT FROM user_preferences WHERE embedding_model = known.name)
        """,
        {
            "dimensions": identity.dimensions,
            "model": identity.model,
            "source": identity.source,
            "name": name,
            "provider": identity.provider,
        },
    )


def _add(conn: Connection, name: str, identity: ModelIdentity) -> int:
    return execute(
        conn,
        """
        -- a model is known from now on
        INSERT INTO embedding_models (name, provider, source, model, dimensions) VALUES (%s, %s, %s, %s, %s)
        ON CONFLICT DO NOTHING
        """,
        (name, identity.provider, identity.source, identity.model, identity.dimensions),
    )
