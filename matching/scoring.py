"""How well each posting fits, 0 to 100: five factors and recency, weighted. Search and digest use the same score.

The steps are the product's own rules. A factor is left out (NaN), and the other weights scaled up, where the person
said nothing to compare with: no skills, no years, neither roles nor a vector. Where it is the posting that says nothing
the factor has a fixed value, so that silence never counts for more than a fair match. Where the rules leave a gap, the
step between its neighbours is taken and marked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

from jobs.parsing.kindred_skills import kindred
from matching.candidates import MODES
from matching.filters import exchange
from matching.reach import Level, Reach, Remote, arrangement_unknown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from matching.candidates import Booleans, Candidates, Floats, Integers, Ragged
    from matching.ranker import Ranker
    from matching.wishes import Wish

PROFILES: Mapping[str, Mapping[str, float]] = {
    "layered": {"skills": 0.35, "semantic": 0.25, "place": 0.15, "pay": 0.15, "recency": 0.10},
    "classic": {"skills": 0.40, "experience": 0.25, "place": 0.15, "pay": 0.10, "semantic": 0.10},
    # With the factors of matching/optional_factors.py, which the two above do without.
    "extended": {
        "skills": 0.30,
        "semantic": 0.20,
        "place": 0.15,
        "pay": 0.15,
        "recency": 0.05,
        "title": 0.05,
        "industry": 0.05,
        "seniority": 0.05,
    },
}
GRADES = ((90, "A+"), (80, "A"), (70, "B"), (60, "C"), (50, "D"))
LOWEST_GRADE = "F"

NOT_SAID = 50.0  # by the posting
SKILLS_NOT_SAID = 25.0  # about what a posting with skills gets from somebody who named a few
# Of real postings a quarter list 15 skills and more, every tool in the house; nobody who fits has them all.
SKILLS_NEEDED = 8

SKILL_SIMILARITY = 85.0  # fuzzy match, percent
KINDRED_WORTH = 0.5  # of React where JavaScript is asked for, and the other way round
SHORTEST_FUZZY_SKILL = 5  # "Java" is not "Lava"

YEARS_SHORT_STEPS = ((0, 100.0), (1, 85.0), (2, 70.0), (3, 55.0))
YEARS_SHORT_MORE = 40.0
YEARS_OVER_STEPS = ((0, 100.0), (2, 95.0), (5, 85.0), (10, 75.0))  # 6 to 10 years: between its neighbours
YEARS_OVER_MORE = 60.0

LEVEL_SCORES = {
    Level.ELSEWHERE: 30.0,
    Level.SAME_REGION: 75.0,
    Level.UNKNOWN: 50.0,
    Level.COUNTRY: 100.0,  # a country or region was all that was asked
    Level.REGION: 100.0,
    Level.NEAR: 90.0,  # within reach of the city asked for: between it and its region
    Level.CITY: 100.0,
}
HOME_COUNTRY_SCORE = 75.0  # nothing asked, but at home: as "same state"
REMOTE_WANTED = 100.0
REMOTE_WELCOME = 90.0
ON_SITE_FOR_REMOTE = 40.0

PAY_STEPS = ((0.0, 100.0), (0.10, 75.0), (0.20, 60.0), (0.30, 45.0))
PAY_MORE = 30.0
PAY_NOT_ASKED = 80.0

RECENCY_STEPS = ((3, 100.0), (7, 90.0), (14, 75.0), (21, 60.0), (30, 40.0))
RECENCY_OLDER = 20.0  # over 30 days: penalised


@dataclass(frozen=True, slots=True)
class Skills:
    """Which skills the two sides share: for each skill of the postings what the person's are worth, 0 to 1; and sums.

    `matched` is the worth of all that each posting asks for, `required` how many those are.
    """

    worth: Floats
    matched: Floats
    required: Integers

    @classmethod
    def of(cls, candidates: Candidates, wish: Wish) -> Skills:
        """Compare each of the person's skills with each of the postings'."""
        listed = candidates.skills
        worth = np.zeros(len(listed.names))
        for skill in wish.skills:
            worth = np.maximum(worth, skill_worth(listed, skill))
        return cls(worth, listed.sums_of(worth), listed.counts())


def skill_worth(listed: Ragged, skill: str) -> Floats:
    """What a skill is worth for each of the postings': 1 for the same, half for a wider or a narrower one."""
    worth: Floats = np.maximum(same_skill(listed, skill), KINDRED_WORTH * listed.wanted(kindred(skill)))
    return worth


