"""How many pairs of wish and posting are filtered and scored in a second of one core, step by step.

python -m benchmarks.scoring_rate [--postings 10000] [--wishes 50]: made-up postings with every fact, wishes with every
filter; titles, relevance, filters, factors and the weighted scores of both profiles are computed for every pair. Two
cores do twice as many, since nothing is shared.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from db.candidates import CandidateRow
from db.places import StoredPlace
from db.preferences import Preferences
from matching.candidates import Candidates
from matching.filters import mask
from matching.reach import Reach
from matching.relevance import Relevance
from matching.scoring import Skills, combine, score_factors
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

TODAY = date(2026, 3, 12)
CITIES = [
    StoredPlace(f"City {at}", f"Region {at % 20}", ("NL", "NG", "KE")[at % 3], at % 50, at % 40) for at in range(300)
]
SKILLS = [f"skill {at}" for at in range(400)]
WORK = ["data", "sales", "backend", "finance", "care", "legal", "product", "cloud", "security", "quality"]
RANKS = ["engineer", "analyst", "manager", "assistant", "officer", "consultant"]


def posting(number: int, dice: random.Random) -> CandidateRow:
    place = dice.choice(CITIES)
    low = dice.randrange(20_000, 120_000)
    return CandidateRow(
        id=number, cluster_key=str(number), title=f"{dice.choice(WORK)} {dice.choice(RANKS)}",
        company=f"Company {number % 900}",
        places=(place,), countries=(place.country or "",), work_mode=dice.choice(["remote", "hybrid", "onsite", None]),
        remote_in=(), posted_on=TODAY - timedelta(days=dice.randrange(40)), salary_min=low, salary_max=low * 1.3,
        salary_currency="EUR", salary_annual_min=low, salary_annual_max=low * 1.3,
        experience_min_years=dice.randrange(8), experience_max_years=None, skills=dice.sample(SKILLS, 8),
        preferred_skills=(), level=None, employment_types=("full_time",), industry=None, description="",
        nearness=dice.random(), titled=True, mentions=(dice.random() < 0.2,), known=False,
    )  # fmt: skip


def wish(dice: random.Random) -> Wish:
    wanted = Preferences(
        job_roles=(f"{dice.choice(WORK)} {dice.choice(RANKS)}",), technical_skills=tuple(dice.sample(SKILLS, 10)),
        years_of_experience=dice.randrange(10), preferred_locations=(dice.choice(CITIES),),
        work_arrangements=("remote", "hybrid"), employment_types=("full_time",), salary_min=50_000,
        salary_currency="EUR", salary_period="year",
    )  # fmt: skip
    return Wish.of(wanted, "NL")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--postings", type=int, default=10_000)
    parser.add_argument("--wishes", type=int, default=50)
    given = parser.parse_args()
    dice = random.Random(3)
    began = time.perf_counter()
    candidates = Candidates.of([posting(number, dice) for number in range(given.postings)])
    print(f"{given.postings:,} postings made into arrays in {time.perf_counter() - began:.2f} s")
    spent = dict.fromkeys(("reach", "skills", "relevance", "filters", "factors", "score"), 0.0)
    passing = 0

    def timed(name: str, act: Callable[[], object]) -> object:
        start = time.process_time()
        made = act()
        spent[name] += time.process_time() - start
        return made

    for _ in range(given.wishes):
        wanted = wish(dice)
        reach = timed("reach", lambda wanted=wanted: Reach.of(candidates, wanted))
        skills = timed("skills", lambda wanted=wanted: Skills.of(candidates, wanted))
        relevance = timed("relevance", lambda wanted=wanted: Relevance.of(candidates, wanted, "hashing-v3"))
        kept = timed("filters", lambda wanted=wanted, reach=reach: mask(candidates, wanted, reach))
        factors = timed(
            "factors",
            lambda wanted=wanted, reach=reach, skills=skills, relevance=relevance: score_factors(
                candidates, wanted, reach=reach, skills=skills, semantic=relevance.semantic, today=TODAY
            ),
        )
        for profile in ("layered", "classic"):
            timed("score", lambda profile=profile, factors=factors: combine(factors, profile))
        passing += int(np.count_nonzero(kept))
    pairs, whole = given.postings * given.wishes, sum(spent.values())
    print(f"{pairs:,} pairs in {whole:.2f} s: {pairs / whole:,.0f} a second; {passing / pairs:.1%} pass")
    print(", ".join(f"{name} {pairs / max(seconds, 1e-9):,.0f}/s" for name, seconds in spent.items()))


if __name__ == "__main__":
    main()
