"""OpenAI's embeddings endpoint, or any server that speaks the same (`OPENAI_BASE_URL`).

Limits of the endpoint: 2,048 texts and 300,000 tokens a request, 8,192 tokens a text.
"""

from __future__ import annotations

import base64
import binascii
import logging
import re
from typing import TYPE_CHECKING, Any

import numpy as np
import openai

from ai.embeddings import EmbedderAway, EmbedderMisconfigured, EmbeddingError, stored_name, unit
from ai.tokens import estimated_tokens
from settings import OPENAI_MODEL_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray
    from openai.types import CreateEmbeddingResponse

    from settings import Settings

log = logging.getLogger(__name__)

MAX_INPUTS = 2048
MAX_REQUEST_TOKENS = 300_000
MAX_TEXT_TOKENS = 8192
MAX_RETRIES = 2  # three tries in all, with the client's exponential backoff and the server's Retry-After
FULL_SIZE_ONLY = frozenset({"text-embedding-ada-002"})  # refuses the `dimensions` argument

Result = "NDArray[np.float32] | EmbeddingError"


class OpenAIEmbedder:
    """Vectors from the endpoint; a text that it refuses is found by splitting its batch."""

    provider = "openai"
    max_batch = MAX_INPUTS

    def __init__(
        self,
        client: openai.OpenAI,
        model: str,
        dimensions: int,
        record_usage: Callable[[int], None] | None = None,
    ) -> None:
        self._client = client
        self._model = model
        self._record_usage = record_usage
        self.dimensions = dimensions
        self.name = stored_name(model, dimensions, OPENAI_MODEL_DIMENSIONS.get(model, dimensions))

    @classmethod
    def from_settings(
        cls, settings: Settings, record_usage: Callable[[int], None] | None = None, *, tries_again: bool = True
    ) -> OpenAIEmbedder:
        """As the settings say; without trying again where somebody waits, since Retry-After may be long."""
        key = settings.openai_api_key
        client = openai.OpenAI(
            api_key=key.get_secret_value() if key else "",
            base_url=settings.openai_base_url,
            timeout=settings.openai_timeout_seconds,
            max_retries=MAX_RETRIES if tries_again else 0,
        )
        return cls(client, settings.model, settings.dimensions, record_usage)

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text, or why there is none; once the service is away, no further call is made.

        Raises:
            EmbedderMisconfigured: the key, the address or the model is refused.
        """
        results: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the text is empty")] * len(texts)
        away: EmbedderAway | None = None
        for batch in _packed(texts):
            found = [away] * len(batch) if away else self._embed_batch([text for _, text in batch])
            for (position, _), result in zip(batch, found, strict=True):
                results[position] = result
                away = result if isinstance(result, EmbedderAway) else away
        return results

    def _embed_batch(self, texts: list[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """One request; where the service refuses the texts, halves of it, down to the one at fault."""
        try:
            return self._request(texts)
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            if len(texts) == 1:
                return [EmbeddingError(f"refused by the model: {_reason(error)}")]
            self._check_that_it_is_the_texts(error)
        except EmbedderAway as error:
            return [error] * len(texts)
        middle = len(texts) // 2
        return self._embed_batch(texts[:middle]) + self._embed_batch(texts[middle:])

    def _check_that_it_is_the_texts(self, refusal: openai.APIStatusError) -> None:
        """A harmless text that is refused too means that splitting would cost thousands of calls for nothing."""
        try:
            self._request(["job"])
        except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
            raise EmbedderMisconfigured(self._advice(refusal)) from error
        except EmbedderAway:
            log.info("the embedding service went away while a batch was split")

    def _request(self, texts: list[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        try:
            answer = self._client.embeddings.create(
                model=self._model,
                input=texts,
                encoding_format="base64",
                dimensions=openai.omit if self._model in FULL_SIZE_ONLY else self.dimensions,
            )
        except (openai.BadRequestError, openai.UnprocessableEntityError):
            raise
        except (openai.AuthenticationError, openai.PermissionDeniedError, openai.NotFoundError) as error:
            raise EmbedderMisconfigured(self._advice(error)) from error
        except openai.RateLimitError as error:
            if error.code == "insufficient_quota":
                raise EmbedderMisconfigured(self._advice(error)) from error
            raise EmbedderAway(f"the embedding service asks to slow down: {_reason(error)}") from error
        except (openai.OpenAIError, ValueError) as error:  # ValueError: an answer that is not JSON
            raise EmbedderAway(f"the embedding service failed: {_reason(error)}") from error
        return self._read(answer, len(texts))

    def _read(self, answer: CreateEmbeddingResponse, expected: int) -> list[NDArray[np.float32] | EmbeddingError]:
        usage = getattr(answer, "usage", None)
        if self._record_usage is not None and usage is not None:
            self._record_usage(usage.total_tokens)
        results: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the model gave no vector")] * expected
        for item in getattr(answer, "data", None) or []:
            if 0 <= item.index < expected:
                results[item.index] = _vector(item.embedding, self.dimensions)
        return results

    def _advice(self, error: openai.APIStatusError) -> str:
        server = self._client.base_url.host
        return (
            f"{server} refuses to embed with model {self._model} ({error.status_code}: {_reason(error)}). "
            "Check OPENAI_API_KEY, OPENAI_BASE_URL, EMBEDDING_MODEL and EMBEDDING_DIMENSIONS."
        )


def truncated(text: str) -> str:
    """The start of the text, short enough for one input."""
    while (tokens := estimated_tokens(text)) > MAX_TEXT_TOKENS:
        text = text[: min(len(text) - 1, len(text) * MAX_TEXT_TOKENS // tokens)]
    return text


def _packed(texts: Sequence[str]) -> Iterator[list[tuple[int, str]]]:
    """(position, text) in batches within the request's limits; empty texts, which the endpoint refuses, left out."""
    batch: list[tuple[int, str]] = []
    tokens = 0
    for position, given in enumerate(texts):
        if not given.strip():
            continue
        text = truncated(given)
        more = estimated_tokens(text)
        if batch and (len(batch) == MAX_INPUTS or tokens + more > MAX_REQUEST_TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append((position, text))
        tokens += more
    if batch:
        yield batch


def _vector(given: Any, dimensions: int) -> NDArray[np.float32] | EmbeddingError:  # noqa: ANN401 - base64, or numbers from servers that know no base64
    try:
        if isinstance(given, str):
            return unit(np.frombuffer(base64.b64decode(given), "<f4"), dimensions)
        return unit(np.asarray(given, np.float32), dimensions)
    except (binascii.Error, TypeError, ValueError):
        return EmbeddingError("the model gave something that is not a vector")


def _reason(error: Exception) -> str:
    """The service's own words, without the key that some of its messages repeat."""
    body = getattr(error, "body", None)
    said = body.get("message") if isinstance(body, dict) else None
    return re.sub(r"\bsk-\S+", "sk-***", str(said or error or type(error).__name__))[:300]
