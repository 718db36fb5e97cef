"""OpenAI's embeddings endpoint, or any server that speaks the same (`OPENAI_BASE_URL`).

Limits of the endpoint: 2,048 texts and 300,000 tokens a request, 8,192 tokens a text.
"""

from __future__ import annotations

import logging
import random
import time
from typing import TYPE_CHECKING, Any

from ai.embeddings import (
    OPENAI_MAX_INPUTS,
    OPENAI_MAX_REQUEST_TOKENS,
    EmbedderAway,
    EmbedderMisconfigured,
    EmbeddingError,
    OtherLength,
    stored_name,
)
from ai.openai_endpoint import LONGEST_REASON, Declined, OpenAIEndpoint, Unanswered
from ai.openai_vectors import parse_answer, read_vectors
from ai.pace import Pace, asked_seconds
from ai.packing import packed
from ai.tokens import estimated_tokens, truncated
from settings import OPENAI_MODEL_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ai.till import Till
    from settings import Settings

log = logging.getLogger(__name__)

MAX_TEXT_TOKENS = 8192
TRIES = 3
FIRST_PAUSE_SECONDS = 0.5  # doubled with each try, with up to a quarter taken off at random
LONGEST_PAUSE_SECONDS = 60.0  # a server that asks for more is left alone until then, and the run ends
REST_SECONDS = 15.0  # how long a server that failed is left alone: whoever waits gets lexical matches at once
FULL_SIZE_ONLY = frozenset({"text-embedding-ada-002"})  # refuses the `dimensions` argument
OF_THE_TEXTS = frozenset({400, 413, 422})  # statuses by which a request is refused for what is in it
TOO_LARGE = 413
SLOW_DOWN = 429

Result = "NDArray[np.float32] | EmbeddingError"


class _BeyondTheLimit(Exception):
    """The request is larger than the account or a server on the way ever takes: smaller ones are not."""


class _Unreadable(Exception):
    """The answer is cut off, or none that vectors can be read from."""


