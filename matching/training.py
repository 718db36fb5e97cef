"""Learning to rank from what people did with what they were shown: LambdaMART over the factors of the score.

Lists are people. What stands first is reacted to more because it stands first: the model has a term of its own for each
place, which is left out when it is used, and held-out reactions count by how few look where they were made. The last
quarter of the days is held out, and the learnt score has to beat the weights there by more than chance. More of any
factor never lowers it, as with the weights.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from db.rankers import Calibration, StoredRanker, Trial
from matching.optional_factors import OPTIONAL
from matching.position_bias import seen_shares
from matching.ranker import FACTORS, LightgbmMissing, Ranker, columns_of, predictor
from matching.scoring import PROFILES, weighted_mean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from db.match_outcomes import ShownMatch
    from matching.candidates import Booleans, Floats, Integers

NOTHING_DONE = 1
WORTH: Mapping[str | None, int] = {
    "hidden": 0,
    None: NOTHING_DONE,
    "viewed": 2,
    "explained": 2,
    "saved": 3,
    "applied": 4,
}
AMONG = 10  # nDCG is of the first so many
HELD_OUT_SHARE = 0.25  # of the days, the last
LEAST_PEOPLE = 20  # who reacted differently to different postings, on either side
SURE = 1.645  # standard errors: one chance in twenty to be fooled
LAST_PLACE = 9  # further ones count as this
TREES = 120
STEPS = 21  # of the scale
SETTINGS = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 20,
    "lambdarank_truncation_level": 2 * AMONG,
    "monotone_constraints": [1] * len(FACTORS),
    "deterministic": True,
    "force_col_wise": True,
    "num_threads": 2,
    "seed": 7,
    "verbosity": -1,
}


class TooLittleFeedback(Exception):
    """There are too few reactions to learn an order from; the message says how many people are needed."""


@dataclass(frozen=True, slots=True)
class Lists:
    """What was shown, sorted by person: each posting's factors, its worth to the person, and the person.

    `places` are those in the message, from 0 on.
    """

    factors: dict[str, Floats]
    worth: Integers
    people: Integers
    days: Integers
    places: Integers

    @classmethod
    def of(cls, shown: Sequence[ShownMatch]) -> Lists:
        """From the stored matches."""
        ordered = sorted(shown, key=lambda each: each.user_id)
        return cls(
            {name: _column([each.factors.get(name) for each in ordered]) for name in (*FACTORS, *OPTIONAL)},
            np.asarray([WORTH[each.reaction] for each in ordered], dtype=np.int64),
            np.asarray([each.user_id for each in ordered], dtype=np.int64),
            np.asarray([each.shown_at.date().toordinal() for each in ordered], dtype=np.int64),
            np.minimum(np.asarray([each.place for each in ordered], dtype=np.int64), LAST_PLACE),
        )

    def at(self, chosen: Booleans) -> Lists:
        """Some of them."""
        factors = {name: values[chosen] for name, values in self.factors.items()}
        return Lists(factors, self.worth[chosen], self.people[chosen], self.days[chosen], self.places[chosen])

    def telling(self) -> Lists:
        """Those of people who did not do the same with everything: the others tell no order."""
        _, person = np.unique(self.people, return_inverse=True)
        size = int(person.max(initial=-1)) + 1
        least, most = np.full(size, 99), np.full(size, -1)
        np.minimum.at(least, person, self.worth)
        np.maximum.at(most, person, self.worth)
        return self.at((most > least)[person])

    def sizes(self) -> Integers:
        """How many postings each person was shown, in order."""
        return np.unique(self.people, return_counts=True)[1].astype(np.int64)

    def split(self) -> tuple[Lists, Lists]:
        """The earlier days, and the last ones, held out."""
        days = np.unique(self.days)
        held_out = max(1, round(len(days) * HELD_OUT_SHARE))
        early = self.days < days[-held_out] if len(days) else np.empty(0, dtype=np.bool_)
        return self.at(early).telling(), self.at(~early).telling()


@dataclass(frozen=True, slots=True)
class Trained:
    """A model and how it did; `trial.active` says whether it is to be used."""

    ranker: StoredRanker
    trial: Trial

    @property
    def content_hash(self) -> str:
        """What it is stored under."""
        return hashlib.sha256(f"{self.ranker.model}{self.ranker.calibration}".encode()).hexdigest()


def train(shown: Sequence[ShownMatch], profile: str) -> Trained:
    """Learn from the earlier days and measure on the last ones.

    Raises:
        LightgbmMissing: the library is not there.
        TooLittleFeedback: too few people reacted.
    """
    early, late = Lists.of(shown).split()
    for lists, which in ((early, "earlier"), (late, "last")):
        if len(lists.sizes()) < LEAST_PEOPLE:
            raise TooLittleFeedback(
                f"Too little feedback: in the {which} days {len(lists.sizes())} people told postings apart,"
                f" {LEAST_PEOPLE} are needed. What is in use stays so."
            )
    trees = _fit(early)
    predict = predictor(trees)
    mean = weighted_mean(early.factors, PROFILES[profile])
    calibration = calibrated(predict(columns_of(early.factors)), mean)
    seen = seen_shares(mean, early.places, early.worth != NOTHING_DONE)
    trial = _trial(Ranker(predict, calibration), late, len(early.sizes()), profile, seen)
    return Trained(StoredRanker(profile, trees.model_to_string(), calibration), trial)


def calibrated(raw: Floats, score: Floats) -> Calibration:
    """The scale that gives the raw values the scores' own spread, quantile by quantile."""
    steps = np.linspace(0.0, 1.0, STEPS)
    values, firsts = np.unique(np.quantile(raw, steps), return_index=True)
    scores = np.quantile(score, steps)[firsts]
    return Calibration([float(each) for each in values], [float(each) for each in scores], float(score.min()))


