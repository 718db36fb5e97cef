"""What /jobs computes, end to end, over many postings: the search beside scanning and scoring everything in Python.

    python -m benchmarks.jobs_latency FOLDER --model MODEL_FOLDER [--rounds 20]

FOLDER as made by benchmarks.search_data. Measured is matching.retrieval.search with the planned rows written, for ten
wishes with vectors; a new person each round, so nothing was shown before. "Traditional" reads every posting that the
database does not rule out and scores it (MatchRules.exhaustive). Agreement: how many of its best ten are among the
search's ten, and how far the mean scores of both lists lie apart. Processor times of both ends stand beside the clock.
"""

from __future__ import annotations

import argparse
import time
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from benchmarks.search_data import DIMENSIONS, MODEL, Encoder, engines
from benchmarks.search_latency import processor_ms
from db.matches import add_planned
from db.places import StoredPlace
from db.pool import Connection, connect
from db.preferences import Preferences
from matching.profiles import profile_text
from matching.retrieval import MatchRules, SearchResult, search
from matching.signs import Signs

AMSTERDAM = StoredPlace(city="Amsterdam", region="North Holland", country="NL", latitude=52.374, longitude=4.8897)
ADDIS_ABABA = StoredPlace(city="Addis Ababa", region="Addis Ababa", country="ET", latitude=9.025, longitude=38.747)
BERLIN = StoredPlace(city="Berlin", region="Berlin", country="DE", latitude=52.524, longitude=13.41)
PAY = {"salary_currency": "EUR", "salary_period": "year"}
WISHES = (
    Preferences(
        job_roles=("data engineer",), technical_skills=("python", "sql"), preferred_locations=(AMSTERDAM,),
        salary_min=60_000, **PAY,
    ),
    Preferences(job_roles=("accountant",), preferred_locations=(ADDIS_ABABA,), years_of_experience=3),
    Preferences(job_roles=("nurse",)),
    Preferences(job_roles=("software developer",), technical_skills=("java",), work_arrangements=("remote",)),
    Preferences(job_roles=("sales manager",), preferred_locations=(BERLIN,)),
    Preferences(job_roles=("truck driver",)),
    Preferences(job_roles=("customer support agent",), work_arrangements=("remote", "hybrid")),
    Preferences(job_roles=("business analyst",), preferred_locations=(AMSTERDAM,), employment_types=("full_time",)),
    Preferences(job_roles=("project manager",), technical_skills=("agile", "scrum")),
    Preferences(job_roles=("pharmacist",), preferred_locations=(ADDIS_ABABA,)),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--url", help="of a server that already runs")
    parser.add_argument("--only-compare", action="store_true", help="no timing of the search alone")
    options = parser.parse_args()
    vectors = Encoder(options.model).lifted([profile_text(each) for each in WISHES])
    if options.url:
        measure(options.url, vectors, 0 if options.only_compare else options.rounds)
        return
    with engines(options.folder) as url:
        measure(url, vectors, 0 if options.only_compare else options.rounds)


def measure(url: str, vectors: np.ndarray, rounds: int) -> None:
    with closing(connect(url)) as conn:
        signs = Signs.read(conn, MODEL, DIMENSIONS)
        for method in ("hybrid", "semantic", "keyword") if rounds else ():
            rules = MatchRules(method=method)
            for number in range(len(WISHES)):
                one(conn, number, vectors, rules, signs)
            times = np.asarray(
                [one(conn, number, vectors, rules, signs)[:3] for _ in range(rounds) for number in range(len(WISHES))]
            )
            p50, p95 = np.percentile(times[:, 0], (50, 95))
            ours, server = times[:, 1].mean(), times[:, 2].mean()
            print(f"{method}: p50 {p50:.0f} ms, p95 {p95:.0f} ms; processor {ours:.1f} ms here, {server:.1f} ms server")
        compare(conn, vectors, signs)


def compare(conn: Connection, vectors: np.ndarray, signs: Signs) -> None:
    """The search beside scoring every posting that is not ruled out, for the wishes that name a place."""
    placed = [number for number, wish in enumerate(WISHES) if wish.preferred_locations]
    found = [one(conn, number, vectors, MatchRules(), signs) for number in placed]
    scanned = [one(conn, number, vectors, MatchRules(exhaustive=True)) for number in placed]
    same, apart = [], []
    for (*_, quick), (*_, slow) in zip(found, scanned, strict=True):
        wanted = {match.job_id for match in slow.matches}
        same.append(len(wanted & {match.job_id for match in quick.matches}) / max(len(wanted), 1))
        apart.append(mean_score(slow) - mean_score(quick))
    print(f"traditional: mean {np.mean([each[0] for each in scanned]) / 1000:.1f} s")
    print(f"agreement of the best ten: {np.mean(same):.0%}; mean score {np.mean(apart):.1f} lower than theirs")


def mean_score(result: SearchResult) -> float:
    return float(np.mean([match.score for match in result.matches])) if result.matches else 0.0


def one(
    conn: Connection, number: int, vectors: np.ndarray, rules: MatchRules, signs: Signs | None = None
) -> tuple[float, float, float, SearchResult]:
    """Milliseconds on the clock, of this process and of the server's, and what was found; nothing is kept."""
    with conn.cursor() as cursor:
        cursor.execute("INSERT INTO users DEFAULT VALUES RETURNING id")
        user = cursor.fetchone()[0]
    began, ours, server = time.perf_counter(), time.process_time(), processor_ms(conn)
    result = search(
        conn, replace(WISHES[number], user_id=user), vectors[number], user_id=user, model=MODEL, home_country=None,
        today=datetime.now(UTC).date(), rules=rules, limit=10, signs=signs,
    )  # fmt: skip
    add_planned(conn, user, None, result.matches)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - ours) * 1000, processor_ms(conn) - server
    conn.rollback()
    return *took, result


if __name__ == "__main__":
    main()