class OpenAIEmbedder:
    """Vectors from the endpoint; a text that it refuses is found by splitting its batch.

    Each call keeps to the limits that the server tells, and is paid at the till. One that was sent and got no answer
    may have been paid: it is booked as such. Threads may share it.
    """

    provider = "openai"
    max_batch = OPENAI_MAX_INPUTS
    max_batch_tokens: int | None = OPENAI_MAX_REQUEST_TOKENS

    def __init__(
        self,
        endpoint: OpenAIEndpoint,
        model: str,
        dimensions: int,
        till: Till | None = None,
        *,
        tries: int = TRIES,
        pace: Pace | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`endpoint`: where to ask; what is tried again, and so may be paid twice, is decided here alone."""
        self._endpoint = endpoint
        self._model = model
        self._till = till
        self._tries = tries
        self._pace = pace or Pace()
        self._sleep = sleep
        self.dimensions = dimensions
        self.name = stored_name(model, dimensions, OPENAI_MODEL_DIMENSIONS.get(model, dimensions))

    @classmethod
    def from_settings(
        cls, settings: Settings, model: str, dimensions: int, till: Till | None = None, *, tries_again: bool = True
    ) -> OpenAIEmbedder:
        """As the settings say; without trying again where somebody waits, since Retry-After may be long.

        Raises:
            EmbedderMisconfigured: the environment names a proxy that cannot be used.
        """
        key = settings.openai_api_key
        try:
            endpoint = OpenAIEndpoint(
                settings.openai_base_url,
                key.get_secret_value() if key else "",
                timeout_seconds=settings.openai_timeout_seconds,
            )
        except ValueError as error:
            raise EmbedderMisconfigured(f"No way to the embedding service: {error}") from error
        return cls(endpoint, model, dimensions, till, tries=TRIES if tries_again else 1)

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text, or why there is none; once the service is away, no further call is made.

        Raises:
            EmbedderMisconfigured: the key, the address or the model is refused.
        """
        results: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the text is empty")] * len(texts)
        # An empty text is refused by the endpoint with its whole batch.
        asked = ((at, truncated(text, MAX_TEXT_TOKENS)) for at, text in enumerate(texts) if text.strip())
        away: EmbedderAway | None = None
        for batch in packed(
            asked, lambda each: each[1], most_texts=OPENAI_MAX_INPUTS, most_tokens=OPENAI_MAX_REQUEST_TOKENS
        ):
            found = [away] * len(batch) if away else self._embed_batch([text for _, text in batch])
            for (position, _), result in zip(batch, found, strict=True):
                results[position] = result
                away = result if isinstance(result, EmbedderAway) else away
        return results

    def _embed_batch(
        self, texts: list[str], *, texts_to_blame: bool = False
    ) -> list[NDArray[np.float32] | EmbeddingError]:
        """One request; where it is too large or the service refuses the texts, halves of it, down to one text."""
        try:
            return self._request(texts)
        except _BeyondTheLimit:
            log.debug("%d texts are more than the limit, sent in halves", len(texts))
        except Declined as error:
            if len(texts) == 1:
                return [EmbeddingError(f"refused by the model: {error}")]
            if not texts_to_blame and error.code != "max_tokens_per_request":
                self._check_that_it_is_the_texts(error)
            texts_to_blame = True
        except EmbedderAway as error:
            return [error] * len(texts)
        middle = len(texts) // 2
        first = self._embed_batch(texts[:middle], texts_to_blame=texts_to_blame)
        away = next((result for result in first if isinstance(result, EmbedderAway)), None)
        rest = texts[middle:]
        return first + ([away] * len(rest) if away else self._embed_batch(rest, texts_to_blame=texts_to_blame))

    def _check_that_it_is_the_texts(self, refusal: Declined) -> None:
        """A harmless text that is refused too means that splitting would cost thousands of calls for nothing."""
        try:
            self._request(["job"])
        except Declined as error:
            raise EmbedderMisconfigured(self._advice(refusal)) from error
        except EmbedderAway:
            log.info("the embedding service went away while a batch was split")

    def _request(self, texts: list[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        tokens = sum(map(estimated_tokens, texts))
        for tried in range(1, self._tries + 1):
            if len(texts) > 1 and self._pace.exceeds(tokens):
                raise _BeyondTheLimit
            self._wait(tokens)
            try:
                return self._ask_once(texts, tokens)
            except Declined as error:
                if error.status == TOO_LARGE and len(texts) > 1:
                    raise _BeyondTheLimit from error
                if error.status in OF_THE_TEXTS:
                    raise
                self._rest_or_give_up(error, tried)
            except (Unanswered, _Unreadable) as error:
                self._rest_or_give_up(error, tried)
        raise EmbedderAway("the embedding service was not asked")

    def _wait(self, tokens: int) -> None:
        while (seconds := self._pace.seconds_until(tokens)) > 0:
            if self._tries == 1 or seconds > LONGEST_PAUSE_SECONDS:
                raise EmbedderAway(f"the embedding service is left alone for {seconds:.0f} s more, as it asked")
            self._sleep(seconds)

    def _rest_or_give_up(self, error: Declined | Unanswered | _Unreadable, tried: int) -> None:
        """Wait before another try, as long as the server asks.

        Raises:
            EmbedderAway: no try is left, or the server wants to be left alone for longer; nothing is sent till then.
            EmbedderMisconfigured: the key, the address or the model is refused, or the account's quota is spent.
        """
        declined = error if isinstance(error, Declined) else None
        if declined and (declined.code == "insufficient_quota" or not declined.passing):
            raise EmbedderMisconfigured(self._advice(declined)) from error
        asked = asked_seconds(declined.headers) if declined else None
        pause = FIRST_PAUSE_SECONDS * 2.0 ** (tried - 1) * random.uniform(0.75, 1)  # noqa: S311 - jitter
        pause = pause if asked is None else asked
        if tried < self._tries and pause <= LONGEST_PAUSE_SECONDS:
            self._pace.hold(pause)
            return
        self._pace.hold(max(REST_SECONDS, asked or 0.0))
        slow = declined is not None and declined.status == SLOW_DOWN
        said = "asks to slow down" if slow else "failed"
        raise EmbedderAway(f"the embedding service {said}: {error}") from error

    def _ask_once(self, texts: list[str], tokens: int) -> list[NDArray[np.float32] | EmbeddingError]:
        """One paid call. What it was booked for is an estimate where the server does not say."""
        reservation = self._till.reserve(tokens) if self._till else 0
        paid = tokens
        try:
            answer = self._endpoint.post("/embeddings", self._body(texts))
            self._pace.note(answer.headers)
            items, paid = parse_answer(answer.content, tokens)
        except Declined as error:
            self._pace.note(error.headers)
            paid = 0
            raise
        except Unanswered as error:
            paid = tokens if error.sent else 0
            raise
        except ValueError as error:
            raise _Unreadable(f"its answer cannot be read ({error})"[:LONGEST_REASON]) from error
        finally:
            if self._till:
                self._till.settle(reservation, paid)
        return self._read(items, len(texts))

    def _body(self, texts: list[str]) -> dict[str, Any]:
        size = {} if self._model in FULL_SIZE_ONLY else {"dimensions": self.dimensions}
        return {"model": self._model, "input": texts, "encoding_format": "base64"} | size

    def _read(self, items: list[dict[str, Any]], expected: int) -> list[NDArray[np.float32] | EmbeddingError]:
        results = read_vectors(items, expected, self.dimensions)
        lengths = {result.length for result in results if isinstance(result, OtherLength)}
        if expected > 1 and len(lengths) == 1 and all(isinstance(result, OtherLength) for result in results):
            raise EmbedderMisconfigured(
                f"{self._model} gives {lengths.pop()} numbers, not {self.dimensions}: set EMBEDDING_DIMENSIONS."
            )
        return results

    def _advice(self, error: Declined) -> str:
        return (
            f"{self._endpoint.host} refuses to embed with model {self._model} ({error.status}: {error}). "
            "Check OPENAI_API_KEY, OPENAI_BASE_URL, EMBEDDING_MODEL and EMBEDDING_DIMENSIONS."
        )