def same_skill(listed: Ragged, skill: str) -> Booleans:
    """Which of the postings' skills are this one: by name without case, and from five letters on by 85 % likeness."""
    has = listed.wanted((skill,))
    names = listed.keys
    if len(skill) >= SHORTEST_FUZZY_SKILL and names:
        likeness = cdist([skill], names, scorer=fuzz.ratio, score_cutoff=SKILL_SIMILARITY, workers=1)[0]
        has |= (likeness > 0) & (np.fromiter(map(len, names), dtype=np.int64, count=len(names)) >= SHORTEST_FUZZY_SKILL)
    return has


def score_factors(
    candidates: Candidates, wish: Wish, *, reach: Reach, skills: Skills, semantic: Floats, today: date
) -> dict[str, Floats]:
    """Each factor of each posting, 0 to 100, NaN where it is left out."""
    return {
        "skills": skills_factor(skills.matched, skills.required, bool(wish.skills)),
        "experience": experience_factor(candidates, wish),
        "place": place_factor(candidates, wish, reach),
        "pay": pay_factor(candidates, wish),
        "semantic": semantic,
        "recency": recency_factor(candidates, today),
    }


def combine(
    factors: Mapping[str, Floats],
    profile: str,
    weights: Mapping[str, float] | None = None,
    ranker: Ranker | None = None,
) -> Integers:
    """The mean of the factors that are there, by these weights or the profile's, rounded; 0 where none is.

    With a learnt order, half of it is that order's.
    """
    mean = weighted_mean(factors, weights or PROFILES[profile])
    if ranker is not None:
        mean = ranker.joined(factors, mean)
    # Four decimals first: 64.5 as a sum of floats, one of them of single precision, may come out a hair below.
    rounded: Integers = np.floor(np.round(mean, 4) + 0.5).astype(np.int64)
    return rounded


def weighted_mean(factors: Mapping[str, Floats], weights: Mapping[str, float]) -> Floats:
    """The mean of the factors that are there (NaN: not there); 0 where none is."""
    first = next(iter(weights))
    total, weighted = np.zeros(len(factors[first])), np.zeros(len(factors[first]))
    for name, weight in weights.items():
        there = ~np.isnan(factors[name])
        total += weight * there
        weighted += np.where(there, weight * factors[name], 0.0)
    mean: Floats = weighted / np.where(total > 0, total, 1.0)
    return mean


def grade(score: int) -> str:
    """A+ from 90, A from 80, B from 70, C from 60, D from 50, else F."""
    return next((name for least, name in GRADES if score >= least), LOWEST_GRADE)


def skills_factor(matched: Floats, required: Integers, asked: Booleans | bool) -> Floats:  # noqa: FBT001 - an array
    """Matched of the skills that the posting asks for, in percent; of a long list eight are enough.

    `asked` is whether the person named any.
    """
    needed = np.clip(required, 1, SKILLS_NEEDED)
    share = np.where(required > 0, 100.0 * np.minimum(matched / needed, 1.0), SKILLS_NOT_SAID)
    return np.where(asked, share, np.nan)


