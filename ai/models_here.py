"""Which model is in use here, which is to come, and under which names their vectors are stored."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from db import embedding_models
from db.model_names import find_registered, free_name, save_model

if TYPE_CHECKING:
    from ai.embeddings import Embedder
    from db.embedding_models import EmbeddingModel
    from db.pool import Connection

log = logging.getLogger(__name__)

REST_SECONDS = 600  # a model that was just replaced does not come back at once: an old process may still name it


@dataclass(frozen=True, slots=True)
class NamedEmbedder:
    """An embedder, and the name under which its vectors are stored here."""

    name: str
    embedder: Embedder


@dataclass(frozen=True, slots=True)
class ModelsHere:
    """The model in use (None: it cannot be asked any more, only its stored vectors serve), and the coming one."""

    in_use: NamedEmbedder | None
    coming: NamedEmbedder | None = None


def ensure_model(conn: Connection, embedder: Embedder) -> EmbeddingModel:
    """Register the embedder's model, and use it when none is in use yet; the one in use."""
    model = save_model(conn, embedder.identity, embedder.name)
    active = embedding_models.find_active_model(conn)
    if active is not None:
        return active
    embedding_models.mark_active(conn, model.name)
    log.info("embedding model in use: %s", model.name)
    return model


def name_here(conn: Connection, embedder: Embedder) -> str:
    """Under which name the embedder's vectors are stored, or would be."""
    known = find_registered(conn, embedder.identity, embedder.name)
    return free_name(conn, embedder.identity, embedder.name) if known is None else known.name


def find_rest(conn: Connection, wanted: Embedder, active: EmbeddingModel | None) -> EmbeddingModel | None:
    """The model in use, where the wanted one is not to come: a command chose another, or it was replaced just now."""
    if active is None or active.is_of(wanted.identity, wanted.name):
        return None
    name = name_here(conn, wanted)
    rests = active.chosen_over == name or embedding_models.has_just_left(conn, name, seconds=REST_SECONDS)
    return active if rests else None
