"""Every index of vectors gives the same postings, whatever engine finds them."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pytest

from db.embedding_models import EmbeddingModel
from db.open_jobs import Narrowing, find_newest
from matching.narrowing import cell
from matching.qdrant_index import QdrantIndex
from matching.search_index import EVERY_ONE, FoundBefore, IndexAway, Nearest, PgvectorIndex, SearchIndex
from matching.signs import Signs
from matching.vector_graph import keep_graph
from tests.factories import AMSTERDAM, EINDHOVEN, LAGOS, TODAY, add_job, add_model, unit
from tests.matching.test_retrieval import random_job

if TYPE_CHECKING:
    from collections.abc import Iterator

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool

MODEL, OTHER = "dense", "other"
DIMENSIONS = 64
POSTINGS = 240
HALF_PRECISION = 1e-3
EVERYTHING = Narrowing(today=TODAY, posted_since=TODAY - timedelta(days=60))
# The client says that its engine inside this process makes no use of them.
pytestmark = pytest.mark.filterwarnings("ignore:Payload indexes have no effect in the local Qdrant")


class Engine(Protocol):
    """An index to be compared with; `fill` brings it to what the database has."""

    def fill(self) -> None: ...

    def index(self) -> SearchIndex: ...


class Pgvector:
    """Compares all, or asks the graph of one kind however few there are."""

    def __init__(self, pool: Pool, url: str, kind: Any) -> None:
        self.pool, self.url, self.kind = pool, url, kind
        self.numbers = EVERY_ONE if kind == "none" else 0

    def fill(self) -> None:
        keep_graph(self.url, EmbeddingModel(MODEL, "test", DIMENSIONS, active=True), self.kind, "cosine")

    def index(self) -> SearchIndex:
        return self

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        with self.pool.transaction() as conn:
            return PgvectorIndex(conn, "cosine", self.numbers).nearest(narrowing, vector, model, limit)


class Memory:
    """The signs of all vectors propose; the database compares."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool

    def fill(self) -> None:
        with self.pool.transaction() as conn:
            self.signs = Signs.read(conn, MODEL, DIMENSIONS)

    def index(self) -> SearchIndex:
        return self

    def nearest(self, narrowing: Narrowing, vector: np.ndarray, model: str, limit: int) -> Nearest:
        with self.pool.transaction() as conn:
            return PgvectorIndex(conn, signs=self.signs).nearest(narrowing, vector, model, limit)


class Qdrant:
    """The client's own engine inside this process: it filters and compares as the server does."""

    def __init__(self, pool: Pool) -> None:
        client = pytest.importorskip("qdrant_client").QdrantClient(":memory:")
        self.pool, self.made = pool, QdrantIndex(client)

    def fill(self) -> None:
        self.made.sync(self.pool, MODEL, DIMENSIONS)

    def index(self) -> SearchIndex:
        return self.made


@pytest.fixture(params=["compared", "binary", "halfvec", "memory", "qdrant"])
def engine(request: pytest.FixtureRequest, pool: Pool, fresh_database_url: str) -> Engine:
    if request.param == "memory":
        return Memory(pool)
    if request.param == "qdrant":
        return Qdrant(pool)
    return Pgvector(pool, fresh_database_url, {"compared": "none"}.get(request.param, request.param))


@contextmanager
def stored(pool: Pool) -> Iterator[Connection]:
    with pool.transaction() as conn:
        yield conn


def some_vector(dice: random.Random) -> np.ndarray:
    return unit([dice.gauss(0, 1) for _ in range(DIMENSIONS)])


def add_dense(conn: Connection, job: int, vector: np.ndarray, model: str = MODEL) -> None:
    with conn.cursor() as cursor:
        cursor.execute(
            "INSERT INTO job_embeddings (job_id, model, embedding, embedding_hash) VALUES (%s, %s, %s::halfvec, 'x')",
            (job, model, str(vector.tolist())),
        )


def fill_database(pool: Pool) -> dict[int, np.ndarray]:
    """Postings of every sort with vectors of two models; those of the first by posting."""
    dice = random.Random(3)
    vectors = {}
    with pool.transaction() as conn:
        add_model(conn, MODEL, dimensions=DIMENSIONS)
        add_model(conn, OTHER, dimensions=DIMENSIONS, active=False)
        for _ in range(POSTINGS):
            job = random_job(conn, dice)
            vectors[job] = some_vector(dice)
            add_dense(conn, job, vectors[job])
            add_dense(conn, job, -vectors[job], OTHER)
        random_job(conn, dice)  # without a vector
    return vectors


