"""One contract over every language model, then what is the OpenAI client's own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import openai
import pytest

from ai.language import (
    LanguageModelAway,
    LanguageModelBroke,
    LanguageModelMisconfigured,
    Prices,
    Prompt,
    Refused,
    Schema,
    Truncated,
    Unreadable,
    Usage,
    build_language_model,
    most_usage,
)
from ai.openai_language import OpenAILanguageModel
from tests.stubs.language import FakeLanguageModel
from tests.stubs.openai import OpenAIStub, cut_off, openai_stub, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ai.language import LanguageModel
    from db.pool import Pool
    from settings import Settings

PROMPT = Prompt("Say what colour it is.", "the sky")
COLOUR = {"type": "object", "properties": {"colour": {"type": ["string", "null"]}}, "required": ["colour"]}
SCHEMA = Schema("colour", COLOUR | {"additionalProperties": False})


@pytest.fixture
def stub() -> Iterator[OpenAIStub]:
    with openai_stub() as running:
        yield running


@contextmanager
def openai_model(stub: OpenAIStub, **given: Any) -> Iterator[OpenAILanguageModel]:
    key, timeout = given.pop("key", stub.key), given.pop("timeout", 5)
    with openai.OpenAI(api_key=key, base_url=given.pop("url", stub.url), timeout=timeout, max_retries=0) as client:
        yield OpenAILanguageModel(client, "gpt-test", sleep=given.pop("sleep", lambda _: None), **given)


class Rehearsal:
    """A model whose next answer the test decides, in the model's own way."""

    def __init__(self, model: LanguageModel, stub: OpenAIStub | None) -> None:
        self.model = model
        self.stub = stub

    def answers(self, given: Any) -> None:
        if self.stub is not None:
            self.stub.chat = lambda _: given
        else:
            self.model.answer = lambda _: given  # type: ignore[attr-defined]

    def fails(self, kind: str) -> None:
        if self.stub is None:
            self.answers(FAKE_FAILURES[kind])
        elif kind in STUB_CHOICES:
            self.answers(STUB_CHOICES[kind])
        else:
            self.stub.moods = STUB_MOODS[kind]

    def complete(self) -> Any:
        return self.model.complete(PROMPT, SCHEMA, max_tokens=50, purpose="test")


MOST = most_usage(PROMPT, SCHEMA, 50)
FAKE_FAILURES = {
    "refuses": Refused("no", Usage(5, 1)),
    "cut off": Truncated("cut", Usage(5, 50)),
    "away": LanguageModelAway("busy"),
    "broken": LanguageModelBroke("cut", MOST),
    "misconfigured": LanguageModelMisconfigured("the key"),
}
STUB_CHOICES = {"refuses": refusal("I cannot help with that."), "cut off": cut_off('{"colour": "bl')}
STUB_MOODS: dict[str, list[int | str]] = {"away": [429] * 3, "broken": ["drop"], "misconfigured": [402]}


@pytest.fixture(params=["fake", "openai"])
def rehearsal(request: pytest.FixtureRequest, stub: OpenAIStub) -> Iterator[Rehearsal]:
    if request.param == "fake":
        yield Rehearsal(FakeLanguageModel(), None)
        return
    with openai_model(stub) as model:
        yield Rehearsal(model, stub)


