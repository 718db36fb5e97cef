from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from db.binary_rows import read_rows
from db.errors import StorageError
from db.open_jobs import Narrowing, find_newest
from db.vector_text import halfvec_text
from matching.kept_signs import KeptSigns
from matching.narrowing import narrowing
from matching.retrieval import MatchRules
from matching.search_index import PgvectorIndex, proposals
from matching.signs import Signs, bytes_for
from matching.wishes import Wish
from tests.factories import AMSTERDAM, LAGOS, TODAY, add_job, add_model, add_vector
from tests.matching.test_retrieval import random_job, random_wish

if TYPE_CHECKING:
    from collections.abc import Callable

    from psycopg2.extensions import connection as Connection  # noqa: N812

    from db.pool import Pool
    from settings import Settings

MODEL = "dense"
DIMENSIONS = 300  # no whole number of words
EVERYTHING = Narrowing(today=TODAY, posted_since=TODAY - timedelta(days=60))


def gaussian(dice: random.Random) -> list[float]:
    return [dice.gauss(0, 1) for _ in range(DIMENSIONS)]


def fill(conn: Connection, postings: int, **given: Any) -> dict[int, list[float]]:
    """Postings of one kind with vectors in all directions."""
    dice = random.Random(11)
    add_model(conn, MODEL, dimensions=DIMENSIONS)
    vectors = {}
    for _ in range(postings):
        job = add_job(conn, **given)
        vectors[job] = gaussian(dice)
        add_vector(conn, job, vectors[job], MODEL)
    return vectors


def test_memory_leaves_what_the_database_leaves(conn: Connection) -> None:
    draw = random.Random(21)
    add_model(conn, MODEL, dimensions=DIMENSIONS)
    for _ in range(300):
        add_vector(conn, random_job(conn, draw), gaussian(draw), MODEL)
    random_job(conn, draw)  # without a vector
    with conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET imported_at = %s::date - (id %% 30)::int", (TODAY,))
    signs = Signs.read(conn, MODEL, DIMENSIONS)
    counts = set()
    for _ in range(150):
        wish = Wish.of(random_wish(draw), draw.choice([None, "NG", "NL"]), draw.choice([{}, {"EUR": 0.9, "USD": 1}]))
        wanted = narrowing(wish, MatchRules(fresh_days=draw.choice([None, 7])), TODAY)
        found = signs.ids[signs.fitting(wanted)].tolist()
        assert set(found) == set(find_newest(conn, wanted, limit=None)) & set(signs.ids.tolist()), wanted
        counts.add(len(found))
    assert len(counts) > 20


def test_fewer_signs_are_made_up_for_by_more_proposals() -> None:
    assert proposals(50, 1536, 100_000) == proposals(50, 3072, 100_000) == 640
    assert proposals(50, 384, 100_000) == 1540
    assert proposals(100, 768, 10_000) == 1604


def test_those_are_proposed_whose_signs_differ_least(conn: Connection) -> None:
    vectors = fill(conn, 60)
    signs = Signs.read(conn, MODEL, DIMENSIONS)
    asked = np.asarray(gaussian(random.Random(2)), dtype=np.float32)
    differing = {job: int(((np.asarray(own) > 0) != (asked > 0)).sum()) for job, own in vectors.items()}
    proposed = signs.propose(EVERYTHING, asked, 10)
    assert len(set(proposed.ids)) == 10
    assert proposed.among == 60
    assert sorted(differing[job] for job in proposed.ids) == sorted(differing.values())[:10]
    few = [*vectors][::10]  # of which only theirs are looked up
    of_few = signs._differing(np.searchsorted(signs.ids, few), asked)
    assert of_few.tolist() == [differing[job] for job in few]


def test_equal_vectors_do_not_make_the_proposal_longer(conn: Connection) -> None:
    add_model(conn, MODEL, dimensions=DIMENSIONS)
    vector = gaussian(random.Random(4))
    for _ in range(30):
        add_vector(conn, add_job(conn), vector, MODEL)
    proposed = Signs.read(conn, MODEL, DIMENSIONS).propose(EVERYTHING, np.asarray(vector, dtype=np.float32), 10)
    assert len(proposed.ids) == 10


def test_nothing_is_read_from_nothing(conn: Connection) -> None:
    add_model(conn, MODEL, dimensions=DIMENSIONS)
    add_job(conn, places=[AMSTERDAM])
    signs = Signs.read(conn, MODEL, DIMENSIONS)
    in_nigeria = replace(
        EVERYTHING, countries=["NG"], remote_countries=["NG"], cells=[1], employment_types=["contract"]
    )
    assert signs.propose(in_nigeria, np.ones(DIMENSIONS, dtype=np.float32), 5).ids == []


