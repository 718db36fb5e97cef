"""One contract over every embedder, then what is each one's own."""

from __future__ import annotations

import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ai.embeddings import (
    EmbedderAway,
    EmbedderMisconfigured,
    EmbeddingError,
    build_embedder,
    embed_text,
)
from ai.hashing import HashingEmbedder
from ai.openai_embeddings import MAX_TEXT_TOKENS, OpenAIEmbedder, truncated
from ai.tokens import estimated_tokens
from tests.stubs.openai import OpenAIStub, openai_stub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ai.embeddings import Embedder
    from settings import Settings

HASHING = HashingEmbedder()


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        yield running


@contextmanager
def openai_embedder(stub: OpenAIStub, **given: Any) -> Iterator[OpenAIEmbedder]:
    client = openai.OpenAI(
        api_key=given.get("key", stub.key),
        base_url=stub.url,
        timeout=given.get("timeout", 5),
        max_retries=given.get("max_retries", 2),
    )
    with client:
        model = given.get("model", "text-embedding-3-small")
        yield OpenAIEmbedder(client, model, given.get("dimensions", 1536), given.get("record_usage"))


@pytest.fixture(params=["hashing", "openai", "openai, numbers instead of base64"])
def embedder(request: pytest.FixtureRequest, stub: OpenAIStub) -> Iterator[Embedder]:
    if request.param == "hashing":
        yield HashingEmbedder()
        return
    stub.answers_base64 = request.param == "openai"
    with openai_embedder(stub, dimensions=96) as made:
        yield made


def vectors(results: list[Any]) -> np.ndarray:
    assert not [result for result in results if isinstance(result, Exception)]
    return np.array(results)


class TestEveryEmbedder:
    def test_gives_a_float32_unit_vector_for_each_text(self, embedder: Embedder) -> None:
        found = embedder.embed(["nurse in Lagos", "welder", "Ingenieur für Straßenbau"])
        assert [vector.dtype for vector in found] == [np.float32] * 3
        assert vectors(found).shape == (3, embedder.dimensions)
        assert np.linalg.norm(vectors(found), axis=1) == pytest.approx([1, 1, 1], abs=1e-5)

    def test_gives_the_same_vector_for_the_same_text(self, embedder: Embedder) -> None:
        first, second = embedder.embed(["data engineer", "data engineer"])
        again = embedder.embed(["something else", "data engineer"])[1]
        assert np.allclose(first, second, atol=1e-6)
        assert np.allclose(first, again, atol=1e-6)

    def test_puts_texts_that_share_words_nearer(self, embedder: Embedder) -> None:
        wish, near, far = vectors(embedder.embed(["python data engineer", "senior data engineer", "cook in a hotel"]))
        assert wish @ near > wish @ far + 0.2

    def test_gives_an_error_for_an_empty_text_and_vectors_for_the_others(self, embedder: Embedder) -> None:
        first, empty, last = embedder.embed(["nurse", "  ", "driver"])
        assert isinstance(empty, EmbeddingError)
        assert not isinstance(empty, EmbedderAway)
        assert vectors([first, last]).shape == (2, embedder.dimensions)

    def test_gives_nothing_for_nothing(self, embedder: Embedder) -> None:
        assert embedder.embed([]) == []

    def test_takes_texts_of_any_length_and_script(self, embedder: Embedder) -> None:
        found = embedder.embed(["word " * 40_000, "የሂሳብ ሠራተኛ" * 9_000, "会计 " * 20_000, "x"])
        assert vectors(found).shape == (4, embedder.dimensions)

    def test_takes_more_texts_than_its_batch(self, embedder: Embedder) -> None:
        texts = [f"job {number}" for number in range(embedder.max_batch + 3)]
        found = embedder.embed(texts)
        assert len(found) == len(texts)
        assert np.allclose(found[-1], embedder.embed([texts[-1]])[0], atol=1e-6)


class TestHashing:
    def test_is_the_same_in_every_run_and_on_every_machine(self) -> None:
        # When this changes, stored vectors no longer fit: the model needs a new name.
        (vector,) = vectors(HASHING.embed(["Nurse, night shift"]))
        assert float(vector.sum()) == pytest.approx(1.42361, abs=1e-4)

    @given(st.text(max_size=400))
    def test_gives_a_unit_vector_or_an_error_for_any_text(self, text: str) -> None:
        (found,) = HASHING.embed([text])
        assert isinstance(found, EmbeddingError) or float(np.linalg.norm(found)) == pytest.approx(1, abs=1e-4)

    def test_embeds_1500_texts_of_1_kb_in_a_second(self) -> None:
        words = [f"word{number * 7919 % 3001}" for number in range(200_000)]
        texts = [" ".join(words[start : start + 110])[:1024] for start in range(0, 120_000, 120)]
        began = time.perf_counter()
        HASHING.embed(texts)
        assert len(texts) / (time.perf_counter() - began) > 1500 / 3  # a third: other tests may run beside it

    def test_finds_a_word_in_spite_of_a_spelling_mistake(self) -> None:
        right, wrong, other = vectors(HASHING.embed(["accountant", "acountant", "electrician"]))
        assert right @ wrong > 0.4 > right @ other

    def test_names_vectors_of_another_length_differently(self) -> None:
        assert (HashingEmbedder().name, HashingEmbedder(256).name) == ("hashing-v1", "hashing-v1/256")


