"""Which method of search a person gets: the one set, or, for a share of the people, one drawn for an experiment."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matching.rules import MatchRules, Method

SEARCH_METHODS = "search-methods"  # the experiment's name; another name draws anew
METHODS: tuple[Method, ...] = ("keyword", "semantic", "hybrid")


@dataclass(frozen=True, slots=True)
class Arm:
    """A method and the experiment that drew it, None where it was set."""

    method: Method
    experiment: str | None = None


def arm_of(user_id: int, rules: MatchRules) -> Arm:
    """The same for one person whenever asked; the share of people in the experiment is spread evenly over methods."""
    draw = int.from_bytes(hashlib.sha256(f"{SEARCH_METHODS}:{user_id}".encode()).digest()[:8])
    if draw % 100 >= rules.experiment_share:
        return Arm(rules.method)
    return Arm(METHODS[draw // 100 % len(METHODS)], SEARCH_METHODS)