def test_what_closed_since_is_not_found_and_what_came_since_is_where_little_is(conn: Connection) -> None:
    vectors = fill(conn, 8, places=[AMSTERDAM])
    other = add_job(conn, places=[LAGOS])
    add_vector(conn, other, [1.0] * DIMENSIONS, MODEL)
    signs = Signs.read(conn, MODEL, DIMENSIONS)
    index = PgvectorIndex(conn, signs=signs)
    job, vector = next((job, np.asarray(own, dtype=np.float32)) for job, own in vectors.items())
    assert index.nearest(EVERYTHING, vector, MODEL, 3).ids[0] == job
    with conn.cursor() as cursor:
        cursor.execute("UPDATE canonical_jobs SET status = 'CLOSED' WHERE id = %s", (job,))
    assert job not in index.nearest(EVERYTHING, vector, MODEL, 3).ids
    late = add_job(conn, places=[LAGOS])
    add_vector(conn, late, vectors[job], MODEL)
    assert index.nearest(replace(EVERYTHING, countries=["NG"]), vector, MODEL, 3).ids == (late, other)


def test_a_vector_of_another_length_is_told(conn: Connection) -> None:
    fill(conn, 2)
    with pytest.raises(StorageError, match="different widths"):
        Signs.read(conn, MODEL, DIMENSIONS + 64)


def test_rows_of_one_width_become_arrays(conn: Connection) -> None:
    fields = (("number", ">i8"), ("share", ">f4"))
    rows = read_rows(conn, "SELECT n::bigint, (n / 2.0)::real FROM generate_series(1, %s) AS n", (3,), fields)
    assert rows["number"].tolist() == [1, 2, 3]
    assert rows["share"].tolist() == [0.5, 1.0, 1.5]
    assert len(read_rows(conn, "SELECT 1::bigint, 1::real WHERE false", (), fields)) == 0
    with pytest.raises(StorageError):
        read_rows(conn, "SELECT 1::bigint, 1::float8", (), fields)
    with pytest.raises(StorageError):
        read_rows(conn, "SELECT 1::bigint, NULL::real UNION ALL SELECT 1::bigint, 1::float8", (), fields)


def test_every_number_is_written_as_it_is_read(conn: Connection) -> None:
    every = np.arange(2**16, dtype=np.uint16).view(np.float16)
    finite = every[np.isfinite(every)]
    for start in range(0, len(finite), 16_000):  # as many as a halfvec has room for
        block = finite[start : start + 16_000]
        with conn.cursor() as cursor:
            cursor.execute("SELECT %s::halfvec", (halfvec_text(block),))
            read = cursor.fetchone()[0].to_numpy()
        assert np.array_equal(read, block)


def commit_postings(pool: Pool, postings: int) -> None:
    with pool.transaction() as conn:
        fill(conn, postings)
        with conn.cursor() as cursor:
            cursor.execute("UPDATE embedding_models SET provider = 'test'")
            cursor.execute("SELECT pg_stat_force_next_flush()")


def change(pool: Pool, statement: str) -> None:
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        cursor.execute("SELECT pg_stat_force_next_flush()")


def test_signs_are_read_beside_the_searches_and_renewed(pool: Pool, wait_until: Callable[..., None]) -> None:
    commit_postings(pool, 5)
    kept = KeptSigns(pool, 10**9, least_vectors=5, look_every_seconds=0.0)
    wait_until(lambda: kept.of(MODEL) is not None)
    first = kept.of(MODEL)
    assert first is not None
    assert len(first.ids) == 5
    assert kept.of(MODEL) is first  # nothing has changed
    change(pool, "UPDATE canonical_jobs SET status = 'CLOSED' WHERE id = (SELECT min(id) FROM canonical_jobs)")
    wait_until(lambda: kept.of(MODEL) not in {None, first})
    second = kept.of(MODEL)
    assert second is not None
    assert len(second.ids) == 4
    assert kept.of("another") is None


@pytest.mark.parametrize(
    ("most_bytes", "least_vectors", "provider"),
    [(10**9, 6, "test"), (bytes_for(5, DIMENSIONS) - 1, 5, "test"), (10**9, 5, "hashing")],
)
def test_signs_are_kept_where_they_pay(pool: Pool, most_bytes: int, least_vectors: int, provider: str) -> None:
    commit_postings(pool, 5)
    change(pool, f"UPDATE embedding_models SET provider = '{provider}'")
    kept = KeptSigns(pool, most_bytes, least_vectors=least_vectors)
    kept.of(MODEL)
    time.sleep(0.5)
    assert kept.of(MODEL) is None


def test_signs_that_are_not_renewed_grow_stale(pool: Pool, wait_until: Callable[..., None]) -> None:
    commit_postings(pool, 5)
    kept = KeptSigns(pool, 10**9, least_vectors=5, stale_after_seconds=1.0)
    wait_until(lambda: kept.of(MODEL) is not None)
    wait_until(lambda: kept.of(MODEL) is None)
    assert kept.of(MODEL) is None


@pytest.mark.parametrize(
    ("given", "expected"),
    [({}, True), ({"search_memory_megabytes": 0}, False), ({"vector_index": "halfvec"}, False)],
)
def test_whether_memory_is_used_is_a_setting(
    pool: Pool, make_settings: Callable[..., Settings], given: dict[str, Any], *, expected: bool
) -> None:
    assert (KeptSigns.from_settings(make_settings(**given), pool) is not None) == expected
