"""The best postings for one person, right now: a coarse selection by the database, then filters and scores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from db.candidates import Narrowing, QueryVector, find_candidates, find_query_vector, has_open_jobs
from db.exchange_rates import find_latest_rates
from db.matches import attach_outbox
from matching.candidates import Candidates
from matching.comparison import Comparison
from matching.filters import YEARS_OVER, YEARS_SHORT, least_pay
from matching.reasons import Reason, explain
from matching.scoring import grade
from matching.title_words import telling_words
from matching.wishes import Wish

if TYPE_CHECKING:
    from collections.abc import Mapping

    from db.pool import Connection
    from db.preferences import Preferences
    from settings import Settings

FIRST_LOOK = 100  # postings found by each way at first
NO_MODEL = ""  # of a search without a vector
YEARS_ROUNDING = 0.01  # the database keeps years in four bytes; the masks decide
WIDER = 4  # how many times more, as long as too few of them pass

__all__ = ["Match", "MatchRules", "QueryVector", "SearchResult", "attach_to_message", "find_query_vector", "search"]


@dataclass(frozen=True, slots=True)
class MatchRules:
    """What an operator decides about matching.

    `fresh_days` narrows to postings published or imported in so many days: for digests.
    """

    profile: str = "layered"
    minimum_score: int = 50
    max_age_days: int = 60
    fresh_days: int | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> MatchRules:
        """As set."""
        return cls(settings.score_profile, settings.minimum_score, settings.job_max_age_days)


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

    `passing` counts all that fit among the postings looked at, those shown before included; `any_open` whether there
    are postings for anybody at all. `semantic` says whether the person's vector took part.
    """

    matches: tuple[Match, ...]
    passing: int
    any_open: bool
    semantic: bool


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
) -> SearchResult:
    """The best `limit` postings for a search, inside the caller's transaction and without any network call.

    `query_vector` has to be of `model` (see `find_query_vector`); without one, words decide. The look widens until
    enough postings pass or all have been seen.
    """
    rates = {} if preferences.salary_min is None else {r.currency: r.per_usd for r in find_latest_rates(conn)}
    wish = Wish.of(preferences, home_country, rates)
    look = _Look(user_id, wish, query_vector, model, narrowing(wish, rules, today))
    size = FIRST_LOOK
    while True:
        compared, complete = look.compare(conn, size, rules)
        best = compared.best(rules.minimum_score)
        fresh = best[~compared.candidates.known[best]]
        if len(fresh) >= limit or complete:
            break
        size *= WIDER
    matches = tuple(_match(compared, int(at)) for at in fresh[:limit])
    return SearchResult(matches, len(best), has_open_jobs(conn, today), query_vector is not None)


def attach_to_message(conn: Connection, body: Mapping[str, Any], outbox_id: int) -> None:
    """Tie the planned matches that an outbox body lists to its message, so that its end releases them."""
    matches = [int(item["match_id"]) for item in body.get("items", ()) if item.get("match_id")]
    if matches:
        attach_outbox(conn, matches, outbox_id)


def narrowing(wish: Wish, rules: MatchRules, today: date) -> Narrowing:
    """The part of the filters that the database looks at: never stricter than the masks."""
    return Narrowing(
        today=today,
        posted_since=today - timedelta(days=rules.max_age_days),
        fresh_since=None if rules.fresh_days is None else today - timedelta(days=rules.fresh_days),
        modes=sorted(wish.arrangements) or None,
        countries=None if wish.place_countries is None else sorted(wish.place_countries),
        employment_types=sorted(wish.employment_types) or None,
        least_pay=least_pay(wish),
        currency=wish.currency,
        years=wish.years,
        years_short=YEARS_SHORT + YEARS_ROUNDING,
        years_over=YEARS_OVER + YEARS_ROUNDING,
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """One person's way of finding candidates."""

    user_id: int
    wish: Wish
    vector: np.ndarray | None
    model: str
    narrowing: Narrowing

    def compare(self, conn: Connection, size: int, rules: MatchRules) -> tuple[Comparison, bool]:
        """The comparison of what is found, `size` postings by each way, and whether more would be in vain."""
        words = [telling_words(role) for role in self.wish.roles]
        rows = find_candidates(
            conn,
            self.narrowing,
            user_id=self.user_id,
            vector=self.vector,
            model=self.model,
            words=words,
            limit=size,
            by_date=not words,
            with_description=self.wish.reads_descriptions,
        )
        compared = Comparison.of(
            Candidates.of(rows), self.wish, model=self.model, profile=rules.profile, today=self.narrowing.today
        )
        everything = not rows or len(rows) >= rows[0].narrowed
        return compared, everything or (bool(words) and _all_relevant(compared, size))


def _all_relevant(compared: Comparison, size: int) -> bool:
    """Whether both ways went past the last posting that can be about a role sought.

    Fewer than asked for share a word of the title with it, and fewer than asked for are near enough in meaning.
    """
    return int(compared.candidates.titled.sum()) < size and int(compared.relevance.near_enough.sum()) < size


def _match(compared: Comparison, at: int) -> Match:
    candidates, score = compared.candidates, int(compared.scores[at])
    return Match(
        job_id=int(candidates.ids[at]),
        cluster_key=str(candidates.cluster_keys[at]),
        score=score,
        grade=grade(score),
        factors={name: _number(values[at]) for name, values in compared.factors.items()},
        reasons=explain(compared, at),
        matched_skills=compared.matched_skills(at),
        missing_skills=compared.missing_skills(at),
    )


def _number(value: Any) -> float | None:  # noqa: ANN401 - a numpy scalar
    return None if np.isnan(value) else round(float(value), 1)
