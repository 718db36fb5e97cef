from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from db.embedding_models import EmbeddingModel
from db.vector_indexes import builder, drop_graph, find_index_use, find_vector_index
from matching.__main__ import main
from matching.vector_graph import BITS_SAY_ENOUGH, keep_graph, plan_graph
from tests.factories import add_job, add_model, add_vector

if TYPE_CHECKING:
    from db.pool import Pool

SMALL = EmbeddingModel("text-embedding-3-small", "openai", 1536, active=True)
LETTERS = EmbeddingModel("hashing-v1", "hashing", 768, active=True)
NAME = "hashing-v1"


@pytest.mark.parametrize(
    ("vectors", "expected"),
    [(5000, None), (50_000, (16, 64)), (100_000, (16, 64)), (100_001, (32, 128)), (2_000_000, (48, 200))],
)
def test_the_number_of_vectors_decides_on_the_graph(vectors: int, expected: tuple[int, int] | None) -> None:
    plan = plan_graph(SMALL, vectors, "auto", "cosine")
    assert (None if plan is None else (plan.m, plan.ef_construction)) == expected


def test_signs_are_enough_for_dense_vectors_only() -> None:
    kinds = [plan_graph(model, 50_000, "auto", "cosine") for model in (SMALL, LETTERS)]
    assert [plan and plan.kind for plan in kinds] == ["binary", "halfvec"]
    assert plan_graph(SMALL, 50_000, "none", "cosine") is None
    forced = plan_graph(LETTERS, 10, "binary", "l2")
    assert forced is not None
    assert (forced.kind, forced.metric) == ("binary", "l2")


def graphs(pool: Pool) -> list[str]:
    with pool.transaction() as conn:
        return [each.name for each in find_index_use(conn) if each.name.startswith("vector_graph_")]


def fill(pool: Pool) -> EmbeddingModel:
    with pool.transaction() as conn:
        add_model(conn, NAME, dimensions=2)
        for number in range(20):
            add_vector(conn, add_job(conn), [1, number], NAME)
    return EmbeddingModel(NAME, "hashing", 2, active=True)


def test_a_graph_is_built_kept_replaced_and_dropped(pool: Pool, fresh_database_url: str) -> None:
    model = fill(pool)

    def keep(wanted: Any, **given: Any) -> str:
        return keep_graph(fresh_database_url, model, wanted, "cosine", **given).done

    assert keep("auto") == "nothing"
    assert keep("halfvec") == "built"
    first = graphs(pool)
    assert keep("halfvec") == "nothing"
    assert graphs(pool) == first
    assert keep("halfvec", rebuild=True) == "built"
    assert len(graphs(pool)) == 1
    assert graphs(pool) != first
    assert keep("binary") == "built"
    assert len(graphs(pool)) == 1
    assert keep("none") == "dropped"
    assert graphs(pool) == []


def test_only_one_builds_at_a_time(pool: Pool, fresh_database_url: str) -> None:
    model = fill(pool)
    with builder(fresh_database_url) as mine:
        assert mine is not None
        assert keep_graph(fresh_database_url, model, "halfvec", "cosine").done == "busy"
    assert keep_graph(fresh_database_url, model, "halfvec", "cosine").done == "built"


def test_the_command_builds_and_reports(
    pool: Pool, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    assert main(["index"]) == 0
    assert "No embedding model" in capsys.readouterr().out
    fill(pool)
    monkeypatch.setenv("VECTOR_INDEX", "halfvec")
    assert main(["index", "--queries", "3"]) == 0
    shown = capsys.readouterr().out
    assert "graph: built" in shown
    assert "hashing-v1: 20 vectors of 2" in shown
    assert "recall@50 against comparing all: 1.000 over 3 queries" in shown
    assert "open_jobs.open_jobs_titles" in shown


def test_the_command_reports_what_is_kept_in_memory(
    pool: Pool, fresh_database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", fresh_database_url)
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    with pool.transaction() as conn:
        name = add_model(conn, "dense", dimensions=BITS_SAY_ENOUGH, provider="fastembed")
        for number in range(20):
            add_vector(conn, add_job(conn), [1.0, number, *[-1.0] * (BITS_SAY_ENOUGH - 2)], name)
    assert main(["index", "--queries", "3"]) == 0
    shown = capsys.readouterr().out
    assert "signs of 20 in memory: 0.0 MB (128 allowed)" in shown
    monkeypatch.setenv("SEARCH_MEMORY_MEGABYTES", "0")
    assert main(["index", "--queries", "3"]) == 0
    assert "in memory" not in capsys.readouterr().out


def test_a_graph_lost_by_hand_is_built_again(pool: Pool, fresh_database_url: str) -> None:
    model = fill(pool)
    keep_graph(fresh_database_url, model, "halfvec", "cosine")
    with builder(fresh_database_url) as conn:
        assert conn is not None
        drop_graph(conn, graphs(pool)[0])
    assert keep_graph(fresh_database_url, model, "halfvec", "cosine").done == "built"
    with pool.transaction() as conn:
        assert find_vector_index(conn, NAME) is not None
