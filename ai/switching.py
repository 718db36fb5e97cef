"""Puts a model into use whose vectors are complete, in one transaction, and clears away the one before a day later."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db import embedding_models
from db.embedding_failures import count_failing, forget_model
from db.job_embeddings import Coverage, delete_vectors_of, get_job_coverage
from db.user_embeddings import get_people_coverage
from db.vector_indexes import (
    GraphPlan,
    add_graph,
    builder,
    count_vectors,
    delete_vector_index,
    find_vector_index,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from db.pool import Connection, Pool

log = logging.getLogger(__name__)

SETTLES_FOR = timedelta(minutes=2)  # texts newer than this may still lack their vector when the model takes over
FRESH_SHARE = 0.05  # with more than this still to come, searches would find too little: the model waits
KEPT_FOR = timedelta(days=1)
ROWS_AT_A_TIME = 2000
GRAPH_MEGABYTES = 512


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of a model have come: all texts, those that failed, and those too new for their turn yet."""

    jobs: Coverage
    people: Coverage
    failing: int
    fresh: int

    @property
    def complete(self) -> bool:
        """Whether every settled text has been tried, and nearly all there are."""
        total = self.jobs.total + self.people.total
        tried = self.jobs.covered + self.people.covered + self.failing
        return tried + self.fresh >= total and self.fresh <= FRESH_SHARE * total


def get_progress(conn: Connection, model: str, *, max_age_days: int, now: datetime) -> Progress:
    """Look at all open postings of the last days and all searches of people who did not stop."""
    settled = now - SETTLES_FOR
    oldest = (now - timedelta(days=max_age_days)).date()
    jobs, people = get_job_coverage(conn, model, oldest), get_people_coverage(conn, model)
    settled_jobs = get_job_coverage(conn, model, oldest, settled_before=settled)
    settled_people = get_people_coverage(conn, model, settled_before=settled)
    fresh = jobs.total - settled_jobs.total + people.total - settled_people.total
    return Progress(jobs, people, count_failing(conn, model), fresh)


def take_over(
    pool: Pool,
    model: str,
    *,
    chosen_over: str | None,
    max_age_days: int,
    now: datetime,
    url: str | None = None,
) -> bool:
    """Put the model into use if its vectors are complete; whether it is now.

    One transaction: whoever saves a vector of the one in use goes before it or after it, and every search sees the one
    model or the other. With the database's address, the model first gets a graph like that of the former one.
    """
    with pool.transaction() as conn:
        former = embedding_models.find_active_model(conn)
        if not get_progress(conn, model, max_age_days=max_age_days, now=now).complete:
            return False
    if former is not None and former.name == model:
        return True
    if url is not None and former is not None:
        _build_graph_like(url, former.name, model)
    with pool.transaction() as conn:
        embedding_models.lock_switch(conn)
        if not get_progress(conn, model, max_age_days=max_age_days, now=now).complete:
            return False
        embedding_models.mark_active(conn, model, chosen_over=chosen_over)
        people = embedding_models.swap_people_vectors(conn, model)
    log.info("embedding model in use: %s, %d searches with it; before: %s", model, people, former and former.name)
    return True


def _build_graph_like(url: str, former: str, model: str) -> None:
    """Searches would compare every vector without one; which kind fits best is looked at again by its own task."""
    with builder(url) as conn:
        if conn is None:
            log.warning("another process builds a graph: %s goes without one for now", model)
            return
        held, known = find_vector_index(conn, former), embedding_models.find_model(conn, model)
        if held is None or known is None or find_vector_index(conn, model) is not None:
            return
        plan = GraphPlan(model, known.dimensions, held.kind, held.metric, held.m, held.ef_construction)
        add_graph(conn, plan, vectors=count_vectors(conn, model), memory_megabytes=GRAPH_MEGABYTES)


def clear_former(pool: Pool, wanted: str, now: datetime, check: Callable[[], None] = lambda: None) -> int:
    """Drop the vectors of models that went out of use more than a day ago, in small steps; how many went."""
    with pool.transaction() as conn:
        former = [
            model.name
            for model in embedding_models.find_models(conn)
            if not model.active and model.name != wanted and model.left_at and now - model.left_at > KEPT_FOR
        ]
    return sum(_clear(pool, model, check) for model in former)


def _clear(pool: Pool, model: str, check: Callable[[], None]) -> int:
    with pool.transaction() as conn:
        gone = embedding_models.delete_staged_of(conn, model)
        delete_vector_index(conn, model)
        forget_model(conn, model)
    while True:
        check()
        with pool.transaction() as conn:
            step = delete_vectors_of(conn, model, limit=ROWS_AT_A_TIME)
        gone += step
        if step < ROWS_AT_A_TIME:
            break
    if gone:
        log.info("%d vectors of the former model %s are dropped", gone, model)
    return gone
