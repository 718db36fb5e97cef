"""The vector of what somebody searches for right now: by the model in use, from the cache where the text is known."""

from __future__ import annotations

import logging
import threading
import time
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderMisconfigured, ModelChoice, build_embedder, embed_text
from ai.models_here import NamedEmbedder
from db.candidates import QueryVector
from db.embedding_models import find_active_model
from db.query_cache_days import add_cache_use
from db.text_hash import text_hash

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ai.embeddings import Embedder
    from db.embedding_models import EmbeddingModel
    from db.pool import Pool
    from db.query_cache import QueryCache
    from settings import Settings

log = logging.getLogger(__name__)

LOOKS_EVERY_SECONDS = 5.0  # how long a change of model may stay unnoticed; the vectors of the one before still serve
WRITES_EVERY = 50  # lookups of which the counts are written together


class QueryVectors:
    """Vector and model always go together, so that nothing is compared across models, not even during a switch."""

    def __init__(
        self,
        pool: Pool,
        settings: Settings,
        embedder: Embedder,
        cache: QueryCache,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`embedder` is the one of the settings, built for callers with somebody waiting."""
        self._pool = pool
        self._settings = settings
        self._wanted = embedder
        self._cache = cache
        self._clock = clock
        self._lock = threading.Lock()
        self._in_use: NamedEmbedder | None = None
        self._looked_at = float("-inf")
        self._counts = {"hits": 0, "misses": 0}

    def find(self, text: str, now: datetime) -> QueryVector | None:
        """The text's vector, or None (logged) when there is none now: matching goes on by words."""
        model = self._model()
        if model is None:
            return None
        name = text_hash(text)
        kept = self._cache.find(model.name, name)
        self._count("misses" if kept is None else "hits", model.name, now)
        if kept is not None and kept.size == model.embedder.dimensions:
            return QueryVector(model.name, kept)
        vector = embed_text(model.embedder, text)
        if vector is None:
            return None
        self._cache.keep(model.name, name, vector)
        return QueryVector(model.name, vector)

    def _model(self) -> NamedEmbedder | None:
        with self._lock:
            if self._clock() - self._looked_at >= LOOKS_EVERY_SECONDS:
                with self._pool.transaction() as conn:
                    active = find_active_model(conn)
                self._in_use = self._built(active)
                self._looked_at = self._clock()
            return self._in_use

    def _built(self, active: EmbeddingModel | None) -> NamedEmbedder | None:
        if active is None:
            return NamedEmbedder(self._wanted.name, self._wanted)
        try:
            for known in (self._wanted, *([self._in_use.embedder] if self._in_use else [])):
                if active.is_of(known.identity, known.name):
                    return NamedEmbedder(active.name, known)
            choice = ModelChoice.of_stored(active)
            built = build_embedder(self._settings, self._pool, choice=choice, purpose="query", tries_again=False)
        except EmbedderMisconfigured as error:
            log.warning("searches go by words: the model in use, %s, cannot be asked: %s", active.name, error)
            return None
        return NamedEmbedder(active.name, built)

    def _count(self, what: str, model: str, now: datetime) -> None:
        with self._lock:
            self._counts[what] += 1
            if sum(self._counts.values()) < WRITES_EVERY and self._counts["misses"] == 0:
                return
            counts, self._counts = self._counts, {"hits": 0, "misses": 0}
        with self._pool.transaction() as conn:
            add_cache_use(conn, now.date(), model, **counts)
