"""Keeps the vectors of postings and people current: what is missing is found by looking, never by remembering.

Texts are read in a short transaction, embedded outside any, and their vectors written only where the text is still the
same. A killed run loses at most one batch.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ai.embeddings import EmbedderAway, EmbedderMisconfigured, EmbeddingError
from db import embedding_models
from db.embedding_failures import Kind, NewFailure, forget_failures, save_failures
from db.job_embeddings import PendingText, find_pending_jobs, gather_statistics, save_job_vectors
from db.model_costs import add_cost
from db.user_embeddings import find_pending_people, save_people_vectors
from db.vector_copy import NewVector

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ai.embeddings import Embedder
    from db.pool import Connection, Pool

log = logging.getLogger(__name__)

STALE_AFTER = timedelta(days=30)
MAX_AGE_DAYS = 60


@dataclass(frozen=True, slots=True)
class EmbedReport:
    """How many texts got a vector, how many failed, and why it stopped early if it did."""

    done: int = 0
    failed: int = 0
    stopped: str | None = None

    def plus(self, other: EmbedReport) -> EmbedReport:
        """Both together."""
        return EmbedReport(self.done + other.done, self.failed + other.failed, self.stopped or other.stopped)


@dataclass(frozen=True, slots=True)
class _Room:
    """Whose texts: how those to embed are found (by a page's upper id and size), and how their vectors are kept."""

    kind: Kind
    find: Callable[[Connection, int | None, int], list[PendingText]]
    save: Callable[[Connection, str, Sequence[NewVector], datetime], int]


def _unwatched(_done: int) -> None:
    """A progress that nobody looks at."""


def embed_new_jobs(
    pool: Pool,
    embedder: Embedder,
    *,
    limit: int | None = None,
    max_age_days: int = MAX_AGE_DAYS,
    now: datetime,
    progress: Callable[[int], None] = _unwatched,
) -> EmbedReport:
    """Embed open postings of the last `max_age_days` that have no vector of their text; `progress` gets texts done.

    Raises:
        EmbedderMisconfigured: nothing can be embedded until the settings are changed.
    """
    room = _jobs(embedder.name, now=now, max_age_days=max_age_days, stale_before=None)
    return _embed_pending(pool, embedder, room, limit=limit, now=now, progress=progress)


def embed_people(
    pool: Pool,
    embedder: Embedder,
    *,
    limit: int | None = None,
    now: datetime,
    progress: Callable[[int], None] = _unwatched,
) -> EmbedReport:
    """Embed searches that have no vector of their text from this model.

    Raises:
        EmbedderMisconfigured: nothing can be embedded until the settings are changed.
    """
    room = _people(embedder.name, now=now, stale_before=None)
    return _embed_pending(pool, embedder, room, limit=limit, now=now, progress=progress)


def refresh_stale(
    pool: Pool,
    embedder: Embedder,
    *,
    max_age_days: int = MAX_AGE_DAYS,
    now: datetime,
    progress: Callable[[int], None] = _unwatched,
) -> EmbedReport:
    """Embed anew what is of another model or text or older than 30 days, people first.

    Raises:
        EmbedderMisconfigured: nothing can be embedded until the settings are changed.
    """
    stale_before = now - STALE_AFTER
    report = EmbedReport()
    for room in (
        _people(embedder.name, now=now, stale_before=stale_before),
        _jobs(embedder.name, now=now, max_age_days=max_age_days, stale_before=stale_before),
    ):
        if report.stopped is None:
            report = report.plus(_embed_pending(pool, embedder, room, limit=None, now=now, progress=progress))
    return report


def ensure_model(conn: Connection, embedder: Embedder) -> None:
    """Register the embedder's model, and use it when none is in use yet.

    Raises:
        EmbedderMisconfigured: vectors of another length are stored under its name.
    """
    model = embedding_models.save_model(conn, embedder.name, embedder.provider, embedder.dimensions)
    if model.dimensions != embedder.dimensions:
        raise EmbedderMisconfigured(
            f"Vectors of {model.name} here have {model.dimensions} dimensions, not {embedder.dimensions}: "
            "set EMBEDDING_DIMENSIONS back, or use another EMBEDDING_MODEL."
        )
    if embedding_models.find_active_model(conn) is None:
        embedding_models.mark_active(conn, model.name)
        log.info("embedding model in use: %s", model.name)


def _switch_to(conn: Connection, name: str) -> None:
    """Put the model into use, which has just proved that it works; what has no vector of it yet matches by words."""
    active = embedding_models.find_active_model(conn)
    if active is None or active.name != name:
        embedding_models.mark_inactive(conn)
        embedding_models.mark_active(conn, name)
        log.info("embedding model in use: %s%s", name, f" ({active.name} was before)" if active else "")


def cost_recorder(pool: Pool, model: str, dollars_per_million_tokens: float) -> Callable[[int], None]:
    """What `build_embedder` calls with the tokens of each paid call: one row in `model_costs`."""

    def record(tokens: int) -> None:
        with pool.transaction() as conn:
            add_cost(conn, "embedding", model, tokens, tokens * dollars_per_million_tokens / 1_000_000)

    return record


def _jobs(model: str, *, now: datetime, max_age_days: int, stale_before: datetime | None) -> _Room:
    oldest = now.date() - timedelta(days=max_age_days)

    def find(conn: Connection, before_id: int | None, limit: int) -> list[PendingText]:
        return find_pending_jobs(
            conn, model, before_id=before_id, oldest=oldest, stale_before=stale_before, now=now, limit=limit
        )

    return _Room("job", find, save_job_vectors)


def _people(model: str, *, now: datetime, stale_before: datetime | None) -> _Room:
    def find(conn: Connection, before_id: int | None, limit: int) -> list[PendingText]:
        return find_pending_people(conn, model, before_id=before_id, stale_before=stale_before, now=now, limit=limit)

    return _Room("preference", find, save_people_vectors)


def _embed_pending(
    pool: Pool, embedder: Embedder, room: _Room, *, limit: int | None, now: datetime, progress: Callable[[int], None]
) -> EmbedReport:
    """Page by page from the newest id down, so that it ends also when a page fails as a whole."""
    with pool.transaction() as conn:
        ensure_model(conn, embedder)
    report, left, before_id = EmbedReport(), limit, None
    while report.stopped is None and left != 0:
        size = embedder.max_batch if left is None else min(left, embedder.max_batch)
        with pool.transaction() as conn:
            page = room.find(conn, before_id, size)
        if not page:
            break
        report = report.plus(_embed_page(pool, embedder, room, page, now))
        left, before_id = left if left is None else left - len(page), page[-1].row_id
        progress(report.done + report.failed)
    if report.done and room.kind == "job":
        with pool.transaction() as conn:
            gather_statistics(conn)
    return report


def _embed_page(pool: Pool, embedder: Embedder, room: _Room, page: list[PendingText], now: datetime) -> EmbedReport:
    results = embedder.embed([pending.text for pending in page])
    vectors: list[NewVector] = []
    failures: list[NewFailure] = []
    stopped: str | None = None
    for pending, result in zip(page, results, strict=True):
        if isinstance(result, EmbedderAway):
            stopped = str(result)
        elif isinstance(result, EmbeddingError):
            failures.append(NewFailure(pending.row_id, pending.text_hash, str(result)))
        else:
            vectors.append(NewVector(pending.row_id, pending.text_hash, result))
    with pool.transaction() as conn:
        done = room.save(conn, embedder.name, vectors, now)
        if done:
            _switch_to(conn, embedder.name)
        forget_failures(conn, room.kind, embedder.name, [new.row_id for new in vectors])
        save_failures(conn, room.kind, embedder.name, failures, now)
    if stopped:
        log.warning("embedding stops until the next run: %s", stopped)
    return EmbedReport(done, len(failures), stopped)