class TestEveryLanguageModel:
    def test_gives_the_object_and_what_it_took(self, rehearsal: Rehearsal) -> None:
        rehearsal.answers({"colour": "blue"})
        found = rehearsal.complete()
        assert found.answer == {"colour": "blue"}
        assert 0 < found.usage.input_tokens <= MOST.input_tokens
        assert 0 < found.usage.output_tokens <= MOST.output_tokens

    @pytest.mark.parametrize("given", ["blue", "[]", '{"color": "blue"}', "", "null", "[" * 50_000])
    def test_never_passes_on_what_is_not_of_the_shape(self, rehearsal: Rehearsal, given: str) -> None:
        rehearsal.answers(given)
        with pytest.raises(Unreadable) as raised:
            rehearsal.complete()
        assert raised.value.usage.input_tokens > 0  # it was paid for all the same

    @pytest.mark.parametrize(("kind", "error"), [("refuses", Refused), ("cut off", Truncated)])
    def test_an_answer_that_is_none_was_paid_for(self, rehearsal: Rehearsal, kind: str, error: type[Exception]) -> None:
        rehearsal.fails(kind)
        with pytest.raises(error) as raised:
            rehearsal.complete()
        assert raised.value.usage.total > 0  # type: ignore[attr-defined]

    def test_a_service_that_is_away_costs_nothing(self, rehearsal: Rehearsal) -> None:
        rehearsal.fails("away")
        with pytest.raises(LanguageModelAway) as raised:
            rehearsal.complete()
        assert raised.value.usage == Usage()

    def test_a_call_without_an_answer_may_have_cost_the_most(self, rehearsal: Rehearsal) -> None:
        rehearsal.fails("broken")
        with pytest.raises(LanguageModelBroke) as raised:
            rehearsal.complete()
        assert raised.value.usage == MOST

    def test_wrong_settings_are_told_apart(self, rehearsal: Rehearsal) -> None:
        rehearsal.fails("misconfigured")
        with pytest.raises(LanguageModelMisconfigured):
            rehearsal.complete()


class TestOpenAI:
    def complete(self, model: LanguageModel, prompt: Prompt = PROMPT, schema: Schema = SCHEMA) -> Any:
        return model.complete(prompt, schema, max_tokens=50, purpose="test")

    def test_asks_strictly_and_keeps_instructions_and_data_apart(self, stub: OpenAIStub) -> None:
        stub.chat = lambda _: {"colour": None}
        with openai_model(stub) as model:
            self.complete(model)
        (body,) = stub.requests
        assert [message["role"] for message in body["messages"]] == ["system", "user"]
        assert [message["content"] for message in body["messages"]] == [PROMPT.instructions, PROMPT.data]
        assert body["response_format"]["json_schema"] == {"name": "colour", "strict": True, "schema": SCHEMA.shape}
        assert body["max_completion_tokens"] == 50

    @pytest.mark.parametrize("mood", [429, 500, 503])
    def test_tries_again_what_was_not_paid_for(self, stub: OpenAIStub, mood: int) -> None:
        stub.moods, stub.chat = [mood, mood], lambda _: {"colour": "blue"}
        with openai_model(stub) as model:
            assert self.complete(model).answer == {"colour": "blue"}
        assert len(stub.requests) == 3

    @pytest.mark.parametrize("mood", ["drop", "html"])
    def test_never_repeats_at_once_what_may_have_been_paid(self, stub: OpenAIStub, mood: str) -> None:
        stub.moods = [mood]
        with openai_model(stub) as model, pytest.raises((LanguageModelBroke, Unreadable)) as raised:
            self.complete(model)
        assert raised.value.usage == MOST
        assert len(stub.requests) == 1

    def test_gives_up_on_a_server_that_is_too_slow_and_does_not_repeat_it(self, stub: OpenAIStub) -> None:
        stub.delay_seconds = 0.5
        with openai_model(stub, timeout=0.1) as model, pytest.raises(LanguageModelBroke, match="too long") as raised:
            self.complete(model)
        assert raised.value.usage == MOST
        assert len(stub.requests) == 1

    def test_a_server_that_is_not_there_costs_nothing(self, stub: OpenAIStub) -> None:
        with openai_model(stub, url="http://127.0.0.1:9/v1") as model, pytest.raises(LanguageModelAway) as raised:
            self.complete(model)
        assert raised.value.usage == Usage()

    def test_waits_as_long_as_the_server_asks_but_not_for_ever(self, stub: OpenAIStub) -> None:
        pauses: list[float] = []
        stub.moods, stub.retry_after, stub.chat = [429], "7", lambda _: {"colour": None}
        with openai_model(stub, sleep=pauses.append) as model:
            self.complete(model)
            assert pauses == [7]
            stub.moods, stub.retry_after = [429], "120"
            with pytest.raises(LanguageModelAway):
                self.complete(model)
        assert pauses == [7]
        assert len(stub.requests) == 3

    def test_waits_longer_each_time_where_the_server_names_no_time(self, stub: OpenAIStub) -> None:
        pauses: list[float] = []
        stub.moods, stub.retry_after = [429] * 3, "soon"
        with openai_model(stub, sleep=pauses.append) as model, pytest.raises(LanguageModelAway):
            self.complete(model)
        assert 0.3 < pauses[0] <= 0.5 < pauses[1] <= 1.0
        assert len(pauses) == 2

    def test_a_service_that_keeps_failing_is_no_longer_tried(self, stub: OpenAIStub) -> None:
        stub.moods = [500] * 3
        with openai_model(stub) as model, pytest.raises(LanguageModelBroke) as raised:
            self.complete(model)
        assert raised.value.usage == Usage()

    def test_with_somebody_waiting_it_tries_once(self, stub: OpenAIStub) -> None:
        stub.moods = [503, 503]
        with openai_model(stub, tries=1) as model, pytest.raises(LanguageModelBroke):
            self.complete(model)
        assert len(stub.requests) == 1

    def test_names_a_wrong_key_and_what_to_check(self, stub: OpenAIStub) -> None:
        with openai_model(stub, key="sk-wrong-key") as model, pytest.raises(LanguageModelMisconfigured) as raised:
            self.complete(model)
        assert "OPENAI_API_KEY" in str(raised.value)
        assert "sk-wrong" not in str(raised.value)

    def test_a_schema_that_the_server_refuses_is_no_text_s_fault(self, stub: OpenAIStub) -> None:
        with openai_model(stub) as model, pytest.raises(LanguageModelMisconfigured):
            self.complete(model, schema=Schema("colour", COLOUR))

    def test_a_text_that_the_server_refuses_is(self, stub: OpenAIStub) -> None:
        stub.refused = "poison"
        with openai_model(stub) as model, pytest.raises(Refused):
            self.complete(model, Prompt("Read.", "poison"))

    def test_a_server_that_does_not_count_is_counted_for(self, stub: OpenAIStub) -> None:
        stub.tells_usage, stub.chat = False, lambda _: {"colour": "blue"}
        with openai_model(stub) as model:
            usage = self.complete(model).usage
        assert usage.input_tokens >= len(PROMPT.instructions + PROMPT.data) / 4
        assert usage.output_tokens >= 4


