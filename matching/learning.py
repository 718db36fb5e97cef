"""What a person's reactions teach: their vector moves towards what they kept, weights follow, what they hid is out.

The vector moves by Rocchio's rule, within bounds, and forgets: a reaction counts half after 30 days. What was left
alone in a message of which something was kept counts against it: what both have in common was not the reason.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from db.feedback import find_passed_over, find_reactions_of
from matching.folded_texts import folded
from matching.scoring import PROFILES
from matching.title_words import telling_words

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from numpy.typing import NDArray

    from db.feedback import Reaction
    from db.pool import Connection
    from matching.wishes import Wish

KEPT: Mapping[str, float] = {"applied": 1.0, "saved": 0.8, "viewed": 0.2, "explained": 0.1}
WORTH: Mapping[str, float] = {**KEPT, "hidden": -0.8, "passed": -1.0}
HALF_LIFE_DAYS = 30.0
TOWARDS, AWAY = 0.8, 0.4  # of the mean of what was kept; of what was hidden, and of what was passed over
FARTHEST = 0.6  # the moved vector keeps at least this cosine with the wish's own
ENOUGH = 5  # reactions with factors on both sides before weights follow
WEIGHT_LIMIT = 0.3  # a weight changes at most by this share
ABOUT_THE_WORK = frozenset({"role", None})  # reasons for hiding that speak of the work itself
LATEST = 100
LATEST_MESSAGES = 20  # of which something was kept
COMPANY_HIDDEN = 3  # postings of one company hidden, and none kept


@dataclass(frozen=True, slots=True)
class Taste:
    """What was learnt: titles (their telling words) and companies that are out, and the weights of the factors."""

    titles: frozenset[tuple[str, ...]]
    companies: frozenset[str]
    weights: Mapping[str, float]

    @classmethod
    def of(cls, reactions: Sequence[Reaction], profile: str, now: datetime) -> Taste:
        """From a person's latest reactions."""
        hidden = [each for each in reactions if each.kind == "hidden"]
        kept = [each for each in reactions if WORTH.get(each.kind, 0.0) >= WORTH["saved"]]
        titles = {telling_words(each.title) for each in hidden if each.reason == "role"}
        return cls(
            frozenset(titles - {telling_words(each.title) for each in kept}),
            _hidden_companies(hidden, kept),
            adapted(PROFILES[profile], reactions, now),
        )

    def applied_to(self, wish: Wish) -> Wish:
        """The wish, with what was hidden left out."""
        return replace(wish, hidden_titles=self.titles, hidden_companies=self.companies)


def reactions_of(conn: Connection, user_ids: Sequence[int], model: str) -> dict[int, list[Reaction]]:
    """Each person's latest reactions, with what those who kept something passed over; who has none is left out."""
    found = find_reactions_of(conn, user_ids, model, limit=LATEST)
    keepers = [user for user, own in found.items() if any(WORTH.get(each.kind, 0.0) >= WORTH["saved"] for each in own)]
    passed = find_passed_over(conn, keepers, model, limit=LATEST_MESSAGES) if keepers else {}
    return {user: [*own, *passed.get(user, ())] for user, own in found.items()}


def moved(vector: NDArray[np.float32], reactions: Sequence[Reaction], now: datetime) -> NDArray[np.float32]:
    """A wish's unit vector moved by the reactions that have one of the same model; of unit length, never too far."""
    told = [each for each in reactions if each.vector is not None and each.vector.shape == vector.shape]
    told = [each for each in told if each.kind != "hidden" or each.reason in ABOUT_THE_WORK]
    vector = vector.astype(np.float32)  # it is stored in halves, too coarse for the sums below
    if not told:
        return vector
    step = TOWARDS * _mean([each for each in told if each.kind in KEPT], now)
    step = step - AWAY * _mean([each for each in told if each.kind == "hidden"], now)
    step = step - AWAY * _mean([each for each in told if each.kind == "passed"], now)
    aside = step - np.dot(step, vector) * vector
    length = float(np.linalg.norm(aside))
    if length == 0:
        return vector
    along = max(1.0 + float(np.dot(step, vector)), 0.1)
    widest = along * np.sqrt(1.0 / FARTHEST**2 - 1.0)
    target = along * vector + aside * min(1.0, widest / length)
    bounded: NDArray[np.float32] = (target / np.linalg.norm(target)).astype(np.float32)
    return bounded


def adapted(weights: Mapping[str, float], reactions: Sequence[Reaction], now: datetime) -> Mapping[str, float]:
    """The weights, more for factors that tell what was kept from what was hidden; each within limits, their sum 1."""
    sides = ([each for each in reactions if WORTH.get(each.kind, 0.0) * sign > 0 and each.factors] for sign in (1, -1))
    kept, hidden = sides
    if min(len(kept), len(hidden)) < 1 or len(kept) + len(hidden) < ENOUGH:
        return weights
    changed = {}
    for name, weight in weights.items():
        telling = (_factor(kept, name, now) - _factor(hidden, name, now)) / 100.0
        changed[name] = weight * (1.0 + float(np.clip(telling, -WEIGHT_LIMIT, WEIGHT_LIMIT)))
    whole = sum(changed.values())
    return {name: weight / whole for name, weight in changed.items()}


def _hidden_companies(hidden: Sequence[Reaction], kept: Sequence[Reaction]) -> frozenset[str]:
    names = [folded(each.company) for each in hidden if each.company]
    liked = {folded(each.company) for each in kept}
    told = {folded(each.company) for each in hidden if each.reason == "company" and each.company}
    return frozenset({name for name in names if names.count(name) >= COMPANY_HIDDEN} | told) - liked


def _mean(reactions: Sequence[Reaction], now: datetime) -> NDArray[np.float64] | float:
    """Weighted by worth and age; 0 for none."""
    if not reactions:
        return 0.0
    weights = np.asarray([abs(WORTH[each.kind]) * _fresh(each, now) for each in reactions])
    vectors = np.stack([np.asarray(each.vector, dtype=np.float64) for each in reactions])
    # Few reactions move less: one weighs against the wish itself.
    mean: NDArray[np.float64] = weights @ vectors / (weights.sum() + 1.0)
    return mean


def _fresh(reaction: Reaction, now: datetime) -> float:
    days = max((now - reaction.at).total_seconds() / 86_400.0, 0.0)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def _factor(reactions: Sequence[Reaction], name: str, now: datetime) -> float:
    told = [(value, _fresh(each, now)) for each in reactions if (value := each.factors.get(name)) is not None]
    whole = sum(fresh for _, fresh in told)
    return sum(value * fresh for value, fresh in told) / whole if whole else 50.0
