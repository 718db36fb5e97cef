"""Embedding models that run on this machine, as ONNX through fastembed, an optional package.

The model is downloaded by its name at first use, or read from the folder `FASTEMBED_MODEL_PATH`.
"""

from __future__ import annotations

import hashlib
import importlib
import logging
import threading
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from ai.embeddings import EmbedderMisconfigured, EmbeddingError, units
from db.embedding_models import ModelIdentity

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

log = logging.getLogger(__name__)

CHARACTERS = 12_000  # models read 256 to 8,192 tokens; cutting first spares the tokenizer pages of text
# In one pass of the network. A quantised model gives a text another vector beside other texts; alone it is always the
# same, and on few cores as fast: fastembed's default of 256 takes 2 GB and computes what it pads.
TEXTS_AT_ONCE = 1
MODEL_FILES = frozenset({".onnx", ".onnx_data", ".json", ".txt", ".model"})
SAMPLE_BYTES = 1 << 20  # at the start, the middle and the end: a model of gigabytes would take seconds
MAX_BATCH = 256  # texts between two commits
INSTALL = "It needs a package of its own: pip install fastembed"


class LocalEmbedder:
    """A model of fastembed's list; loaded at first use, one pass at a time."""

    max_batch = MAX_BATCH
    max_batch_tokens: int | None = None

    def __init__(self, model: str, *, path: Path | None = None, dimensions: int | None = None) -> None:
        """`model` as fastembed names it; `path` a folder that holds it. The stored name is that of the folder, if any.

        Raises:
            EmbedderMisconfigured: fastembed is not installed, does not know the model, or it has other dimensions.
        """
        known = _described(model)
        if dimensions not in (None, known["dim"]):
            raise EmbedderMisconfigured(f"{model} has {known['dim']} dimensions: set EMBEDDING_DIMENSIONS to that.")
        self.dimensions = int(known["dim"])
        self.name = path.name if path else short_name(model)
        self._model = model
        self._path = path
        self._loaded: Any = None
        self._lock = threading.Lock()

    @cached_property
    def identity(self) -> ModelIdentity:
        """Of a folder by its files, wherever it is and whatever its name.

        Raises:
            EmbedderMisconfigured: the folder cannot be read.
        """
        source = folder_digest(self._path) if self._path else ""
        return ModelIdentity("fastembed", source, self._model, self.dimensions)

    def embed(self, texts: Sequence[str]) -> list[NDArray[np.float32] | EmbeddingError]:
        """A unit vector for each text, the same in whatever company it comes.

        Raises:
            EmbedderMisconfigured: the model cannot be loaded.
        """
        results: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the text is empty")] * len(texts)
        order = [at for at, text in enumerate(texts) if text.strip()]
        with self._lock:
            for at, vector in zip(order, self._vectors([_readable(texts[at]) for at in order]), strict=True):
                results[at] = np.asarray(vector, np.float32)
        return units(results, self.dimensions)

    def _vectors(self, texts: list[str]) -> Iterable[Any]:
        if not texts:
            return ()
        if self._loaded is None:
            self._loaded = self._load()
        found: Iterable[Any] = self._loaded.embed(texts, batch_size=TEXTS_AT_ONCE)
        return found

    def _load(self) -> Any:  # noqa: ANN401 - a class of a package that may not be there
        folder = {"specific_model_path": str(self._path)} if self._path else {}
        try:
            loaded = _fastembed().TextEmbedding(self._model, **folder)
        except Exception as error:  # whatever a download, a file or the runtime may raise: nothing can be embedded
            where = f"from {self._path}" if self._path else "by download"
            raise EmbedderMisconfigured(
                f"The model {self._model} cannot be loaded {where} ({type(error).__name__}: {str(error)[:200]}). "
                "Check EMBEDDING_MODEL and FASTEMBED_MODEL_PATH."
            ) from error
        log.info("%s is loaded", self.name)
        return loaded


def _readable(text: str) -> str:
    """The part that models read; half a character, as a cut text may end with, stops the tokenizer."""
    return text[:CHARACTERS].encode(errors="replace").decode()


def folder_digest(path: Path) -> str:
    """What tells a folder's model from others: twelve digits from its files' names, sizes and samples.

    Raises:
        EmbedderMisconfigured: there is no such folder, or nothing of a model in it.
    """
    digest = hashlib.sha256()
    try:
        files = sorted(file for file in path.rglob("*") if file.suffix in MODEL_FILES and file.is_file())
        for file in files:
            size = file.stat().st_size
            digest.update(f"{file.relative_to(path)} {size}\n".encode())
            with file.open("rb") as opened:
                for start in (0, size // 2, max(0, size - SAMPLE_BYTES)):
                    opened.seek(start)
                    digest.update(opened.read(SAMPLE_BYTES))
    except OSError as error:
        raise EmbedderMisconfigured(f"FASTEMBED_MODEL_PATH: {path} cannot be read ({error.strerror}).") from error
    if not files:
        raise EmbedderMisconfigured(f"FASTEMBED_MODEL_PATH: there is no model in {path}.")
    return digest.hexdigest()[:12]


def model_for(wished: str | None, path: Path | None, usual: str) -> str:
    """The model to use: as wished (its short name will do), else the one that the folder is named after.

    Raises:
        EmbedderMisconfigured: fastembed is not installed.
    """
    names = [str(each["model"]) for each in _fastembed().TextEmbedding.list_supported_models()]
    if wished:
        return next((name for name in names if wished in (name, short_name(name))), wished)
    fitting = [name for name in names if path and path.name.startswith(short_name(name))]
    return max(fitting, key=lambda name: len(short_name(name)), default=usual)


def short_name(model: str) -> str:
    """Without its owner: a slash in a stored name tells an unusual length."""
    return model.rpartition("/")[2]


def _described(model: str) -> dict[str, Any]:
    for known in _fastembed().TextEmbedding.list_supported_models():
        if known["model"] == model:
            return dict(known)
    raise EmbedderMisconfigured(
        f"fastembed does not know the model {model!r}. Those it knows: "
        "python -c 'import fastembed; print([m[\"model\"] for m in fastembed.TextEmbedding.list_supported_models()])'"
    )


def _fastembed() -> Any:  # noqa: ANN401 - a module that may not be there
    try:
        return importlib.import_module("fastembed")
    except ImportError as error:
        raise EmbedderMisconfigured(f"EMBEDDING_PROVIDER=fastembed: {INSTALL}") from error
