"""Vectors are told apart by what makes them, whatever names go by."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from ai.embeddings import EmbedderMisconfigured, ModelChoice, build_embedder, server_of
from ai.estimates import estimate_all
from ai.local_embeddings import folder_digest
from ai.models_here import name_here
from ai.query_vectors import QueryVectors
from ai.upkeep import Upkeep
from db.embedding_models import EmbeddingModel, ModelIdentity, find_active_model, find_models
from db.model_names import save_model
from db.query_cache import QueryCache
from matching.relevance import scale_of
from tests.stubs.openai import OpenAIStub, openai_stub
from tests.texts_to_embed import Rehearsed, add_jobs, add_person, new_job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from db.pool import Connection, Pool
    from settings import Settings

NOW = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)  # what tests add has settled by then
SLASH = "BAAI/bge-m3"


@pytest.fixture
def server() -> Iterator[OpenAIStub]:
    with openai_stub() as stub:
        yield stub


@pytest.fixture
def texts(pool: Pool) -> Pool:
    add_jobs(pool, *(new_job(number, posted_on=NOW.date()) for number in range(3)))
    add_person(pool, "Nurse")
    return pool


@pytest.fixture
def at(make_settings: Callable[..., Settings]) -> Callable[..., Settings]:
    """Settings that name a model at a server."""

    def settings(stub: OpenAIStub, model: str, dimensions: int | None = None, **more: Any) -> Settings:
        own = {"openai_api_key": stub.key, "openai_base_url": stub.url, "embedding_model": model}
        return make_settings(**own, embedding_dimensions=dimensions, **more)

    return settings


def embed(pool: Pool, settings: Settings, now: datetime = NOW) -> None:
    upkeep = Upkeep(pool, settings)
    upkeep.people(now)
    upkeep.jobs(now)


def stored(pool: Pool) -> list[tuple[str, int, int]]:
    """Names, lengths and numbers of postings' vectors."""
    statement = "SELECT model, vector_dims(embedding::vector), count(*) FROM job_embeddings GROUP BY 1, 2 ORDER BY 1, 2"
    with pool.transaction() as conn, conn.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def active(pool: Pool) -> EmbeddingModel:
    with pool.transaction() as conn:
        model = find_active_model(conn)
    assert model is not None
    return model


def test_a_slash_belongs_to_the_models_own_name(texts: Pool, server: OpenAIStub, at: Callable[..., Settings]) -> None:
    embed(texts, at(server, SLASH, 64))
    assert stored(texts) == [(SLASH, 64, 3)]
    other = at(server, "other", 32)
    add_jobs(texts, new_job(9, posted_on=NOW.date()))
    embed(texts, other)
    assert {body["model"] for body in server.requests} == {SLASH, "other"}
    assert stored(texts) == [(SLASH, 64, 4), ("other", 32, 4)]
    assert active(texts).name == "other"


def test_a_price_that_is_set_holds_for_a_name_with_a_slash(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings]
) -> None:
    settings = at(server, SLASH, 64, embedding_price_per_million_tokens=1000)
    (estimate,) = estimate_all(texts, settings, Upkeep(texts, settings), "job", now=NOW)
    assert estimate.usd == pytest.approx(estimate.tokens / 1000)


def test_the_length_that_the_server_gives_can_be_set_while_nothing_is_stored(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings]
) -> None:
    server.own_dimensions = 384
    with pytest.raises(EmbedderMisconfigured, match="set EMBEDDING_DIMENSIONS"):
        Upkeep(texts, at(server, "bge-small")).jobs(NOW)
    assert active(texts).dimensions == 1536
    embed(texts, at(server, "bge-small", 384))
    assert stored(texts) == [("bge-small", 384, 3)]
    assert active(texts).dimensions == 384
    with texts.transaction() as conn:
        assert len(find_models(conn)) == 1


def test_searches_go_on_with_the_length_in_use_until_another_is_complete(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings]
) -> None:
    embed(texts, at(server, "foo", 64))
    shorter = at(server, "foo", 32)
    wanted = build_embedder(shorter, texts, purpose="query", tries_again=False)
    queries = QueryVectors(texts, shorter, wanted, QueryCache(None), clock=itertools.count(step=10).__next__)
    before = queries.find("driver", NOW)
    assert before is not None
    assert (before.model, before.embedding.size) == ("foo", 64)
    embed(texts, shorter)
    assert stored(texts) == [("foo", 64, 3), ("foo/32", 32, 3)]
    after = queries.find("driver", NOW)
    assert after is not None
    assert (after.model, after.embedding.size) == ("foo/32", 32)


