"""What the embeddings endpoint answers, as vectors; most of the reading is done by libraries of C and Rust.

Of 10,000 vectors, 82 MB as base64, reading takes 0.1 s of processor time; with the standard library's JSON and base64
it took 0.4 s.
"""

from __future__ import annotations

import binascii
from typing import TYPE_CHECKING, Any

import numpy as np
import pybase64
import pydantic_core

from ai.embeddings import EmbeddingError, units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


def parse_answer(content: bytes, estimated_tokens: int) -> tuple[list[dict[str, Any]], int]:
    """The answer's items, and how many tokens were paid: as the server counts, else the estimate.

    Raises:
        ValueError: it is no JSON, or holds no vectors at all.
    """
    answer = pydantic_core.from_json(content, cache_strings="keys")
    told = answer.get("data") if isinstance(answer, dict) else None
    items = [item for item in told if _is_item(item)] if isinstance(told, list) else []
    if not items:
        raise ValueError("no vectors in it")
    usage = answer.get("usage")
    counted = usage.get("total_tokens") if isinstance(usage, dict) else None
    return items, counted if isinstance(counted, int) and counted > 0 else estimated_tokens


def _is_item(given: object) -> bool:
    return isinstance(given, dict) and type(given.get("index")) is int


def read_vectors(
    items: Iterable[dict[str, Any]], expected: int, dimensions: int
) -> list[NDArray[np.float32] | EmbeddingError]:
    """For each text its vector at unit length, or why there is none."""
    found: list[NDArray[np.float32] | EmbeddingError] = [EmbeddingError("the model gave no vector")] * expected
    for item in items:
        if 0 <= item["index"] < expected:
            found[item["index"]] = _numbers(item.get("embedding"))
    return units(found, dimensions)


def _numbers(given: Any) -> NDArray[np.float32] | EmbeddingError:  # noqa: ANN401 - base64, or numbers from servers that know no base64
    try:
        if isinstance(given, str):
            return np.frombuffer(pybase64.b64decode(given, validate=True), "<f4")
        if isinstance(given, list):
            return np.asarray(given, np.float32)
    except (binascii.Error, TypeError, ValueError):
        pass  # as what is neither
    return EmbeddingError("the model gave something that is not a vector")
