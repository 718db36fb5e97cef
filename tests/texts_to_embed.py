"""Postings and searches with a text to embed, and an embedder that fails as told."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import numpy as np

from ai.hashing import HashingEmbedder
from db.canonical_jobs import NewJob
from db.text_hash import text_hash
from tests.factories import save_jobs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ai.embeddings import EmbeddingError
    from db.pool import Connection, Pool

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


class Rehearsed(HashingEmbedder):
    """Hashing that fails as told and counts its calls."""

    def __init__(self, *, fails: dict[str, EmbeddingError] | None = None, **given: Any) -> None:
        super().__init__(**given)
        self.fails = fails or {}
        self.texts: list[str] = []
        self.before_answering: Callable[[], None] = lambda: None

    def embed(self, texts: Sequence[str]) -> list[Any]:
        self.texts += texts
        self.before_answering()
        found = super().embed(texts)
        return [self.fails.get(text, vector) for text, vector in zip(texts, found, strict=True)]


def new_job(number: int, *, text: str = "", posted_on: date | None = date(2026, 5, 1)) -> NewJob:
    text = text or f"Nurse number {number}"
    return NewJob(
        source="test",
        source_job_id=str(number),
        title="Nurse",
        expires_on=date(2026, 6, 1),
        posted_on=posted_on,
        cluster_key=str(number),
        embedding_text=text,
        embedding_hash=text_hash(text),
        content_hash=str(number),
    )


def add_jobs(pool: Pool, *jobs: NewJob) -> list[int]:
    with pool.transaction() as conn:
        save_jobs(conn, jobs)
        with conn.cursor() as cursor:
            cursor.execute("SELECT id FROM canonical_jobs ORDER BY id")
            return [row[0] for row in cursor.fetchall()]


def add_person(pool: Pool, text: str, status: str = "active") -> int:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute("INSERT INTO users (status) VALUES (%s) RETURNING id", (status,))
        values = (cursor.fetchone()[0], text, text_hash(text))
        cursor.execute(
            "INSERT INTO user_preferences (user_id, embedding_text, embedding_hash) VALUES (%s, %s, %s) RETURNING id",
            values,
        )
        return cursor.fetchone()[0]


def stored(conn: Connection) -> dict[int, np.ndarray]:
    with conn.cursor() as cursor:
        cursor.execute("SELECT job_id, embedding FROM job_embeddings ORDER BY job_id")
        return {job_id: vector.to_numpy().astype(np.float32) for job_id, vector in cursor.fetchall()}
