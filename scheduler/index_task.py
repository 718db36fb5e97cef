"""Keeps what searches look vectors up in: the graph in PostgreSQL, and the engine beside it where one is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from db.embedding_models import find_active_model
from matching.qdrant_index import build_beside
from matching.vector_graph import keep_graph

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from scheduler.ledger import Watch
    from scheduler.workplace import Workplace


def keep_index(place: Workplace, watch: Watch, now: datetime) -> Mapping[str, Any]:  # noqa: ARG001 - as every body
    """The graph that the number of vectors asks for, and the postings that the engine beside lacks or has too many."""
    settings = place.settings
    with place.pool.transaction() as conn:
        model = find_active_model(conn)
    if model is None:
        return {}
    kept = keep_graph(settings.postgres_url, model, settings.vector_index, settings.vector_metric)
    figures = {"built": int(kept.done == "built"), "dropped": int(kept.done == "dropped")}
    watch.check()
    beside = build_beside(settings)
    if beside is not None:
        figures["written"], figures["removed"] = beside.sync(place.pool, model.name, model.dimensions)
    return figures