class TestOpenAI:
    def test_names_a_wrong_key_and_what_to_check(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, key="sk-wrong-key") as embedder, pytest.raises(EmbedderMisconfigured) as raised:
            embedder.embed(["nurse"])
        assert "OPENAI_API_KEY" in str(raised.value)
        assert "sk-wrong" not in str(raised.value)
        assert len(stub.requests) == 1

    def test_names_a_spent_quota(self, stub: OpenAIStub) -> None:
        stub.moods = [402, 402, 402]
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match="quota"):
            embedder.embed(["nurse"])

    @pytest.mark.parametrize("mood", [429, 500, 503, "drop"])
    def test_tries_again_after_a_passing_failure(self, stub: OpenAIStub, mood: int | str) -> None:
        stub.moods = [mood, mood]
        with openai_embedder(stub) as embedder:
            vectors(embedder.embed(["nurse"]))
        assert len(stub.requests) == 3

    def test_waits_as_long_as_the_server_asks(self, stub: OpenAIStub) -> None:
        stub.moods, stub.retry_after = [429], "1"
        with openai_embedder(stub) as embedder:
            began = time.perf_counter()
            vectors(embedder.embed(["nurse"]))
        assert time.perf_counter() - began >= 0.9

    def test_blames_the_service_not_the_texts_when_it_stays_away(self, stub: OpenAIStub) -> None:
        stub.moods = [503] * 3
        with openai_embedder(stub) as embedder:
            results = embedder.embed(["nurse"] * 2048 + ["driver"])
        assert {type(result) for result in results} == {EmbedderAway}
        assert len(stub.requests) == 3  # the second batch was not even tried

    def test_keeps_what_was_made_before_the_service_went_away(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, max_retries=0, dimensions=8) as embedder:
            stub.moods = [0, 503]
            stub.moods[0] = None  # type: ignore[call-overload] - no mood: an answer
            results = embedder.embed(["nurse"] * 2048 + ["driver"])
        assert vectors(results[:2048]).shape == (2048, 8)
        assert isinstance(results[2048], EmbedderAway)

    def test_gives_up_on_a_server_that_is_too_slow(self, stub: OpenAIStub) -> None:
        stub.delay_seconds = 0.5
        with openai_embedder(stub, timeout=0.1, max_retries=0) as embedder:
            (result,) = embedder.embed(["nurse"])
        assert isinstance(result, EmbedderAway)

    @pytest.mark.parametrize("bad", [[1.0] * 7, [float("nan")] * 1536, [0.0] * 1536, [float("inf")] * 1536])
    def test_never_passes_on_a_vector_that_is_none(self, stub: OpenAIStub, bad: list[float]) -> None:
        stub.bad_vectors = {"odd": bad}
        with openai_embedder(stub) as embedder:
            good, odd = embedder.embed(["nurse", "odd"])
        assert isinstance(odd, EmbeddingError)
        assert vectors([good]).shape == (1, 1536)

    def test_finds_the_text_that_poisons_its_batch(self, stub: OpenAIStub) -> None:
        stub.refused = "poison"
        texts = [f"job {number}" for number in range(300)]
        texts[123] = "poison"
        with openai_embedder(stub, dimensions=8) as embedder:
            results = embedder.embed(texts)
        assert [position for position, result in enumerate(results) if isinstance(result, EmbeddingError)] == [123]
        assert len(stub.requests) < 40

    def test_does_not_split_where_every_text_is_refused(self, stub: OpenAIStub) -> None:
        stub.refuse_all = True
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match="EMBEDDING_DIMENSIONS"):
            embedder.embed(["nurse"] * 100)
        assert len(stub.requests) == 2

    def test_packs_by_tokens_and_count(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, dimensions=8) as embedder:
            vectors(embedder.embed(["short"] * 3000))
            assert [len(body["input"]) for body in stub.requests] == [2048, 952]
            vectors(embedder.embed(["word " * 4000] * 100))
        packed = stub.requests[2:]
        assert all(sum(estimated_tokens(text) for text in body["input"]) <= 300_000 for body in packed)
        assert len(packed) <= 4

    def test_records_the_tokens_that_were_paid_for(self, stub: OpenAIStub) -> None:
        paid: list[int] = []
        with openai_embedder(stub, record_usage=paid.append) as embedder:
            embedder.embed(["four", "eight letters"])
        assert paid == [2 + 4]

    def test_asks_a_model_of_one_size_for_no_dimensions(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, model="text-embedding-ada-002") as embedder:
            vectors(embedder.embed(["nurse"]))
        assert "dimensions" not in stub.requests[0]

    @given(st.text(max_size=300).map(lambda text: text * 200))
    def test_truncates_to_the_limit(self, text: str) -> None:
        short = truncated(text)
        assert text.startswith(short)
        assert estimated_tokens(short) <= MAX_TEXT_TOKENS
        assert short == text or estimated_tokens(short) > MAX_TEXT_TOKENS // 2


class TestBuildEmbedder:
    def test_hashes_without_a_key(self, make_settings: Callable[..., Settings]) -> None:
        embedder = build_embedder(make_settings())
        assert (embedder.provider, embedder.name, embedder.dimensions) == ("hashing", "hashing-v1", 768)

    def test_uses_openai_with_a_key(self, make_settings: Callable[..., Settings], stub: OpenAIStub) -> None:
        settings = make_settings(openai_api_key=stub.key, openai_base_url=stub.url, embedding_dimensions=256)
        embedder = build_embedder(settings)
        assert (embedder.provider, embedder.name) == ("openai", "text-embedding-3-small/256")
        assert vectors(embedder.embed(["nurse"])).shape == (1, 256)
        embedder._client.close()  # type: ignore[attr-defined]

    def test_embed_text_gives_none_instead_of_an_error(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, key="sk-wrong-key") as misconfigured:
            assert embed_text(misconfigured, "nurse") is None
        assert embed_text(HASHING, "...") is None
        assert embed_text(HASHING, "nurse") is not None
