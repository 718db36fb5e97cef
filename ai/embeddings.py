"""The port to embedding models: texts in, unit vectors out, and what can go wrong."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import numpy as np

from db.embedding_models import ModelIdentity
from db.errors import StorageError
from db.failure_trace import where
from settings import HASHING_DIMENSIONS, OPENAI_MODEL_DIMENSIONS, USUAL_MODELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from db.embedding_models import EmbeddingModel
    from db.pool import Pool
    from settings import Settings

log = logging.getLogger(__name__)

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MAX_INPUTS = 2048  # of one request
OPENAI_MAX_REQUEST_TOKENS = 300_000
USUAL_OPENAI_DIMENSIONS = 1536  # of compatible servers too, unless EMBEDDING_DIMENSIONS says otherwise


class EmbeddingError(Exception):
    """This text cannot be embedded; the others of its batch can."""


class OtherLength(EmbeddingError):
    """The model gave so many numbers, and not as many as its vectors here have."""

    def __init__(self, length: int, expected: int) -> None:
        super().__init__(f"the model gave {length} numbers instead of {expected}")
        self.length = length


class EmbedderAway(EmbeddingError):
    """The model's service did not answer; the text is not to blame and is tried again later."""


class EmbedderMisconfigured(Exception):
    """The embedding model is set up wrongly; nothing can be embedded until an operator changes it."""


class VectorMaker(Protocol):
    """Texts in, vectors out.

    Attributes:
        name: what its vectors are usually stored under.
        dimensions: how long they are.
        max_batch: how many texts are best given at once.
        max_batch_tokens: how many tokens these may have together, None for any number.
    """

    @property
    def name(self) -> str: ...  # noqa: D102 - see the class
    @property
    def dimensions(self) -> int: ...  # noqa: D102
    @property
    def max_batch(self) -> int: ...  # noqa: D102
    @property
    def max_batch_tokens(self) -> int | None: ...  # noqa: D102

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """For each text, in order, a float32 vector of unit length, or why there is none.

        Raises:
            EmbedderMisconfigured: no text can be embedded until the settings are changed.
        """
        ...


class Embedder(VectorMaker, Protocol):
    """One embedding model; `identity` is what tells its vectors from all that must not be compared with them."""

    @property
    def identity(self) -> ModelIdentity: ...  # noqa: D102 - see the class


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """Which model: its provider, its name there, its dimensions (None: the usual), and where it is.

    `source` as in ModelIdentity; None: wherever the settings say.
    """

    provider: str
    model: str | None
    dimensions: int | None
    source: str | None = None

    @classmethod
    def of_settings(cls, settings: Settings) -> ModelChoice:
        """The one that the settings name."""
        named = settings.embedding_model if settings.provider == "fastembed" else settings.model
        return cls(settings.provider, named, settings.dimensions)

    @classmethod
    def of_stored(cls, stored: EmbeddingModel) -> ModelChoice:
        """The one that stored vectors are of."""
        model = stored.model or stored.name.removesuffix(f"/{stored.dimensions}")
        return cls(stored.provider, model, stored.dimensions, stored.source)


def build_embedder(
    settings: Settings,
    pool: Pool | None = None,
    *,
    choice: ModelChoice | None = None,
    purpose: str = "embedding",
    tries_again: bool = True,
) -> Embedder:
    """The embedder of the settings, or of `choice`; with a pool its calls are paid from the daily budget and recorded.

    `tries_again=False` is for callers with somebody waiting: one try within the time limit, then the text fails.

    Raises:
        EmbedderMisconfigured: there is no such model here.
    """
    wanted = choice or ModelChoice.of_settings(settings)
    # Imported where needed: each takes memory and time that processes of another provider need not spend.
    if wanted.provider == "openai":
        return _openai_embedder(settings, pool, wanted, purpose, tries_again=tries_again)
    if wanted.provider == "fastembed":
        return _local_embedder(settings, wanted, by_settings=choice is None)
    from ai.hashing import MODEL, HashingEmbedder  # noqa: PLC0415

    if wanted.model not in (None, MODEL):
        raise EmbedderMisconfigured(f"There is no model {wanted.model} here any more; the hashing model is {MODEL}.")
    return HashingEmbedder(wanted.dimensions or HASHING_DIMENSIONS)


