"""OpenAI's embeddings endpoint, or any server that speaks the same (`OPENAI_BASE_URL`).

Limits of the endpoint: 2,048 texts and 300,000 tokens a request, 8,192 tokens a text.
"""

from __future__ import annotations

import logging
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from ai.embeddings import (
    OPENAI_MAX_INPUTS,
    OPENAI_MAX_REQUEST_TOKENS,
    EmbedderAway,
    EmbedderMisconfigured,
    EmbeddingError,
    stored_name,
)
from ai.openai_endpoint import Declined, OpenAIEndpoint
from ai.openai_requests import Broke, OpenAIRequests, TooLarge
from ai.packing import packed
from ai.tokens import truncated
from settings import OPENAI_MODEL_DIMENSIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from ai.till import Till
    from db.embedding_models import ModelIdentity
    from settings import Settings

log = logging.getLogger(__name__)

MAX_TEXT_TOKENS = 8192
TRIES = 3
PATIENCE = 3  # times the limit of a silence, for the whole of an answer that nobody waits for
HARMLESS = "job"
LONGEST_ECHO = 11  # characters of a text that a server's message may share with it by chance


class OpenAIEmbedder:
    """Vectors from the endpoint; a text that it refuses or fails on is found by splitting its batch."""

    max_batch = OPENAI_MAX_INPUTS
    max_batch_tokens: int | None = OPENAI_MAX_REQUEST_TOKENS

    def __init__(self, requests: OpenAIRequests, identity: ModelIdentity, *, tries: int = TRIES) -> None:
        """`tries` of 1: somebody waits. Threads may share it."""
        model, dimensions = identity.model, identity.dimensions
        self._requests = requests
        self._tries = tries
        self._most_texts = OPENAI_MAX_INPUTS
        self.identity = identity
        self.dimensions = dimensions
        self.name = stored_name(model, dimensions, OPENAI_MODEL_DIMENSIONS.get(model, dimensions))

    @classmethod
    def from_settings(
        cls, settings: Settings, identity: ModelIdentity, till: Till | None = None, *, tries_again: bool = True
    ) -> OpenAIEmbedder:
        """As the settings say; without trying again where somebody waits, since Retry-After may be long."""
        key, seconds = settings.openai_api_key, settings.openai_timeout_seconds
        endpoint = OpenAIEndpoint(
            settings.openai_base_url,
            key.get_secret_value() if key else "",
            timeout_seconds=seconds,
            whole_seconds=seconds * PATIENCE if tries_again else seconds,
        )
        requests = OpenAIRequests(endpoint, identity.model, identity.dimensions, till)
        return cls(requests, identity, tries=TRIES if tries_again else 1)

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text, or why there is none; once the service is away, no further call is made.

        Raises:
            EmbedderMisconfigured: the key, the address or the model is refused.
        """
        results: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the text is empty")] * len(texts)
        # An empty text is refused by the endpoint with its whole batch.
        asked = ((at, _sendable(text)) for at, text in enumerate(texts) if text.strip())
        away: EmbedderAway | None = None
        for batch in packed(
            asked, lambda each: each[1], most_texts=self._most_texts, most_tokens=OPENAI_MAX_REQUEST_TOKENS
        ):
            found = [away] * len(batch) if away else self._embed_batch([text for _, text in batch])
            for (position, _), result in zip(batch, found, strict=True):
                results[position] = result
                away = result if isinstance(result, EmbedderAway) else away
        return results

    def _embed_batch(
        self, texts: list[str], *, texts_to_blame: bool = False
    ) -> list[NDArray[np.float32] | EmbeddingError]:
        """One request; where it is too large, or the service refuses it or fails on it alone, halves of it."""
        alone = len(texts) == 1
        try:
            tries = 1 if texts_to_blame and not alone else self._tries
            return self._requests.ask(texts, tries=tries, waits=self._tries > 1)
        except TooLarge:
            log.debug("%d texts are more than the limit, sent in halves", len(texts))
        except Declined as error:
            if alone:
                return [EmbeddingError(f"refused by the model: {_without(texts[0], str(error))}")]
            if not texts_to_blame and error.code != "max_tokens_per_request":
                self._check_that_it_is_the_texts()
            texts_to_blame = True
        except Broke as error:
            if self._is_away(sure_of_it=texts_to_blame and not alone):
                return [EmbedderAway(f"the embedding service failed: {error}")] * len(texts)
            if alone:
                return [EmbeddingError(f"the service fails on it: {_without(texts[0], str(error))}")]
            texts_to_blame = True
            if error.late:
                self._most_texts = min(self._most_texts, len(texts) // 2)
        except EmbedderAway as error:
            return [error] * len(texts)
        return self._embed_halves(texts, texts_to_blame=texts_to_blame)

    def _embed_halves(self, texts: list[str], *, texts_to_blame: bool) -> list[NDArray[np.float32] | EmbeddingError]:
        middle = len(texts) // 2
        first, rest = self._embed_batch(texts[:middle], texts_to_blame=texts_to_blame), texts[middle:]
        away = next((result for result in first if isinstance(result, EmbedderAway)), None)
        return first + ([away] * len(rest) if away else self._embed_batch(rest, texts_to_blame=texts_to_blame))

    def _check_that_it_is_the_texts(self) -> None:
        """A harmless text that is refused too means that splitting would cost thousands of calls for nothing."""
        try:
            self._requests.ask([HARMLESS], tries=self._tries, waits=self._tries > 1)
        except Declined as error:
            raise EmbedderMisconfigured(self._requests.advice(error)) from error
        except (Broke, EmbedderAway):
            log.info("the embedding service went away while a batch was split")

    def _is_away(self, *, sure_of_it: bool) -> bool:
        """Whether the service fails on a harmless text too; it is left alone for a while then."""
        if self._tries > 1:
            if sure_of_it:
                return False
            try:
                self._requests.ask([HARMLESS], tries=1, waits=True)
            except (Broke, Declined, EmbedderAway):
                log.info("the embedding service fails on a harmless text too")
            else:
                return False
        self._requests.rest()
        return True


def _sendable(text: str) -> str:
    """Within the limit, and without halves of characters, which JSON cannot carry."""
    return truncated(text, MAX_TEXT_TOKENS).encode("utf-8", "replace").decode()


def _without(text: str, said: str) -> str:
    """What a server says of a text, without the parts of it that it repeats."""
    while (echo := SequenceMatcher(None, said, text, autojunk=False).find_longest_match()).size > LONGEST_ECHO:
        said = f"{said[: echo.a]}…{said[echo.a + echo.size :]}"
    return said
