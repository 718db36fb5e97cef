"""Embedding asked about and asked for by programs."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ai.pending import pending_jobs
from ai.pipeline import embed_pending
from ai.upkeep import ensure_model
from db.embedding_notices import Notices
from db.query import execute, value
from tests.texts_to_embed import Rehearsed, add_jobs, new_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from db.pool import Pool

BEARER = {"Authorization": "Bearer let-me-in"}
NOW = datetime.now(UTC)


@pytest.fixture
def jobs(pool: Pool) -> Iterator[list[int]]:
    ids = add_jobs(pool, *(new_job(number, posted_on=NOW.date()) for number in range(3)))
    embedder = Rehearsed()
    with pool.transaction() as conn:
        ensure_model(conn, embedder)
    embed_pending(pool, embedder, pending_jobs(embedder.name, now=NOW, max_age_days=60), limit=2, now=NOW)
    yield ids
    with pool.transaction() as conn:
        for table in ("job_embeddings", "embedding_failures", "embedding_runs", "embedding_models"):
            execute(conn, f"DELETE FROM {table}")


def test_status_tells_coverage_queue_and_costs(app: Flask, jobs: list[int]) -> None:
    told = app.test_client().get("/api/embeddings/status", headers=BEARER).json
    assert told["jobs"] == {"total": 3, "completed": 2}
    assert told["queue"] == {"pending": 1, "processing": 0, "failed": 0, "given_up": 0}
    assert told["costs"] == {"today": 0, "week": 0, "month": 0}


def test_nobody_else_is_told_or_heard(app: Flask, make_app: Callable[..., Flask], pool: Pool) -> None:
    for path, method in (("status", "get"), ("trigger", "post")):
        asked = getattr(app.test_client(), method)(f"/api/embeddings/{path}", headers={"Authorization": "Bearer no"})
        assert (asked.status_code, list(asked.json)) == (401, ["error"])
    shut = make_app(pool, admin_token=None).test_client()
    assert shut.get("/api/embeddings/status", headers=BEARER).status_code == 404


def test_a_trigger_wakes_the_workers_and_force_makes_unchanged_texts_anew(
    app: Flask, pool: Pool, jobs: list[int], web_pool: Pool
) -> None:
    with closing(Notices(web_pool._url)) as notices:
        asked = {"entity_type": "job", "entity_ids": [*jobs, 10**12], "force": True}
        answer = app.test_client().post("/api/embeddings/trigger", headers=BEARER, json=asked)
        assert (answer.status_code, answer.json) == (202, {"queued": 3})
        assert notices.wait(5) == {"job"}
    with pool.transaction() as conn:
        assert value(conn, "SELECT count(*) FROM job_embeddings WHERE embedding_hash <> ''") == 0


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"entity_type": "cat", "entity_ids": []},
        {"entity_type": "job"},
        {"entity_type": "job", "entity_ids": ["1"]},
        {"entity_type": "job", "entity_ids": [True]},
        {"entity_type": "job", "entity_ids": [1], "force": "yes"},
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(app: Flask, body: Any) -> None:
    answer = app.test_client().post("/api/embeddings/trigger", headers=BEARER, json=body)
    assert answer.status_code == 400
    assert "has to be" in answer.json["error"]


def test_the_admin_page_lists_texts_given_up_and_has_them_tried_again(app: Flask, pool: Pool, jobs: list[int]) -> None:
    with pool.transaction() as conn:
        execute(
            conn,
            "INSERT INTO embedding_failures (kind, row_id, model, text_hash, error, attempts)"
            " VALUES ('job', %s, 'hashing-v3', '', 'refused by the model', 3)",
            (jobs[0],),
        )
    browser = app.test_client()
    assert "refused by the model" in browser.get("/admin", headers=BEARER).text
    assert browser.post("/admin/embedding", headers=BEARER).status_code == 303
    assert "refused by the model" not in browser.get("/admin", headers=BEARER).text