def _openai_embedder(
    settings: Settings, pool: Pool | None, wanted: ModelChoice, purpose: str, *, tries_again: bool
) -> Embedder:
    if settings.openai_api_key is None:
        raise EmbedderMisconfigured(f"The model {wanted.model} needs OPENAI_API_KEY.")
    server = server_of(settings.openai_base_url)
    if wanted.source not in (None, server):
        raise EmbedderMisconfigured(f"The model {wanted.model} is at {wanted.source}, and OPENAI_BASE_URL at {server}.")
    model = wanted.model or settings.model
    dimensions = wanted.dimensions or OPENAI_MODEL_DIMENSIONS.get(model, USUAL_OPENAI_DIMENSIONS)

    from ai.openai_embeddings import OpenAIEmbedder  # noqa: PLC0415
    from ai.till import BudgetTill  # noqa: PLC0415

    till = BudgetTill.from_settings(settings, pool, model, purpose) if pool else None
    identity = ModelIdentity("openai", server, model, dimensions)
    return OpenAIEmbedder.from_settings(settings, identity, till, tries_again=tries_again)


def server_of(base_url: str | None) -> str:
    """Host and, where it is not the usual, port; no path, and nothing of an account.

    Raises:
        EmbedderMisconfigured: it is no address.
    """
    try:
        parts = urlsplit(base_url or OPENAI_URL)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise EmbedderMisconfigured(f"OPENAI_BASE_URL is no address: {error}") from error
    return host if port in (None, 443 if parts.scheme == "https" else 80) else f"{host}:{port}"


def _local_embedder(settings: Settings, wanted: ModelChoice, *, by_settings: bool) -> Embedder:
    from ai.local_embeddings import LocalEmbedder, folder_digest, model_for  # noqa: PLC0415

    path, named = settings.fastembed_model_path, wanted.model
    if wanted.source:
        if path is None or folder_digest(path) != wanted.source:
            raise EmbedderMisconfigured(f"The model {named} is of a folder that FASTEMBED_MODEL_PATH does not name.")
    elif path is not None and named == path.name and wanted.source is None:
        named = None
    elif not by_settings:
        path = None
    return LocalEmbedder(model_for(named, path, USUAL_MODELS["fastembed"]), path=path, dimensions=wanted.dimensions)


def stored_name(model: str, dimensions: int, usual: int | None) -> str:
    """The name of a model's vectors: of unusual length they are another model's, never compared with the usual ones."""
    return model if dimensions == usual else f"{model}/{dimensions}"


def embed_text(embedder: VectorMaker, text: str) -> NDArray[np.float32] | None:
    """One text's vector, or None (logged) when there is none now: the caller goes on with lexical matching."""
    try:
        found = embedder.embed([text])[0]
    except EmbedderMisconfigured as error:
        log.error("no embedding: %s", error)  # noqa: TRY400 - the message says it all
        return None
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a model's library raises: nobody's reply waits for it
        log.error("no embedding: %s", where(error))  # noqa: TRY400 - a message may repeat the text
        return None
    if isinstance(found, EmbeddingError):
        log.warning("no embedding: %s", found)
        return None
    return found


def units(
    vectors: Sequence[NDArray[np.float32] | EmbeddingError], dimensions: int
) -> list[NDArray[np.float32] | EmbeddingError]:
    """Each vector at unit length; an error where it is of another length, not finite or zero, or was one before."""
    found = [_of_length(vector, dimensions) for vector in vectors]
    good = [vector for vector in found if not isinstance(vector, EmbeddingError)]
    if not good:
        return found
    rows = np.array(good, np.float32)
    with np.errstate(all="ignore"):  # what comes of it is looked at below
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))
        rows /= lengths[:, None]
    scaled = zip(rows, (np.isfinite(lengths) & (lengths > 0)).tolist(), strict=True)
    return [vector if isinstance(vector, EmbeddingError) else _if_usable(*next(scaled)) for vector in found]


def _of_length(vector: NDArray[np.float32] | EmbeddingError, dimensions: int) -> NDArray[np.float32] | EmbeddingError:
    if isinstance(vector, EmbeddingError) or vector.shape == (dimensions,):
        return vector
    return OtherLength(vector.size, dimensions)


def _if_usable(vector: NDArray[np.float32], usable: bool) -> NDArray[np.float32] | EmbeddingError:  # noqa: FBT001
    return vector if usable else EmbeddingError("the model gave a vector that is not finite or zero")