def experience_factor(candidates: Candidates, wish: Wish) -> Floats:
    """By whole years, begun ones counted, under the minimum or over the maximum."""
    if wish.years is None:
        return np.full(len(candidates), np.nan)
    short = np.nan_to_num(np.maximum(candidates.years_min - wish.years, 0.0))
    over = np.nan_to_num(np.maximum(wish.years - candidates.years_max, 0.0))
    by_minimum = _steps(np.ceil(short), YEARS_SHORT_STEPS, YEARS_SHORT_MORE)
    by_maximum = _steps(np.ceil(over), YEARS_OVER_STEPS, YEARS_OVER_MORE)
    said = ~(np.isnan(candidates.years_min) & np.isnan(candidates.years_max))
    return np.where(said, np.minimum(by_minimum, by_maximum), NOT_SAID)


def place_factor(candidates: Candidates, wish: Wish, reach: Reach) -> Floats:
    """On site by the best Level, remote by whether it was asked for and is open to the person."""
    on_site = _on_site_factor(candidates, wish, reach)
    welcome = REMOTE_WANTED if "remote" in wish.arrangements else REMOTE_WELCOME
    remote = np.select(
        [reach.remote == Remote.OPEN, reach.remote == Remote.NO],
        [welcome if wish.wants_remote else LEVEL_SCORES[Level.ELSEWHERE], LEVEL_SCORES[Level.ELSEWHERE]],
        NOT_SAID,
    )
    return np.where(reach.is_remote, remote, on_site)


def _on_site_factor(candidates: Candidates, wish: Wish, reach: Reach) -> Floats:
    if wish.places:
        table = np.asarray([LEVEL_SCORES[level] for level in Level])
        score = table[reach.level]
    else:
        at_home = candidates.countries.any_of(wish.countries)
        abroad = (candidates.countries.counts() > 0) & bool(wish.countries)
        elsewhere = LEVEL_SCORES[Level.ELSEWHERE]
        score = np.select([at_home, abroad], [HOME_COUNTRY_SCORE, elsewhere], LEVEL_SCORES[Level.UNKNOWN])
    if "remote" in wish.arrangements:
        score = np.maximum(score, ON_SITE_FOR_REMOTE)
    if wish.arrangements and not wish.arrangements.issuperset(MODES):
        half_known = (score + NOT_SAID) / 2  # where it is, but not whether one works there
        score = np.where(arrangement_unknown(candidates), half_known, score)
    return np.asarray(score, dtype=np.float64)


def pay_factor(candidates: Candidates, wish: Wish) -> Floats:
    """How far the top of the range is under the minimum asked for."""
    if wish.minimum is None:
        return np.full(len(candidates), PAY_NOT_ASKED)
    share = shortfall(candidates, wish)
    # At exactly 10 % the next step begins ("under 10 %"), while 0 % is still "ranges overlap".
    score = np.where(share <= 0, 100.0, _steps_below(share))
    return np.where(np.isnan(share), NOT_SAID, score)


def shortfall(candidates: Candidates, wish: Wish) -> Floats:
    """The share of the minimum that the top of the range lacks, at most 0 where it meets it, NaN where not known."""
    minimum = wish.minimum or np.nan
    rate = exchange(candidates, wish)
    share = 1.0 - candidates.pay_top * rate / minimum
    meets = candidates.pay_low * rate >= minimum  # "from 70k" has no top, and needs none
    share = np.where(meets, np.minimum(np.nan_to_num(share), 0.0), share)
    return np.round(share, 9)


def _steps_below(share: Floats) -> Floats:
    conditions = [share < limit for limit, _ in PAY_STEPS[1:]]
    return np.select(conditions, [score for _, score in PAY_STEPS[1:]], PAY_MORE)


def recency_factor(candidates: Candidates, today: date) -> Floats:
    """By the days since the posting was published; a date ahead of us counts as today."""
    age = np.maximum(today.toordinal() - candidates.posted, 0.0)
    return np.where(np.isnan(age), NOT_SAID, _steps(np.nan_to_num(age), RECENCY_STEPS, RECENCY_OLDER))


def _steps(values: Floats, steps: tuple[tuple[int, float], ...], beyond: float) -> Floats:
    """The score of the first step that the value does not exceed."""
    return np.select([values <= limit for limit, _ in steps], [score for _, score in steps], beyond)
