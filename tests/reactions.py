"""Simulated people who were shown postings and saved those that they like."""

from __future__ import annotations

import importlib.util
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from db.match_outcomes import ShownMatch
from matching.ranker import FACTORS
from tests.factories import NOW

if TYPE_CHECKING:
    from collections.abc import Callable

HAS_LIGHTGBM = importlib.util.find_spec("lightgbm") is not None
with_lightgbm = pytest.mark.skipif(not HAS_LIGHTGBM, reason="LightGBM is not installed")


def shown(like: Callable[[dict[str, float], np.random.Generator], bool], *, people: int = 60) -> list[ShownMatch]:
    """Four postings on each of eight days for each person."""
    dice = np.random.default_rng(5)
    found = []
    for user in range(people):
        for posting in range(32):
            factors = {name: float(dice.choice([30, 50, 75, 100])) for name in FACTORS}
            reaction = "saved" if like(factors, dice) else None
            found.append(ShownMatch(user, NOW - timedelta(days=posting // 4), dict(factors), reaction))
    return found


def seen_first(*, people: int = 60, order: Callable[[dict[str, float]], float]) -> list[ShownMatch]:
    """Lists of eight on each of eight days, in this order; who looks at a place is one over its number, and those who
    do save by place and pay alone.
    """
    dice = np.random.default_rng(11)
    found = []
    for user in range(people):
        for day in range(8):
            listed = [{name: float(dice.choice([30, 50, 75, 100])) for name in FACTORS} for _ in range(8)]
            for place, factors in enumerate(sorted(listed, key=order, reverse=True)):
                saved = dice.random() < liking(factors) / (place + 1)
                reaction = "saved" if saved else None
                found.append(ShownMatch(user, NOW - timedelta(days=day), factors, reaction, place))
    return found


def liking(factors: dict[str, float]) -> float:
    """The share of people who save a posting that they look at."""
    return float(0.05 + 0.9 * ((factors["place"] + factors["pay"]) / 200.0) ** 4)


def near_and_paid(factors: dict[str, float], dice: np.random.Generator) -> bool:
    """Liked by who wants a place and pay that fit, and lets the rest go."""
    return bool(min(factors["place"], factors["pay"]) >= 75 and dice.random() < 0.9)