NARROWINGS = {
    "everything": EVERYTHING,
    "a country": replace(EVERYTHING, countries=["NG"], remote_countries=["NG"]),
    "a place": replace(EVERYTHING, countries=["NL"], cells=[cell(52.374, 4.8897)]),
    "remote from": replace(EVERYTHING, modes=["remote"], remote_countries=["NL"]),
    "pay and years": replace(
        EVERYTHING, least_pay=51_000.0, currency="EUR", years=3.0, years_short=1.01, years_over=2.01
    ),
    "types": replace(EVERYTHING, employment_types=["contract"]),
    "fresh": replace(EVERYTHING, fresh_since=TODAY - timedelta(days=7)),
    "nothing": replace(EVERYTHING, today=TODAY + timedelta(days=90)),
}


def test_the_nearest_of_what_the_narrowing_leaves(engine: Engine, pool: Pool) -> None:
    vectors = fill_database(pool)
    engine.fill()
    dice = random.Random(5)
    for name, narrowing in NARROWINGS.items():
        with stored(pool) as conn:
            left = [job for job in find_newest(conn, narrowing, limit=None) if job in vectors]
        for limit in (1, 10, POSTINGS + 1):
            asked = some_vector(dice)
            likeness = {job: float(vectors[job] @ asked) for job in left}
            found = engine.index().nearest(narrowing, asked, MODEL, limit)
            assert set(found.ids) <= set(left), name
            expected = sorted(likeness.values(), reverse=True)[:limit]
            assert [likeness[job] for job in found.ids] == pytest.approx(expected, abs=HALF_PRECISION), name
            assert found.all_there_are == (len(left) < limit), name


def test_models_are_never_mixed(engine: Engine, pool: Pool) -> None:
    vectors = fill_database(pool)
    engine.fill()
    job, vector = next(iter(vectors.items()))
    with stored(pool) as conn:
        open_now = find_newest(conn, EVERYTHING, limit=None)
    if job in open_now:
        assert engine.index().nearest(EVERYTHING, vector, MODEL, 1).ids == (job,)
    assert engine.index().nearest(EVERYTHING, -vector, MODEL, 1).ids != (job,)


def test_changed_and_closed_postings_follow(engine: Engine, pool: Pool) -> None:
    with stored(pool) as conn:
        add_model(conn, MODEL, dimensions=DIMENSIONS)
        jobs = [add_job(conn, places=[AMSTERDAM]) for _ in range(3)]
        vector = some_vector(random.Random(1))
        for job in jobs:
            add_dense(conn, job, vector)
    engine.fill()
    with stored(pool) as conn, conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET status = 'CLOSED' WHERE id = %s", (jobs[0],))
        cursor.execute("UPDATE canonical_jobs SET countries = '{NG}', places = '[]' WHERE id = %s", (jobs[1],))
    engine.fill()
    in_the_netherlands = replace(EVERYTHING, countries=["NL"])
    assert set(engine.index().nearest(EVERYTHING, vector, MODEL, 10).ids) == set(jobs[1:])
    assert engine.index().nearest(in_the_netherlands, vector, MODEL, 10).ids == (jobs[2],)


def test_a_graph_that_stops_early_starves_nobody(pool: Pool, fresh_database_url: str) -> None:
    """The only posting that fits is the farthest of all: no graph walks that far, and it is found all the same."""
    dice = random.Random(9)
    with stored(pool) as conn:
        add_model(conn, MODEL, dimensions=DIMENSIONS)
        centre = some_vector(dice)
        for _ in range(400):
            add_dense(conn, add_job(conn, places=[EINDHOVEN]), unit(list(centre + 0.2 * some_vector(dice))))
        lonely = add_job(conn, places=[LAGOS])
        add_dense(conn, lonely, -centre)
    engine = Pgvector(pool, fresh_database_url, "binary")
    engine.fill()
    found = engine.index().nearest(replace(EVERYTHING, countries=["NG"]), centre, MODEL, 5)
    assert (found.ids, found.all_there_are) == ((lonely,), True)


def test_what_an_engine_beside_found_is_never_more_than_it_found() -> None:
    beside = FoundBefore(Nearest((3, 1, 2), all_there_are=False))
    assert beside.nearest(EVERYTHING, np.zeros(2), MODEL, 2) == Nearest((3, 1), all_there_are=False)
    assert beside.nearest(EVERYTHING, np.zeros(2), MODEL, 9) == Nearest((3, 1, 2), all_there_are=True)


def test_an_engine_without_the_model_is_away(pool: Pool) -> None:
    with pytest.raises(IndexAway, match="Qdrant"):
        Qdrant(pool).index().nearest(EVERYTHING, np.ones(DIMENSIONS), "unknown", 5)