def test_prices_are_for_a_million_tokens() -> None:
    assert Prices(0.5, 2.0).cost_usd(Usage(1_000_000, 500_000)) == pytest.approx(1.5)


class TestBuilding:
    def test_without_a_model_there_is_none(self, make_settings: Callable[..., Settings], pool: Pool) -> None:
        assert build_language_model(make_settings(openai_api_key="sk-x"), pool) is None

    def test_with_a_model_calls_are_paid_from_the_budget(
        self, make_settings: Callable[..., Settings], pool: Pool, stub: OpenAIStub, day_cost: Callable[[], float]
    ) -> None:
        stub.chat = lambda _: {"colour": "blue"}
        settings = make_settings(
            openai_api_key=stub.key,
            openai_base_url=stub.url,
            language_model="gpt-test",
            language_price_per_million_input_tokens=1.0,
            language_price_per_million_output_tokens=4.0,
        )
        model = build_language_model(settings, pool)
        assert model is not None
        found = model.complete(PROMPT, SCHEMA, max_tokens=50, purpose="test")
        assert day_cost() == pytest.approx((found.usage.input_tokens + 4 * found.usage.output_tokens) / 1e6, abs=1e-6)
        model._model._client.close()  # type: ignore[attr-defined]

    def test_a_model_needs_its_key_and_prices(self, make_settings: Callable[..., Settings]) -> None:
        with pytest.raises(Exception, match="LANGUAGE_PRICE_PER_MILLION_INPUT_TOKENS"):
            make_settings(language_model="gpt-test", openai_api_key="sk-x")
