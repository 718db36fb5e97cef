"""Many postings set against one person's wish: what passes, what each scores, and what was found out on the way."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from jobs.parsing.title_skills import implied_skills
from matching.filters import mask, unknowns
from matching.folded_texts import folded
from matching.optional_factors import optional_factors
from matching.reach import Reach
from matching.relevance import EITHER, Relevance
from matching.scoring import PROFILES, Skills, combine, score_factors, shortfall
from matching.variety import NEARLY_EQUAL, varied
from matching.widening import Beyond

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from matching.candidates import Booleans, Candidates, Floats, Integers
    from matching.ranker import Ranker
    from matching.relevance import Ways
    from matching.wishes import Wish


@lru_cache(maxsize=8192)
def _implied_by(title: str) -> frozenset[str]:
    return frozenset(map(folded, implied_skills(title)))


class SharedSkills(NamedTuple):
    """A posting's skills: those that the person has, wider or narrower ones of theirs, and neither theirs nor implied.

    What its title implies is not counted as missing.
    """

    matched: tuple[str, ...]
    kindred: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Position by position the same posting as in `candidates`; `passing` breaks no filter and is about the role.

    `beyond` is there where more was let pass than the wish says; factors and scores are by the wish all the same.
    """

    candidates: Candidates
    wish: Wish
    today: date
    reach: Reach
    skills: Skills
    relevance: Relevance
    passing: Booleans
    shortfall: Floats
    unknowns: dict[str, Booleans]
    factors: dict[str, Floats]
    scores: Integers
    beyond: Beyond | None = None

    @classmethod
    def of(
        cls,
        candidates: Candidates,
        wish: Wish,
        *,
        model: str,
        profile: str,
        today: date,
        weights: Mapping[str, float] | None = None,
        wider: Wish | None = None,
        ranker: Ranker | None = None,
        ways: Ways = EITHER,
    ) -> Comparison:
        """Compare. `model` is the one that `Candidates.near` comes from, `profile` one of scoring.PROFILES.

        `weights` are the person's own, where their reactions have taught some; `wider` is the wish that decides what
        passes, where too little does; `ranker` is the order learnt from all, `ways` by what a posting may be relevant.
        """
        reach = Reach.of(candidates, wish)
        skills = Skills.of(candidates, wish)
        relevance = Relevance.of(candidates, wish, model, ways)
        beyond = None if wider is None else Beyond.of(candidates, wish, reach, wider)
        factors = score_factors(
            candidates, wish, reach=reach, skills=skills, semantic=relevance.semantic, today=today
        ) | optional_factors(PROFILES[profile], candidates, wish, relevance.title)
        return cls(
            candidates=candidates,
            wish=wish,
            today=today,
            reach=reach,
            skills=skills,
            relevance=relevance,
            passing=mask(candidates, wider or wish, beyond.reach if beyond else reach, among=relevance.relevant),
            shortfall=shortfall(candidates, wish),
            unknowns=unknowns(candidates, wish, reach),
            factors=factors,
            scores=combine(factors, profile, weights, ranker),
            beyond=beyond,
        )

    def best(self, minimum_score: int) -> Integers:
        """Positions of the passing postings, the best first, of nearly equal ones the newest; one of each cluster."""
        chosen = np.flatnonzero(self.passing & (self.scores >= minimum_score))
        found = self.candidates
        newest = np.nan_to_num(found.posted[chosen], nan=0.0)
        order = chosen[np.lexsort((found.ids[chosen], -newest, -(self.scores[chosen] // NEARLY_EQUAL)))]
        _, firsts = np.unique(found.cluster_keys[order].astype(str), return_index=True)
        best: Integers = order[np.sort(firsts)]
        return best

    def varied(self, order: Integers, limit: int) -> Integers:
        """The first of these positions, no company too often, unless it was asked for."""
        if self.wish.wanted_companies is not None:
            return order[:limit]
        return varied(order, lambda at: str(self.candidates.companies[at]), limit)

    def unknown(self, label: str, at: int) -> bool:
        """Whether the posting stays only because it does not say; labels as in filters.unknowns."""
        return label in self.unknowns and bool(self.unknowns[label][at])

    def skills_at(self, at: int) -> SharedSkills:
        """The posting's skills, by whether they are the person's; none where the person named none."""
        if not self.wish.skills:
            return SharedSkills((), (), ())
        listed = self.candidates.skills
        codes = listed.codes_of(at)
        implied = _implied_by(str(self.candidates.titles[at]))
        split = list(zip(codes.tolist(), self.skills.worth[codes].tolist(), strict=True))
        return SharedSkills(
            tuple(listed.names[code] for code, worth in split if worth == 1.0),
            tuple(listed.names[code] for code, worth in split if 0.0 < worth < 1.0),
            tuple(listed.names[code] for code, worth in split if worth == 0.0 and listed.keys[code] not in implied),
        )
