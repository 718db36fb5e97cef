from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ai.embeddings import EmbedderAway, EmbedderMisconfigured, EmbeddingError
from ai.hashing import HashingEmbedder
from ai.pipeline import cost_recorder, embed_new_jobs, embed_people, ensure_model, refresh_stale
from db.canonical_jobs import NewJob, find_jobs, save_jobs
from db.embedding_failures import count_given_up
from db.embedding_models import find_active_model
from db.job_embeddings import get_job_coverage
from db.text_hash import text_hash
from db.user_embeddings import get_people_coverage
from db.vector_copy import NewVector, copy_vectors
from tests.stored import find_person_vector, get_cost_since

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from db.pool import Connection, Pool

NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)
OLDEST = date(2026, 3, 5)


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


def test_every_recent_open_posting_gets_its_own_vector(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(7)), new_job(99, posted_on=date(2026, 1, 1)))
    embedder = Rehearsed()
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.failed, report.stopped) == (7, 0, None)
    with pool.transaction() as conn:
        vectors = stored(conn)
        jobs = find_jobs(conn, list(vectors))
        assert get_job_coverage(conn, "hashing-v1", OLDEST).covered == 7
    assert list(vectors) == ids[:7]
    for job in jobs:
        assert np.allclose(vectors[job.id], HashingEmbedder().embed([job.embedding_text])[0], atol=1e-3)


def test_an_unchanged_text_is_never_embedded_again(pool: Pool) -> None:
    add_jobs(pool, new_job(1), new_job(2))
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    add_jobs(pool, replace(new_job(1), title="Nurse (new title, same text)"), new_job(2, text="Driver"))
    again = Rehearsed()
    assert embed_new_jobs(pool, again, now=NOW).done == 1
    assert again.texts == ["Driver"]


def test_a_limit_embeds_the_newest_first(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(5)))
    assert embed_new_jobs(pool, Rehearsed(), limit=2, now=NOW).done == 2
    with pool.transaction() as conn:
        assert list(stored(conn)) == ids[3:]


