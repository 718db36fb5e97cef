"""Puts a model into use whose vectors are complete, in one transaction, and clears away the one before a day later."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from ai.pending import EDITS_AT_MOST_EVERY
from db import embedding_models
from db.embedding_failures import forget_model
from db.job_embeddings import delete_vectors_of
from db.model_progress import TextProgress, Turns, get_job_progress, get_people_progress
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
TRIES_TAKE = timedelta(minutes=50)  # three: after 15 minutes, 30 more, and when the clock looks
FRESH_SHARE = 0.05  # with more than this still to come, searches would find too little: the model waits
LOST_ONE_IN = 100
KEPT_FOR = timedelta(days=1)
ROWS_AT_A_TIME = 2000
GRAPH_MEGABYTES = 512


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the vectors of a model have come, of postings and of people's searches."""

    jobs: TextProgress
    people: TextProgress

    @property
    def obstacle(self) -> str | None:
        """What keeps the model from taking over; None where nothing does.

        Every text whose turn has come has its vector, but for those that failed three times: at most one in a hundred
        of each kind, or a single one, may lose the vector that it has.
        """
        total, fresh = self.jobs.total + self.people.total, self.jobs.fresh + self.people.fresh
        if total and not self.jobs.covered + self.people.covered:
            return f"it has no vector yet, {_failing(self.jobs, self.people)}"
        for kind, texts in (("postings", self.jobs), ("searches", self.people)):
            if texts.missing:
                return f"{texts.missing} of {texts.total} {kind} have no vector yet, {_failing(texts)}"
            if texts.lost > _may_be_lost(texts) or (texts.lost and not texts.covered):
                most = f"at most {_may_be_lost(texts)} may be" if texts.covered else "none has a vector"
                return f"{texts.given_up} of {texts.total} {kind} are given up, {most}: see python -m ai failures"
        return f"{fresh} of {total} texts are new and their turn is to come" if fresh > FRESH_SHARE * total else None

    @property
    def only_waits_for_tries(self) -> bool:
        """Whether all that is missing are a few texts that failed and are tried again."""
        return self.obstacle is not None and all(
            texts.missing == texts.waiting and texts.given_up + texts.waiting <= _may_be_lost(texts)
            for texts in (self.jobs, self.people)
        )


def _may_be_lost(texts: TextProgress) -> int:
    return max(1, texts.total // LOST_ONE_IN)


def _failing(*kinds: TextProgress) -> str:
    waiting, given_up = sum(texts.waiting for texts in kinds), sum(texts.given_up for texts in kinds)
    return f"{waiting} failed and are tried again, {given_up} are given up"


def get_progress(conn: Connection, model: str, *, max_age_days: int, now: datetime) -> Progress:
    """Look at all open postings of the last days and all searches of people who did not stop."""
    oldest = (now - timedelta(days=max_age_days)).date()
    turns = Turns(now - SETTLES_FOR, now - TRIES_TAKE, now - EDITS_AT_MOST_EVERY)
    return Progress(get_job_progress(conn, model, oldest, turns), get_people_progress(conn, model, turns))


def take_over(
    pool: Pool,
    model: str,
    *,
    chosen_over: str | None,
    max_age_days: int,
    now: datetime,
    url: str | None = None,
) -> str | None:
    """Put the model into use if its vectors are complete; what stands in the way, None when it is in use.

    One transaction: whoever saves a vector of the one in use goes before it or after it, and every search sees the one
    model or the other. With the database's address, the model first gets a graph like that of the former one.
    """
    with pool.transaction() as conn:
        former = embedding_models.find_active_model(conn)
        obstacle = get_progress(conn, model, max_age_days=max_age_days, now=now).obstacle
    if obstacle is not None or (former is not None and former.name == model):
        return obstacle
    if url is not None and former is not None:
        _build_graph_like(url, former.name, model)
    with pool.transaction() as conn:
        embedding_models.lock_switch(conn)
        obstacle = get_progress(conn, model, max_age_days=max_age_days, now=now).obstacle
        if obstacle is not None:
            return obstacle
        embedding_models.mark_active(conn, model, chosen_over=chosen_over)
        people = embedding_models.swap_people_vectors(conn, model)
    log.info("embedding model in use: %s, %d searches with it; before: %s", model, people, former and former.name)
    return None


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
