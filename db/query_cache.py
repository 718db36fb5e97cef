"""Vectors of queries in Redis for a day, by model and text."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np

from db.kept_values import KeptValues

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from redis import Redis

KEPT_SECONDS = 24 * 3600


class QueryCache:
    """Text hash and model to a float16 vector. Losing Redis costs a call of the model, nothing else."""

    def __init__(self, client: Redis | None) -> None:
        self._kept = KeptValues(client, "vector", seconds=KEPT_SECONDS, loss="vectors of queries are made anew")

    def find(self, model: str, text_hash: str) -> NDArray[np.float32] | None:
        """The vector as kept, float32; None where it is not known."""
        return self._kept.find(f"{model}:{text_hash}", _vector)

    def keep(self, model: str, text_hash: str, vector: NDArray[np.float32]) -> None:
        """Keep it for a day."""
        self._kept.keep(f"{model}:{text_hash}", base64.b64encode(vector.astype("<f2").tobytes()).decode())


def _vector(text: str) -> NDArray[np.float32]:
    return np.frombuffer(base64.b64decode(text), "<f2").astype(np.float32)