def test_a_text_that_changes_meanwhile_keeps_no_vector_of_the_old_one(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    embedder = Rehearsed()
    embedder.before_answering = lambda: add_jobs(pool, new_job(1, text="Driver")) and None  # type: ignore[func-returns-value]
    assert embed_new_jobs(pool, embedder, now=NOW).done == 0
    with pool.transaction() as conn:
        assert stored(conn) == {}


def test_a_failed_text_is_tried_three_times_and_the_others_get_vectors(pool: Pool) -> None:
    bad, good = add_jobs(pool, new_job(1), new_job(2))
    embedder = Rehearsed(fails={"Nurse number 1": EmbeddingError("poison")})
    now, reports = NOW, []
    for wait_minutes in (0, 5, 11, 20, 11, 60, 3000):
        now += timedelta(minutes=wait_minutes)
        reports.append(embed_new_jobs(pool, embedder, now=now).failed)
    assert reports == [1, 0, 1, 0, 1, 0, 0]  # after 15 minutes, after 30 more, then given up
    with pool.transaction() as conn:
        assert list(stored(conn)) == [good]
        assert count_given_up(conn, "hashing-v1") == 1
    add_jobs(pool, new_job(1, text="Now a good text"))
    assert embed_new_jobs(pool, embedder, now=now).done == 1
    with pool.transaction() as conn:
        assert list(stored(conn)) == [bad, good]
        assert count_given_up(conn, "hashing-v1") == 0


def test_an_outage_is_no_failure_of_the_texts(pool: Pool) -> None:
    ids = add_jobs(pool, *(new_job(number) for number in range(4)))
    away = EmbedderAway("503")
    embedder = Rehearsed(fails={"Nurse number 1": away, "Nurse number 0": away})
    report = embed_new_jobs(pool, embedder, now=NOW)
    assert (report.done, report.failed, report.stopped) == (2, 0, "503")
    with pool.transaction() as conn:
        assert list(stored(conn)) == ids[2:]
    assert embed_new_jobs(pool, Rehearsed(), now=NOW).done == 2


def test_people_are_embedded_with_their_wishes(pool: Pool) -> None:
    person, stopped, silent = add_person(pool, "Nurse in Lagos"), add_person(pool, "x", "stopped"), add_person(pool, "")
    assert embed_people(pool, Rehearsed(), now=NOW).done == 1
    assert embed_people(pool, Rehearsed(), now=NOW).done == 0
    with pool.transaction() as conn:
        found = find_person_vector(conn, person, "hashing-v1")
        assert find_person_vector(conn, person, "another-model") is None
        assert find_person_vector(conn, stopped, "hashing-v1") is None
        assert find_person_vector(conn, silent, "hashing-v1") is None
        coverage = get_people_coverage(conn, "hashing-v1")
    assert found is not None
    assert np.allclose(found, HashingEmbedder().embed(["Nurse in Lagos"])[0], atol=1e-3)
    assert (coverage.total, coverage.covered) == (1, 1)


def test_stale_vectors_are_made_anew_after_30_days(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    add_person(pool, "Nurse")
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    embed_people(pool, Rehearsed(), now=NOW)
    assert refresh_stale(pool, Rehearsed(), now=NOW + timedelta(days=29)).done == 0
    assert refresh_stale(pool, Rehearsed(), now=NOW + timedelta(days=31)).done == 2
    assert refresh_stale(pool, Rehearsed(), now=NOW + timedelta(days=31)).done == 0


def test_another_model_is_put_into_use_and_all_is_embedded_for_it(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    add_person(pool, "Nurse")
    refresh_stale(pool, Rehearsed(), now=NOW)
    small = Rehearsed(dimensions=64)
    assert refresh_stale(pool, small, now=NOW).done == 2
    with pool.transaction() as conn:
        active = find_active_model(conn)
        assert active is not None
        assert (active.name, active.dimensions) == ("hashing-v1/64", 64)
        assert get_job_coverage(conn, "hashing-v1", OLDEST).covered == 1


def test_a_model_that_makes_no_vector_is_not_put_into_use(pool: Pool) -> None:
    add_jobs(pool, new_job(1))
    embed_new_jobs(pool, Rehearsed(), now=NOW)
    away = Rehearsed(fails={"Nurse number 1": EmbedderAway("503")}, dimensions=64)
    assert embed_new_jobs(pool, away, now=NOW).stopped == "503"
    with pool.transaction() as conn:
        active = find_active_model(conn)
    assert active is not None
    assert active.name == "hashing-v1"


def test_one_name_never_holds_vectors_of_two_lengths(conn: Connection) -> None:
    embedder = HashingEmbedder()
    ensure_model(conn, embedder)
    embedder.dimensions = 100
    with pytest.raises(EmbedderMisconfigured, match="EMBEDDING_DIMENSIONS"):
        ensure_model(conn, embedder)


def test_paid_tokens_are_recorded_with_their_cost(pool: Pool) -> None:
    record = cost_recorder(pool, "text-embedding-3-small", 0.02)
    record(1_000_000)
    record(500_000)
    with pool.transaction() as conn:
        assert get_cost_since(conn, datetime(2000, 1, 1, tzinfo=UTC)) == pytest.approx(0.03)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(-1, 1, width=16), min_size=1, max_size=50), st.integers(1, 2**62))
def test_vectors_survive_the_binary_copy(conn: Connection, numbers: list[float], row_id: int) -> None:
    copy_vectors(conn, [NewVector(row_id, "häsh", np.array(numbers, np.float32))])
    with conn.cursor() as cursor:
        cursor.execute("SELECT row_id, text_hash, embedding FROM new_vectors")
        ((found_id, found_hash, vector),) = cursor.fetchall()
    assert (found_id, found_hash, vector.to_list()) == (row_id, "häsh", numbers)
