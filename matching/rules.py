"""What an operator decides about matching."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from settings import Settings

Method = Literal["keyword", "semantic", "hybrid"]


@dataclass(frozen=True, slots=True)
class MatchRules:
    """The profile of weights, what is shown at all, and how postings are looked for.

    `fresh_days` narrows to postings published or imported in so many days: for digests. `experiment_share` of the
    people, in percent, search by another method than the one set. `exhaustive` scores every posting that the database
    does not rule out: slow, and the measure of everything quicker. With fewer than `widen_below` that pass, a little
    more is let pass and labelled (see matching/widening.py); 0 is for never.
    """

    profile: str = "layered"
    minimum_score: int = 50
    max_age_days: int = 60
    fresh_days: int | None = None
    method: Method = "hybrid"
    experiment_share: int = 0
    metric: Literal["cosine", "inner_product", "l2"] = "cosine"
    exhaustive: bool = False
    widen_below: int = 0

    @classmethod
    def from_settings(cls, settings: Settings) -> MatchRules:
        """As set."""
        return cls(
            settings.score_profile,
            settings.minimum_score,
            settings.job_max_age_days,
            method=settings.search_method,
            experiment_share=settings.search_experiment_percent,
            metric=settings.vector_metric,
        )
