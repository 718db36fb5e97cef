"""The best postings for one person, right now: a coarse selection by the database, then filters and scores."""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

from db.candidates import QueryVector, find_query_vector
from db.exchange_rates import find_latest_rates
from db.matches import attach_outbox
from db.open_jobs import expect_rows_in_memory, has_open_jobs
from matching.experiments import Arm, arm_of
from matching.learning import Taste, moved, reactions_of
from matching.look import Look
from matching.narrowing import narrowing
from matching.ranker import active_ranker
from matching.reasons import advised, explain
from matching.rules import MatchRules
from matching.scoring import grade
from matching.search_index import FoundBefore, IndexAway, Nearest, PgvectorIndex
from matching.variety import Variety
from matching.widening import widenings
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import numpy as np

    from db.pool import Connection, Pool
    from db.preferences import Preferences
    from matching.candidates import Integers
    from matching.comparison import Comparison
    from matching.reason_codes import Reason
    from matching.search_index import SearchIndex
    from matching.signs import Signs

    Position = tuple[Comparison, int]  # a posting in a comparison

log = logging.getLogger(__name__)

FIRST_LOOK = 100  # postings found by each way at first
NO_MODEL = ""  # of a search without a vector
WIDER = 4  # how many times more, as long as too few of them pass
MOST_BESIDE = 400  # asked of an engine beside the database, once

__all__ = [
    "Match",
    "MatchRules",
    "QueryVector",
    "SearchResult",
    "attach_to_message",
    "find_beside",
    "find_query_vector",
    "match_at",
    "search",
]


