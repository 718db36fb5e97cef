"""One contract over every embedder, then what is each one's own."""

from __future__ import annotations

import json
import time
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
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
from ai.local_embeddings import LocalEmbedder, model_for
from ai.openai_embeddings import MAX_TEXT_TOKENS, OpenAIEmbedder
from ai.openai_endpoint import Declined, OpenAIEndpoint
from ai.openai_requests import OpenAIRequests
from ai.openai_vectors import parse_answer, read_vectors
from ai.pace import Pace, asked_seconds
from ai.till import EmbeddingBudgetSpent
from ai.tokens import estimated_tokens, truncated
from db.embedding_models import ModelIdentity
from tests.stubs.openai import OpenAIStub, openai_stub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from ai.embeddings import Embedder
    from settings import Settings

HASHING = HashingEmbedder()
MINILM = Path("../shared/models/all-MiniLM-L6-v2-int8")


class Failing(HashingEmbedder):
    """As a model whose library breaks."""

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        raise RuntimeError(f"no memory for {texts}")


class OpenTill:
    """Notes what is paid; spent after so many reservations."""

    def __init__(self, room: int = 1_000_000) -> None:
        self.room = room
        self.paid: list[int] = []

    def reserve(self, tokens: int) -> int:
        if not self.room:
            raise EmbeddingBudgetSpent("the budget is spent")
        self.room -= 1
        return 0

    def settle(self, reservation: int, tokens: int) -> None:
        self.paid.append(tokens)


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        yield running


@contextmanager
def openai_embedder(stub: OpenAIStub, **given: Any) -> Iterator[OpenAIEmbedder]:
    seconds = given.get("timeout", 5)
    endpoint = OpenAIEndpoint(
        stub.url, given.get("key", stub.key), timeout_seconds=seconds, whole_seconds=given.get("whole", seconds)
    )
    with closing(endpoint):
        model, dimensions = given.get("model", "text-embedding-3-small"), given.get("dimensions", 1536)
        own = {name: given[name] for name in ("pace", "sleep") if name in given}
        requests = OpenAIRequests(endpoint, model, dimensions, given.get("till"), **own)
        yield OpenAIEmbedder(requests, ModelIdentity("openai", "stub", model, dimensions), tries=given.get("tries", 3))


@pytest.fixture(scope="session")
def local() -> LocalEmbedder:
    pytest.importorskip("fastembed")
    path = (Path(__file__).parents[2] / MINILM).resolve()
    if not path.exists():
        pytest.skip("no local model here")
    return LocalEmbedder("sentence-transformers/all-MiniLM-L6-v2", path=path)


@pytest.fixture(params=["hashing", "fastembed", "openai", "openai, numbers instead of base64"])
def embedder(request: pytest.FixtureRequest, stub: OpenAIStub) -> Iterator[Embedder]:
    if request.param in ("hashing", "fastembed"):
        yield HashingEmbedder() if request.param == "hashing" else request.getfixturevalue("local")
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
        found = embedder.embed(["word " * 40_000, "የሂሳብ ሠራተኛ" * 9_000, "会计 " * 20_000, "x", "nurse \0", "n \ud83d"])
        assert vectors(found).shape == (6, embedder.dimensions)

    def test_takes_more_texts_than_its_batch(self, embedder: Embedder) -> None:
        texts = [f"job {number}" for number in range(embedder.max_batch + 3)]
        found = embedder.embed(texts)
        assert len(found) == len(texts)
        assert np.allclose(found[-1], embedder.embed([texts[-1]])[0], atol=1e-6)


