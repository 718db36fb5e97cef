"""Which texts lack a vector, where they come from and where their vectors go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from db.embedding_models import hold_active
from db.job_embeddings import find_pending_jobs, reuse_job_vectors, save_job_vectors
from db.pending_searches import SearchPage, find_pending_people, find_unstaged_people
from db.user_embeddings import reuse_people_vectors, save_people_vectors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from db.embedding_failures import Kind
    from db.job_embeddings import PendingText
    from db.pool import Connection
    from db.vector_copy import NewVector

EDITS_AT_MOST_EVERY = timedelta(hours=1)
EDITS_SETTLE_FOR = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Room:
    """Whose texts, for which model.

    `find` gives a page of texts below an id, newest first; `reuse` gives those rows a vector that another row of the
    same text has, and says which got one; `save` keeps new vectors of texts that have not changed.
    """

    kind: Kind
    model: str
    find: Callable[[Connection, int | None, int], list[PendingText]]
    reuse: Callable[[Connection, Sequence[int]], list[int]]
    save: Callable[[Connection, Sequence[NewVector]], int]


def pending_jobs(model: str, *, now: datetime, max_age_days: int, stale_before: datetime | None = None) -> Room:
    """Open postings of the last `max_age_days` without a vector of their text, or one from before `stale_before`."""
    oldest = now.date() - timedelta(days=max_age_days)

    def find(conn: Connection, before_id: int | None, limit: int) -> list[PendingText]:
        return find_pending_jobs(
            conn, model, before_id=before_id, oldest=oldest, stale_before=stale_before, now=now, limit=limit
        )

    return Room(
        "job",
        model,
        find,
        lambda conn, ids: reuse_job_vectors(conn, model, ids, stale_before),
        lambda conn, vectors: save_job_vectors(conn, model, vectors, now),
    )


def pending_people(model: str, *, now: datetime, stale_before: datetime | None = None, every_edit: bool = True) -> Room:
    """People's searches likewise; without `every_edit` at most once an hour, and when the edits have come to rest."""
    edited_before = None if every_edit else now - EDITS_AT_MOST_EVERY

    def find(conn: Connection, before_id: int | None, limit: int) -> list[PendingText]:
        page = SearchPage(before_id, stale_before, edited_before, now - EDITS_SETTLE_FOR, now, limit)
        return (find_pending_people if hold_active(conn, model) else find_unstaged_people)(conn, model, page)

    return Room(
        "preference",
        model,
        find,
        lambda conn, ids: reuse_people_vectors(conn, model, ids, stale_before),
        lambda conn, vectors: save_people_vectors(conn, model, vectors, now),
    )