def test_another_server_is_another_model_by_the_same_name(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings]
) -> None:
    embed(texts, at(server, "foo", 8))
    add_jobs(texts, new_job(9, posted_on=NOW.date()))
    with openai_stub() as moved:
        there = at(moved, "foo", 8)
        name = f"foo@{server_of(moved.url)}"
        wanted = build_embedder(there, texts, purpose="query", tries_again=False)
        queries = QueryVectors(texts, there, wanted, QueryCache(None), clock=itertools.count(step=10).__next__)
        assert queries.find("driver", NOW) is None  # the server in use is not to be asked with the key of another
        Upkeep(texts, there).jobs(NOW)
        assert stored(texts) == [("foo", 8, 3), (name, 8, 4)]
        assert "OPENAI_BASE_URL" in (active(texts).trouble or "")
        Upkeep(texts, there).people(NOW)
        assert (active(texts).name, active(texts).trouble) == (name, None)
        found = queries.find("driver", NOW)
        assert found is not None
        assert found.model == name


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (None, "api.openai.com"),
        ("https://api.openai.com/v1", "api.openai.com"),
        ("https://API.OpenAI.com:443", "api.openai.com"),
        ("http://127.0.0.1:11434/v1", "127.0.0.1:11434"),
        ("https://name:secret@models.example/v1", "models.example"),
    ],
)
def test_a_server_is_known_by_host_and_port(url: str | None, server: str) -> None:
    assert server_of(url) == server


def test_vectors_of_before_it_was_kept_what_makes_them_stay_in_use(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings]
) -> None:
    settings = at(server, "text-embedding-3-small", 256)
    embed(texts, settings)
    with texts.transaction() as conn:
        conn.cursor().execute("UPDATE embedding_models SET model = NULL, source = NULL")
    assert ModelChoice.of_stored(active(texts)) == ModelChoice("openai", "text-embedding-3-small", 256)
    asked = len(server.requests)
    embed(texts, settings)
    assert len(server.requests) == asked
    assert stored(texts) == [("text-embedding-3-small/256", 256, 3)]
    assert (active(texts).model, active(texts).source) == ("text-embedding-3-small", server_of(server.url))


def test_a_model_of_before_that_the_settings_no_longer_name_goes_on_until_the_switch(
    texts: Pool, server: OpenAIStub, at: Callable[..., Settings], make_settings: Callable[..., Settings]
) -> None:
    embed(texts, make_settings())
    with texts.transaction() as conn:
        conn.cursor().execute("UPDATE embedding_models SET model = NULL, source = NULL")
    add_jobs(texts, new_job(9, posted_on=NOW.date()))
    embed(texts, at(server, "foo", 8))
    assert stored(texts) == [("foo", 8, 4), ("hashing-v3", 768, 4)]


def a_folder(path: Path, weights: bytes) -> Path:
    path.mkdir(parents=True)
    (path / "model.onnx").write_bytes(weights)
    (path / "config.json").write_text("{}")
    return path


def test_a_folder_is_known_by_its_files_not_by_its_place(tmp_path: Path) -> None:
    one, copy = (a_folder(tmp_path / place / "model", b"1" * 5_000_000) for place in ("a", "b"))
    other = a_folder(tmp_path / "c" / "model", b"1" * 2_500_000 + b"2" + b"1" * 2_499_999)
    assert folder_digest(one) == folder_digest(copy) != folder_digest(other)
    (copy / "README.md").write_text("read me")
    assert folder_digest(one) == folder_digest(copy)
    with pytest.raises(EmbedderMisconfigured, match="no model in"):
        folder_digest(tmp_path / "d")


def test_models_of_one_name_get_names_of_their_own(conn: Connection) -> None:
    identities = [
        ModelIdentity("fastembed", "0123456789ab", "org/minilm", 384),
        ModelIdentity("fastembed", "ba9876543210", "org/minilm", 384),
        ModelIdentity("openai", "models.example", "minilm", 384),
        ModelIdentity("openai", "models.example", "minilm", 64),
        ModelIdentity("hashing", "", "minilm", 384),
    ]
    names = [save_model(conn, identity, "minilm").name for identity in identities]
    assert names == [
        "minilm", "minilm@ba9876543210", "minilm@models.example", "minilm@models.example/64", "minilm@hashing"
    ]  # fmt: skip
    assert [save_model(conn, identity, "minilm").name for identity in identities] == names
    assert name_here(conn, Rehearsed()) == "hashing-v3"
    known = ModelIdentity("openai", "elsewhere.example:8080", "text-embedding-3-small", 64)
    for identity in (ModelIdentity("openai", "api.openai.com", "text-embedding-3-small", 1536), known):
        name = save_model(conn, identity, "text-embedding-3-small").name
        assert scale_of(name) == scale_of("text-embedding-3-small") != scale_of("unknown")