class TestHashing:
    def test_is_the_same_in_every_run_and_on_every_machine(self) -> None:
        # When this changes, stored vectors no longer fit: the model needs a new name.
        (vector,) = vectors(HASHING.embed(["Senior nurse in Lagos, night shift"]))
        assert float(vector.sum()) == pytest.approx(1.98911, abs=1e-4)

    @given(st.text(max_size=400))
    def test_gives_a_unit_vector_or_an_error_for_any_text(self, text: str) -> None:
        (found,) = HASHING.embed([text])
        assert isinstance(found, EmbeddingError) or float(np.linalg.norm(found)) == pytest.approx(1, abs=1e-4)

    def test_embeds_1500_texts_of_1_kb_in_a_second(self) -> None:
        words = [f"word{number * 7919 % 3001}" for number in range(200_000)]
        texts = [" ".join(words[start : start + 110])[:1024] for start in range(0, 120_000, 120)]
        began = time.process_time()
        HASHING.embed(texts)
        assert len(texts) / (time.process_time() - began) > 1500 / 3  # a third: other tests may run beside it

    def test_finds_a_word_in_spite_of_a_spelling_mistake(self) -> None:
        right, wrong, other = vectors(HASHING.embed(["accountant", "acountant", "electrician"]))
        assert right @ wrong > 0.4 > right @ other

    def test_brings_words_for_the_same_kind_of_work_nearer(self) -> None:
        lorry, truck, nurse = vectors(HASHING.embed(["lorry driver", "truck driver", "nurse driver"]))
        assert lorry @ truck > 1.3 * (lorry @ nurse)

    def test_what_stands_in_brackets_in_the_first_line_weighs_less(self) -> None:
        nurse, aside, plain = vectors(HASHING.embed(["nurse", "nurse (lagos)", "nurse lagos"]))
        assert nurse @ aside > nurse @ plain + 0.1

    def test_names_vectors_of_another_length_differently(self) -> None:
        assert (HashingEmbedder().name, HashingEmbedder(256).name) == ("hashing-v3", "hashing-v3/256")


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

    @pytest.mark.parametrize("mood", [408, 409, 429, 500, 503, "drop", "cut", "html"])
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
        stub.moods = [503] * 9
        with openai_embedder(stub) as embedder:
            results = embedder.embed(["nurse"] * 2048 + ["driver"])
        assert {type(result) for result in results} == {EmbedderAway}
        assert len(stub.requests) == 4  # with a harmless text at last; the second batch was not even tried

    def test_keeps_what_was_made_before_the_service_went_away(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, tries=1, dimensions=8) as embedder:
            stub.moods = [0, 503]
            stub.moods[0] = None  # type: ignore[call-overload] - no mood: an answer
            results = embedder.embed(["nurse"] * 2048 + ["driver"])
        assert vectors(results[:2048]).shape == (2048, 8)
        assert isinstance(results[2048], EmbedderAway)

    def test_gives_up_on_a_server_that_is_too_slow(self, stub: OpenAIStub) -> None:
        stub.delay_seconds = 0.5
        with openai_embedder(stub, timeout=0.1, tries=1) as embedder:
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

    def test_pays_what_the_server_counts(self, stub: OpenAIStub) -> None:
        till = OpenTill()
        with openai_embedder(stub, till=till) as embedder:
            embedder.embed(["four", "eight letters"])
        assert till.paid == [2 + 4]

    def test_pays_nothing_for_what_was_refused_and_the_most_for_what_got_no_answer(self, stub: OpenAIStub) -> None:
        till = OpenTill()
        stub.moods = [503, 429]
        with openai_embedder(stub, till=till) as embedder:
            embedder.embed(["nurse"])
        assert till.paid == [0, 0, 2]
        stub.delay_seconds = 0.3
        with openai_embedder(stub, till=till, timeout=0.1, tries=1) as embedder:
            embedder.embed(["nurse"])
        assert till.paid[3:] == [estimated_tokens("nurse")]

    def test_asks_nothing_when_the_budget_is_spent(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, till=OpenTill(room=0)) as embedder:
            (result,) = embedder.embed(["nurse"])
        assert isinstance(result, EmbedderAway)
        assert stub.requests == []

    def test_asks_a_model_of_one_size_for_no_dimensions(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, model="text-embedding-ada-002") as embedder:
            vectors(embedder.embed(["nurse"]))
        assert "dimensions" not in stub.requests[0]

    @given(st.text(max_size=300).map(lambda text: text * 200))
    def test_truncates_to_the_limit(self, text: str) -> None:
        short = truncated(text, MAX_TEXT_TOKENS)
        assert text.startswith(short)
        assert estimated_tokens(short) <= MAX_TEXT_TOKENS
        assert short == text or estimated_tokens(short) > MAX_TEXT_TOKENS // 2

    def test_comes_back_no_sooner_than_asked_when_that_is_long(self, stub: OpenAIStub) -> None:
        now, slept = [0.0], []
        stub.moods, stub.retry_after = [429], "300"
        with openai_embedder(stub, pace=Pace(lambda: now[0]), sleep=slept.append) as embedder:
            assert isinstance(embedder.embed(["nurse"])[0], EmbedderAway)
            now[0] = 200.0
            assert isinstance(embedder.embed(["nurse"])[0], EmbedderAway)
            assert len(stub.requests) == 1
            now[0] = 301.0
            vectors(embedder.embed(["nurse"]))
        assert slept == []

    def test_waits_where_the_headers_say_that_nothing_is_left(self, stub: OpenAIStub) -> None:
        now = [100.0]

        def sleep(seconds: float) -> None:
            now[0] += seconds

        stub.limits = {"requests": (1, "2s"), "tokens": (50, "40ms")}
        with openai_embedder(stub, pace=Pace(lambda: now[0]), sleep=sleep) as embedder:
            embedder.embed(["nurse"])
            embedder.embed(["nurse"])
            assert now[0] == pytest.approx(100.0)
            stub.limits = {"requests": (0, "2s"), "tokens": (50, "40ms")}
            embedder.embed(["nurse"])
            stub.limits = {}
            embedder.embed(["nurse"])
        assert now[0] == pytest.approx(102.0)

    def test_says_that_a_server_gives_another_length(self, stub: OpenAIStub) -> None:
        stub.own_dimensions = 99
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match="EMBEDDING_DIMENSIONS"):
            embedder.embed(["nurse", "driver"])

    def test_cuts_requests_to_what_the_account_may_send_in_a_minute(self, stub: OpenAIStub) -> None:
        stub.tokens_per_minute = 40
        texts = [f"job number {number}" for number in range(20)]
        with openai_embedder(stub, dimensions=8, sleep=lambda _: None) as embedder:
            vectors(embedder.embed(texts))
            asked = len(stub.requests)
            vectors(embedder.embed(texts))
        assert asked < 8
        assert len(stub.requests) == 2 * asked - 1  # the limit is known by then
        assert max(len(body["input"]) for body in stub.requests[1:]) <= 10

    def test_asks_no_further_half_once_the_service_is_away(self, stub: OpenAIStub) -> None:
        stub.refused = "poison"
        stub.moods = [400, "answer", *[503] * 9]
        with openai_embedder(stub, dimensions=8, sleep=lambda _: None) as embedder:
            found = embedder.embed(["poison", "nurse", "driver", "cook"])
        assert all(isinstance(result, EmbedderAway) for result in found)
        # The batch, the harmless text, the first half, three tries with its first, and the harmless text again.
        assert len(stub.requests) == 7

    def test_halves_a_batch_that_has_more_tokens_than_was_thought(self, stub: OpenAIStub) -> None:
        stub.most_tokens = 30
        with openai_embedder(stub, dimensions=8) as embedder:
            vectors(embedder.embed([f"job number {number}" for number in range(20)]))
        assert len(stub.requests) < 10

    @pytest.mark.parametrize("mood", [500, "drop", "cut", "empty", 408])
    def test_finds_the_text_on_which_the_service_fails(self, stub: OpenAIStub, mood: int | str) -> None:
        stub.breaks = ("poison", mood)
        texts = [f"job {number}" for number in range(60)]
        texts[41] = "poison"
        with openai_embedder(stub, dimensions=8, sleep=lambda _: None, pace=Pace(lambda: time.monotonic() * 1e6)) as it:
            results = it.embed(texts)
        assert [at for at, result in enumerate(results) if isinstance(result, EmbeddingError)] == [41]
        assert not isinstance(results[41], EmbedderAway)
        assert len(stub.requests) < 25

    def test_sends_less_to_a_server_that_is_too_slow_for_much(self, stub: OpenAIStub) -> None:
        stub.seconds_per_text = 0.01
        texts = [f"job {number}" for number in range(64)]
        with openai_embedder(stub, dimensions=8, timeout=0.25, sleep=lambda _: None) as embedder:
            vectors(embedder.embed(texts))
            asked = len(stub.requests)
            vectors(embedder.embed(texts))
        assert max(len(body["input"]) for body in stub.requests[asked:]) <= 32

    @pytest.mark.parametrize("status", [402, 404, 405, 415, 418, 451])
    def test_a_refusal_that_nobody_foresaw_names_what_to_check(self, stub: OpenAIStub, status: int) -> None:
        stub.moods = [status]
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match="OPENAI_BASE_URL"):
            embedder.embed(["nurse"])
        assert len(stub.requests) == 1

    def test_goes_by_the_proxy_that_the_environment_names(
        self, stub: OpenAIStub, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("http_proxy", stub.url.replace("http://", "http://me:secret@").removesuffix("/v1"))
        stub.url = "http://models.example/v1"
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match=r"models\.example"):
            embedder.embed(["nurse"])
        assert len(stub.requests) == 1

    def test_names_a_proxy_that_it_cannot_use(self, stub: OpenAIStub, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", "socks9://127.0.0.1:1080")
        with openai_embedder(stub) as embedder, pytest.raises(EmbedderMisconfigured, match="proxy"):
            embedder.embed(["nurse"])

    def test_halves_what_a_server_on_the_way_finds_too_large(self, stub: OpenAIStub) -> None:
        stub.moods = [413, 413]
        with openai_embedder(stub, dimensions=8) as embedder:
            vectors(embedder.embed(["a", "b", "c", "d"]))
        assert [len(body["input"]) for body in stub.requests] == [4, 2, 1, 1, 2]

    @pytest.mark.parametrize(
        ("reshaped", "good"),
        [
            (lambda answer: {"data": [{"embedding": each["embedding"]} for each in answer["data"]]}, [0, 1, 2]),
            (lambda answer: {"data": [each | {"index": None} for each in answer["data"]]}, [0, 1, 2]),
            (lambda answer: {"data": [each | {"index": 0} for each in answer["data"]]}, []),
            (lambda answer: {"data": [{"embedding": each["embedding"]} for each in answer["data"][1:]]}, []),
            (lambda answer: {"data": [*answer["data"][1:], {"index": 0}, "x", None]}, [1, 2]),
            (lambda answer: {"data": [*answer["data"][:2], {"index": "2", "embedding": [1.0] * 8}]}, [0, 1]),
            (lambda answer: {"data": list(reversed(answer["data"]))}, [0, 1, 2]),
        ],
    )
    def test_never_takes_a_vector_for_another_text_s(
        self, stub: OpenAIStub, reshaped: Callable[[dict[str, Any]], Any], good: list[int]
    ) -> None:
        stub.reshaped = reshaped
        texts = ["nurse", "driver", "cook"]
        with openai_embedder(stub, dimensions=8) as embedder:
            found = embedder.embed(texts)
        assert [at for at, result in enumerate(found) if not isinstance(result, EmbeddingError)] == good
        for at in good:
            assert np.allclose(found[at], stub.vector(texts[at], 8), atol=1e-5)

    @pytest.mark.parametrize("counted", [-5, 10**30, 1e400, "many", None, [], {"total_tokens": 3}])
    def test_pays_the_estimate_where_the_count_cannot_be_true(self, stub: OpenAIStub, counted: object) -> None:
        till = OpenTill()
        stub.reshaped = lambda answer: answer | {"usage": {"total_tokens": counted}}
        with openai_embedder(stub, till=till, dimensions=8) as embedder:
            vectors(embedder.embed(["nurse in Lagos"]))
        assert till.paid == [estimated_tokens("nurse in Lagos")]

    def test_an_answer_that_comes_in_drops_ends_with_the_time(self, stub: OpenAIStub) -> None:
        stub.drip_seconds = 0.05
        began = time.monotonic()
        with openai_embedder(stub, timeout=5, whole=0.5, tries=1) as embedder:
            assert isinstance(embedder.embed(["nurse"])[0], EmbedderAway)
        assert time.monotonic() - began < 3

    def test_repeats_nothing_of_a_refused_text(self, stub: OpenAIStub) -> None:
        stub.refused = "poison"
        with openai_embedder(stub, dimensions=8) as embedder:
            (result,) = embedder.embed(["Amina Yusuf, +234 803 000 0000, poison\0\ud83d"])
        assert "invalid" in str(result)
        assert not {"Amina", "803", "poison"} & set(str(result).replace(",", " ").split())
        assert str(result).isprintable()

    @pytest.mark.parametrize("mood", ["cut", "html"])
    def test_an_answer_that_breaks_off_is_nobodys_fault(self, stub: OpenAIStub, mood: str) -> None:
        stub.moods = [mood]
        with openai_embedder(stub, tries=1) as embedder:
            assert isinstance(embedder.embed(["nurse"])[0], EmbedderAway)


class TestAnswers:
    def test_odd_items_cost_their_text_its_vector_and_no_other(self) -> None:
        good = {"index": 2, "embedding": [3.0, 4.0]}
        odd = [
            None,
            "x",
            {"embedding": [1.0, 0.0]},
            {"index": "0", "embedding": [1.0, 0.0]},
            {"index": 1},
            {"index": 9},
        ]
        items, paid = parse_answer(json.dumps({"data": [*odd, good], "usage": "?"}).encode(), 7)
        first, second, third = read_vectors(items, 3, 2)
        assert [type(first), type(second)] == [EmbeddingError] * 2
        assert np.allclose(vectors([third]), [[0.6, 0.8]])
        assert paid == 7

    @pytest.mark.parametrize("content", [b"", b"[]", b"null", b'{"data": {}}', b'{"data": [1]}', b'{"data": []}'])
    def test_an_answer_without_vectors_cannot_be_read(self, content: bytes) -> None:
        with pytest.raises(ValueError, match=r"."):
            parse_answer(content, 1)

    def test_of_an_error_the_servers_own_words_are_told_and_no_key(self) -> None:
        told = Declined(400, {}, b'{"error": {"message": "Bad key sk-abc123", "code": "x"}}')
        assert (str(told), told.code) == ("Bad key sk-***", "x")
        assert str(Declined(502, {}, b"<html>")) == "HTTP 502"


class TestPace:
    @pytest.mark.parametrize(
        ("told", "seconds"),
        [
            ({"retry-after-ms": "1500"}, 1.5),
            ({"retry-after": "20"}, 20),
            ({"retry-after": "Sat, 21 Nov 2020 12:00:00 GMT"}, 0),
        ],
    )
    def test_reads_when_to_come_again(self, told: dict[str, str], seconds: float) -> None:
        assert asked_seconds(told) == seconds

    def test_reads_a_time_of_day(self) -> None:
        at = format_datetime(datetime.now(UTC) + timedelta(minutes=5), usegmt=True)
        assert 200 < (asked_seconds({"retry-after": at}) or 0.0) <= 300

    @pytest.mark.parametrize("odd", ["soon", "", "Sat, 99 Nov"])
    def test_takes_odd_words_for_none(self, odd: str) -> None:
        assert asked_seconds({"retry-after": odd}) is None

    def test_knows_nothing_until_told(self) -> None:
        assert Pace(lambda: 0.0).seconds_until(10**9) == 0

    def test_counts_what_is_sent_until_the_limit_is_full_again(self) -> None:
        now = [0.0]
        pace = Pace(lambda: now[0])
        pace.note({"x-ratelimit-remaining-tokens": "100", "x-ratelimit-reset-tokens": "6m0s"})
        assert [pace.seconds_until(60), pace.seconds_until(60)] == [0, 360]
        assert pace.seconds_until(40) == 0
        now[0] = 360.0
        assert pace.seconds_until(60) == 0

    @pytest.mark.parametrize("odd", ["", "soon", "-", "1x"])
    def test_takes_no_harm_from_odd_headers(self, odd: str) -> None:
        pace = Pace(lambda: 0.0)
        pace.note({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": odd})
        assert pace.seconds_until(1) == 0


class TestLocalModels:
    def test_is_named_after_its_folder(self, local: LocalEmbedder) -> None:
        assert (local.name, local.dimensions) == ("all-MiniLM-L6-v2-int8", 384)
        assert model_for(None, Path("all-MiniLM-L6-v2-int8"), "other") == "sentence-transformers/all-MiniLM-L6-v2"
        assert model_for("all-MiniLM-L6-v2", None, "other") == "sentence-transformers/all-MiniLM-L6-v2"

    def test_knows_meanings_that_share_no_word(self, local: LocalEmbedder) -> None:
        wish, near, far = vectors(local.embed(["physician", "doctor in a clinic", "truck driver"]))
        assert wish @ near > wish @ far + 0.2

    @pytest.mark.parametrize("given", [{"model": "no/such-model"}, {"path": Path("/nowhere/all-MiniLM-L6-v2")}])
    def test_says_what_to_check(self, given: dict[str, Any]) -> None:
        pytest.importorskip("fastembed")
        with pytest.raises(EmbedderMisconfigured, match=r"fastembed|FASTEMBED_MODEL_PATH"):
            LocalEmbedder(**{"model": "sentence-transformers/all-MiniLM-L6-v2"} | given).embed(["nurse"])

    def test_refuses_a_length_that_the_model_does_not_have(self) -> None:
        pytest.importorskip("fastembed")
        with pytest.raises(EmbedderMisconfigured, match="384"):
            LocalEmbedder("sentence-transformers/all-MiniLM-L6-v2", dimensions=768)


class TestBuildEmbedder:
    def test_hashes_without_a_key(self, make_settings: Callable[..., Settings]) -> None:
        embedder = build_embedder(make_settings())
        assert (embedder.identity.provider, embedder.name, embedder.dimensions) == ("hashing", "hashing-v3", 768)

    def test_uses_openai_with_a_key(self, make_settings: Callable[..., Settings], stub: OpenAIStub) -> None:
        settings = make_settings(openai_api_key=stub.key, openai_base_url=stub.url, embedding_dimensions=256)
        embedder = build_embedder(settings, tries_again=False)
        assert (embedder.identity.provider, embedder.name) == ("openai", "text-embedding-3-small/256")
        assert vectors(embedder.embed(["nurse"])).shape == (1, 256)

    def test_embed_text_gives_none_instead_of_an_error(self, stub: OpenAIStub) -> None:
        with openai_embedder(stub, key="sk-wrong-key") as misconfigured:
            assert embed_text(misconfigured, "nurse") is None
        assert embed_text(HASHING, "...") is None
        assert embed_text(Failing(), "nurse") is None
        assert embed_text(HASHING, "nurse") is not None