@dataclass(frozen=True, slots=True)
class Match:
    """One posting for one person: score 0 to 100, its grade and factors (None: left out), and the reasons."""

    job_id: int
    cluster_key: str
    score: int
    grade: str
    factors: dict[str, float | None]
    reasons: tuple[Reason, ...]
    matched_skills: tuple[str, ...]
    missing_skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The best matches not shown yet.

    `passing` counts all that fit among the postings looked at, those shown before included, and what was let pass since
    too little else did; `any_open` whether there are postings for anybody at all. `semantic` says whether the person's
    vector took part, `arm` how was searched.
    """

    matches: tuple[Match, ...]
    passing: int
    any_open: bool
    semantic: bool
    arm: Arm


def search(
    conn: Connection,
    preferences: Preferences,
    query_vector: np.ndarray | None,
    *,
    user_id: int,
    model: str,
    home_country: str | None,
    today: date,
    rules: MatchRules,
    limit: int,
    language: str = "en",
    near: Nearest | None = None,
    signs: Signs | None = None,
) -> SearchResult:
    """The best `limit` postings for a search, inside the caller's transaction and without any network call.

    `query_vector` has to be of `model` (see `find_query_vector`); without one, words decide. `near` is what an engine
    beside the database found (see `find_beside`), `signs` what is kept in memory of the model's vectors. The look
    widens until enough postings pass or all have been seen.
    """
    now = datetime.combine(today, time.max, UTC)
    expect_rows_in_memory(conn)
    reactions = reactions_of(conn, [user_id], model).get(user_id, [])
    taste = Taste.of(reactions, rules.profile, now)
    wish = taste.applied_to(Wish.of(preferences, home_country, _rates(conn, preferences)))
    if query_vector is not None:
        query_vector = moved(query_vector, reactions, now)
    arm = arm_of(user_id, rules)
    index = PgvectorIndex(conn, rules.metric, signs=signs)
    asked = index if near is None else FoundBefore(near)
    narrowed, ranker = narrowing(wish, rules, today), active_ranker(conn, rules.profile)
    look = Look(user_id, wish, query_vector, model, narrowed, asked, arm.method, language, taste.weights, ranker=ranker)
    compared, fresh = _widen(conn, look, rules, limit)
    if not len(fresh) and arm.method == "semantic" and query_vector is not None:
        compared, fresh = _widen(conn, replace(look, method="hybrid"), rules, limit)
    chosen = [(compared, int(at)) for at in compared.varied(fresh, limit)]
    passing = len(compared.best(rules.minimum_score))
    if passing < rules.widen_below and len(fresh) < limit:
        wider, passing_too = _let_pass(conn, replace(look, index=index), rules, limit)
        chosen, passing = _joined(chosen, wider, limit), max(passing, passing_too)
    matches = tuple(_match(*each) for each in chosen)
    took_part = query_vector is not None and arm.method != "keyword"
    return SearchResult(matches, passing, has_open_jobs(conn, today), took_part, arm)


def find_beside(
    pool: Pool,
    index: SearchIndex,
    preferences: Preferences,
    query_vector: np.ndarray,
    *,
    model: str,
    home_country: str | None,
    today: date,
    rules: MatchRules,
) -> Nearest | None:
    """The nearest postings from an engine beside the database, asked outside any transaction; None when it is away."""
    with pool.transaction() as conn:
        wish = Wish.of(preferences, home_country, _rates(conn, preferences))
    try:
        return index.nearest(narrowing(wish, rules, today), query_vector, model, MOST_BESIDE)
    except IndexAway as error:
        log.warning("%s: looking in PostgreSQL instead", error)
        return None


def attach_to_message(conn: Connection, body: Mapping[str, Any], outbox_id: int) -> None:
    """Tie the planned matches that an outbox body lists to its message, so that its end releases them."""
    matches = [int(item["match_id"]) for item in body.get("items", ()) if item.get("match_id")]
    if matches:
        attach_outbox(conn, matches, outbox_id)


def _widen(conn: Connection, look: Look, rules: MatchRules, limit: int) -> tuple[Comparison, Integers]:
    """The last comparison made, and the positions of those in it that are good enough and new to the person."""
    size = FIRST_LOOK
    while True:
        compared, complete = look.compare(conn, size, rules)
        best = compared.best(rules.minimum_score)
        fresh = best[~compared.candidates.known[best]]
        if len(fresh) >= limit or complete:
            return compared, fresh
        size *= WIDER


def _let_pass(conn: Connection, look: Look, rules: MatchRules, limit: int) -> tuple[list[Position], int]:
    """What a wider wish finds, the best first, and how many pass: step by step, until enough do or none is left."""
    found: list[Position] = []
    passing = 0
    for wish in widenings(look.wish):
        wider = replace(look, wider=wish, narrowing=narrowing(wish, rules, look.narrowing.today))
        compared, fresh = _widen(conn, wider, rules, limit)
        found = [(compared, at) for at in fresh.tolist()]
        passing = len(compared.best(rules.minimum_score))
        if passing >= rules.widen_below:
            break
    return found, passing


def _joined(exact: Sequence[Position], wider: Sequence[Position], limit: int) -> list[Position]:
    """Those that are as wished for first, then others; one of each cluster, no company too often."""
    clusters = {compared.candidates.cluster_keys[at] for compared, at in exact}
    variety = Variety()
    for compared, at in exact:
        variety.admits(str(compared.candidates.companies[at]))
    added = [
        (compared, at)
        for compared, at in wider
        if compared.candidates.cluster_keys[at] not in clusters
        and (compared.wish.wanted_companies or variety.admits(str(compared.candidates.companies[at])))
    ]
    return [*exact, *added][:limit]


def _rates(conn: Connection, preferences: Preferences) -> dict[str, float]:
    return {} if preferences.salary_min is None else {each.currency: each.per_usd for each in find_latest_rates(conn)}


def match_at(compared: Comparison, at: int, score: int, factors: Mapping[str, float]) -> Match:
    """The posting at this position, with its reasons."""
    shared = compared.skills_at(at)
    return Match(
        job_id=int(compared.candidates.ids[at]),
        cluster_key=str(compared.candidates.cluster_keys[at]),
        score=score,
        grade=grade(score),
        factors={name: None if math.isnan(value) else round(value, 1) for name, value in factors.items()},
        reasons=advised(explain(compared, at), score),
        matched_skills=shared.matched,
        missing_skills=shared.missing,
    )


def _match(compared: Comparison, at: int) -> Match:
    factors = {name: float(values[at]) for name, values in compared.factors.items()}
    return match_at(compared, at, int(compared.scores[at]), factors)