def ndcg(scores: Floats, lists: Lists, seen: Floats | None = None) -> NDArray[np.float64]:
    """Of each person the normalised discounted gain of the first ten by these scores, 0 to 1.

    `seen` is the share of people who look at each place; a reaction stands for all who would have made it.
    """
    ends, gains = np.cumsum(lists.sizes()), np.asarray(2.0**lists.worth - 1.0, dtype=np.float64)
    if seen is not None:
        shares = seen[np.minimum(lists.places, len(seen) - 1)]
        gains = np.where(lists.worth != NOTHING_DONE, gains / shares, gains)
    return np.asarray([_gain(scores[a:b], gains[a:b]) for a, b in zip([0, *ends[:-1]], ends, strict=True)])


def _gain(scores: Floats, gains: Floats) -> float:
    best = _discounted(np.sort(gains)[::-1])
    return _discounted(gains[np.argsort(-scores, kind="stable")]) / best if best else 0.0


def _discounted(gains: Floats) -> float:
    first = gains[:AMONG]
    return float(np.sum(first / np.log2(np.arange(2, len(first) + 2))))


def _trial(ranker: Ranker, late: Lists, people: int, profile: str, seen: Floats) -> Trial:
    mean = weighted_mean(late.factors, PROFILES[profile])
    before, after = ndcg(mean, late, seen), ndcg(ranker.joined(late.factors, mean), late, seen)
    gained = after - before
    by_chance = float(gained.std(ddof=1)) / np.sqrt(len(gained))
    return Trial(
        people=people,
        people_held_out=len(gained),
        ndcg=float(after.mean()),
        ndcg_of_weights=float(before.mean()),
        active=bool(gained.mean() > SURE * by_chance and gained.mean() > 0),
    )


def _fit(lists: Lists) -> Any:  # noqa: ANN401 - LightGBM's Booster, if it is there
    try:
        import lightgbm  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise LightgbmMissing from error
    rows = columns_of(lists.factors)
    data = lightgbm.Dataset(
        rows, label=lists.worth, group=lists.sizes(), position=lists.places, feature_name=list(FACTORS)
    )
    return lightgbm.train(SETTINGS, data, num_boost_round=TREES)


def _column(values: Sequence[float | None]) -> Floats:
    return np.asarray([np.nan if value is None else value for value in values], dtype=np.float64)
