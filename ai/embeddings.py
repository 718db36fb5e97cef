"""The port to embedding models: texts in, unit vectors out, and what can go wrong."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from settings import Settings

log = logging.getLogger(__name__)


class EmbeddingError(Exception):
    """This text cannot be embedded; the others of its batch can."""


class EmbedderAway(EmbeddingError):
    """The model's service did not answer; the text is not to blame and is tried again later."""


class EmbedderMisconfigured(Exception):
    """The embedding model is set up wrongly; nothing can be embedded until an operator changes it."""


class Embedder(Protocol):
    """One embedding model.

    Attributes:
        name: what its vectors are stored under; another name means vectors that must not be compared.
        provider: who computes them.
        dimensions: how long they are.
        max_batch: how many texts are best given at once.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def provider(self) -> str: ...  # noqa: D102
    @property
    def dimensions(self) -> int: ...  # noqa: D102
    @property
    def max_batch(self) -> int: ...  # noqa: D102

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """For each text, in order, a float32 vector of unit length, or why there is none.

        Raises:
            EmbedderMisconfigured: no text can be embedded until the settings are changed.
        """
        ...


def build_embedder(
    settings: Settings, record_usage: Callable[[int], None] | None = None, *, tries_again: bool = True
) -> Embedder:
    """The embedder that the settings name; `record_usage` is called with the tokens of each paid call.

    `tries_again=False` is for callers with somebody waiting: one try within the time limit, then the text fails.
    """
    if settings.provider == "openai":
        # Imported here: the client takes 50 MB and half a second that a hashing process need not spend.
        from ai.openai_embeddings import OpenAIEmbedder  # noqa: PLC0415

        return OpenAIEmbedder.from_settings(settings, record_usage, tries_again=tries_again)
    from ai.hashing import HashingEmbedder  # noqa: PLC0415 - as above

    return HashingEmbedder(settings.dimensions, name=settings.model)


def embed_text(embedder: Embedder, text: str) -> NDArray[np.float32] | None:
    """One text's vector, or None (logged) when there is none now: the caller goes on with lexical matching."""
    try:
        found = embedder.embed([text])[0]
    except EmbedderMisconfigured as error:
        log.error("no embedding: %s", error)  # noqa: TRY400 - the message says it all
        return None
    if isinstance(found, EmbeddingError):
        log.warning("no embedding: %s", found)
        return None
    return found


def stored_name(model: str, dimensions: int, usual: int | None) -> str:
    """The name of a model's vectors: of unusual length they are another model's, never compared with the usual ones."""
    return model if dimensions == usual else f"{model}/{dimensions}"


def unit(vector: NDArray[np.float32], dimensions: int) -> NDArray[np.float32] | EmbeddingError:
    """The vector at unit length; an error where it is of another length, not finite or zero."""
    if vector.shape != (dimensions,):
        return EmbeddingError(f"the model gave {vector.size} numbers instead of {dimensions}")
    length = float(np.linalg.norm(vector.astype(np.float64)))
    if not np.isfinite(length) or length == 0:
        return EmbeddingError("the model gave a vector that is not finite or zero")
    return (vector / length).astype(np.float32)
