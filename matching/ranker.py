"""The order learnt from everybody's reactions (`python -m matching train`), as a part of the score.

A learnt score is the mean of what the weights say and of what the model says, on the same scale. The model only
tells postings apart that the weights let pass: below the lowest score of what it was trained on they decide alone.
LightGBM is an optional extra: without it the weights are used, and that is logged.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import numpy as np

from db.rankers import find_active_hash, find_ranker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from db.pool import Connection
    from db.rankers import Calibration, StoredRanker
    from matching.candidates import Floats

log = logging.getLogger(__name__)

FACTORS = ("skills", "experience", "place", "pay", "semantic", "recency")  # the model's columns
_LOADED: dict[str, Ranker | None] = {}  # the last one read, by its hash


class LightgbmMissing(Exception):
    """LightGBM, an optional extra, is not installed."""

    def __init__(self) -> None:
        super().__init__("an order is learnt and used with LightGBM, which is not installed: pip install lightgbm")


class Ranker:
    """A trained model, as a function of rows of FACTORS, and the scale on which it speaks."""

    def __init__(self, predict: Callable[[Floats], Floats], calibration: Calibration) -> None:
        self._predict = predict
        self._calibration = calibration

    def joined(self, factors: Mapping[str, Floats], mean: Floats) -> Floats:
        """The learnt score of each posting, 0 to 100, from its factors and the weights' mean of them."""
        known, above = self._calibration, mean >= self._calibration.floor
        score = mean.copy()
        if above.any():
            raw = self._predict(columns_of(factors)[above])
            score[above] = (mean[above] + np.interp(raw, known.raw, known.score)) / 2.0
        return score


def columns_of(factors: Mapping[str, Floats]) -> Floats:
    """One row for each posting, one column for each of FACTORS as they are stored, NaN where it is left out."""
    columns = np.column_stack([factors[name] for name in FACTORS]).astype(np.float64)
    return np.asarray(np.round(columns, 1), dtype=np.float64)


def load_ranker(stored: StoredRanker) -> Ranker:
    """A stored model made ready.

    Raises:
        LightgbmMissing: it cannot be read here.
    """
    try:
        from lightgbm import Booster  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise LightgbmMissing from error
    return Ranker(predictor(Booster(model_str=stored.model)), stored.calibration)


def predictor(trees: Any) -> Callable[[Floats], Floats]:  # noqa: ANN401 - LightGBM's Booster, if it is there
    """A trained model as a function; one thread, since many people are served at once."""
    return lambda rows: np.asarray(trees.predict(rows, num_threads=1), dtype=np.float64)


def active_ranker(conn: Connection, profile: str) -> Ranker | None:
    """The order in use with this profile of weights, read once in each process; None where the weights are alone."""
    in_use = find_active_hash(conn, profile)
    if in_use is None:
        return None
    if in_use not in _LOADED:
        found = _read(conn, in_use)
        _LOADED.clear()
        _LOADED[in_use] = found
    return _LOADED.get(in_use)


def _read(conn: Connection, content_hash: str) -> Ranker | None:
    stored = find_ranker(conn, content_hash)
    try:
        return None if stored is None else load_ranker(stored)
    except LightgbmMissing as error:
        log.warning("a learnt order is stored but not used: %s", error)
        return None
